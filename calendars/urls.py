from django.urls import path

from calendars import views

app_name = "calendars"

urlpatterns = [
    path("calendar/", views.subscribe, name="subscribe"),
    path("calendar/renew/", views.renew, name="renew"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
    path("calendar/<str:token>/<slug:slug>.ics", views.cohort, name="cohort"),
]
