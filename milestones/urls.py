from django.urls import path

from milestones.views import importing, members, obligations, pairings, requirements, starting

app_name = "milestones"

urlpatterns = [
    path("programme/cohorts/start/", starting.start, name="start"),
    path("programme/cohorts/<slug:slug>/import/", importing.importing, name="import"),
    path("programme/cohorts/<slug:slug>/import/do/", importing.do_import, name="do_import"),
    path("programme/cohorts/<slug:slug>/import/remarks/", importing.remarks, name="remarks"),
    path("programme/cohorts/<slug:slug>/cities/", members.participants, name="participants"),
    path("programme/cohorts/<slug:slug>/cities/invite/", members.invite, name="invite"),
    path("programme/cohorts/<slug:slug>/cities/<slug:city>/withdraw/", members.leave, name="withdraw"),
    path("programme/cohorts/<slug:slug>/cities/<slug:city>/take-back/", members.come_back, name="take_back"),
    path("programme/cohorts/<slug:slug>/pairings/", pairings.pairings, name="pairings"),
    path("programme/cohorts/<slug:slug>/pairings/make/", pairings.make, name="make_pairing"),
    path("programme/pairings/<int:pk>/change/", pairings.change, name="change_pairing"),
    path("programme/pairings/<int:pk>/end/", pairings.end, name="end_pairing"),
    path("programme/cohorts/<slug:slug>/requirements/", requirements.requirements, name="requirements"),
    path("programme/cohorts/<slug:slug>/requirements/<slug:code>/", requirements.requirement, name="requirement"),
    path("programme/obligations/extend/", obligations.extend_all, name="extend_all"),
    path("programme/obligations/<int:pk>/", obligations.obligation, name="obligation"),
    path("programme/obligations/<int:pk>/extend/", obligations.extend, name="extend"),
    path("programme/obligations/<int:pk>/fulfil/", obligations.fulfil, name="fulfil"),
    path("programme/obligations/<int:pk>/reopen/", obligations.reopen, name="reopen"),
    path("programme/obligations/<int:pk>/waive/", obligations.waive, name="waive"),
    path("programme/obligations/<int:pk>/reinstate/", obligations.reinstate, name="reinstate"),
]
