"""The gazetteer knows the places of real programmes, with the figures that need care."""

from zoneinfo import available_timezones

import pytest

from cities import gazetteer
from cities.gazetteer import FILE, knows, lookup, synonyms, zone_of_country
from cities.names import keys


@pytest.mark.parametrize(
    ("name", "country", "population", "zone"),
    [
        ("Κοζάνη", "GR", 36_481, "Europe/Athens"),
        ("Kozani", "GR", 36_481, "Europe/Athens"),
        ("Köln", "DE", 963_395, "Europe/Berlin"),
        ("Cologne", "DE", 963_395, "Europe/Berlin"),
        ("București", "RO", 1_877_155, "Europe/Bucharest"),
        ("Bucharest", "RO", 1_877_155, "Europe/Bucharest"),
        ("București Sector 2", "RO", 290_507, "Europe/Bucharest"),
        ("București Sector 6", "RO", 367_760, "Europe/Bucharest"),
        ("Vari-Voula-Vouliagmeni", "GR", 48_399, "Europe/Athens"),
        ("Πεντέλη", "GR", 34_790, "Europe/Athens"),
        ("Courcy", "FR", 1_453, "Europe/Paris"),
        ("Võru", "EE", 12_367, "Europe/Tallinn"),
        ("Písek", "CZ", 29_774, "Europe/Prague"),
        ("Смолян", "BG", 26_167, "Europe/Sofia"),
        ("Рівне", "UA", 245_289, "Europe/Kyiv"),
        ("Klagenfurt", "AT", 100_316, "Europe/Vienna"),
        ("Vitoria-Gasteiz", "ES", 249_176, "Europe/Madrid"),
        ("Halkida", "GR", 59_125, "Europe/Athens"),
        ("Ηράκλειο", "GR", 137_154, "Europe/Athens"),
    ],
)
def test_a_place_is_known_by_every_usual_name(name: str, country: str, population: int, zone: str) -> None:
    place = lookup(name, country)
    assert place is not None
    assert (place.population, place.time_zone) == (population, zone)


@pytest.mark.parametrize(
    ("name", "country", "at"),
    [
        ("Gozo", "MT", "Victoria"),
        ("Medijana", "RS", "Niš"),
        ("Communauté d'Agglomération de La Rochelle", "FR", "La Rochelle"),
        ("Trușeni", "MD", "Chișinău"),
    ],
)
def test_what_the_source_lacks_stands_at_its_main_place_without_that_ones_figure(
    name: str, country: str, at: str
) -> None:
    place, main = lookup(name, country), lookup(at, country)
    assert place is not None
    assert main is not None
    assert (place.population, place.latitude, place.longitude) == (None, main.latitude, main.longitude)


def test_of_several_places_the_one_whose_own_name_it_is_comes_before_the_largest() -> None:
    kemer = lookup("Kemer", "TR")
    assert kemer is not None
    assert kemer.name == "Kemer"


def test_a_place_is_asked_for_within_its_country() -> None:
    assert [knows("Köln", "DE"), knows("Köln", "FR"), knows("Atlantis", "GR"), knows("", "GR")] == [
        True,
        False,
        False,
        False,
    ]


def test_other_names_of_a_place_lead_to_it() -> None:
    assert "koln" in synonyms("Cologne")
    assert "κοζανη" in synonyms("Kozani", "GR")


def test_a_country_has_the_zone_of_its_largest_place() -> None:
    assert [zone_of_country(code) for code in ("PT", "ES", "XX")] == ["Europe/Lisbon", "Europe/Madrid", None]


def test_the_file_is_small_and_sound() -> None:
    places = gazetteer._places()
    assert FILE.stat().st_size < 2_500_000
    assert len(places) > 7_000
    assert {place.time_zone for place in places} <= available_timezones()
    assert [place.name for place in places if not set(keys(place.name)) <= set(place.keys)] == []
