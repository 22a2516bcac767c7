from django.urls import path

from visits.views import rooms as views

app_name = "visits"

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/takeaways/", views.note_takeaway, name="note_takeaway"),
    path("visits/takeaways/<uuid:pk>/", views.change_takeaway, name="change_takeaway"),
    path("visits/takeaways/<uuid:pk>/drop/", views.drop_takeaway, name="drop_takeaway"),
]
