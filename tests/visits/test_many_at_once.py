"""Two people act at the same moment: nothing is lost, nothing is there twice, nobody waits for ever."""

from __future__ import annotations

from uuid import uuid4

import pytest

from mailing.models import Message
from milestones.models import Obligation
from tests.at_once import at_once, outcomes_at_once
from tests.factories import SeatFactory
from tests.visits.world import EVENING, LATER, NOW, WORDS, Exchange
from visits.actions import agenda, attendance, closing, planning, reports
from visits.actions.takeaways import Said, note_takeaway
from visits.agenda import agenda_of
from visits.models import AgendaSlot, Attendee, Report, Takeaway, Visit
from workflow.models import Step

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_people_who_reorder_leave_one_order_in_which_nothing_is_lost(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    for number in range(6):
        exchange.slot(visit, f"Slot {number}", 1, f"{9 + number:02}:00", 45)
    for _again in range(5):
        moving = list(AgendaSlot.objects.select_related("visit").order_by("pk"))
        acts = [
            lambda slot=slot, later=bool(slot.pk % 2), by=by: agenda.shift(slot, later=later, by=by, now=NOW)
            for slot, by in zip(moving, [exchange.ana, exchange.nikos] * 3, strict=True)
        ]
        assert outcomes_at_once(*acts) == {"done": 6}
    slots = agenda_of(Visit.objects.get()).slots
    assert sorted(slot.title for slot in slots) == [f"Slot {number}" for number in range(6)]
    assert ([slot.clash for slot in slots], len({slot.position for slot in slots})) == ([""] * 6, 6)
    assert (slots[0].first_minute, slots[-1].last_minute) == (9 * 60, 14 * 60 + 45)


def test_two_who_change_one_slot_do_not_overwrite_each_other(exchange: Exchange) -> None:
    slot = exchange.slot(exchange.confirmed(), "Walk", 1, "09:00")
    acts = [
        lambda title=title: agenda.change(slot, agenda.Wording(title), was=1, by=exchange.ana, now=NOW)
        for title in ("Mine", "Yours", "Ours")
    ]
    assert outcomes_at_once(*acts) == {"done": 1, "refused": 2}
    assert AgendaSlot.objects.get().version == 2


def test_two_sides_that_hand_in_at_once_make_the_visit_reported_once(exchange: Exchange) -> None:
    visit = exchange.held()
    acts = [
        lambda: reports.hand_in(visit, "host", WORDS, was=0, by=exchange.nikos, now=LATER),
        lambda: reports.hand_in(visit, "guests", WORDS, was=0, by=exchange.ana, now=LATER),
    ]
    assert outcomes_at_once(*acts) == {"done": 2}
    assert (Visit.objects.get().state, Report.objects.count()) == ("reported", 2)
    assert Step.objects.of(visit).filter(verb="report").count() == 1


def test_two_colleagues_who_begin_the_same_part_make_one(exchange: Exchange) -> None:
    visit = exchange.held()
    colleagues = [exchange.ana, *(SeatFactory(city=exchange.alba.city, role="deputy").user for _ in range(3))]
    acts = [lambda by=by: reports.save(visit, "guests", WORDS, was=0, by=by, now=LATER) for by in colleagues]
    assert outcomes_at_once(*acts) == {"done": 1, "refused": 3}
    assert Report.objects.get().version == 1


def test_a_takeaway_that_is_sent_many_times_at_once_is_kept_once(exchange: Exchange) -> None:
    visit, key = exchange.held(), uuid4()
    acts = [
        lambda: note_takeaway(visit, exchange.alba, Said("The depot"), by=exchange.ana, now=LATER, key=key)
        for _ in range(6)
    ]
    assert outcomes_at_once(*acts) == {"done": 6}
    assert (Takeaway.objects.get().pk, Step.objects.of(visit).filter(verb="note_takeaway").count()) == (key, 1)


def test_proposals_of_one_moment_are_visits_one_after_another(exchange: Exchange) -> None:
    for group in ({}, {"pairing": None}):
        acts = [
            lambda by=by, group=group: exchange.proposed(by=by, number=1, **group)
            for by in (exchange.ana, exchange.nikos, exchange.staff, exchange.staff)
        ]
        made = at_once(*acts)
        assert sorted(visit.number for visit in made) == [1, 2, 3, 4]
        assert [visit.requirements.count() for visit in sorted(made, key=lambda visit: visit.number)] == [1, 0, 0, 0]


def test_a_confirmation_and_a_cancellation_at_once_have_one_outcome_and_its_mails(exchange: Exchange) -> None:
    for _again in range(4):
        visit = exchange.proposed()
        outcomes_at_once(
            lambda visit=visit: planning.confirm(visit, by=exchange.nikos, now=NOW),
            lambda visit=visit: planning.cancel(visit, reason="Elections", by=exchange.ana, now=NOW),
        )
        assert Visit.objects.get(pk=visit.pk).state == "cancelled"
        assert Message.objects.filter(kind="visit:cancelled", about=visit.get_absolute_url()).count() == 3


def test_two_who_note_the_same_people_note_each_once(exchange: Exchange) -> None:
    visit = exchange.confirmed()
    people = [attendance.Seen(f"u{user.pk}", "present") for user in (exchange.ana, exchange.nikos)]
    acts = [
        lambda by=by, order=order: attendance.note(visit, people[::order], by=by, now=EVENING)
        for by, order in ((exchange.ana, 1), (exchange.nikos, -1), (exchange.staff, 1))
    ]
    assert outcomes_at_once(*acts) == {"done": 3}
    assert Attendee.objects.count() == 2


def test_a_visit_closed_by_many_fulfils_once(exchange: Exchange) -> None:
    visit = exchange.reported()
    acts = [
        lambda by=by: closing.close(visit, by=by, now=LATER)
        for by in (exchange.ana, exchange.nikos, exchange.staff, exchange.facilitator)
    ]
    assert outcomes_at_once(*acts) == {"done": 1, "refused": 3}
    owed = Obligation.objects.get(pk=exchange.owed.pk)
    assert (owed.state, Step.objects.of(owed).count()) == ("fulfilled", 1)
