"""Every bad cell of a spreadsheet is named by row and column, all of them at once, and nothing is written."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from cities.models import City, Representative
from cohorts.actions.importing import BadCells, import_file
from cohorts.importing.plan import plan_import
from cohorts.importing.reading import Unreadable
from cohorts.models import Cohort, Participation
from tests.factories import CityFactory, CohortFactory, PairingFactory, ParticipationFactory, SeatFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
HEADER = "twin_city,twin_country,pilot_city,pilot_country,pilot_activity,representative_name,representative_email"


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(number=2)


def sheet(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def problems(cohort: Cohort, content: bytes) -> list[str]:
    return [str(problem) for problem in plan_import(content, cohort).problems]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Medijana,Atlantis"], ["row 2, column twin_country: 'Atlantis' is not a country"]),
        ([",Portugal"], ["row 2, column twin_city: is empty"]),
        (["Braga,"], ["row 2, column twin_country: is empty"]),
        (["Braga"], ["row 2, column twin_country: is missing: the row ends before this column"]),
        (["12,Portugal"], ["row 2, column twin_city: '12' is not the name of a city"]),
        (
            ["Λάρισα (Larissa),Greece", "Larissa,EL"],
            ["row 3, column twin_city: 'Larissa' is already in row 2, as Λάρισα (Larissa)"],
        ),
        (["Köln,DE", "Cologne,Germany"], ["row 3, column twin_city: 'Cologne' is already in row 2, as Köln"]),
        (["Braga,PT", "Braga,PT"], ["row 3, column twin_city: 'Braga' is already in row 2"]),
        (
            ["Lund,Sweden", "Plymouth,UK,Lund,Sweden"],
            ["row 3, column pilot_city: 'Lund' is on the other side, as twin, in row 2"],
        ),
        (
            ["Plymouth,UK,Lund,Sweden", "Lund,Sweden"],
            ["row 3, column twin_city: 'Lund' is on the other side, as pilot, in row 2"],
        ),
        (["Lund,SE,Lund,SE"], ["row 2, column pilot_city: 'Lund' is on the other side, as twin, in row 2"]),
        (["Lund,SE,Leuven;Leuven,BE"], ["row 2, column pilot_city: 'Leuven' stands twice in this cell"]),
        (["Lund,SE,Leuven,"], ["row 2, column pilot_country: is empty, so it is not known where Leuven is"]),
        (
            ["Lund,SE,Leuven;Gent;Aarhus,BE;DK"],
            ["row 2, column pilot_country: 2 countries for 3 cities; give one for all, or one for each"],
        ),
        (
            ["Lund,SE,,,,,maria@@example.org"],
            ["row 2, column representative_email: 'maria@@example.org' is not a mail address"],
        ),
        (
            ["Lund,SE,,,,Maria,"],
            ["row 2, column representative_email: is empty, so 'Maria' could not be invited"],
        ),
        (["Lund,SE,,,,,,,x"], ["row 2, column 9: 'x' stands beyond the last column of the header"]),
        (["=A1,SE"], ["row 2, column twin_city: '=A1' is a formula; put its value there"]),
        ([f"Lund,SE,,,{'x' * 10_001}"], ["row 2, column pilot_activity: holds more than 10,000 characters"]),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named(cohort: Cohort, lines: list[str], expected: list[str]) -> None:
    assert problems(cohort, sheet(*lines)) == expected


def test_all_bad_cells_are_named_at_once_and_nothing_is_written(cohort: Cohort) -> None:
    content = sheet("Medijana,Atlantis", ",Portugal", "Lund,SE,,,,,ada@example.org", "Lund,Sweden,Leuven")
    with pytest.raises(BadCells) as refused:
        import_file(content, cohort, by=None, now=NOW)
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [
        (2, "twin_country"),
        (3, "twin_city"),
        (5, "pilot_country"),
        (5, "twin_city"),
    ]
    assert (City.objects.count(), Participation.objects.count(), Representative.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("twin_city,pilot_city", ["row 1, column twin_country: is missing in the header"]),
        ("twin_city,Twin City,twin_country", ["row 1, column twin_city: stands twice in the header"]),
        ("twin_city,twin_country,Note,note", ["row 1, column Note: stands twice in the header"]),
    ],
)
def test_a_bad_header_is_named(cohort: Cohort, header: str, expected: list[str]) -> None:
    assert problems(cohort, sheet("Lund,SE,x,y", header=header)) == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (HEADER.encode(), "There is a header but no row below it."),
        ("twin_city,twin_country\nKöln,DE".encode("latin-1"), "it is not in UTF-8"),
        (b"%PDF-1.7", "This is a file of kind PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is a file of kind XLS."),
        (b"PK\x03\x04 broken", "This XLSX file is damaged."),
        (b"twin_city,twin_country\n\"Lund,SE", "row 2: a quotation mark is opened and not closed"),
        (b"a\0b", "This is not a table."),
        (b"x" * (5 * 1_048_576 + 1), "The file is over 5 MB."),
        (b"twin_city,twin_country\n" + b"a,b\n" * 20_001, "There are more than 20,000 rows."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(cohort: Cohort, content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        plan_import(content, cohort)
    assert sentence in str(refused.value)


def test_no_row_for_this_cohort_is_refused(cohort: Cohort) -> None:
    content = sheet("1,Lund,SE", header="cohort,twin_city,twin_country")
    assert problems(cohort, content) == ["row 1, column cohort: no row of the file is for cohort 2"]


def test_a_formula_in_a_workbook_is_named(cohort: Cohort) -> None:
    book = Workbook()
    book.active.append(["twin_city", "twin_country"])
    book.active.append(["Lund", '=CONCATENATE("S","E")'])
    kept = io.BytesIO()
    book.save(kept)
    (problem,) = [text for text in problems(cohort, kept.getvalue()) if "formula" in text]
    assert problem == 'row 2, column twin_country: \'=CONCATENATE("S","E")\' is a formula; put its value there'


def test_a_city_that_is_here_in_another_role_is_named(cohort: Cohort) -> None:
    lund = CityFactory(name="Lund", country="SE")
    ParticipationFactory(cohort=cohort, city=lund, pilot=True)
    assert problems(cohort, sheet("Lund,Sweden")) == ["row 2, column twin_city: 'Lund' takes part already, as pilot"]


def test_a_city_that_left_is_not_brought_back_by_a_file(cohort: Cohort) -> None:
    lund = CityFactory(name="Lund", country="SE")
    ParticipationFactory(cohort=cohort, city=lund, withdrawn_on=date(2026, 3, 1), withdrawal_reason="No staff.")
    assert problems(cohort, sheet("Lund,Sweden")) == [
        "row 2, column twin_city: 'Lund' left this cohort; take it back on the page of its cities first"
    ]


def test_a_twin_that_is_paired_otherwise_is_named(cohort: Cohort) -> None:
    lund, leuven = CityFactory(name="Lund", country="SE"), CityFactory(name="Leuven", country="BE")
    twin = ParticipationFactory(cohort=cohort, city=lund)
    pilot = ParticipationFactory(cohort=cohort, city=leuven, pilot=True)
    PairingFactory(cohort=cohort, learning=[twin], showing=[pilot])
    assert problems(cohort, sheet("Lund,SE,Aarhus,DK")) == [
        "row 2, column pilot_city: the twin is paired with Leuven; change that pairing on its page"
    ]


def test_another_lead_stays_with_a_warning(cohort: Cohort) -> None:
    SeatFactory(city=CityFactory(name="Lund", country="SE"))
    plan = plan_import(sheet("Lund,SE,,,,Ada,ada@example.org"), cohort)
    assert (plan.problems, plan.seats) == ([], [])
    assert [str(warning) for warning in plan.warnings] == [
        "row 2, column representative_email: 'Lund' has a lead already; hand the seat over on the page of the city"
    ]
