"""Visits of the same cities are numbered one after another, and each serves what none of the others does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Participation
from mailing.models import Message
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from tests.factories import ObligationFactory, ParticipationFactory, RequirementFactory, SeatFactory
from tests.visits.world import EVENING, LATER, NOW, USUAL, WORDS, Exchange
from visits.actions import closing, planning, reports
from visits.actions.records import NotAVisit
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(exchange: Exchange) -> Requirement:
    """What Alba Iulia owes after its first visit."""
    first = exchange.requirement
    found = RequirementFactory(module=first.module, kind=Kind.VISIT, code="site-visit-2", position=first.position + 1)
    ObligationFactory(requirement=found, participation=exchange.alba)
    return found


@pytest.fixture
def lund(exchange: Exchange, second: Requirement) -> Participation:
    """A second twin of the pairing, which owes both visits as well."""
    found = ParticipationFactory(cohort=exchange.cohort, role="twin", city__name="Lund")
    exchange.pairing.sides.create(participation=found, side="learning")
    for requirement in (exchange.requirement, second):
        ObligationFactory(requirement=requirement, participation=found)
    return found


def without_lund(exchange: Exchange, lund: Participation, state: str) -> Visit:
    """The first visit, to which Lund was to come and did not."""
    visit = exchange.held(guests=[exchange.alba.city, lund.city])
    if state != "held":
        for side, person in (("host", exchange.nikos), ("guests", exchange.ana)):
            reports.hand_in(visit, side, WORDS, was=0, by=person, now=EVENING)
    if state == "closed":
        closing.close(visit, by=exchange.ana, now=LATER)
    return Visit.objects.get(pk=visit.pk)


def served(visit: Visit) -> tuple[int | None, list[Requirement]]:
    return visit.number, list(visit.requirements.all())


def test_the_same_proposal_twice_is_the_first_and_the_second_visit(exchange: Exchange, second: Requirement) -> None:
    assert served(exchange.proposed(number=1)) == (1, [exchange.requirement])
    assert served(exchange.proposed(number=1, by=exchange.nikos)) == (2, [second])
    assert served(exchange.proposed()) == (3, [])


def test_a_form_opened_before_the_other_was_sent_makes_the_next_visit(
    exchange: Exchange, second: Requirement, client: Client
) -> None:
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    said = {
        "host": exchange.kozani.city_id,
        "guests": [exchange.alba.city_id],
        "host_kind": "city",
        "number": 1,
        "requirements": [exchange.requirement.pk],
    }
    for person in (exchange.ana, exchange.nikos):
        client.force_login(person)
        assert client.post(where, said).status_code == 302
    assert [served(each) for each in Visit.objects.order_by("pk")] == [(1, [exchange.requirement]), (2, [second])]


def test_a_visit_that_was_called_off_gives_its_place_free_and_comes_back_as_the_next(
    exchange: Exchange, second: Requirement
) -> None:
    off = planning.cancel(exchange.proposed(), reason="Elections", by=exchange.ana, now=NOW)
    assert served(exchange.proposed()) == (1, [exchange.requirement])
    assert served(planning.propose_again(off, by=exchange.ana, now=NOW)) == (2, [second])


def test_a_visit_that_counts_for_nothing_does_not_hide_what_is_owed_next(
    exchange: Exchange, client: Client, second: Requirement
) -> None:
    exchange.proposed(requirements=[])
    client.force_login(exchange.ana)
    form = client.get(reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])).context["form"]
    assert (form.initial["number"], form.initial["requirements"]) == (2, [exchange.requirement.pk])


def test_a_free_group_counts_its_own_visits_and_those_of_no_other(exchange: Exchange, second: Requirement) -> None:
    district = ParticipationFactory(cohort=exchange.cohort, city__name="Sector 2")
    group = {"pairing": None, "host": exchange.kozani.city}
    assert served(exchange.proposed(**group)) == (1, [exchange.requirement])
    assert served(exchange.proposed(**group)) == (2, [second])
    assert exchange.proposed(**group, guests=[exchange.alba.city, district.city]).number == 1
    assert exchange.proposed().number == 1


@pytest.mark.parametrize("count", [2, 3])
def test_a_free_group_of_several_guests_finds_its_own_visits(
    exchange: Exchange, second: Requirement, count: int
) -> None:
    more = [ParticipationFactory(cohort=exchange.cohort).city for _ in range(count - 1)]
    group = {"pairing": None, "guests": [exchange.alba.city, *more], "number": 1}
    assert served(exchange.proposed(**group)) == (1, [exchange.requirement])
    assert served(exchange.proposed(**group)) == (2, [second])


def test_what_another_twin_of_the_pairing_did_not_take_part_in_it_still_visits_for(
    exchange: Exchange, second: Requirement, lund: Participation
) -> None:
    exchange.proposed()
    theirs = exchange.proposed(guests=[lund.city], by=SeatFactory(city=lund.city).user)
    assert served(theirs) == (2, [exchange.requirement])
    assert served(exchange.proposed(guests=[exchange.alba.city, lund.city])) == (3, [second])


@pytest.mark.parametrize("state", ["held", "reported", "closed"])
def test_a_city_that_missed_a_visit_proposes_its_replacement(
    exchange: Exchange, second: Requirement, lund: Participation, client: Client, state: str
) -> None:
    assert without_lund(exchange, lund, state).state == state
    client.force_login(SeatFactory(city=lund.city).user)
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    said = {
        "host": exchange.kozani.city_id,
        "guests": [lund.city_id],
        "host_kind": "city",
        "requirements": client.get(where).context["form"].initial["requirements"],
    }
    page = client.post(where, said, follow=True).content.decode()
    assert served(Visit.objects.latest("pk")) == (2, [exchange.requirement])
    assert "It counts for First site visit." in page
    assert served(exchange.proposed(guests=[lund.city], by=exchange.nikos)) == (3, [second])


@pytest.mark.parametrize("state", ["held", "reported", "closed"])
def test_for_the_city_that_was_there_the_same_visit_serves(
    exchange: Exchange, second: Requirement, lund: Participation, state: str
) -> None:
    without_lund(exchange, lund, state)
    assert served(exchange.proposed()) == (2, [second])


def test_a_replacement_for_several_cities_counts_for_the_one_that_missed_it(
    exchange: Exchange, second: Requirement, lund: Participation
) -> None:
    without_lund(exchange, lund, "closed")
    assert served(exchange.proposed(guests=[exchange.alba.city, lund.city])) == (2, [exchange.requirement])


def test_for_a_city_that_was_let_off_nothing_is_replaced(
    exchange: Exchange, second: Requirement, lund: Participation
) -> None:
    without_lund(exchange, lund, "closed")
    Obligation.objects.filter(participation=lund, requirement=exchange.requirement).update(state="waived")
    assert served(exchange.proposed(guests=[lund.city], by=exchange.nikos)) == (2, [second])


def test_who_proposes_what_counts_for_nothing_reads_so(exchange: Exchange, client: Client) -> None:
    off = planning.cancel(exchange.proposed(), reason="Elections", by=exchange.ana, now=NOW)
    exchange.proposed()
    client.force_login(exchange.ana)
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    said = {
        "host": exchange.kozani.city_id,
        "guests": [exchange.alba.city_id],
        "host_kind": "city",
        "requirements": [exchange.requirement.pk],
    }
    again = reverse("visits:take", args=[off.pk, "propose_again"])
    for page in (client.post(where, said, follow=True), client.post(again, follow=True)):
        assert "It counts for nothing the cohort asks." in page.content.decode()


def test_a_number_that_is_taken_is_not_given_by_a_change(exchange: Exchange) -> None:
    exchange.proposed()
    other = exchange.proposed()
    with pytest.raises(NotAVisit, match="Visit 1 of these cities is there already") as refused:
        planning.change(other, exchange.plan(number=1), by=exchange.ana, now=NOW)
    assert refused.value.field == "number"
    assert planning.change(other, exchange.plan(number=4), by=exchange.ana, now=NOW).number == 4


def test_a_number_that_is_taken_is_not_kept_by_a_change_of_the_guests(exchange: Exchange) -> None:
    group = {"pairing": None, "number": 1}
    exchange.proposed(**group)
    other = exchange.proposed(**group, guests=[exchange.alba.city, ParticipationFactory(cohort=exchange.cohort).city])
    assert other.number == 1
    with pytest.raises(NotAVisit, match="Visit 1 of these cities is there already") as refused:
        planning.change(other, exchange.plan(**group), by=exchange.ana, now=NOW)
    assert refused.value.field == "number"
    same = exchange.plan(**group, guests=other.guests, place="Town hall")
    assert planning.change(other, same, by=exchange.ana, now=NOW).number == 1


@pytest.mark.parametrize("state", ["proposed", "confirmed"])
def test_who_proposes_reads_of_the_visit_that_is_ahead(exchange: Exchange, client: Client, state: str) -> None:
    client.force_login(exchange.nikos)
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    assert "already" not in client.get(where).content.decode()
    visit = exchange.proposed() if state == "proposed" else exchange.confirmed()
    page = client.get(where).content.decode()
    assert [words in page for words in (f"Visit 1 is already {state}", visit.get_absolute_url())] == [True, True]


def test_a_visit_that_was_held_does_not_stand_before_the_next_one(exchange: Exchange, client: Client) -> None:
    exchange.held()
    client.force_login(exchange.nikos)
    page = client.get(reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])).content.decode()
    assert "is already" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, "Visit 1 is proposed, and the people of its cities are told that its days are to be found."),
        ({"starts_on": f"{USUAL.first}"}, "Visit 1 is proposed. The people of its cities are told by mail."),
    ],
    ids=["without days", "with its days"],
)
def test_who_proposed_reads_who_is_told_of_what(
    exchange: Exchange, client: Client, days: dict[str, str], said: str
) -> None:
    client.force_login(exchange.ana)
    where = reverse("visits:propose_in_pairing", args=[exchange.pairing.pk])
    plan = {"host": exchange.kozani.city_id, "guests": [exchange.alba.city_id], "host_kind": "city", **days}
    page = client.post(where, plan, follow=True).content.decode()
    assert (said in page, "Everybody concerned is told" in page) == (True, False)
    mail = Message.objects.filter(kind="visit:proposed", to=exchange.nikos.email).get()
    assert ("still to be found" in mail.text) is not bool(days)
