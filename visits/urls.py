from django.urls import path

from visits.views import afterwards, agenda, calendar, dates, planning, rooms, takeaways

app_name = "visits"

urlpatterns = [
    path("visits/", rooms.visits, name="visits"),
    path("visits/propose/", planning.propose, name="propose"),
    path("visits/propose/pairings/<int:pk>/", planning.propose_in_pairing, name="propose_in_pairing"),
    path("visits/propose/cohorts/<slug:slug>/", planning.propose_in_cohort, name="propose_in_cohort"),
    path("visits/<int:pk>/", rooms.visit, name="visit"),
    path("visits/<int:pk>/history/", rooms.history, name="history"),
    path("visits/<int:pk>/calendar.ics", calendar.calendar_file, name="calendar_file"),
    path("visits/<int:pk>/change/", planning.change, name="change"),
    path("visits/<int:pk>/dates/", dates.dates, name="dates"),
    path("visits/<int:pk>/dates/move/", dates.move_dates, name="move_dates"),
    path("visits/<int:pk>/dates/ask/", dates.ask_dates, name="ask_dates"),
    path("visits/<int:pk>/dates/decide/", dates.decide_dates, name="decide_dates"),
    path("visits/<int:pk>/agenda/", agenda.agenda, name="agenda"),
    path("visits/<int:pk>/agenda/new/", agenda.add_slot, name="add_slot"),
    path("visits/slots/<int:pk>/", agenda.change_slot, name="change_slot"),
    path("visits/slots/<int:pk>/move/", agenda.move_slot, name="move_slot"),
    path("visits/slots/<int:pk>/drop/", agenda.drop_slot, name="drop_slot"),
    path("visits/<int:pk>/programme/", agenda.programme, name="programme"),
    path("visits/<int:pk>/programme.pdf", agenda.programme_file, name="programme_file"),
    path("visits/<int:pk>/attendance/", afterwards.attendance, name="attendance"),
    path("visits/<int:pk>/report/", afterwards.report, name="report"),
    path("visits/<int:pk>/report/<slug:side>/", afterwards.write_report, name="write_report"),
    path("visits/<int:pk>/report/<slug:side>/take-back/", afterwards.take_back_report, name="take_back_report"),
    path("visits/<int:pk>/photos/new/", afterwards.add_photo, name="add_photo"),
    path("visits/photos/<int:pk>/", afterwards.photo, name="photo"),
    path("visits/photos/<int:pk>/caption/", afterwards.caption_photo, name="caption_photo"),
    path("visits/photos/<int:pk>/remove/", afterwards.remove_photo, name="remove_photo"),
    path("visits/<int:pk>/takeaways/", takeaways.note_takeaway, name="note_takeaway"),
    path("visits/takeaways/<uuid:pk>/", takeaways.change_takeaway, name="change_takeaway"),
    path("visits/takeaways/<uuid:pk>/drop/", takeaways.drop_takeaway, name="drop_takeaway"),
    path("visits/<int:pk>/moves/<slug:move>/", planning.take, name="take"),
]
