"""`manage.py import_cohort`: all or nothing, in words."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cohorts.models import Cohort, Pairing, Participation
from milestones.models import Obligation
from tests.programmes.real import DATA

pytestmark = pytest.mark.django_db
PAIRINGS = DATA / "pairings.csv"


def run(file: Path, *more: str, number: int = 2, start: str = "2024-09-23", programme: str = "") -> list[str]:
    said = StringIO()
    slug = programme or "twinning-learning-programme"
    call_command(
        "import_cohort", str(file), "--programme", slug, "--number", str(number), "--start", start, *more, stdout=said
    )
    return said.getvalue().splitlines()


def test_the_second_cohort_comes_in_with_its_counts() -> None:
    assert run(PAIRINGS) == [
        "warning: row 25, column pilot_country: a country without a city: the twin is taken without a pairing",
        "warning: row 32, column pilot_activity: stands in brackets: taken as a remark, not as the name of an activity",
        "columns ignored: source",
        "rows: 10 taken, 21 skipped",
        "cities: 21 made, 0 matched",
        "participations: 21 made, 0 already there",
        "pairings: 9 made, 0 already there",
        "seats: 0 made, to be claimed by invitation",
    ]
    assert Cohort.objects.get().slug == "twinning-learning-programme-2"
    assert Obligation.objects.count() == 9 * 18 + 13


def test_the_second_time_nothing_changes() -> None:
    run(PAIRINGS)
    assert run(PAIRINGS)[-5:] == [
        "cities: 0 made, 21 matched",
        "participations: 0 made, 21 already there",
        "pairings: 0 made, 9 already there",
        "seats: 0 made, to be claimed by invitation",
        "nothing changed: all of this was there",
    ]


def test_a_dry_run_writes_nothing() -> None:
    assert run(PAIRINGS, "--dry-run")[-1] == "dry run: nothing was written"
    assert not Cohort.objects.exists()


def test_bad_cells_are_all_named_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("twin_city,twin_country\nLund,SE\nMedijana,Atlantis\n,Portugal\n")
    with pytest.raises(CommandError) as refused:
        run(file)
    assert str(refused.value).splitlines() == [
        "nothing was written:",
        "row 3, column twin_country: 'Atlantis' is not a country",
        "row 4, column twin_city: is empty",
    ]
    assert (Cohort.objects.count(), Participation.objects.count(), Pairing.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"programme": "nope"}, "no programme 'nope'; built in are: lighthouse-follower-consortium, "),
        ({"start": "1999-01-01"}, "between the years 2000 and 2100"),
        ({"number": 0}, "numbered from 1 to 9999"),
        ({"file": Path("nowhere.csv")}, "nowhere.csv: No such file or directory"),
    ],
)
def test_a_wrong_call_is_refused_in_words(more: dict[str, object], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(more.pop("file", PAIRINGS), **more)  # type: ignore[arg-type]
    assert not Cohort.objects.exists()


def test_another_start_for_a_cohort_that_runs_is_refused() -> None:
    run(PAIRINGS)
    with pytest.raises(CommandError, match="started on 2024-09-23, not on 2025-01-01"):
        run(PAIRINGS, start="2025-01-01")
