from django.urls import path

from learning.views import afterwards, attendance, calendar, city, completion, dates, guests, rooms, staff

app_name = "learning"

urlpatterns = [
    path("sessions/", rooms.sessions, name="sessions"),
    path("sessions/<int:pk>/", rooms.session, name="session"),
    path("sessions/<int:pk>/calendar.ics", calendar.calendar_file, name="calendar_file"),
    path("sessions/<int:pk>/register/", city.register, name="register"),
    path("sessions/<int:pk>/register-colleague/", city.register_colleague, name="register_colleague"),
    path("sessions/registrations/<int:pk>/cancel/", city.cancel_registration, name="cancel_registration"),
    path("sessions/registrations/<int:pk>/deputy/", city.deputy, name="deputy"),
    path("sessions/registrations/<int:pk>/come/", city.come_oneself, name="come_oneself"),
    path("sessions/<int:pk>/check-in/", city.check_in, name="check_in"),
    path("sessions/<int:pk>/dates/", dates.dates, name="dates"),
    path("sessions/<int:pk>/dates/ask/", dates.ask_date, name="ask_date"),
    path("sessions/<int:pk>/dates/decide/", dates.decide, name="decide"),
    path("sessions/<int:pk>/feedback/", afterwards.feedback, name="feedback"),
    path("sessions/<int:pk>/catch-up/", afterwards.catch_up, name="catch_up"),
    path("sessions/quotes/<int:pk>/withdraw/", afterwards.withdraw_quote, name="withdraw_quote"),
    path("sessions/<int:pk>/edit/", staff.edit, name="edit"),
    path("sessions/<int:pk>/announce/", staff.announce, name="announce"),
    path("sessions/<int:pk>/move/", staff.move, name="move"),
    path("sessions/<int:pk>/cancel/", staff.cancel, name="cancel"),
    path("sessions/<int:pk>/slide/", attendance.slide, name="slide"),
    path("sessions/<int:pk>/people/", attendance.people, name="people"),
    path("sessions/<int:pk>/people/add/", attendance.add_person, name="add_person"),
    path("sessions/<int:pk>/people/bring/", attendance.bring_list, name="bring_list"),
    path("sessions/<int:pk>/people/match/", attendance.matching, name="matching"),
    path("sessions/<int:pk>/people/drop/", attendance.drop_list, name="drop_list"),
    path("sessions/<int:pk>/people/close/", attendance.close, name="close"),
    path("sessions/<int:pk>/people/reopen/", attendance.reopen, name="reopen"),
    path("open-sessions/confirm/<str:token>/", guests.confirm, name="confirm"),
    path("open-sessions/place/<str:token>/", guests.place, name="place"),
    path("open-sessions/place/<str:token>/calendar.ics", calendar.place_file, name="place_file"),
    path("open-sessions/<int:pk>/calendar.ics", calendar.open_file, name="open_file"),
    path("programme/cohorts/<slug:slug>/sessions/", staff.planning, name="planning"),
    path("programme/cohorts/<slug:slug>/sessions/new/", staff.new, name="new"),
    path("programme/cohorts/<slug:slug>/phases/", completion.completion, name="completion"),
    path("programme/quotes/", staff.quotes, name="quotes"),
]
