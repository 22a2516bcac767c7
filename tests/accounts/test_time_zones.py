"""Every clock is offered once, as its place is called today; what was kept under an older name goes on working."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.zones import known_zone, present_name, zone_choices, zones
from tests.factories import UserFactory
from tests.visits.world import make_exchange
from visits.forms.planning import PlanForm

RENAMED = {"Europe/Kiev": "Europe/Kyiv", "Asia/Calcutta": "Asia/Kolkata", "Asia/Istanbul": "Europe/Istanbul"}


def offered() -> list[str]:
    return [zone for _area, places in zone_choices() for zone, _place in places]


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_renamed_place_is_offered_under_its_present_name_alone(old: str, new: str) -> None:
    assert [offered().count(zone) for zone in (old, new)] == [0, 1]


def test_cities_that_share_a_clock_are_all_offered_and_every_known_zone_leads_to_one() -> None:
    assert {"Europe/Zagreb", "Europe/Bratislava", "Europe/Ljubljana", "Europe/Oslo"} <= set(offered())
    assert {present_name(zone) for zone in zones()} == set(offered())


@pytest.mark.django_db
def test_what_is_kept_under_an_old_name_is_shown_and_can_be_kept(client: Client) -> None:
    user: User = UserFactory(time_zone="Europe/Kiev")
    known_zone(user.time_zone)
    client.force_login(user)
    assert '<option value="Europe/Kyiv" selected>' in client.get("/accounts/preferences/").content.decode()
    for sent in ("Europe/Kyiv", "Europe/Kiev"):
        form = {"name": user.name, "language": "en", "time_zone": sent}
        assert client.post("/accounts/preferences/", form).status_code == 302
        assert User.objects.get(pk=user.pk).time_zone == "Europe/Kyiv"


@pytest.mark.django_db
def test_the_zones_of_a_visit_name_each_clock_once() -> None:
    exchange = make_exchange()
    for participation, zone in ((exchange.alba, "Europe/Kiev"), (exchange.kozani, "Europe/Kyiv")):
        type(participation.city).objects.filter(pk=participation.city_id).update(time_zone=zone)
    visit = exchange.proposed(zone="Europe/Kiev")
    form = PlanForm(cohort=exchange.cohort, pairing=exchange.pairing, visit=visit)
    names = [zone for zone, _label in form.fields["zone"].choices]
    assert (names.count("Europe/Kyiv"), names.count("Europe/Kiev"), form.initial["zone"]) == (1, 0, "Europe/Kyiv")
