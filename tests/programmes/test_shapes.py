"""All five kinds of programme run with the names of real cities."""

import pytest

from cities.states import CityKind
from cohorts.actions.pairings import CannotPair, Shape
from cohorts.actions.participations import CannotJoin
from cohorts.models import Pairing, Participation
from cohorts.states import Role, Side
from milestones.actions.importing import import_into
from milestones.actions.joining import join, pair
from milestones.models import Obligation
from tests.programmes.real import DATA, NOW, city, names, pairings_of, rows, started

pytestmark = pytest.mark.django_db
TWINNING = "twinning-learning-programme"


def imported(*twins: str) -> list[Pairing]:
    import_into(started(TWINNING), pairings_of(*twins), by=None, now=NOW)
    return list(Pairing.objects.with_sides())


def test_bristol_has_two_twins_in_one_pairing() -> None:
    (pairing,) = imported("Penteli", "Waterford")
    assert names(pairing.learning) == ["Waterford", "Πεντέλη"]
    assert names(pairing.showing) == ["Bristol"]
    assert pairing.activity is not None
    assert pairing.activity.name == "Net Zero Investment Co-Innovation Lab"


def test_seven_cities_are_one_pilot_for_koln_and_soria() -> None:
    (pairing,) = imported("Köln", "Soria")
    assert names(pairing.learning) == ["Köln", "Soria"]
    assert names(pairing.showing) == [
        "Barcelona",
        "Madrid",
        "Sevilla",
        "Valencia",
        "Valladolid",
        "Vitoria-Gasteiz",
        "Zaragoza",
    ]


def test_a_pilot_may_lie_in_three_countries() -> None:
    cohort = started(TWINNING, number=2)
    import_into(cohort, (DATA / "pairings.csv").read_bytes(), by=None, now=NOW)
    pairing = Pairing.objects.with_sides().get(sides__participation__city__name="Χαλκίδα")
    assert {str(each.city.country) for each in pairing.showing} == {"AT", "MT", "LT"}


def test_two_cities_of_one_country_twin() -> None:
    (pairing,) = imported("Luleå")
    assert {str(each.city.country) for each in [*pairing.learning, *pairing.showing]} == {"SE"}


def test_a_twin_without_a_pilot_owes_what_needs_no_counterpart() -> None:
    assert len(imported("Oulu", "Lund")) == 1
    alone, paired = (Obligation.objects.filter(participation__city__name=name) for name in ("Oulu", "Lund"))
    with_counterpart = {"workshop-1", "workshop-2", "site-visit-1", "site-visit-2", "site-visit-3"}
    missing = set(paired.values_list("requirement__code")) - set(alone.values_list("requirement__code"))
    assert {code for (code,) in missing} == with_counterpart


def test_the_whole_first_cohort_imports_and_pilots_owe_nothing() -> None:
    cohort = started(TWINNING)
    plan = import_into(cohort, (DATA / "pairings.csv").read_bytes(), by=None, now=NOW)
    twins = Participation.objects.filter(cohort=cohort, role=Role.TWIN)
    pilots = Participation.objects.filter(cohort=cohort, role=Role.PILOT)
    assert (twins.count(), pilots.count(), Pairing.objects.count()) == (21, 35, 17)
    assert (plan.reading.skipped, len(plan.cities_made)) == (10, 56)
    assert not Obligation.objects.filter(participation__in=pilots).exists()


def test_kozani_learns_from_alba_iulia_as_well() -> None:
    """The form of 2023: goals and lessons are owed by both sides."""
    cohort = started("twinning-programme-2023")
    import_into(cohort, pairings_of("Alba Iulia"), by=None, now=NOW)
    owed = {
        each.city.name: set(each.obligations.values_list("requirement__code", flat=True))
        for each in Participation.objects.filter(cohort=cohort).select_related("city")
    }
    assert owed["Κοζάνη"] == {"first-meeting", "visit-to-twin", "learning-goals", "lessons-learned"}
    assert owed["Alba Iulia"] == {
        "first-meeting",
        "visit-to-pilot",
        "learning-goals",
        "lessons-learned",
        "embedding-plan",
    }


