from django.urls import path

from travel.views import claims, staff, trips

app_name = "travel"

urlpatterns = [
    path("travel/", trips.own_trips, name="own"),
    path("travel/visits/<int:pk>/", trips.visit_trips, name="visit_trips"),
    path("travel/visits/<int:pk>/new/", trips.plan_for_visit, name="plan_for_visit"),
    path("travel/cohorts/<slug:slug>/new/", trips.plan_in_cohort, name="plan_in_cohort"),
    path("travel/trips/<int:pk>/", claims.trip, name="trip"),
    path("travel/trips/<int:pk>/change/", trips.change_trip, name="change_trip"),
    path("travel/trips/<int:pk>/drop/", trips.drop_trip, name="drop_trip"),
    path("travel/trips/<int:pk>/legs/", claims.add_leg, name="add_leg"),
    path("travel/legs/<int:pk>/drop/", claims.drop_leg, name="drop_leg"),
    path("travel/trips/<int:pk>/lines/", claims.add_line, name="add_line"),
    path("travel/lines/<int:pk>/drop/", claims.drop_line, name="drop_line"),
    path("travel/lines/<int:pk>/receipt/", claims.receipt, name="receipt"),
    path("travel/trips/<int:pk>/submit/", claims.submit, name="submit"),
    path("travel/trips/<int:pk>/take-back/", claims.take_back, name="take_back"),
    path("travel/trips/<int:pk>/return/", staff.send_back, name="send_back"),
    path("travel/trips/<int:pk>/approve/", staff.approve, name="approve"),
    path("travel/trips/<int:pk>/pay/", staff.pay, name="pay"),
    path("programme/travel/", staff.Programme.as_view(), name="programme"),
    path("programme/travel/claims.csv", staff.programme_file, name="programme_file"),
]
