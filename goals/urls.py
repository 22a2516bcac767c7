from django.urls import path

from goals import views

app_name = "goals"

urlpatterns = [
    path("goals/", views.goals, name="goals"),
    path("programme/goals/", views.AllGoals.as_view(), name="programme"),
]
