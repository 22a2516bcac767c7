"""A visit is proposed by one city and agreed to by another, moved with a trace, held, reported and closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from mailing.models import Message
from milestones.models import Obligation
from polls.actions import Span, answer
from tests.factories import CityFactory, ParticipationFactory, SeatFactory, UserFactory, VisitFactory
from tests.visits.world import EVENING, FIRST, LAST, LATER, NOW, WORDS, Exchange
from visits.actions import attendance, closing, planning, reports
from visits.actions.polls import ask_for_days, decide_days
from visits.actions.records import Days, NotAVisit, note_visit
from visits.models import Visit
from visits.states import MOVES, VisitState
from workflow.models import Step
from workflow.moves import open_to, take
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
NEW = Days(date(2026, 3, 24), date(2026, 3, 25))


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"visit:{kind}").values_list("to", flat=True))


def test_a_city_proposes_a_visit_of_its_pairing_and_the_others_are_told(exchange: Exchange) -> None:
    visit = exchange.proposed()
    assert (visit.title, visit.state, visit.direction, visit.zone, visit.proposed_by) == (
        "Alba Iulia visiting Kozani",
        "proposed",
        "there",
        exchange.kozani.city.time_zone,
        exchange.alba.city,
    )
    assert (visit.guests, list(visit.requirements.all())) == ([exchange.alba.city], [exchange.requirement])
    assert told("proposed") == {exchange.nikos.email, exchange.viewer.email, exchange.facilitator.email}


def test_the_pilot_that_visits_its_twin_goes_the_other_way(exchange: Exchange) -> None:
    visit = exchange.proposed(guests=[exchange.kozani.city], host=exchange.alba.city)
    assert visit.direction == "back"


def test_the_own_proposal_is_confirmed_by_the_other_city(exchange: Exchange) -> None:
    visit = exchange.proposed()
    for person in (exchange.ana, exchange.viewer, exchange.stranger):
        with pytest.raises(NotAllowed):
            planning.confirm(visit, by=person, now=NOW)
    done = planning.confirm(visit, by=exchange.nikos, now=NOW)
    assert (done.state, told("confirmed")) == (
        "confirmed",
        {exchange.ana.email, exchange.viewer.email, exchange.facilitator.email},
    )


@pytest.mark.parametrize("who", ["facilitator", "staff"])
def test_who_stands_above_the_sides_confirms_for_them(exchange: Exchange, who: str) -> None:
    assert planning.confirm(exchange.proposed(), by=getattr(exchange, who), now=NOW).state == "confirmed"


def test_a_visit_without_a_second_city_in_it_is_confirmed_by_the_first(exchange: Exchange) -> None:
    alone = exchange.proposed(host=None, host_kind="online", pairing=None)
    assert planning.confirm(alone, by=exchange.ana, now=NOW).state == "confirmed"


def test_without_days_there_is_nothing_to_confirm(exchange: Exchange) -> None:
    visit = exchange.proposed(days=None)
    with pytest.raises(NotNow, match="Name the days"):
        planning.confirm(visit, by=exchange.nikos, now=NOW)
    assert planning.reschedule(visit, NEW, by=exchange.nikos, now=NOW).proposed_by == exchange.kozani.city
    assert planning.confirm(visit, by=exchange.ana, now=NOW).starts_on == NEW.first


def test_a_moved_visit_keeps_its_history_and_tells_old_and_new_days(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    moved = planning.reschedule(visit, NEW, reason="A strike", by=exchange.nikos, now=NOW)
    assert (moved.state, moved.starts_on, moved.ends_on, moved.sequence) == (
        "confirmed",
        NEW.first,
        NEW.last,
        visit.sequence + 1,
    )
    step = Step.objects.of(visit).get(verb="reschedule")
    assert (step.change, step.note) == (
        {"before": ["2026-03-10", "2026-03-11"], "after": ["2026-03-24", "2026-03-25"]},
        "A strike",
    )
    assert told("rescheduled") == {exchange.ana.email, exchange.viewer.email, exchange.facilitator.email}
    mail = Message.objects.filter(kind="visit:rescheduled").first()
    assert mail is not None
    assert [words in mail.text for words in ("10–11 March 2026", "24–25 March 2026", "A strike")] == [True] * 3


def test_the_same_days_again_are_no_move(exchange: Exchange) -> None:
    with pytest.raises(NotAVisit):
        planning.reschedule(exchange.proposed(), Days(FIRST, LAST), by=exchange.ana, now=NOW)


def test_a_held_visit_does_not_move_any_more(exchange: Exchange) -> None:
    with pytest.raises(NotNow):
        planning.reschedule(exchange.held(), NEW, by=exchange.ana, now=LATER)


def test_a_cancelled_visit_says_why_and_can_be_proposed_again(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    with pytest.raises(NotNow):
        planning.cancel(visit, reason=" ", by=exchange.ana, now=NOW)
    off = planning.cancel(visit, reason="Elections", by=exchange.ana, now=NOW)
    assert (off.state, off.sequence > visit.sequence, exchange.nikos.email in told("cancelled")) == (
        "cancelled",
        True,
        True,
    )
    assert planning.propose_again(off, by=exchange.ana, now=NOW).state == "proposed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"guests": []}, "guests"),
        ({"host": None}, "host"),
        ({"guests": "stranger"}, "guests"),
    ],
    ids=["without guests", "without a host in a host city", "with a city of no cohort"],
)
def test_what_is_no_visit_is_refused_at_its_field(exchange: Exchange, changes: dict[str, Any], field: str) -> None:
    if changes.get("guests") == "stranger":
        changes = {"guests": [exchange.alba.city, CityFactory()]}
    with pytest.raises(NotAVisit) as refused:
        exchange.proposed(**changes)
    assert (refused.value.field, Visit.objects.count()) == (field, 0)


def test_nobody_proposes_a_visit_of_others(exchange: Exchange) -> None:
    for person in (exchange.stranger, exchange.viewer):
        with pytest.raises(NotAllowed):
            exchange.proposed(by=person)


def test_three_cities_meet_without_a_pairing_a_district_among_them(exchange: Exchange) -> None:
    district = ParticipationFactory(cohort=exchange.cohort, city__kind="district", city__name="Sector 2")
    galway = exchange.stranger.seats.get().city
    visit = exchange.proposed(
        by=exchange.stranger, pairing=None, host=district.city, guests=[exchange.alba.city, galway], requirements=[]
    )
    assert (visit.pairing, visit.direction, {city.name for city in visit.guests}) == (
        None,
        "",
        {"Alba Iulia", "Galway"},
    )


def test_a_poll_gives_the_visit_its_days_with_one_click(exchange: Exchange) -> None:
    visit = exchange.proposed(days=None)
    candidates = [Span(FIRST, LAST), Span(NEW.first, NEW.last)]
    poll = ask_for_days(visit, candidates, by=exchange.ana, now=NOW)
    option = poll.options.get(starts_on=NEW.first)
    answer(poll, {option.pk: "yes"}, by=exchange.nikos)
    done = decide_days(visit, option, by=exchange.ana, now=NOW)
    poll.refresh_from_db()
    assert (done.state, done.starts_on, done.ends_on, poll.state) == ("confirmed", NEW.first, NEW.last, "decided")
    assert exchange.nikos.email in told("confirmed")


def test_the_facilitator_decides_a_poll_that_does_not_ask_them(exchange: Exchange) -> None:
    visit = exchange.proposed(days=None)
    poll = ask_for_days(visit, [Span(FIRST, LAST), Span(NEW.first, NEW.last)], by=exchange.facilitator, now=NOW)
    again = ask_for_days(visit, [Span(FIRST, FIRST), Span(NEW.first, NEW.last)], by=exchange.facilitator, now=NOW)
    poll.refresh_from_db()
    assert poll.state == "closed"
    option = again.options.get(starts_on=FIRST)
    assert decide_days(visit, option, by=exchange.facilitator, now=NOW).ends_on == FIRST


def test_closing_needs_attendance_and_both_parts_of_the_report(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    with pytest.raises(NotNow, match="nobody is noted as present"):
        attendance.complete(visit, by=exchange.ana, now=EVENING)
    exchange.was_there(visit, exchange.ana)
    held = attendance.complete(visit, by=exchange.ana, now=EVENING)
    with pytest.raises(NotNow, match="part of the host is missing"):
        closing.close(held, by=exchange.ana, now=LATER)
    reports.hand_in(held, "host", WORDS, was=0, by=exchange.nikos, now=LATER)
    with pytest.raises(NotNow, match="part of the guests is missing"):
        closing.close(held, by=exchange.ana, now=LATER)
    reports.hand_in(held, "guests", WORDS, was=0, by=exchange.ana, now=LATER)
    assert Visit.objects.get(pk=held.pk).state == "reported"
    assert closing.close(held, by=exchange.nikos, now=LATER).state == "closed"


def test_closing_fulfils_what_the_cities_that_were_there_owe(exchange: Exchange) -> None:
    closing.close(exchange.reported(), by=exchange.ana, now=LATER)
    owed = Obligation.objects.get(pk=exchange.owed.pk)
    assert (owed.state, owed.fulfilled_at, owed.fulfilled_note) == (
        "fulfilled",
        LATER,
        "Alba Iulia visiting Kozani, 10–11 March 2026",
    )


def test_a_guest_who_did_not_come_still_owes_its_visit(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    exchange.was_there(visit, exchange.nikos)
    attendance.note(visit, [attendance.Seen(f"u{exchange.ana.pk}", "excused")], by=exchange.ana, now=EVENING)
    attendance.complete(visit, by=exchange.ana, now=EVENING)
    for side in ("host", "guests"):
        reports.hand_in(visit, side, WORDS, was=0, by=exchange.staff, now=LATER)
    closing.close(visit, by=exchange.staff, now=LATER)
    assert Obligation.objects.get(pk=exchange.owed.pk).state == "open"


def test_only_staff_open_a_closed_visit_again_and_what_it_fulfilled_stays(exchange: Exchange) -> None:
    closed = closing.close(exchange.reported(), by=exchange.ana, now=LATER)
    with pytest.raises(NotAllowed):
        closing.reopen(closed, reason="A word", by=exchange.ana, now=LATER)
    opened = closing.reopen(closed, reason="A word", by=exchange.staff, now=LATER)
    assert (opened.state, Obligation.objects.get(pk=exchange.owed.pk).state) == ("reported", "fulfilled")
    assert closing.close(opened, by=exchange.ana, now=LATER).state == "closed"


def test_rights_on_a_visit_end_with_the_seat_and_with_the_participation(exchange: Exchange) -> None:
    visit = exchange.proposed()
    exchange.kozani.withdrawn_on, exchange.kozani.withdrawal_reason = date(2026, 3, 1), "No people"
    exchange.kozani.save()
    with pytest.raises(NotAllowed):
        planning.confirm(visit, by=exchange.nikos, now=NOW)
    exchange.ana.seats.update(ended_on=date(2026, 3, 1))
    with pytest.raises(NotAllowed):
        planning.cancel(visit, reason="Gone", by=exchange.ana, now=NOW)


@pytest.mark.parametrize("name", [move.name for move in MOVES])
@pytest.mark.parametrize("state", VisitState.values)
def test_each_move_is_open_from_its_states_and_no_other(state: str, name: str) -> None:
    host, staff = CityFactory(), UserFactory(staff=True)
    visit = VisitFactory(state=state, host=host)
    visit.attendees.create(key="x1", name="Somebody", city=host)
    for side in visit.report_sides:
        visit.reports.create(side=side, at=NOW, sent_at=NOW)
    move = MOVES[name]
    offered = move in open_to(visit, staff)
    assert offered is (state in move.source)
    if not offered:
        with pytest.raises(NotNow):
            take(visit, name, by=staff, now=NOW, note="Why")
    else:
        assert take(visit, name, by=staff, now=NOW, note="Why").state == move.target


def test_a_visit_of_a_record_is_closed_from_the_beginning(exchange: Exchange) -> None:
    days = Days(FIRST, LAST)
    visit = note_visit(
        exchange.cohort, "Once", cities=[exchange.alba.city], host=None, days=days, by=exchange.staff, now=NOW
    )
    assert (visit.state, visit.host_kind) == ("closed", "elsewhere")


def test_a_seat_of_another_writing_role_counts_as_well(exchange: Exchange) -> None:
    deputy = SeatFactory(city=exchange.kozani.city, role="deputy").user
    assert planning.confirm(exchange.proposed(), by=deputy, now=datetime(2026, 3, 3, tzinfo=UTC)).state == "confirmed"
