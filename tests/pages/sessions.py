"""Sessions in every state, made beside those of the demo, and the addresses they are opened at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from cohorts.models import Cohort
from learning.actions import afterwards, attendance, guests, registering, sessions
from learning.actions.polls import ask_for_date
from learning.actions.sessions import Said, When
from learning.links import Wish, confirm_path, place_path
from learning.models import LearningSession, Registration
from polls.actions import Slot, answer

BUTTONS = {
    "learning:register", "learning:register_colleague", "learning:cancel_registration", "learning:come_oneself",
    "learning:decide", "learning:withdraw_quote", "learning:announce", "learning:add_person", "learning:bring_list",
    "learning:drop_list", "learning:close", "learning:reopen",
    # files, and the button beside the address of a calendar
    "learning:calendar_file", "learning:open_file", "learning:place_file", "calendars:feed", "calendars:cohort",
    "calendars:renew",
}  # fmt: skip
OF_A_PLACE = {"learning:check_in", "learning:feedback"}
"""Opened by whoever has a place."""
STRANGERS = [{"name": "Ana Moldovan", "email": ""}, {"name": "Somebody From the Audience", "email": "s@example.org"}]


class Programme:
    """The sessions of a cohort, made by `staff`; `lead` has a place at most of them."""

    def __init__(self, cohort: Cohort, staff: User, lead: User, now: datetime) -> None:
        self.cohort, self.staff, self.lead, self.now = cohort, staff, lead, now

    def session(self, title: str, begins: timedelta, *, announce: bool = True, **said: Any) -> LearningSession:
        when = When(self.now + begins, "Europe/Bucharest", 90)
        requirement = self.cohort.requirements.filter(kind="session").first()
        fields = {
            "title": title,
            "kind": "workshop",
            "requirement": requirement,
            "module": requirement.module,
            "place": "Sala Unirii",
            "online_link": "https://meet.example.org/x",
            "speakers": "Ana Moldovan\nN. Vafeas",
            "summary": "Ways to win local stakeholders for the transition, with examples of three cities.",
            **said,
        }
        early = self.now + begins - timedelta(days=7)
        links = [("Slides", "https://files.example.org/slides.pdf")]
        made = sessions.draft(self.cohort, Said(fields, when, materials=links), by=self.staff, now=early)
        return sessions.announce(made, by=self.staff, now=early) if announce else made

    def place(self, session: LearningSession, person: User) -> Registration:
        return registering.register(session, by=person, now=session.announced_at)


def session_places(cohort: Cohort, staff: User, lead: User, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """One session in each state with people, answers and a file; what fills the addresses."""
    made = Programme(cohort, staff, lead, now)
    draft = made.session("Workshop 2, to be dated", timedelta(days=40), announce=False)
    slots = [Slot(draft.starts_at + timedelta(days=n), draft.ends_at + timedelta(days=n)) for n in range(3)]
    poll = ask_for_date(draft, slots, by=staff, now=now)
    answer(poll, dict(zip(poll.options.values_list("pk", flat=True), ["yes", "maybe", "no"], strict=True)), by=lead)
    coming = made.session("Workshop next week", timedelta(days=7), capacity=1)
    place = made.place(coming, lead)
    for other in User.objects.filter(seats__city__participations__cohort=cohort).exclude(pk=lead.pk).distinct()[:3]:
        made.place(coming, other)
    running = made.session("Seminar now", -timedelta(minutes=10), audience="public")
    made.place(running, lead)
    attendance.keep_file(running, "teams.csv", STRANGERS, by=staff, now=now)
    held = _held(made, "Kick-off, held", there=True)
    missed = _held(made, "Seminar, missed", there=False)
    off = made.session("Session that was cancelled", timedelta(days=5))
    sessions.cancel(off, by=staff, now=now, reason="The speaker is ill.")
    shown = [{"pk": each.pk} for each in (coming, running, held, missed, off)]
    wish = Wish([running.pk], "Guest", "guest@example.org", "en", "Europe/Brussels")
    token = _last(confirm_path(wish, now=now))
    guest = guests.confirm(token, now=now)[0]
    return {
        "learning:session": shown,
        "learning:people": [{"pk": each.pk} for each in (coming, running, held)],
        "learning:check_in": [{"pk": running.pk}],
        "learning:feedback": [{"pk": running.pk}, {"pk": held.pk}],
        "learning:catch_up": [{"pk": missed.pk}],
        "learning:dates": [{"pk": draft.pk}],
        "learning:ask_date": [{"pk": draft.pk}],
        "learning:edit": [{"pk": draft.pk}, {"pk": coming.pk}],
        "learning:move": [{"pk": coming.pk}],
        "learning:cancel": [{"pk": coming.pk}],
        "learning:slide": [{"pk": coming.pk}, {"pk": running.pk}],
        "learning:matching": [{"pk": running.pk}],
        "learning:deputy": [{"pk": place.pk}],
        "open_session": [{"pk": running.pk}],
        "learning:confirm": [{"token": token}],
        "learning:place": [{"token": _last(place_path(guest))}],
        **{key: [{"slug": cohort.slug}] for key in ("learning:planning", "learning:new", "learning:completion")},
    }


def _held(made: Programme, title: str, *, there: bool) -> LearningSession:
    """With its recording and the feedback of six people; the lead was there or absent."""
    session = made.session(title, -timedelta(days=10), recording="https://video.example.org/1")
    people = User.objects.filter(seats__city__participations__cohort=made.cohort, seats__ended_on=None).distinct()
    places = [made.place(session, each) for each in people.exclude(pk=made.lead.pk)[:6]]
    marks = {each.pk: "present" for each in places}
    if there:
        marks[made.place(session, made.lead).pk] = "present"
    attendance.note(session, marks, by=made.staff, now=session.ends_at)
    for number, each in enumerate(places):
        answers = afterwards.Answers(number % 3 + 3, 4, 5, "We start on Monday.", may_quote=number == 0)
        afterwards.give_feedback(each, answers, now=session.ends_at)
    return attendance.close(session, by=made.staff, now=session.ends_at)


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
