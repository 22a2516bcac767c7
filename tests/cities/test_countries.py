"""Countries are read as people write them."""

import pytest

from cities.countries import european_code, parse_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Romania", "RO"),
        ("România", "RO"),
        ("RO", "RO"),
        ("ROU", "RO"),
        ("ro", "RO"),
        ("Greece", "GR"),
        ("EL", "GR"),
        ("GR", "GR"),
        ("Hellas", "GR"),
        ("ΕΛΛΑΔΑ", "GR"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Turkey", "TR"),
        ("TUR", "TR"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Česká republika", "CZ"),
        ("The Netherlands", "NL"),
        ("Netherlands", "NL"),
        ("  deutschland ", "DE"),
        ("España", "ES"),
        ("Україна", "UA"),
        ("Republic of Moldova", "MD"),
        ("North Macedonia", "MK"),
        ("Kosovo", "XK"),
        ("Bosnia & Herzegovina", "BA"),
        ("Atlantis", None),
        ("", None),
        ("the", None),
        ("1.5", None),
    ],
)
def test_english_names_local_names_and_codes_are_known(written: str, code: str | None) -> None:
    assert parse_country(written) == code


def test_the_union_writes_two_codes_in_its_own_way() -> None:
    assert [european_code(code) for code in ("GR", "GB", "RO")] == ["EL", "UK", "RO"]
