"""Programme templates are data: the built-in ones are right, a wrong one is told where and what would work."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cohorts.models import Programme
from cohorts.programmes.checking import check, requirements
from cohorts.programmes.reading import BadTemplate, built_in_path, built_in_slugs, read, read_text

GOOD = """slug: small
name: Small programme
pairings: optional
roles:
  - {role: twin, name: Twin, plural: Twins}
modules:
  - slug: first
    name: First
    months: 3
    hours: {min: 2, max: 4}
outputs:
  - code: plan
    name: Plan
    short_name: Plan
    module: first
    owed_by: [twin]
    due: {anchor: module_end}
milestones:
  - {name: Done, requirements: [plan]}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadTemplate) as refused:
        check(read_text(text.encode(), "programmes/small.yaml"))
    return [str(problem) for problem in refused.value.problems]


def test_the_built_in_programmes_are_the_five_of_the_contract() -> None:
    assert built_in_slugs() == [
        "lighthouse-follower-consortium",
        "online-discussion-groups",
        "peer-exchange-visits",
        "twinning-learning-programme",
        "twinning-programme-2023",
    ]
    assert [check(read(built_in_path(slug)))["slug"] for slug in built_in_slugs()] == built_in_slugs()


def test_the_twinning_learning_programme_asks_for_what_its_pages_promise() -> None:
    template = check(read(built_in_path("twinning-learning-programme")))
    counts = {section: len(template[section]) for section in ("sessions", "visits", "outputs", "milestones")}
    assert counts == {"sessions": 1 + 3 + 2 + 4, "visits": 3, "outputs": 5, "milestones": 2}
    assert sum(module["months"] for module in template["modules"]) == 18
    assert all(len(each["short_name"]) <= 30 for _path, each in requirements(template))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("months: 3", "months: twelve", 9,
         'modules[0].months: "twelve" does not work; write a whole number of months from 1 to 60'),
        ("max: 4", "max: 1", 10, "modules[0].hours.max: is below min; write 2 or more"),
        ("    name: First", "    nam: First", 8, "modules[0].nam: “nam” is not known here; did you mean “name”?"),
        ("module: first", "module: frist", 15,
         "outputs[0].module: “frist” is not known here; did you mean “first”?"),
        ("owed_by: [twin]", "owed_by: [pilot]", 16,
         "outputs[0].owed_by[0]: “pilot” is not known here; what works: twin"),
        ("{anchor: module_end}", "{anchor: easter}", 17,
         ('outputs[0].due.anchor: "easter" does not work; '
         "write cohort_start, module_start, module_end, fulfilled or approved")),
        ("{anchor: module_end}", "{anchor: fulfilled}", 17,
         "outputs[0].due: fulfilled needs of: with the code it is counted from"),
        ("{anchor: module_end}", "{anchor: module_end, of: plan}", 17,
         "outputs[0].due.of: belongs to the anchors fulfilled and approved only; leave it out"),
        ("{anchor: module_end}", "{anchor: fulfilled, of: plan}", 17,
         "outputs[0].due.of: counts from itself (plan > plan); one of them needs another anchor"),
        ("requirements: [plan]", "requirements: [plna]", 19,
         "milestones[0].requirements[0]: “plna” is not known here; did you mean “plan”?"),
        ("pairings: optional", "pairings: required", 3,
         "pairings: pairings need a role with side: learning and one with side: showing, or pairings: none"),
        ("pairings: optional", "pairings: optional\neffort: {kind: cost_record, day: {hours: 8, annual: 1720}}", 4,
         ('effort.day: {"hours": 8, "annual": 1720} does not work; '
          "write the hours of a day, as {hours: 7.5}, or a year's hours, as {annual: 1720}")),
        ("pairings: optional", "pairings: optional\nvisit: {hours_a_day: 25}", 4,
         "visit.hours_a_day: 25 does not work; write hours from 0.25 to 24 in quarters, such as 6 or 7.5"),
        ("name: Small programme", "slug: twice", 2, "slug: stands twice; it is already on line 1"),
        ("name: Small programme", "name: *other", 2, "this is not YAML: found undefined alias 'other'"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_key_and_what_would_work(right: str, wrong: str, line: int, said: str) -> None:
    separator = ": " if said.startswith("this") else ", "
    assert f"programmes/small.yaml, line {line}{separator}{said}" in problems(GOOD.replace(right, wrong))


def test_a_code_stands_once() -> None:
    extra = "  - {code: plan, name: B, short_name: B, module: first, owed_by: [twin], due: {anchor: module_end}}\n"
    said = problems(GOOD.replace("milestones:", f"other:\n{extra}milestones:"))
    assert said == [
        "programmes/small.yaml, line 12, outputs[0].code: “plan” stands more than once; each needs its own",
        "programmes/small.yaml, line 19, other[0].code: “plan” stands more than once; each needs its own",
    ]


def test_every_problem_is_named_at_once() -> None:
    assert len(problems(GOOD.replace("months: 3", "months: x").replace("max: 4", "max: y"))) == 2


@pytest.mark.django_db
def test_the_command_loads_the_built_in_programmes_and_again() -> None:
    for _time in range(2):
        call_command("load_programmes", stdout=StringIO())
    assert sorted(Programme.objects.values_list("slug", flat=True)) == built_in_slugs()


@pytest.mark.django_db
def test_the_command_loads_a_file_or_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "small.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD)
    bad.write_text(GOOD.replace("months: 3", "months: 0"))
    with pytest.raises(CommandError, match=r"programmes/bad.yaml, line 9, modules\[0\].months: 0 does not work"):
        call_command("load_programmes", str(good), str(bad), stdout=StringIO())
    assert not Programme.objects.exists()
    call_command("load_programmes", str(good), stdout=StringIO())
    assert Programme.objects.get().name == "Small programme"
