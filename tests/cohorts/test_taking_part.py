"""Joining, leaving with a date and a reason, coming back, and what that does to pairings."""

from datetime import UTC, date, datetime

import pytest

from cohorts.actions.pairings import CannotPair, Shape, change_pairing, end_pairing, make_pairing
from cohorts.actions.participations import (
    CannotJoin,
    CannotWithdraw,
    add_participation,
    consequences,
    take_back,
    withdraw,
)
from cohorts.models import Cohort, Pairing, Participation
from tests.factories import (
    CityFactory,
    CohortFactory,
    PairingFactory,
    ParticipationFactory,
    SeatFactory,
    UserFactory,
)
from workflow.models import Step
from workflow.refusals import NotAllowed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 12)


@pytest.fixture
def trio() -> Pairing:
    cohort = CohortFactory()
    twins = [ParticipationFactory(cohort=cohort, city__name=name) for name in ("Penteli", "Waterford")]
    return PairingFactory(
        cohort=cohort, learning=twins, showing=[ParticipationFactory(cohort=cohort, city__name="Bristol", pilot=True)]
    )


def left(participation: Participation, **over: object) -> Participation:
    return withdraw(participation, **{"on": TODAY, "reason": "The office closed.", "by": None, "now": NOW, **over})  # type: ignore[arg-type]


def sentences(subject: object) -> list[str]:
    return list(Step.objects.of(subject).values_list("sentence", flat=True))  # type: ignore[arg-type]


def test_a_pairing_goes_on_while_one_twin_is_left(trio: Pairing) -> None:
    penteli, waterford = trio.learning
    assert consequences(penteli).going_on == [trio]
    left(penteli)
    trio.refresh_from_db()
    assert trio.ended_on is None
    assert trio.sides.count() == 3
    assert consequences(waterford).ending == [trio]


def test_a_pairing_ends_when_a_side_is_empty(trio: Pairing) -> None:
    (bristol,) = trio.showing
    left(bristol)
    trio.refresh_from_db()
    assert (trio.ended_on, trio.end_reason) == (TODAY, "Bristol withdrew")
    assert sentences(bristol) == ["withdrew on 2026-05-12"]
    assert sentences(trio) == ["ended: Bristol withdrew"]


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"reason": "  "}, "say why"),
        ({"on": date(2025, 12, 31)}, "had not joined by then"),
        ({"on": date(2026, 5, 13)}, "takes effect at once"),
    ],
)
def test_a_withdrawal_needs_a_reason_and_a_possible_day(over: dict[str, object], sentence: str) -> None:
    participation = ParticipationFactory()
    with pytest.raises(CannotWithdraw, match=sentence):
        left(participation, **over)
    assert Participation.objects.active().get() == participation


def test_a_city_leaves_once() -> None:
    participation = left(ParticipationFactory())
    with pytest.raises(CannotWithdraw, match="has left this cohort already"):
        left(participation)


def test_a_city_that_left_comes_back_with_its_history() -> None:
    participation = left(ParticipationFactory())
    with pytest.raises(CannotJoin, match="take it back instead"):
        add_participation(participation.cohort, participation.city, "twin", joined_on=TODAY, by=None, now=NOW)
    assert take_back(participation, by=None, now=NOW).is_active
    assert sentences(participation) == ["withdrew on 2026-05-12", "is in again"]


def test_a_city_is_in_a_cohort_once() -> None:
    known = ParticipationFactory()
    with pytest.raises(CannotJoin, match="takes part in this cohort already"):
        add_participation(known.cohort, known.city, "pilot", joined_on=TODAY, by=None, now=NOW)


def test_the_same_city_is_twin_in_one_cohort_and_pilot_in_the_next() -> None:
    lund = CityFactory(name="Lund")
    for role in ("twin", "pilot"):
        add_participation(CohortFactory(), lund, role, joined_on=TODAY, by=None, now=NOW)
    assert sorted(lund.participations.values_list("role", flat=True)) == ["pilot", "twin"]


def test_only_staff_change_who_takes_part_and_who_is_paired(trio: Pairing) -> None:
    representative = SeatFactory(city=trio.learning[0].city).user
    for act in (
        lambda: left(trio.learning[0], by=representative),
        lambda: take_back(trio.learning[0], by=representative, now=NOW),
        lambda: end_pairing(trio, on=TODAY, reason="x", by=representative, now=NOW),
        lambda: add_participation(trio.cohort, CityFactory(), "twin", joined_on=TODAY, by=representative, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def people(cohort: Cohort, role: str, *names: str) -> list[Participation]:
    return [ParticipationFactory(cohort=cohort, role=role, city__name=name) for name in names]


def test_a_pairing_is_made_changed_and_ended_with_its_history() -> None:
    cohort, staff = CohortFactory(), UserFactory(staff=True)
    (koln, soria), pilots = people(cohort, "twin", "Köln", "Soria"), people(cohort, "pilot", "Madrid", "Sevilla")
    shape = Shape([koln], pilots, about="URBANEW")
    pairing = make_pairing(cohort, shape, starts_on=date(2026, 2, 1), by=staff, now=NOW)
    both = Shape([koln, soria], pilots[:1], pairing.activity, staff)
    changed = change_pairing(pairing, both, reason="Soria asked for it.", by=staff, now=NOW)
    changed = Pairing.objects.with_sides().get(pk=changed.pk)
    assert [each.city.name for each in changed.learning] == ["Köln", "Soria"]
    assert [each.city.name for each in changed.showing] == ["Madrid"]
    assert (changed.activity.name, changed.facilitator) == ("URBANEW", staff)
    end_pairing(changed, on=TODAY, reason="Done.", by=staff, now=NOW)
    assert sentences(pairing) == [
        "paired: Köln with Madrid, Sevilla",
        "changed to: Köln, Soria with Madrid",
        "ended on 2026-05-12",
    ]
    with pytest.raises(CannotPair, match="ended on 2026-05-12"):
        change_pairing(changed, both, reason="x", by=staff, now=NOW)


def test_two_sides_that_make_no_pairing_are_refused() -> None:
    cohort = CohortFactory()
    (twin,), (pilot,), (stranger,) = (
        people(cohort, "twin", "Lund"),
        people(cohort, "pilot", "Leuven"),
        people(CohortFactory(), "twin", "Braga"),
    )
    gone = left(people(cohort, "twin", "Oulu")[0])
    for shape, sentence in (
        (Shape([], [pilot]), "one city that learns"),
        (Shape([twin], []), "one city that shows"),
        (Shape([twin], [pilot, twin]), "Lund cannot stand on both sides"),
        (Shape([stranger], [pilot]), "Braga is not in this cohort now"),
        (Shape([gone], [pilot]), "Oulu is not in this cohort now"),
    ):
        with pytest.raises(CannotPair, match=sentence):
            make_pairing(cohort, shape, starts_on=TODAY, by=None, now=NOW)
    assert not Pairing.objects.exists()