def test_discussion_groups_run_without_pairings_and_outputs() -> None:
    cohort = started("online-discussion-groups")
    leads = {name for row in rows("discussion_groups.csv") for name in row["lead_cities"].split("; ") if name}
    where = {"Guimarães": "Portugal", "Mannheim": "Germany", "Valencia": "Spain", "Aachen": "Germany"}
    where |= {"Umeå": "Sweden", "Stockholm": "Sweden", "Lahti": "Finland", "Leuven": "Belgium"}
    assert leads == set(where)
    for name, country in where.items():
        join(cohort, city(name, country), Role.LEAD, joined_on=cohort.starts_on, by=None, now=NOW)
    valongo = join(cohort, city("Valongo", "Portugal"), Role.PARTNER, joined_on=cohort.starts_on, by=None, now=NOW)
    assert valongo.obligations.count() == 12
    assert not Obligation.objects.outputs().exists()
    lead = Participation.objects.get(city__name="Lahti")
    with pytest.raises(CannotPair, match="This programme has no pairings"):
        pair(cohort, Shape([valongo], [lead]), starts_on=cohort.starts_on, by=None, now=NOW)


def test_districts_of_bucharest_host_leiria_and_leon() -> None:
    cohort = started("peer-exchange-visits")
    (row,) = rows("peer_visits.csv")
    bucharest = city("București", "Romania")
    hosts = [city(name, "Romania", kind=CityKind.DISTRICT, parent=bucharest) for name in row["host"].split("; ")]
    guests = [
        city(name, country) for name, country in zip(row["guest"].split("; "), ("Portugal", "Spain"), strict=True)
    ]
    day = cohort.starts_on
    showing = [join(cohort, each, Role.LEAD, joined_on=day, by=None, now=NOW) for each in hosts]
    learning = [join(cohort, each, Role.PARTNER, joined_on=day, by=None, now=NOW) for each in guests]
    pairing = pair(cohort, Shape(learning, showing), starts_on=day, by=None, now=NOW)
    assert [each.city.parent for each in pairing.side(Side.SHOWING)] == [bucharest, bucharest]
    takeaway = Obligation.objects.filter(requirement__code="takeaway")
    assert [each.base_due_on for each in takeaway] == [None, None]


def test_lighthouses_followers_and_a_university_form_a_consortium() -> None:
    cohort = started("lighthouse-follower-consortium")
    day = cohort.starts_on
    for row in rows("consortium.csv"):
        join(cohort, city(row["city"], row["country"]), row["role"], joined_on=day, by=None, now=NOW)
    trondheim = Participation.objects.get(city__name="Trondheim").city
    university = city("Norges teknisk-naturvitenskapelige universitet", "Norway", kind=CityKind.OTHER, parent=trondheim)
    partner = join(cohort, university, Role.PARTNER, joined_on=day, by=None, now=NOW)
    counted = {role: Participation.objects.filter(cohort=cohort, role=role).count() for role in cohort.role_names}
    assert counted == {"lead": 2, "follower": 5, "partner": 1}
    assert partner.role_name == "Partner"
    assert set(partner.obligations.values_list("requirement__code", flat=True)) == {
        f"consortium-meeting-{year}" for year in range(1, 6)
    }


def test_a_city_takes_part_in_several_programmes_at_once() -> None:
    twinning, consortium = started("twinning-programme-2023"), started("lighthouse-follower-consortium")
    alba = city("Alba Iulia", "Romania")
    join(twinning, alba, Role.TWIN, joined_on=twinning.starts_on, by=None, now=NOW)
    join(consortium, alba, Role.FOLLOWER, joined_on=consortium.starts_on, by=None, now=NOW)
    assert sorted(alba.participations.values_list("role", flat=True)) == ["follower", "twin"]


def test_a_role_of_another_programme_is_refused() -> None:
    cohort = started(TWINNING)
    with pytest.raises(CannotJoin, match="no such role"):
        join(cohort, city("Lund", "Sweden"), Role.FOLLOWER, joined_on=cohort.starts_on, by=None, now=NOW)
