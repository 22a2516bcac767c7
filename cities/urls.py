from django.urls import path

from cities.views import claiming, own, seats, staff

app_name = "cities"

urlpatterns = [
    path("invitations/<str:token>/", claiming.ClaimView.as_view(), name="claim"),
    path("workspace/people/", own.PeopleView.as_view(), name="people"),
    path("workspace/city/", own.OwnCitiesView.as_view(), name="own"),
    path("workspace/city/<slug:slug>/", own.DescribeView.as_view(), name="describe"),
    path("programme/cities/", staff.CitiesView.as_view(), name="cities"),
    path("programme/cities/add/", staff.AddCityView.as_view(), name="add"),
    path("programme/cities/invite/", staff.invite_waiting, name="invite_waiting"),
    path("programme/cities/<slug:slug>/", staff.CityView.as_view(), name="city"),
    path("programme/cities/<slug:slug>/facts/", staff.CityFactsView.as_view(), name="facts"),
    path("programme/cities/<slug:slug>/names/", staff.add_name, name="add_name"),
    path("programme/cities/<slug:slug>/names/<int:pk>/remove/", staff.remove_name, name="remove_name"),
    path("programme/cities/<slug:slug>/appoint/", seats.AppointView.as_view(), name="appoint"),
    path("programme/seats/<int:pk>/role/", seats.RoleView.as_view(), name="role"),
    path("programme/seats/<int:pk>/hand-over/", seats.HandOverView.as_view(), name="hand_over"),
    path("programme/seats/<int:pk>/end/", seats.EndView.as_view(), name="end"),
    path("programme/seats/<int:pk>/resend/", seats.resend, name="resend"),
    path("programme/seats/<int:pk>/revoke/", seats.revoke, name="revoke"),
]
