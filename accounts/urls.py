from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("accounts/preferences/", views.PreferencesView.as_view(), name="preferences"),
    path("programme/people/", views.PeopleView.as_view(), name="people"),
    path("programme/people/invite/", views.InviteStaffView.as_view(), name="invite"),
    path("programme/people/<int:pk>/", views.PersonView.as_view(), name="person"),
    path("programme/people/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("programme/people/<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("programme/people/<int:pk>/make-staff/", views.make_staff, name="make_staff"),
    path("programme/people/<int:pk>/end-staff/", views.end_staff, name="end_staff"),
    path("programme/people/invitations/", views.InvitationsView.as_view(), name="invitations"),
    path("programme/people/invitations/<int:pk>/resend/", views.resend, name="resend"),
    path("programme/people/invitations/<int:pk>/revoke/", views.revoke, name="revoke"),
]
