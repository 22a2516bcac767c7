"""Hours that fill themselves: what the portal knows is proposed, and counts once the person has confirmed it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from deliverables.models import WritingTrace
from hours import reading
from hours.actions import months as actions
from hours.actions.months import Line, Month, NotProposed, Written
from hours.evidence import in_quarters, proposals, rows_of
from hours.models import MonthSheet
from tests.factories import CityFactory, CohortFactory, ModuleFactory, ParticipationFactory, SeatFactory, UserFactory
from tests.hours.evidence import at_a_session, on_a_visit, wrote
from workflow.models import Step

MAY = date(2026, 5, 1)
TODAY = date(2026, 6, 2)
NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Month:
    """Ana's May for Alba Iulia."""
    cohort = CohortFactory()
    ModuleFactory(cohort=cohort)
    participation = ParticipationFactory(cohort=cohort, city=CityFactory(name="Alba Iulia"))
    return Month(SeatFactory(city=participation.city), participation, MAY)


def save(place: Month, ticked: dict[str, str | None] | None = None, **lines: str) -> MonthSheet:
    rows = {source: None if amount is None else Decimal(amount) for source, amount in (ticked or {}).items()}
    own = {kind: Line(Decimal(amount)) for kind, amount in lines.items()}
    return actions.save_month(place, Written(own, rows), by=place.seat.user, now=NOW, today=TODAY)


def rows(place: Month) -> list:
    sheet = reading.sheet_at(place)
    return rows_of(place, sheet.entries.all() if sheet else [], is_open=sheet is None or sheet.is_open)


def proposed(place: Month) -> list[tuple[str, str, Decimal]]:
    return [(each.kind, each.note, each.hours) for each in proposals(place)]


def test_sessions_visits_and_writing_are_proposed_with_their_evidence(place):
    at_a_session(place)
    on_a_visit(place, starts_on=date(2026, 5, 20), days=[1, 2])
    wrote(place, quarters=5)

    assert proposed(place) == [
        ("sessions", "Workshop 2, 14 May 2026", Decimal("1.5")),
        ("visits", "Visit in Kozani, 20–21 May 2026", Decimal(12)),
        ("outputs", "Learning Roadmap", Decimal("1.25")),
    ]
    assert [row.said for row in rows(place)] == [
        "14 May 2026, you were there",
        "20–21 May 2026, 6.0 h a day",
        "written on 12 May, the time is a guess, change it",
    ]


def test_the_programme_says_how_many_hours_a_day_of_a_visit_has(place):
    place.participation.cohort.template = {"visit": {"hours_a_day": 7.5}}
    on_a_visit(place, starts_on=date(2026, 5, 20), days=[1, 3])

    assert proposed(place) == [("visits", "Visit in Kozani, 20 May 2026 and 22 May 2026", Decimal(15))]


def test_a_visit_over_two_months_is_proposed_to_each_with_its_own_days(place):
    on_a_visit(place, starts_on=date(2026, 4, 30), days=[1, 2, 3])

    assert [each.hours for each in proposals(place)] == [Decimal(12)]
    assert [each.hours for each in proposals(Month(place.seat, place.participation, date(2026, 4, 1)))] == [Decimal(6)]


def test_evidence_goes_under_a_kind_of_work_that_the_programme_has(place):
    place.participation.cohort.template = {"work": [{"slug": "embedding", "name": "Embedding"}]}
    at_a_session(place)

    assert [each.kind for each in proposals(place)] == ["embedding"]


@pytest.mark.parametrize(
    "other",
    [
        {"attendance": "excused"}, {"attendance": "deputy"}, {"state": "cancelled"}, {"city": None},
    ],
)  # fmt: skip
def test_who_was_not_there_for_the_city_gets_nothing_proposed(place, other):
    at_a_session(place, **other)
    assert proposals(place) == []


def test_another_cohort_another_month_and_another_person_propose_nothing(place):
    at_a_session(place, cohort=CohortFactory())
    at_a_session(Month(place.seat, place.participation, date(2026, 4, 1)))
    at_a_session(place, user=UserFactory(), email="else@example.org")
    wrote(Month(SeatFactory(city=place.seat.city, role="second"), place.participation, MAY), quarters=4)

    assert proposals(place) == []


@pytest.mark.parametrize(
    ("minutes", "hours"), [(1, "0.25"), (22, "0.25"), (23, "0.5"), (37, "0.5"), (90, "1.5"), (100, "1.75")]
)
def test_minutes_become_the_nearest_quarter_hours(minutes, hours):
    assert in_quarters(minutes) == Decimal(hours)


