from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hours import reading
from hours.actions import months as actions
from hours.actions.months import Line, Month, NotThisMonth, TooManyHours
from hours.models import HoursEntry, MonthSheet
from hours.months import band_of
from hours.overview import overview
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

APRIL = date(2026, 4, 1)
TODAY = date(2026, 5, 12)
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.fixture
def place(db) -> Month:
    """Ana's April for Alba Iulia, which owes an output in a cohort with one module of 8 to 12 hours."""
    cohort = CohortFactory()
    requirement = RequirementFactory(module=ModuleFactory(cohort=cohort))
    participation = ParticipationFactory(cohort=cohort, city=CityFactory(name="Alba Iulia"))
    ObligationFactory(requirement=requirement, participation=participation)
    return Month(SeatFactory(city=participation.city), participation, APRIL)


def save(place: Month, by=None, **hours: str) -> MonthSheet:
    lines = {kind: Line(Decimal(amount)) for kind, amount in hours.items()}
    return actions.save_month(place, actions.Written(lines), by=by or place.seat.user, now=NOW, today=TODAY)


def april(place: Month):
    """The city's April as staff see it."""
    _months, rows = overview(place.participation.cohort, TODAY)
    (row,) = [each for each in rows if each.participation == place.participation]
    return next(cell for cell in row.cells if cell.first == APRIL)


def test_a_month_is_written_as_a_whole(place):
    save(place, sessions="2.5", outputs="4")
    sheet = save(place, sessions="3", meetings="1.25")

    assert dict(sheet.entries.values_list("kind", "hours")) == {"sessions": Decimal(3), "meetings": Decimal("1.25")}
    assert Step.objects.of(sheet).count() == 2


def test_saving_the_same_again_adds_nothing_to_the_history(place):
    sheet = save(place, sessions="2.5")
    save(place, sessions="2.5")
    assert Step.objects.of(sheet).count() == 1


def test_complete_with_nothing_differs_from_no_answer(place):
    assert (april(place).hours, april(place).state) == (None, "")

    actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)

    assert (april(place).hours, april(place).state) == (0, "complete")


def test_a_city_is_not_complete_before_all_its_people_are(place):
    SeatFactory(city=place.seat.city, role="second")
    save(place, sessions="10")
    actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)

    cell = april(place)

    assert (cell.state, cell.answers, cell.people) == ("open", 1, 2)


def test_a_complete_month_says_when_it_lies_outside_the_band_of_those_who_answered(place):
    for hours, said in (("7.75", "below"), ("8", ""), ("12", ""), ("12.25", "above")):
        sheet = save(place, sessions=hours)
        actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)
        assert april(place).against_band == said
        actions.reopen(sheet, by=place.seat.user, now=NOW)


def test_a_city_that_owes_nothing_is_shown_once_it_has_written(place):
    pilot = ParticipationFactory(cohort=place.participation.cohort, pilot=True)
    theirs = Month(SeatFactory(city=pilot.city), pilot, APRIL)
    _months, rows = overview(pilot.cohort, TODAY)
    assert [row.participation for row in rows] == [place.participation]

    save(theirs, sessions="2.5")

    assert april(theirs).hours == Decimal("2.5")


def test_hours_of_a_city_that_has_left_stay_on_the_screen(place):
    save(place, sessions="2.5")
    place.participation.withdrawn_on, place.participation.withdrawal_reason = TODAY, "A new mayor."
    place.participation.save()

    assert april(place).hours == Decimal("2.5")


@pytest.mark.parametrize(
    ("first", "sentence"),
    [(date(2026, 6, 1), "has not begun"), (date(2025, 12, 1), "outside")],
)
def test_a_month_outside_the_cohort_or_ahead_is_refused(place, first, sentence):
    with pytest.raises(NotThisMonth, match=sentence):
        save(Month(place.seat, place.participation, first), sessions="1")
    assert not MonthSheet.objects.exists()


def test_a_month_before_the_seat_began_is_refused(place):
    place.seat.started_on = date(2026, 5, 2)
    place.seat.save()
    with pytest.raises(NotThisMonth, match="began later"):
        save(place, sessions="1")


def test_more_hours_than_the_month_has_are_refused_and_nothing_is_written(place):
    save(place, sessions="2")
    with pytest.raises(TooManyHours, match="720"):
        save(place, sessions="600", outputs="120.25")
    assert [entry.hours for entry in HoursEntry.objects.all()] == [Decimal(2)]


def test_exactly_all_hours_of_the_month_are_possible(place):
    save(place, sessions="600", outputs="120")


def test_negative_hours_and_unknown_work_are_refused(place):
    with pytest.raises(TooManyHours, match="negative"):
        save(place, sessions="-1")
    with pytest.raises(NotThisMonth, match="sailing"):
        save(place, sailing="1")


def test_a_complete_month_is_opened_before_it_is_changed(place):
    save(place, sessions="2")
    sheet = actions.complete(place, by=place.seat.user, now=NOW, today=TODAY)
    with pytest.raises(NotThisMonth, match="Open it again"):
        save(place, sessions="3")

    actions.reopen(sheet, by=place.seat.user, now=NOW)
    save(place, sessions="3")


