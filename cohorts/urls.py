from django.urls import path

from cohorts.views import pairings

app_name = "cohorts"

urlpatterns = [path("pairings/<int:pk>/", pairings.pairing, name="pairing")]
