"""What a spreadsheet writes into one cell is taken apart as the contract says."""

import pytest

from cities.splitting import SplitName, split_names


@pytest.mark.parametrize(
    ("cell", "country", "said"),
    [
        ("Alba Iulia", "RO", SplitName("Alba Iulia")),
        ("Κοζάνη (Kozani)", "GR", SplitName("Κοζάνη", "Kozani")),
        ("Κοζάνη(Kozani)", "GR", SplitName("Κοζάνη", "Kozani")),
        ("  Köln   ( Cologne ) ", "DE", SplitName("Köln", "Cologne")),
        ("Μυτιλήνη (Mytilene)", "GR", SplitName("Μυτιλήνη", "Mytilene")),
        (
            "Βάρη-Βούλα-Βουλιαγμένη (Vari-Voula-Vouliagmeni)",
            "GR",
            SplitName("Βάρη-Βούλα-Βουλιαγμένη", "Vari-Voula-Vouliagmeni"),
        ),
        ("Рівне (Rivne)", "UA", SplitName("Рівне", "Rivne")),
        ("Athens (Αθήνα)", "GR", SplitName("Athens", aliases=("Αθήνα",))),
        ("Bolzano / Bozen", "IT", SplitName("Bolzano", aliases=("Bozen",))),
        ("Bolzano/Bozen", "IT", SplitName("Bolzano", aliases=("Bozen",))),
        (
            "Courcy (Communauté urbaine du Grand Reims)",
            "FR",
            SplitName("Courcy", note="Communauté urbaine du Grand Reims"),
        ),
        ("Medijana (Niš)", "RS", SplitName("Medijana", note="Niš")),
        ("Penteli (Athens)", "GR", SplitName("Penteli", note="Athens")),
        ("Soria (Ayuntamiento, Municipio de Soria)", "ES", SplitName("Soria", note="Ayuntamiento, Municipio de Soria")),
        ("Halle (Saale)", "DE", SplitName("Halle (Saale)")),
        ("Nowhere (Elsewhere)", "DE", SplitName("Nowhere", "Elsewhere")),
        ("A /", "DE", SplitName("A /")),
        ("(Kozani)", "GR", SplitName("(Kozani)")),
    ],
)
def test_a_cell_says_name_alias_or_note(cell: str, country: str, said: SplitName) -> None:
    assert split_names(cell, country) == said


def test_the_alias_is_the_first_other_name() -> None:
    assert [SplitName("Köln", "Cologne").alias, SplitName("A", aliases=("B",)).alias, SplitName("A").alias] == [
        "Cologne",
        "B",
        "",
    ]
