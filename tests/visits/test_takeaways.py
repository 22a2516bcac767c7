"""Who went along says what the city takes home; it names goals of the same city and is never lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from cities.models import Representative
from cohorts.models import Participation
from goals.models import LearningGoal
from tests.factories import (
    CityFactory,
    CohortFactory,
    GoalFactory,
    ParticipationFactory,
    SeatFactory,
    UserFactory,
    VisitFactory,
)
from visits.actions.takeaways import NotItsTakeaway, Said, change_takeaway, drop, note_takeaway
from visits.models import Takeaway
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

NOW = datetime(2026, 3, 11, 15, tzinfo=UTC)
DEPOT = Said("One order of decisions", "First the tariff, then the pipes.", "our heat company")

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip() -> Any:
    """Alba Iulia and Penteli are guests of Kozani; Penteli has left the cohort, Galway stayed at home."""
    cohort = CohortFactory()
    rows = {
        slug: ParticipationFactory(cohort=cohort, city=CityFactory(slug=slug, name=slug.title()))
        for slug in ("alba", "kozani", "penteli", "galway")
    }
    rows["penteli"].withdrawn_on, rows["penteli"].withdrawal_reason = date(2026, 3, 9), "No people left for it"
    rows["penteli"].save()
    people = {slug: SeatFactory(city=row.city).user for slug, row in rows.items()}
    guests = [rows[slug].city for slug in ("alba", "penteli")]
    visit = VisitFactory(cohort=cohort, host=rows["kozani"].city, guests=guests)
    return SimpleNamespace(rows=rows, people=people, visit=visit, staff=UserFactory(staff=True))


def goal_of(row: Participation, **fields: Any) -> LearningGoal:
    return GoalFactory(written_in__participation=row, **fields)


def verbs(trip: Any) -> list[str]:
    return list(Step.objects.of(trip.visit).values_list("verb", flat=True))


def test_a_guest_keeps_what_it_saw_with_the_goals_it_answers(trip: Any) -> None:
    ana, row = trip.people["alba"], trip.rows["alba"]
    goal = goal_of(row)
    said = Said(DEPOT.practice, DEPOT.text, DEPOT.useful_for, [goal])
    takeaway = note_takeaway(trip.visit, row, said, by=ana, now=NOW)
    kept = Takeaway.objects.get()
    assert (kept.pk, kept.practice, kept.text, kept.useful_for, kept.by, kept.at) == (
        takeaway.pk,
        DEPOT.practice,
        DEPOT.text,
        DEPOT.useful_for,
        ana,
        NOW,
    )
    assert (list(kept.goals.all()), list(goal.takeaways.all()), verbs(trip)) == ([goal], [kept], ["note_takeaway"])


def test_the_host_takes_something_home_as_well(trip: Any) -> None:
    assert note_takeaway(trip.visit, trip.rows["kozani"], DEPOT, by=trip.people["kozani"], now=NOW).pk


def test_staff_may_note_it_for_a_city(trip: Any) -> None:
    assert note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.staff, now=NOW).by == trip.staff


def test_a_city_that_was_not_there_takes_nothing_home(trip: Any) -> None:
    for person in (trip.people["galway"], trip.staff):
        with pytest.raises(NotItsTakeaway):
            note_takeaway(trip.visit, trip.rows["galway"], DEPOT, by=person, now=NOW)


def test_a_city_that_left_the_cohort_notes_nothing_any_more(trip: Any) -> None:
    with pytest.raises(NotAllowed):
        note_takeaway(trip.visit, trip.rows["penteli"], DEPOT, by=trip.people["penteli"], now=NOW)
    with pytest.raises(NotItsTakeaway):
        note_takeaway(trip.visit, trip.rows["penteli"], DEPOT, by=trip.staff, now=NOW)


def test_nobody_notes_for_another_city(trip: Any) -> None:
    with pytest.raises(NotAllowed):
        note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.people["kozani"], now=NOW)


def test_a_viewer_reads_and_does_not_write(trip: Any) -> None:
    viewer = SeatFactory(city=trip.rows["alba"].city, role="viewer").user
    takeaway = note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.people["alba"], now=NOW)
    with pytest.raises(NotAllowed):
        change_takeaway(takeaway, Said("Ours"), by=viewer, now=NOW)
    assert list(Takeaway.objects.visible_to(viewer)) == [takeaway]


def test_nothing_is_taken_home_before_the_visit_begins(trip: Any) -> None:
    with pytest.raises(NotNow):
        note_takeaway(
            trip.visit, trip.rows["alba"], DEPOT, by=trip.people["alba"], now=datetime(2026, 3, 9, tzinfo=UTC)
        )


def test_goals_of_another_city_cannot_be_named(trip: Any) -> None:
    foreign = Said(DEPOT.practice, goals=[goal_of(trip.rows["alba"]), goal_of(trip.rows["kozani"])])
    with pytest.raises(NotItsTakeaway):
        note_takeaway(trip.visit, trip.rows["alba"], foreign, by=trip.people["alba"], now=NOW)
    takeaway = note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.people["alba"], now=NOW)
    with pytest.raises(NotItsTakeaway):
        change_takeaway(takeaway, foreign, by=trip.staff, now=NOW)
    assert (Takeaway.objects.get(), list(takeaway.goals.all())) == (takeaway, [])


def test_a_city_words_its_takeaway_anew(trip: Any) -> None:
    ana, row = trip.people["alba"], trip.rows["alba"]
    first, second = goal_of(row), goal_of(row)
    takeaway = note_takeaway(trip.visit, row, Said("Depot", goals=[first]), by=ana, now=NOW)
    change_takeaway(takeaway, Said("The depot", "Pays for itself.", goals=[second]), by=ana, now=NOW)
    kept = Takeaway.objects.get()
    assert (kept.pk, kept.practice, kept.text, list(kept.goals.all())) == (
        takeaway.pk,
        "The depot",
        "Pays for itself.",
        [second],
    )
    assert verbs(trip) == ["note_takeaway", "change_takeaway"]


def test_a_dropped_takeaway_is_kept_and_stays_dropped(trip: Any) -> None:
    ana = trip.people["alba"]
    takeaway = note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=ana, now=NOW)
    with pytest.raises(NotAllowed):
        drop(takeaway, by=trip.people["kozani"], now=NOW)
    for _twice in range(2):
        drop(takeaway, by=ana, now=NOW)
    with pytest.raises(NotNow):
        change_takeaway(takeaway, DEPOT, by=ana, now=NOW)
    assert (list(Takeaway.objects.current()), Takeaway.objects.get().dropped_at) == ([], NOW)
    assert verbs(trip) == ["note_takeaway", "drop_takeaway"]


def test_hosts_and_guests_read_each_other_while_they_are_in_the_cohort(trip: Any) -> None:
    takeaway = note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.people["alba"], now=NOW)
    readers = {name for name, user in trip.people.items() if takeaway in Takeaway.objects.visible_to(user)}
    assert readers == {"alba", "kozani"}


def test_rights_end_with_the_seat(trip: Any) -> None:
    takeaway = note_takeaway(trip.visit, trip.rows["alba"], DEPOT, by=trip.people["alba"], now=NOW)
    Representative.objects.filter(user=trip.people["alba"]).update(ended_on=date(2026, 3, 11))
    assert list(Takeaway.objects.visible_to(trip.people["alba"])) == []
    with pytest.raises(NotAllowed):
        change_takeaway(takeaway, DEPOT, by=trip.people["alba"], now=NOW)