def test_nothing_counts_before_it_is_confirmed(place):
    at_a_session(place)
    save(place, outputs="2")
    sheet = actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)

    assert MonthSheet.objects.with_totals().get(pk=sheet.pk).total == 2


def test_what_is_confirmed_counts_keeps_its_evidence_and_is_not_proposed_again(place):
    source = f"session-{at_a_session(place).session_id}"
    sheet = save(place, {source: "1.5"}, outputs="2")
    save(place, {source: "1.5"}, outputs="2")

    entry = sheet.entries.get(source=source)
    assert (entry.kind, entry.hours, entry.proposed, entry.note) == (
        "sessions",
        Decimal("1.5"),
        Decimal("1.5"),
        "Workshop 2, 14 May 2026",
    )
    assert MonthSheet.objects.with_totals().get().total == Decimal("3.5")
    assert [(row.source, row.is_confirmed) for row in rows(place)] == [(source, True)]
    assert Step.objects.of(sheet).count() == 1


def test_a_proposal_is_changed_before_and_after_it_is_confirmed_and_given_up(place):
    source = f"output-{wrote(place, quarters=5).pk}"
    for amount in ("2", "0.75"):
        assert save(place, {source: amount}).entries.get().hours == Decimal(amount)

    save(place, {source: None})

    assert [(row.source, row.is_confirmed) for row in rows(place)] == [(source, False)]
    assert MonthSheet.objects.with_totals().get().total is None


def test_hours_beside_the_evidence_are_the_persons_own(place):
    source = f"session-{at_a_session(place).session_id}"
    sheet = save(place, {source: "1.5"}, sessions="3")

    assert sorted(sheet.entries.values_list("kind", "source", "hours")) == [
        ("sessions", "", Decimal(3)),
        ("sessions", source, Decimal("1.5")),
    ]


def test_a_page_that_does_not_know_a_confirmed_row_leaves_it(place):
    source = f"session-{at_a_session(place).session_id}"
    save(place, {source: "1.5"})

    save(place, outputs="1")

    assert MonthSheet.objects.with_totals().get().total == Decimal("2.5")


@pytest.mark.parametrize("source", ["session-99999", "visit-1", "output-1"])
def test_hours_without_evidence_are_not_confirmed(place, source):
    with pytest.raises(NotProposed):
        save(place, {source: "3"})
    assert not MonthSheet.objects.exists()


def test_evidence_that_changes_is_pointed_out_and_changes_nothing(place):
    registration = at_a_session(place)
    source = f"session-{registration.session_id}"
    save(place, {source: "1.5"})

    registration.session.minutes = 60
    registration.session.save()
    (row,) = rows(place)
    assert (row.hours, row.has_changed) == (Decimal("1.5"), True)
    assert "now counts 1.0 h; it was 1.5 h when you confirmed" in row.said

    save(place, {source: "1"})
    assert not rows(place)[0].has_changed

    registration.attendance = "absent"
    registration.save()
    assert "taken off the list" in rows(place)[0].said


def test_hours_the_person_has_corrected_themselves_are_no_change_of_the_evidence(place):
    source = f"session-{at_a_session(place).session_id}"
    save(place, {source: "2.25"})

    assert not rows(place)[0].has_changed


def test_all_together_cannot_be_more_than_the_month_has(place):
    source = f"session-{at_a_session(place).session_id}"
    with pytest.raises(actions.TooManyHours, match="744"):
        save(place, {source: "1.5"}, outputs="743")


def test_the_trace_of_writing_is_erased_once_the_month_is_locked(place):
    wrote(place, quarters=3)
    elsewhere = Month(place.seat, place.participation, date(2026, 4, 1))
    wrote(elsewhere, quarters=1, name="Action Plan")
    source = f"output-{wrote(place, quarters=2, day=20, name='Stakeholder Plan').pk}"
    save(place, {source: "0.5"})
    assert actions.erase_settled_traces(now=NOW) == 0

    actions.lock_month(place.participation.cohort, MAY, by=UserFactory(staff=True), now=NOW)

    assert actions.erase_settled_traces(now=NOW) == 5
    assert WritingTrace.objects.get().quarter.month == 4
    (row,) = rows(place)
    assert (row.hours, row.has_changed) == (Decimal("0.5"), False)


def test_the_day_on_which_somebody_wrote_stays_with_them(place):
    """Staff read what was confirmed; when it was written stands on the person's own page only."""
    source = f"output-{wrote(place, quarters=5).pk}"
    sheet = save(place, {source: "1.25"})

    assert sheet.entries.get().note == "Learning Roadmap"
