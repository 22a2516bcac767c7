"""A city is made from its name and country; the gazetteer fills the rest, and staff correct it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cities.actions.cities import (
    NameNeeded,
    NameTaken,
    NotAName,
    NotApart,
    add_alias,
    create_city,
    describe_city,
    edit_city,
    remove_alias,
)
from cities.actions.importing import add_cities, add_names, add_seats
from cities.actions.themes import load_offers, load_themes
from cities.models import City, CityName, Representative, Theme
from cities.splitting import split_names
from tests.factories import ParticipationFactory, UserFactory
from workflow.models import Step

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def staff() -> User:
    return UserFactory.create(staff=True)


def made(cell: str, country: str, **more: Any) -> City:
    return create_city(split_names(cell, country), country, by=None, now=NOW, **more)


def test_the_gazetteer_gives_a_city_its_place_clock_population_and_address() -> None:
    city = made("Κοζάνη (Kozani)", "GR")
    city.refresh_from_db()
    assert (city.slug, city.name, city.english_name, city.language) == ("kozani", "Κοζάνη", "Kozani", "el")
    assert (city.population, float(city.latitude), city.time_zone) == (36_481, 40.3007, "Europe/Athens")
    assert [(row.name, row.language) for row in city.names.all()] == [("Κοζάνη", "el"), ("Kozani", "en")]
    assert [step.verb for step in Step.objects.of(city)] == ["create"]


@pytest.mark.parametrize(
    ("cell", "country", "slug"),
    [
        ("Köln (Cologne)", "DE", "koln"),
        ("Alba Iulia", "RO", "alba-iulia"),
        ("İstanbul", "TR", "istanbul"),
        ("Łódź", "PL", "lodz"),
        ("Βάρη-Βούλα-Βουλιαγμένη (Vari-Voula-Vouliagmeni)", "GR", "vari-voula-vouliagmeni"),
        ("Харків", "UA", "kharkiv"),
        ("Let'sGOv", "IT", "letsgov"),
        ("東京", "DE", "city"),
    ],
)
def test_an_address_is_the_name_in_plain_letters(cell: str, country: str, slug: str) -> None:
    assert made(cell, country).slug == slug


def test_two_cities_of_one_name_have_two_addresses() -> None:
    assert [made("Victoria", country).slug for country in ("MT", "RO")] == ["victoria", "victoria-ro"]
    assert made("Victoria", "RO", kind="district").slug == "victoria-ro-2"


def test_a_name_in_another_script_gets_an_english_form_by_itself() -> None:
    assert [
        made(name, country).english_name for name, country in (("Αθήνα", "GR"), ("Смолян", "BG"), ("Lyon", "FR"))
    ] == [
        "Athens",
        "Smolyan",
        "",
    ]


def test_a_place_the_gazetteer_does_not_know_stands_where_its_note_or_its_parent_stands() -> None:
    nis = made("Niš", "RS")
    quarter = made("Palilula (Niš)", "RS")
    street = made("Streetwise", "RS", kind="district", parent=nis)
    unknown = made("Nowhere at All", "PT")
    assert {(each.latitude, each.time_zone) for each in (quarter, street)} == {(nis.latitude, "Europe/Belgrade")}
    assert [each.population for each in (quarter, street, unknown)] == [None, None, None]
    assert (unknown.latitude, unknown.time_zone) == (None, "Europe/Lisbon")


def test_an_agglomeration_does_not_get_the_figure_of_its_main_town() -> None:
    city = made("La Rochelle", "FR", kind="agglomeration")
    assert (city.population, city.latitude is None) == (None, False)


@pytest.mark.parametrize("name", ["Kozani", "KOZANI", "Κοζάνη", "κοζανη"])
def test_the_same_city_is_not_made_twice(name: str) -> None:
    made("Κοζάνη (Kozani)", "GR")
    with pytest.raises(NameTaken, match="Κοζάνη already"):
        made(name, "GR")
    assert City.objects.count() == 1


def test_a_city_needs_a_letter() -> None:
    with pytest.raises(NotAName):
        made("///", "GR")


@pytest.mark.parametrize(
    ("name", "country", "slug"),
    [
        ("koln", "DE", "koln"),
        ("Koeln", "DE", "koln"),
        ("Cologne", "DE", "koln"),
        ("Keulen", "DE", "koln"),
        ("Köln", "FR", None),
        ("București", "RO", "bucuresti"),
        ("Bucharest", "RO", "bucuresti"),
        ("Bukarest", "RO", "bucuresti"),
        ("Atlantis", "RO", None),
    ],
)
def test_a_city_is_matched_by_any_name_within_its_country(name: str, country: str, slug: str | None) -> None:
    made("Köln", "DE")
    made("București", "RO")
    city = City.objects.match(name, country)
    assert (city and city.slug) == slug


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kozani", ["Κοζάνη"]),
        ("Κοζ", ["Κοζάνη"]),
        ("iulia alba", ["Alba Iulia"]),
        ("alba-iulia", ["Alba Iulia"]),
        ("koel", ["Köln"]),
        ("Cologne", ["Köln"]),
        ("chalkida", ["Χαλκίδα"]),
        ("halkida", ["Χαλκίδα"]),
        ("l", ["Alba Iulia", "Köln", "Χαλκίδα"]),
        ("%", []),
        ("_", []),
        ("nowhere", []),
    ],
)
def test_search_folds_accents_case_and_script(words: str, found: list[str]) -> None:
    for cell, country in [("Κοζάνη", "GR"), ("Alba Iulia", "RO"), ("Köln", "DE"), ("Χαλκίδα", "GR")]:
        made(cell, country)
    expected = found if words not in {"%", "_"} else list(City.objects.values_list("name", flat=True))
    assert list(City.objects.found_by(words).values_list("name", flat=True)) == expected


def test_staff_correct_facts_and_the_history_keeps_the_old_value(staff: User) -> None:
    city = made("Köln", "DE")
    edit_city(city, name="Stadt Köln", population=1_100_000, by=staff, now=NOW)
    city.refresh_from_db()
    assert (city.name, city.population, city.slug) == ("Stadt Köln", 1_100_000, "koln")
    assert City.objects.match("Koeln", "DE") == city
    change = Step.objects.of(city).get(verb="edit").change
    assert change == {"facts": {"name": ["Köln", "Stadt Köln"], "population": [963_395, 1_100_000]}}


def test_a_corrected_note_is_no_remark_of_the_history(staff: User) -> None:
    city = made("Medijana (Niš)", "RS")
    edit_city(city, note="District of Niš", by=staff, now=NOW)
    step = Step.objects.of(city).get(verb="edit")
    assert (step.note, step.change) == ("", {"facts": {"note": ["Niš", "District of Niš"]}})


def test_nothing_changed_is_no_history(staff: User) -> None:
    city = made("Köln", "DE")
    edit_city(city, name="Köln", by=staff, now=NOW)
    assert not Step.objects.of(city).filter(verb="edit").exists()


def test_a_city_cannot_take_the_name_of_another(staff: User) -> None:
    made("Köln", "DE")
    bonn = made("Bonn", "DE")
    with pytest.raises(NameTaken):
        edit_city(bonn, name="KÖLN", by=staff, now=NOW)


def test_a_city_is_not_part_of_its_own_parts(staff: User) -> None:
    whole = made("București", "RO")
    part = made("București Sector 2", "RO", kind="district", parent=whole)
    with pytest.raises(NotApart):
        edit_city(whole, parent=part, by=staff, now=NOW)


def test_an_alias_is_added_and_taken_away(staff: User) -> None:
    city = made("Κοζάνη", "GR")
    alias = add_alias(city, "  Cosiani ", by=staff, now=NOW)
    assert City.objects.match("cosiani", "GR") == city
    remove_alias(alias, by=staff, now=NOW)
    assert City.objects.match("cosiani", "GR") is None
    assert [step.verb for step in Step.objects.of(city)] == ["create", "add_name", "remove_name"]


def test_an_alias_is_refused_with_a_sentence(staff: User) -> None:
    city = made("Köln", "DE")
    made("Bonn", "DE")
    with pytest.raises(NameTaken, match="is a name of Bonn"):
        add_alias(city, "bonn", by=staff, now=NOW)
    with pytest.raises(NameTaken, match="already"):
        add_alias(city, "Köln", by=staff, now=NOW)
    with pytest.raises(NotAName):
        add_alias(city, "...", by=staff, now=NOW)
    with pytest.raises(NameNeeded):
        remove_alias(city.names.get(), by=staff, now=NOW)


def test_a_city_describes_itself(staff: User) -> None:
    load_themes()
    city, theme = made("Köln", "DE"), Theme.objects.get(slug="mobility")
    describe_city(city, offers="Cycle streets", seeks_themes=[theme], by=staff, now=NOW)
    city.refresh_from_db()
    assert (city.offers, list(city.seeks_themes.all())) == ("Cycle streets", [theme])
    assert Step.objects.of(city).get(verb="describe").change == {"changed": ["offers", "seeks_themes"]}
    assert list(City.objects.concerned_with(theme)) == [city]


def test_themes_and_offers_are_loaded_once() -> None:
    made("Κοζάνη", "GR")
    assert (load_themes(), load_offers()) == (load_themes(), load_offers())
    assert City.objects.get().offers_themes.exists()


def test_many_cities_are_made_in_a_fixed_number_of_queries() -> None:
    cells = [("Köln (Cologne)", "DE"), ("Bonn", "DE"), ("Κοζάνη (Kozani)", "GR"), ("Medijana (Niš)", "RS")]

    def add(some: list[tuple[str, str]]) -> tuple[list[int], int]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            pks = add_cities([(split_names(cell, country), country) for cell, country in some])
        return pks, len(queries)

    one, few = add(cells[:1]), add(cells[1:])
    assert one[1] == few[1]
    assert [City.objects.get(pk=pk).slug for pk in one[0] + few[0]] == ["koln", "bonn", "kozani", "medijana"]
    assert City.objects.get(slug="medijana").note == "Niš"
    assert not CityName.objects.filter(name="Niš").exists()


def test_names_of_an_import_are_added_once() -> None:
    city = made("Köln", "DE")
    for _again in range(2):
        add_names([(city.pk, "Colonia"), (city.pk, "Köln")])
    assert sorted(city.names.values_list("name", flat=True)) == ["Colonia", "Köln"]


def test_seats_of_an_import_wait_for_their_letters() -> None:
    city = made("Köln", "DE")
    add_seats([(city.pk, "Jana", "Jana@Example.org")], started_on=NOW.date())
    assert list(Representative.objects.never_invited().values_list("email", "role")) == [("jana@example.org", "lead")]


def test_a_city_that_takes_part_nowhere_is_not_shown_to_the_public() -> None:
    made("Bonn", "DE")
    twin = ParticipationFactory.create(city=made("Köln", "DE"))
    ParticipationFactory.create(city=made("Aachen", "DE"), cohort__is_public=False)
    assert list(City.objects.visible_to(AnonymousUser())) == [twin.city]
