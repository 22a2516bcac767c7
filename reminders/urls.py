from django.urls import path

from reminders import views

app_name = "reminders"

urlpatterns = [
    path("programme/reminders/", views.programme, name="programme"),
    path("programme/reminders/export.csv", views.export, name="export"),
    path("programme/reminders/preview/", views.preview, name="preview"),
    path("programme/reminders/write/", views.write, name="write"),
]
