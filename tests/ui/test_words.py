"""Dates, hours and names as every page writes them, in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from ui.languages import language_of
from ui.templatetags import kit

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 5, 14, 20, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_brussels():
    with timezone.override("Europe/Brussels"), translation.override("en"):
        yield


def test_a_date_is_written_out():
    assert (kit.day(date(2024, 5, 12)), kit.weekday(date(2026, 5, 14))) == ("12 May 2024", "Thu 14 May 2026")


def test_an_instant_late_in_the_evening_is_the_day_it_is_where_the_reader_sits():
    assert kit.day(datetime(2026, 5, 12, 22, 30, tzinfo=UTC)) == "13 May 2026"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 5, 12), date(2024, 5, 13), "12–13 May 2024"),
        (date(2024, 4, 30), date(2024, 5, 2), "30 April – 2 May 2024"),
        (date(2023, 12, 30), date(2024, 1, 2), "30 December 2023 – 2 January 2024"),
        (date(2024, 5, 12), date(2024, 5, 12), "12 May 2024"),
        (date(2024, 5, 12), None, "12 May 2024"),
        (None, None, ""),
    ],
)
def test_a_range_says_no_word_twice(first, last, words):
    assert kit.days(first, last) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "12.–13. Mai 2024"),
        ("el", "12–13 Μαΐου 2024"),
        ("uk", "12–13 травня 2024 р."),
        ("es", "12–13 de mayo de 2024"),
        ("tr", "12–13 Mayıs 2024"),
    ],
)
def test_a_range_reads_well_in_other_languages(language, words):
    with translation.override(language):
        assert kit.days(date(2024, 5, 12), date(2024, 5, 13)) == words


def test_a_deadline_names_the_place_whose_clock_decides():
    assert kit.moment(DEADLINE, "Europe/Bucharest") == "14 May 2026, 23:59 in Bucharest"
    assert kit.moment(DEADLINE) == "14 May 2026, 22:59 in Brussels"
    assert kit.clock(DEADLINE, "America/New_York") == "16:59 in New York"
    assert kit.clock(DEADLINE, "UTC") == "20:59 UTC"


@pytest.mark.parametrize(
    ("day", "words"),
    [(10, "2 days ago"), (11, "yesterday"), (12, "today"), (13, "tomorrow"), (14, "in 2 days")],
)
def test_distance_is_counted_in_the_readers_days(day, words):
    assert kit.relative(date(2026, 5, day), NOW) == words


def test_what_is_past_its_date_is_late_and_not_merely_ago():
    assert kit.due(date(2026, 5, 9), NOW) == "9 May 2026, 3 days late"
    assert kit.due(date(2026, 5, 11), NOW) == "11 May 2026, 1 day late"
    assert kit.due(date(2026, 5, 12), NOW) == "12 May 2026, today"


@pytest.mark.parametrize(
    ("value", "words"), [("9.50", "9.5"), ("8", "8.0"), ("7.25", "7.25"), ("0", "0.0"), ("120", "120.0")]
)
def test_hours_stand_straight_in_a_column(value, words):
    assert kit.hours(Decimal(value)) == words


def test_hours_take_the_readers_decimal_sign():
    with translation.override("de"):
        assert kit.hours(Decimal("9.25")) == "9,25"


def test_money_names_its_currency_and_groups_its_thousands():
    assert kit.eur(Decimal("1612.4")) == "EUR\u00a01,612.40"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Moldovan", "AM"),
        ("Ελένη Μάρκου", "ΕΜ"),
        ("Jean-Luc van der Berg", "JB"),
        ("Cher", "C"),
        ("", ""),
        ("(x) Ana", "A"),
    ],
)
def test_initials_are_the_first_and_last_word(name, letters):
    assert kit.initials(name) == letters


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Κοζάνη", "GR", "el"),
        ("Λευκωσία", "CY", "el"),
        ("Харків", "UA", "uk"),
        ("Смолян", "BG", "bg"),
        ("Köln", "DE", "de"),
        ("Leuven", "BE", ""),
        ("15", "", ""),
    ],
)
def test_a_name_knows_its_language_by_script_and_country(name, country, code):
    assert language_of(name, country) == code


def test_a_city_is_written_as_its_people_do_with_the_english_form_beside_it():
    kozani = SimpleNamespace(name="Κοζάνη", english_name="Kozani", country="GR")
    galway = SimpleNamespace(name="Galway", english_name="Galway", country="IE")
    assert kit.city_name(kozani) == '<span lang="el">Κοζάνη</span> <span class="alias" lang="en">Kozani</span>'
    assert (kit.city_name(kozani, alias=False), kit.city_name(galway)) == ('<span lang="el">Κοζάνη</span>', "Galway")


def test_a_hostile_name_stays_text():
    evil = SimpleNamespace(name="<script>", english_name='"><b>', country="DE")
    assert "<script>" not in kit.city_name(evil)
    assert "<b>" not in kit.city_name(evil)


def test_a_state_is_symbol_word_and_colour():
    badge = kit.state_badge("submitted")
    assert ("badge--wait" in badge, "#i-send" in badge, "Submitted" in badge) == (True, True, True)


def test_a_language_is_called_what_its_speakers_call_it():
    assert [kit.lang_name(code) for code in ("el", "tr", "bg")] == ["Ελληνικά", "Türkçe", "Български"]


@pytest.mark.parametrize(
    ("zone", "reader", "words"),
    [
        ("Europe/Brussels", "Europe/Bucharest", "Thu 14 May 2026, 10:00 in Brussels (CEST), 11:00 your time"),
        ("Europe/Brussels", "Europe/Madrid", "Thu 14 May 2026, 10:00 in Brussels (CEST)"),
        ("Europe/Istanbul", "Europe/Lisbon", "Thu 14 May 2026, 11:00 in Istanbul (UTC+03), 09:00 your time"),
        ("Pacific/Auckland", "Europe/Brussels", "Thu 14 May 2026, 20:00 in Auckland (NZST), 10:00 your time"),
        ("America/Los_Angeles", "Pacific/Auckland", "Thu 14 May 2026, 01:00 in Los Angeles (PDT), 20:00 your time"),
    ],
)
def test_an_event_is_said_in_its_zone_and_the_readers(zone, reader, words):
    with timezone.override(reader):
        assert kit.when(datetime(2026, 5, 14, 8, tzinfo=UTC), zone) == words


def test_another_day_at_the_reader_is_named():
    with timezone.override("Pacific/Auckland"):
        said = kit.when(datetime(2026, 5, 14, 20, tzinfo=UTC), "Europe/Brussels")
    assert said == "Thu 14 May 2026, 22:00 in Brussels (CEST), Fri 08:00 your time"