def test_a_locked_month_is_closed_to_its_person_until_staff_open_it_with_a_reason(place):
    staff = UserFactory(staff=True)
    save(place, sessions="2")
    (sheet,) = actions.lock_month(place.participation.cohort, APRIL, by=staff, now=NOW)
    with pytest.raises(NotThisMonth, match="locked"):
        save(place, sessions="3")
    with pytest.raises(NotNow):
        actions.reopen(sheet, by=place.seat.user, now=NOW)
    with pytest.raises(NotNow, match="say why"):
        actions.unlock(sheet, by=staff, now=NOW, reason="")

    actions.unlock(sheet, by=staff, now=NOW, reason="Two sessions were missing.")
    save(place, sessions="3")


def test_a_lock_closes_the_month_also_for_those_who_never_answered(place):
    actions.lock_month(place.participation.cohort, APRIL, by=UserFactory(staff=True), now=NOW)

    assert (april(place).hours, april(place).state, april(place).missing) == (None, "locked", 1)
    with pytest.raises(NotThisMonth, match="locked"):
        save(place, sessions="3")
    assert reading.band(place.seat, place.participation, APRIL).average is None


def test_a_month_is_locked_for_one_city_alone(place):
    other = ParticipationFactory(cohort=place.participation.cohort)
    theirs = Month(SeatFactory(city=other.city), other, APRIL)
    cohort, staff = place.participation.cohort, UserFactory(staff=True)

    locked = actions.lock_month(cohort, APRIL, by=staff, now=NOW, only=place.participation)

    assert [sheet.seat for sheet in locked] == [place.seat]
    save(theirs, sessions="3")


@pytest.mark.parametrize("first", [date(2026, 6, 1), date(2025, 12, 1)])
def test_a_month_that_the_cohort_does_not_have_yet_or_at_all_cannot_be_locked(place, first):
    with pytest.raises(NotThisMonth):
        actions.lock_month(place.participation.cohort, first, by=UserFactory(staff=True), now=NOW)
    assert not MonthSheet.objects.exists()


def test_a_seat_writes_for_its_own_city_only(place):
    other = ParticipationFactory(cohort=place.participation.cohort)
    with pytest.raises(NotAllowed):
        save(Month(place.seat, other, APRIL), sessions="1")
    assert not MonthSheet.objects.exists()


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"user": None}])
def test_a_viewer_and_an_unclaimed_seat_write_no_hours(place, change):
    person = place.seat.user
    for name, value in change.items():
        setattr(place.seat, name, value)
    place.seat.save()
    with pytest.raises(NotAllowed):
        save(place, by=person, sessions="1")


def test_colleagues_see_totals_and_not_what_somebody_did(place):
    save(place, sessions="2")
    colleague, stranger = SeatFactory(city=place.seat.city, role="second").user, SeatFactory().user
    staff = UserFactory(staff=True)

    seen = {who: MonthSheet.objects.visible_to(who).count() for who in (place.seat.user, colleague, staff, stranger)}
    read = {who: HoursEntry.objects.visible_to(who).count() for who in (place.seat.user, colleague, staff, stranger)}

    assert list(seen.values()) == [1, 1, 1, 0]
    assert list(read.values()) == [1, 0, 1, 0]


def test_nobody_writes_another_persons_month_not_even_staff(place):
    colleague = SeatFactory(city=place.seat.city, role="second").user
    for somebody in (colleague, UserFactory(staff=True), SeatFactory().user):
        with pytest.raises(NotAllowed):
            save(place, by=somebody, sessions="1")
    with pytest.raises(NotAllowed):
        actions.lock_month(place.participation.cohort, APRIL, by=colleague, now=NOW)


def test_hours_end_with_the_seat(place):
    save(place, sessions="2")
    place.seat.ended_on = TODAY
    place.seat.save()
    with pytest.raises(NotAllowed):
        save(place, sessions="3")


def test_the_band_is_of_the_module_that_holds_the_middle_of_the_month(db):
    cohort = CohortFactory()
    first = ModuleFactory(cohort=cohort, position=1, ends_on=date(2026, 4, 14), hours_min=8, hours_max=10)
    second = ModuleFactory(cohort=cohort, position=2, starts_on=date(2026, 4, 15), hours_min=9, hours_max=12)
    assert band_of([second, first], APRIL) == (9, 12)
    assert band_of([first, second], date(2026, 3, 1)) == (8, 10)
    assert band_of([], APRIL) is None


def test_the_average_counts_complete_months_only(place):
    for month, hours in ((date(2026, 2, 1), "8"), (date(2026, 3, 1), "11")):
        past = Month(place.seat, place.participation, month)
        save(past, sessions=hours)
        actions.complete(past, by=place.seat.user, now=NOW, today=TODAY)
    save(place, sessions="2")

    band = reading.band(place.seat, place.participation, APRIL)

    assert (band.value, band.average, band.low, band.high) == (2, Decimal("9.50"), 8, 12)
