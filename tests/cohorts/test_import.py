"""A cohort comes out of a spreadsheet whole, and the same file twice changes nothing."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from cities.models import City, Representative
from cohorts.actions.importing import ShownOtherwise, import_file, keep_draft
from cohorts.importing.plan import Plan, plan_import
from cohorts.models import Cohort, ImportDraft, Pairing, PairingSide, Participation, PilotActivity
from tests.factories import CityFactory, CohortFactory, ParticipationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
TRIO = """twin_city;twin_country;pilot_city;pilot_country;pilot_activity;representative_name;representative_email
Πεντέλη (Penteli);Ελλάδα;Bristol;UK;Investment Lab;Ελένη Μάρκου;Eleni@example.org
Waterford;Ireland;BRISTOL;GB;Another text;;aoife@example.org
Oulu;FIN;;;;;
"""


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(number=2)


def brought_in(content: bytes | str, cohort: Cohort) -> Plan:
    return import_file(content.encode() if isinstance(content, str) else content, cohort, by=None, now=NOW)


def everything() -> list[int]:
    models = (City, Participation, Pairing, PairingSide, PilotActivity, Representative)
    return [model.objects.count() for model in models]


def workbook(rows: list[list[object]], *, hidden_first: bool = False) -> bytes:
    book = Workbook()
    if hidden_first:
        book.active.sheet_state = "hidden"
        book.active.append(["notes"])
    page = book.create_sheet("cities") if hidden_first else book.active
    for row in rows:
        page.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_trio_comes_out_whole(cohort: Cohort) -> None:
    plan = brought_in(TRIO, cohort)
    (pairing,) = Pairing.objects.with_sides()
    assert [each.city.name for each in pairing.learning] == ["Πεντέλη", "Waterford"]
    assert [each.city.name for each in pairing.showing] == ["Bristol"]
    assert pairing.activity is not None
    assert list(pairing.activity.cities.values_list("name", flat=True)) == ["Bristol"]
    assert [str(each) for each in plan.warnings] == [
        "row 3, column pilot_activity: the activity of these pilots stays 'Investment Lab'"
    ]
    assert sorted(Representative.objects.values_list("city__name", "role", "email", "user", "invitation")) == [
        ("Waterford", "lead", "aoife@example.org", None, None),
        ("Πεντέλη", "lead", "eleni@example.org", None, None),
    ]


def test_the_same_file_twice_changes_nothing(cohort: Cohort) -> None:
    brought_in(TRIO, cohort)
    before = everything()
    again = brought_in(TRIO, cohort)
    assert everything() == before == [4, 4, 1, 3, 1, 2]
    assert again.changes_nothing
    assert (len(again.cities_matched), again.participations_known, again.pairings_known) == (4, 4, 1)


@pytest.mark.parametrize(
    "content",
    [
        "twin_city,twin_country\nKöln,Germany".encode(),
        "\ufefftwin_city,twin_country\r\nKöln,Germany\r\n".encode(),
        "twin_city;twin_country\nKöln;Germany".encode("utf-16"),
        "twin_city\ttwin_country\nKöln\tGermany".encode(),
        "sep=;\nTwin City;TWIN-COUNTRY\nKöln;Deutschland".encode(),
        "\n;;\nTwinCity;twin country;phone\n\nKöln;DEU;1\n;;\n".encode(),
        workbook([["twin_city", "twin_country"], ["Köln", "DE"]]),
        workbook([[], ["Twin City", "twin_country"], ["Köln", "DE"]], hidden_first=True),
    ],
)
def test_spreadsheets_of_all_sorts_are_read(cohort: Cohort, content: bytes) -> None:
    brought_in(content, cohort)
    assert list(City.objects.values_list("name", "slug", "country")) == [("Köln", "koln", "DE")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(cohort: Cohort) -> None:
    content = workbook([[], ["twin_city", "twin_country"], [], ["Köln", "Atlantis"]])
    assert str(plan_import(content, cohort).problems[0]) == "row 4, column twin_country: 'Atlantis' is not a country"


def test_a_cell_may_hold_lines_and_quotation_marks(cohort: Cohort) -> None:
    brought_in('twin_city,twin_country,pilot_city,pilot_country,pilot_activity\nLund,SE,Leuven,BE,"a ""b""\nc"', cohort)
    assert PilotActivity.objects.get().name == 'a "b" c'


def test_only_rows_of_this_cohort_are_taken(cohort: Cohort) -> None:
    content = "cohort,twin_city,twin_country,source\n1,Lund,SE,x\n2,Braga,PT,y\n,Soria,ES,z\n"
    plan = brought_in(content, cohort)
    assert list(City.objects.values_list("name", flat=True)) == ["Braga"]
    assert (plan.reading.skipped, plan.reading.columns.ignored) == (2, ["source"])


def test_pilot_activity_wins_over_the_other_column(cohort: Cohort) -> None:
    head = "twin_city,twin_country,pilot_city,pilot_country,pilot_activity_or_theme,pilot_activity"
    plan = brought_in(f"{head}\nLund,SE,Leuven,BE,theme,activity", cohort)
    assert PilotActivity.objects.get().name == "activity"
    assert plan.reading.columns.ignored == ["pilot_activity_or_theme"]


def test_a_city_is_matched_by_any_of_its_names_and_learns_new_ones(cohort: Cohort) -> None:
    kozani = CityFactory(name="Κοζάνη", country="GR", slug="kozani")
    brought_in("twin_city,twin_country\nΚΟΖΑΝΗ (Kozani),Hellas", cohort)
    assert Participation.objects.get().city == kozani
    other = CohortFactory(number=3)
    brought_in("twin_city,twin_country\nDonostia / San Sebastián,ES", other)
    brought_in("twin_city,twin_country\nSan Sebastian,Spain", cohort)
    assert City.objects.filter(country="ES").count() == 1


def test_a_body_in_brackets_is_a_note_and_no_name(cohort: Cohort) -> None:
    brought_in("twin_city,twin_country\nCourcy (Communauté urbaine du Grand Reims),France\nReims,France", cohort)
    courcy = City.objects.get(slug="courcy")
    assert courcy.note == "Communauté urbaine du Grand Reims"
    assert City.objects.filter(country="FR").count() == 2


def test_a_country_without_a_pilot_city_is_a_warning(cohort: Cohort) -> None:
    plan = brought_in("twin_city,twin_country,pilot_city,pilot_country\nSzombathely,HU,,Hungary", cohort)
    assert [str(each) for each in plan.warnings] == [
        "row 2, column pilot_country: a country without a city: the twin is taken without a pairing"
    ]
    assert not Pairing.objects.exists()


def test_a_long_activity_keeps_its_whole_text(cohort: Cohort) -> None:
    text = "renovation " * 40
    brought_in(f"twin_city,twin_country,pilot_city,pilot_country,pilot_activity\nLund,SE,Leuven,BE,{text}", cohort)
    activity = PilotActivity.objects.get()
    assert len(activity.name) <= 200
    assert activity.summary == text.strip()
    assert brought_in(
        f"twin_city,twin_country,pilot_city,pilot_country,pilot_activity\nLund,SE,Leuven,BE,{text}", cohort
    ).changes_nothing


def test_a_later_file_adds_a_twin_to_the_pairing_that_is_there(cohort: Cohort) -> None:
    head = "twin_city,twin_country,pilot_city,pilot_country"
    brought_in(f"{head}\nPenteli,GR,Bristol,UK", cohort)
    brought_in(f"{head}\nWaterford,IE,Bristol,UK", cohort)
    assert [side.side for side in Pairing.objects.get().sides.order_by("pk")] == ["learning", "showing", "learning"]


def test_one_person_may_represent_two_cities(cohort: Cohort) -> None:
    head = "twin_city,twin_country,representative_email"
    brought_in(f"{head}\nLund,SE,ada@example.org\nBraga,PT,ada@example.org", cohort)
    assert Representative.objects.filter(email="ada@example.org").count() == 2


def test_the_button_does_what_was_shown_or_nothing(cohort: Cohort) -> None:
    staff = UserFactory(staff=True)
    content = b"twin_city,twin_country\nLund,SE"
    draft = keep_draft(cohort, name="cities.csv", content=content, by=staff, now=NOW)
    shown = plan_import(bytes(draft.content), cohort).fingerprint
    ParticipationFactory(cohort=cohort, city=CityFactory(name="Lund", country="SE"))
    with pytest.raises(ShownOtherwise, match="look again"):
        import_file(bytes(draft.content), cohort, by=staff, now=NOW, shown=shown)
    assert ImportDraft.objects.count() == 1


@pytest.mark.parametrize("size", [3, 30])
def test_the_number_of_questions_does_not_grow(
    cohort: Cohort, size: int, django_assert_max_num_queries: object
) -> None:
    lines = [
        f"Twin{chr(97 + n % 26) * (n + 1)},FR,Pilot{chr(97 + n % 26) * (n + 1)},IT,,,p{n}@example.org"
        for n in range(size)
    ]
    head = "twin_city,twin_country,pilot_city,pilot_country,pilot_activity,representative_name,representative_email"
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        brought_in("\n".join([head, *lines]), cohort)
