"""The list of a meeting tool: matched by address, then by name; strangers are shown; nothing is written before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cities.models import Representative
from cohorts.importing.reading import Unreadable
from learning.actions.registering import send_deputy
from learning.matching import match, people_in
from learning.models import AttendanceDraft, LearningSession, Registration
from learning.tasks import forget
from tests.learning.world import NOW, World, enter

TEAMS = (
    "1. Summary\n\nMeeting title\tKick-off\nAttended participants\t4\n\n2. Participants\n"
    "Name\tFirst Join\tDuration\tEmail\tRole\n"
    "Ana Moldovan\t10:01\t1h\tana@example.org\tAttendee\n"
    "Ana Moldovan\t10:40\t20m\tana@example.org\tAttendee\n"
    "Somebody\t10:02\t1h\t\tGuest\n"
).encode("utf-16")
ZOOM = (
    "Name (original name),Email,Join time,Duration (minutes)\n"
    '"Moldovan, Ana",,10:01,60\n"LIND Gréta",,10:01,60\nUnknown Phone,,10:05,3\n'
).encode()


def registrations(session: LearningSession) -> list[Registration]:
    return list(Registration.objects.registered().filter(session=session))


def test_facts_above_the_table_are_passed_over_and_everybody_is_listed_once() -> None:
    assert people_in(TEAMS) == [
        {"name": "Ana Moldovan", "email": "ana@example.org"},
        {"name": "Somebody", "email": ""},
    ]


def test_two_columns_for_a_name_are_read_together() -> None:
    assert people_in(b"First name;Last name;E-mail address\nAna;Moldovan;ana@example.org\n") == [
        {"name": "Ana Moldovan", "email": "ana@example.org"}
    ]


def test_a_table_without_names_is_refused() -> None:
    with pytest.raises(Unreadable):
        people_in(b"a,b\n1,2\n")


def test_names_match_without_accents_case_or_order(world: World) -> None:
    session = world.session()
    for person in (world.ana, world.greta):
        world.place(session, person)
    found = match(people_in(ZOOM), registrations(session), [])
    assert [each.registration and each.registration.name for each in found] == ["Ana Moldovan", "Greta Lind", None]


def test_the_address_decides_before_the_name_and_a_name_that_fits_two_fits_none(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    world.greta.name = "Ana Moldovan"
    world.greta.save()
    world.place(session, world.greta)
    people = [{"name": "Ana Moldovan", "email": world.greta.email.upper()}, {"name": "Ana Moldovan", "email": ""}]
    by_address, by_name = match(people, registrations(session), [])
    assert (by_address.registration.email, by_name.registration) == (world.greta.email, None)


def test_a_deputy_and_somebody_who_had_not_registered_are_recognised(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    send_deputy(place, name="Ion Deputy", email="ion@example.org", by=world.ana, now=NOW)
    people = [{"name": "Ion Deputy", "email": ""}, {"name": "Radu", "email": world.radu.email}]
    deputy, newcomer = match(people, registrations(session), Representative.objects.filter(user=world.radu))
    assert (deputy.registration, deputy.attendance, newcomer.seat.user) == (place, "deputy", world.radu)


def running(world: World) -> LearningSession:
    """A session that has begun a minute ago by the clock of the pages."""
    from django.utils import timezone  # noqa: PLC0415

    from learning.actions.sessions import When  # noqa: PLC0415

    now = timezone.now()
    return world.session(when=When(now - timedelta(minutes=1), "Europe/Brussels", 90), now=now)


def test_the_file_is_shown_first_and_the_button_writes_what_was_shown(world: World) -> None:
    from django.utils import timezone  # noqa: PLC0415

    session, client = running(world), enter(world.staff)
    ana = world.place(session, world.ana, timezone.now())
    greta = world.place(session, world.greta, timezone.now())
    sheet = f"Name,Email\nAna M,{world.ana.email}\nG. L.,\nRadu,{world.radu.email}\nNew One,new@example.org\n".encode()
    sent = client.post(f"/sessions/{session.pk}/people/bring/", {"file": SimpleUploadedFile("list.csv", sheet)})
    page = client.get(sent.url)
    assert (page.status_code, Registration.objects.there().count()) == (200, 0)
    assert [row.name for row in page.context["form"].strangers] == ["G. L.", "New One"]
    done = client.post(sent.url, {"row_1": greta.pk, "row_3": "new"}, follow=True)
    assert "4 people noted." in done.content.decode()
    there = Registration.objects.there()
    assert {each.pk for each in there} >= {ana.pk, greta.pk}
    assert sorted(there.values_list("name", flat=True)) == ["Ana Moldovan", "Greta Lind", "New One", "Radu Pop"]
    assert AttendanceDraft.objects.count() == 0


def test_what_cannot_be_read_is_said_at_the_field(world: World) -> None:
    session, client = running(world), enter(world.staff)
    answer = client.post(f"/sessions/{session.pk}/people/bring/", {"file": SimpleUploadedFile("x.csv", b"%PDF-1.4")})
    assert (answer.status_code, AttendanceDraft.objects.count()) == (422, 0)
    assert "kind PDF" in answer.content.decode()


def test_a_list_nobody_finished_is_forgotten_after_a_day(world: World) -> None:
    AttendanceDraft.objects.create(session=world.session(), by=world.staff, file_name="x", rows=[], made_at=NOW)
    assert (forget(), AttendanceDraft.objects.count()) == (1, 0)
