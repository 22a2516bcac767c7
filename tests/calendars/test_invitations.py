"""Mails about sessions and visits carry an entry with the UID of the feed and a sequence that rises."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from learning.actions import guests, sessions
from learning.actions.registering import come_oneself, give_up, register, send_deputy
from learning.actions.sessions import When
from learning.links import Wish, confirm_path, place_path
from learning.models import Registration
from mailing.models import Message
from tests.calendars.reading import entries, said, times
from tests.factories import UserFactory
from tests.learning.world import BEGINS, NOW, World, enter
from tests.visits.world import Exchange, days_from
from visits.actions import party, planning


def invitations(kind: str, to: str):
    """Method, summary, sequence and status of what went to an address, in order; None for mails without."""
    rows = Message.objects.filter(kind=kind, to=to).order_by("pk")
    return [read(row.attachment) if row.attachment else None for row in rows]


def read(attachment):
    (entry,) = entries(attachment["text"]).values()
    return attachment["content_type"].rpartition("=")[2], *said(entry)[1:]


def ages(to: str):
    """The instant of every entry that went to an address: of one sequence a calendar believes the youngest."""
    rows = [each.attachment["text"] for each in Message.objects.filter(to=to).order_by("pk") if each.attachment]
    return [event.dtstamp.value for text in rows for event in entries(text).values()]


def only_entry(kind: str, to: str):
    return entries(Message.objects.get(kind=kind, to=to).attachment["text"]).popitem()


def test_a_place_is_invited_moved_and_cancelled_in_the_same_entry(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    sessions.move(session, When(BEGINS + timedelta(days=1), "Europe/Brussels", 90), by=world.staff, now=NOW)
    sessions.cancel(session, by=world.staff, now=NOW, reason="The speaker is ill.")
    kinds = ("session:announced", "session:registered", "session:moved", "session:cancelled")
    assert [invitations(kind, world.ana.email) for kind in kinds] == [
        [None],
        [("REQUEST", 0, "CONFIRMED")],
        [("REQUEST", 1, "CONFIRMED")],
        [("CANCEL", 2, "CANCELLED")],
    ]
    found = [only_entry(kind, world.ana.email) for kind in kinds[1:]]
    assert {uid for uid, _entry in found} == {str(session.uid)}
    assert times(found[1][1])[0] == BEGINS + timedelta(days=1)
    attendee = found[0][1].attendee
    assert (attendee.value, attendee.params["RSVP"]) == (f"mailto:{world.ana.email}", ["FALSE"])


def test_who_waits_is_invited_on_moving_up(world: World) -> None:
    session = world.session(capacity=1)
    place = world.place(session, world.ana)
    world.place(session, world.greta)
    give_up(place, by=world.ana, now=NOW)
    assert invitations("session:waiting", world.greta.email) == [None]
    assert invitations("session:moved_up", world.greta.email) == [("REQUEST", 0, "CONFIRMED")]


def test_who_gives_a_place_up_and_the_deputy_are_told_and_their_calendars_forget_it(world: World) -> None:
    session, later = world.session(), NOW + timedelta(hours=1)
    place = world.place(session, world.ana)
    send_deputy(place, name="Ion", email="ion@example.org", by=world.ana, now=NOW)
    give_up(place, by=world.radu, now=later)
    gone = [("CANCEL", 0, "CANCELLED")]
    assert [invitations("session:given_up", to) for to in (world.ana.email, "ion@example.org")] == [gone, gone]
    assert only_entry("session:given_up", world.ana.email)[0] == str(session.uid)
    register(session, by=world.ana, now=later + timedelta(hours=1))
    assert invitations("session:registered", world.ana.email) == [("REQUEST", 0, "CONFIRMED")] * 2
    assert ages(world.ana.email) == [NOW, later, later + timedelta(hours=1)]


def test_a_deputy_who_is_not_needed_or_replaced_is_told(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    for hour, name in enumerate(("ion", "eva")):
        now = NOW + timedelta(hours=hour)
        place = send_deputy(place, name=name, email=f"{name}@example.org", by=world.ana, now=now)
    come_oneself(place, by=world.ana, now=NOW + timedelta(hours=2))
    for name in ("ion", "eva"):
        assert invitations("session:given_up", f"{name}@example.org") == [("CANCEL", 0, "CANCELLED")]
    assert invitations("session:given_up", world.ana.email) == []


def test_a_deputy_and_a_guest_get_theirs_with_the_way_to_their_place(world: World) -> None:
    session = world.session(audience="public")
    place = world.place(session, world.ana)
    send_deputy(place, name="Ion", email="ion@example.org", by=world.ana, now=NOW)
    wish = Wish([session.pk], "Guest", "guest@example.org", "en", "Europe/Brussels")
    guests.confirm(confirm_path(wish, now=NOW).rstrip("/").rpartition("/")[2], now=NOW)
    for kind, to in (("session:deputy", "ion@example.org"), ("session:registered", "guest@example.org")):
        _uid, entry = only_entry(kind, to)
        assert "/open-sessions/place/" in entry.url.value
        assert "https://meet.example.org/kick-off" in entry.description.value


def test_a_visit_is_invited_once_it_is_confirmed_then_moved_and_cancelled(exchange: Exchange) -> None:
    visit = exchange.proposed()
    assert invitations("visit:proposed", exchange.nikos.email) == [None]
    planning.confirm(visit, by=exchange.nikos, now=NOW)
    later = days_from(visit.starts_on, 14)
    planning.reschedule(visit, later, by=exchange.nikos, now=NOW)
    planning.cancel(visit, reason="Snow", by=exchange.nikos, now=NOW)
    kinds = ("visit:confirmed", "visit:rescheduled", "visit:cancelled")
    found = [invitations(kind, exchange.ana.email)[0] for kind in kinds]
    assert [(method, status) for method, _sequence, status in found] == [
        ("REQUEST", "CONFIRMED"),
        ("REQUEST", "CONFIRMED"),
        ("CANCEL", "CANCELLED"),
    ]
    assert found[0][1] < found[1][1] < found[2][1]
    assert times(only_entry("visit:rescheduled", exchange.ana.email)[1])[0] == later.first


def test_who_travels_without_a_seat_is_invited_moved_and_cancelled_as_well(exchange: Exchange) -> None:
    """By address in English, by login in their language; who has a seat or does not come is told no second time."""
    visit = exchange.proposed()
    petra = UserFactory(language="pt")
    people = [("Radu", "radu@example.org"), ("Petra", petra.email), ("Mihai", "mihai@example.org")]
    delegates = [
        party.name_delegate(visit, party.Named(exchange.alba.city, *each), by=exchange.ana, now=NOW)
        for each in [*people, (exchange.viewer.name, exchange.viewer.email)]
    ]
    party.move(delegates[2], "cancel", by=exchange.ana, now=NOW)
    planning.confirm(visit, by=exchange.nikos, now=NOW)
    planning.reschedule(visit, days_from(visit.starts_on, 14), reason="Snow", by=exchange.nikos, now=NOW)
    planning.cancel(visit, reason="More snow", by=exchange.nikos, now=NOW)
    kinds = ("visit:confirmed", "visit:rescheduled", "visit:cancelled")
    seated = [invitations(kind, exchange.ana.email) for kind in kinds]
    assert [len(each) for each in seated] == [1] * 3
    for to in ("radu@example.org", petra.email, exchange.viewer.email):
        assert [invitations(kind, to) for kind in kinds] == seated
    assert [invitations(kind, "mihai@example.org") for kind in kinds] == [[]] * 3
    assert {only_entry(kind, "radu@example.org")[0] for kind in kinds} == {str(visit.uid)}
    radu, hers = (Message.objects.get(kind="visit:rescheduled", to=to) for to in ("radu@example.org", petra.email))
    assert (radu.language, radu.recipient, hers.language, hers.recipient) == ("en", None, "pt", petra)
    assert (visit.get_absolute_url() in radu.text, delegates[1].get_absolute_url() in hers.text) == (False, True)
    assert "because you are named to come" in radu.text


def test_who_is_named_once_the_days_are_certain_gets_them_with_it(exchange: Exchange) -> None:
    for visit, invited in ((exchange.proposed(), None), (exchange.confirmed(), ("REQUEST", 1, "CONFIRMED"))):
        who = party.Named(exchange.alba.city, "Radu", f"radu-{visit.pk}@example.org")
        party.name_delegate(visit, who, by=exchange.ana, now=NOW)
        assert invitations("visit:party", who.email) == [invited]


def test_who_is_called_off_is_told_and_the_days_leave_their_calendar_until_they_come_after_all(
    exchange: Exchange,
) -> None:
    visit, to = exchange.confirmed(), "radu@example.org"
    radu = party.name_delegate(visit, party.Named(exchange.alba.city, "Radu", to), by=exchange.ana, now=NOW)
    radu = party.move(radu, "cancel", by=exchange.ana, now=NOW + timedelta(hours=1))
    assert invitations("visit:called_off", to) == [("CANCEL", 1, "CANCELLED")]
    assert only_entry("visit:called_off", to)[0] == str(visit.uid)
    party.move(radu, "come_again", by=exchange.ana, now=NOW + timedelta(hours=2))
    assert invitations("visit:party", to) == [("REQUEST", 1, "CONFIRMED")] * 2
    assert ages(to) == [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]


def test_a_city_that_joins_a_certain_visit_is_invited_and_one_that_leaves_it_is_called_off(exchange: Exchange) -> None:
    visit, galway = exchange.confirmed(), exchange.stranger
    radu = party.name_delegate(
        visit, party.Named(exchange.alba.city, "Radu", "radu@example.org"), by=exchange.ana, now=NOW
    )
    city = galway.seats.get().city
    other = exchange.plan(guests=[city], pairing=None, place="The boiler house")
    planning.change(visit, other, by=exchange.staff, now=NOW + timedelta(hours=1))
    assert invitations("visit:confirmed", galway.email) == [("REQUEST", 2, "CONFIRMED")]
    for gone in (exchange.ana.email, radu.email):
        assert invitations("visit:left_out", gone) == [("CANCEL", 2, "CANCELLED")]
    assert invitations("visit:changed", exchange.nikos.email) == [("REQUEST", 2, "CONFIRMED")]
    radu.refresh_from_db()
    assert not radu.is_coming
    planning.change(visit, other, by=exchange.staff, now=NOW + timedelta(hours=2))
    assert len(invitations("visit:changed", exchange.nikos.email)) == 1


def test_pages_offer_the_entry_as_a_file(world: World) -> None:
    session = world.session(audience="public")
    world.place(session, world.ana)
    place = Registration.objects.get(user=world.ana)
    own = enter(world.ana).get(f"/sessions/{session.pk}/calendar.ics")
    opened = Client().get(f"/open-sessions/{session.pk}/calendar.ics")
    guests_own = Client().get(f"{place_path(place)}calendar.ics")
    for answer, shows_link in ((own, True), (opened, False), (guests_own, True)):
        assert answer["Content-Disposition"] == f'attachment; filename="session-{session.pk}.ics"'
        assert times(entries(answer.content)[str(session.uid)]) == (BEGINS, BEGINS + timedelta(minutes=90))
        assert ("meet.example.org" in answer.content.decode()) == shows_link
    assert (opened.cookies, guests_own.cookies) == ({}, {})


def test_the_file_of_a_visit_holds_its_agenda_for_who_may_enter(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    slot = exchange.slot(visit, "The boiler house", 1, "10:00")
    where = f"/visits/{visit.pk}/calendar.ics"
    assert entries(enter(exchange.ana).get(where).content).keys() == {str(visit.uid), str(slot.uid)}
    assert enter(exchange.stranger).get(where).status_code == 404
    undated = exchange.proposed(None)
    assert enter(exchange.ana).get(f"/visits/{undated.pk}/calendar.ics").status_code == 404
