"""The forms of outputs are data: the built-in ones are right, and a programme adds its own without code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cohorts.actions.programmes import load_file
from cohorts.programmes.checking import check
from cohorts.programmes.reading import BUILT_IN, LIBRARY, built_in_path, built_in_slugs, read
from milestones.actions.starting import plan_start, start_cohort
from milestones.models import Requirement
from tests.programmes.real import NOW, started

PROMISED = {
    "learning-roadmap": {"question", "theme", "lever", "why", "pilot_shows", "how_we_know", "by_when"},
    "stakeholder-engagement-plan": {
        "who", "kind", "interest", "influence", "aim", "method", "when", "responsible", "status", "set_up",
    },
    "transferability-assessment": {
        "practice", "goal", "legal", "governance", "finance", "technical", "social", "data", "evidence", "barriers",
        "main_barrier", "enabling", "adaptation", "verdict",
    },
    "action-plan": {
        "what", "practice", "owner", "partners", "start", "end", "cost_class", "cost", "funding", "effect",
        "first_step", "indicator", "risk", "theme",
    },
    "info-session": {"date", "place", "audience", "attendance", "presented", "materials", "next"},
}  # fmt: skip
PRIVATE = {"interest", "influence", "responsible", "contact", "risk", "cost", "cost_class", "funding"}
TEMPLATES = {slug: check(read(built_in_path(slug))) for slug in built_in_slugs()}
FORMS = [
    pytest.param(form, id=f"{slug} {name}") for slug, each in TEMPLATES.items() for name, form in each["forms"].items()
]
SIXTH = """
  - code: neighbour-letter
    name: Letter to a neighbour
    short_name: Letter
    module: capitalising
    owed_by: [twin]
    form: neighbour-letter
    due: {anchor: module_end}

forms:
  - slug: neighbour-letter
    name: Letter to a neighbour
    purpose: What you would tell the next town.
    sections:
      - slug: letter
        title: The letter
        fields:
          - {slug: body, label: The letter, type: long, required: true, words: {max: 300}}

milestones:
"""


def fields(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["slug"]: field for section in form["sections"] for field in section["fields"]}


def examples(form: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[dict[str, str]]]]:
    for section in form["sections"]:
        content = form["example"][section["slug"]]
        yield section, content if "rows" in section else [content]


def within(limits: dict[str, int], number: int) -> bool:
    return limits.get("min", 0) <= number <= limits.get("max", number)


def test_the_five_outputs_ask_for_at_least_what_was_promised() -> None:
    forms = TEMPLATES["twinning-learning-programme"]["forms"]
    assert list(forms) == list(PROMISED)
    assert {each.name for each in LIBRARY.iterdir()} == {f"{slug}.yaml" for slug in PROMISED}
    for slug, promised in PROMISED.items():
        assert promised <= fields(forms[slug]).keys()
        assert {
            field for field in PRIVATE & fields(forms[slug]).keys() if fields(forms[slug])[field]["public"]
        } == set()


@pytest.mark.parametrize("form", FORMS)
def test_a_built_in_form_explains_itself_and_says_how_it_is_reviewed(form: dict[str, Any]) -> None:
    assert form["purpose"].endswith(".")
    assert 4 <= len(form["review"]["checklist"]) <= 6
    assert form["review"]["days"] >= 7
    assert any("help" in section for section in form["sections"])
    assert any(field["required"] for field in fields(form).values())


@pytest.mark.parametrize("form", FORMS)
def test_a_worked_example_could_be_submitted(form: dict[str, Any]) -> None:
    for section, rows in examples(form):
        assert within(section.get("rows", {}), len(rows))
        for row in rows:
            assert within(section.get("words", {}), sum(len(value.split()) for value in row.values()))
            for field in section["fields"]:
                written = row.get(field["slug"], "")
                assert written or not field["required"], field["slug"]
                assert not written or within(field.get("words", {}), len(written.split())), (field["slug"], written)


@pytest.mark.parametrize("form", FORMS)
def test_a_worked_example_names_themes_that_exist(form: dict[str, Any]) -> None:
    kinds = {each["slug"]: each["kind"] for each in yaml.safe_load((BUILT_IN / "../../cities/data/themes.yaml").open())}
    for section, rows in examples(form):
        for field in [field for field in section["fields"] if field["type"] == "theme"]:
            named = {row[field["slug"]] for row in rows if field["slug"] in row}
            assert {kinds[theme] for theme in named} <= {field.get("kind", kinds[theme]) for theme in named}


@pytest.mark.parametrize("form", FORMS)
def test_a_worked_example_points_at_rows_of_the_other_examples(form: dict[str, Any]) -> None:
    template = next(each for each in TEMPLATES.values() if form in each["forms"].values())
    for section, rows in examples(form):
        for field in [field for field in section["fields"] if field["type"] == "row"]:
            other, _dot, place = field["of"].partition(".")
            target = next(each for each in template["forms"][other]["sections"] if each["slug"] == place)
            titles = [row[target["rows"]["title"]] for row in template["forms"][other]["example"][place]]
            assert {row[field["slug"]] for row in rows} <= set(titles)


def test_a_checked_form_says_everything_and_is_plain_text() -> None:
    roadmap = TEMPLATES["twinning-learning-programme"]["forms"]["learning-roadmap"]
    assert json.loads(json.dumps(roadmap)) == roadmap
    assert roadmap["review"] | {"checklist": []} == {
        "days": 14,
        "endorsement": {"days": 5, "patience": 10},
        "checklist": [],
    }
    assert all({"required", "public"} <= field.keys() for field in fields(roadmap).values())
    assert roadmap["example"]["goals"][0]["by_when"] == "2026-10-30"
    takeaway = TEMPLATES["peer-exchange-visits"]["forms"]["takeaway"]
    assert (takeaway["whole_document"], takeaway["example"]["exchange"]["people"]) == (True, "5")


def test_every_output_of_the_built_in_programmes_has_a_form() -> None:
    without = [
        each["code"] for template in TEMPLATES.values() for each in template.get("outputs", []) if "form" not in each
    ]
    assert without == []


@pytest.mark.django_db
def test_a_cohort_keeps_its_forms_and_each_output_knows_its_own() -> None:
    cohort = started("twinning-learning-programme")
    asked = Requirement.objects.filter(cohort=cohort)
    assert {each.code: each.form for each in asked.exclude(form="")} == {slug: slug for slug in PROMISED}
    cohort.refresh_from_db()
    assert cohort.forms == TEMPLATES["twinning-learning-programme"]["forms"]


@pytest.mark.django_db
def test_a_sixth_kind_of_output_is_added_by_editing_one_file(tmp_path: Path) -> None:
    path = tmp_path / "twinning-learning-programme.yaml"
    path.write_text(built_in_path(path.stem).read_text().replace("\nmilestones:\n", SIXTH))
    cohort = start_cohort(plan_start(load_file(path), number=6, starts_on=date(2026, 9, 1)), by=None, now=NOW)
    letter = cohort.requirements.get(code="neighbour-letter")
    assert (letter.kind, letter.form, cohort.requirements.filter(kind="output").count()) == (
        "output",
        "neighbour-letter",
        6,
    )
    assert fields(cohort.forms[letter.form])["body"]["words"] == {"max": 300}


def test_a_form_of_the_programme_itself_comes_before_the_built_in_one(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    own = SIXTH.replace("neighbour-letter", "info-session")
    text = built_in_path("twinning-learning-programme").read_text()
    path.write_text(text.replace("\nmilestones:\n", "\n" + own[own.index("forms:") :]))
    assert check(read(path))["forms"]["info-session"]["name"] == "Letter to a neighbour"
