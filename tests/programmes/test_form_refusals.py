"""A wrong form is refused with file, line, key and reason, and with what would work."""

from pathlib import Path

import pytest

from cohorts.programmes.checking import check
from cohorts.programmes.reading import LIBRARY, BadTemplate, read_text

GOOD = """slug: small
name: Small programme
pairings: optional
roles:
  - {role: twin, name: Twin, plural: Twins}
modules:
  - {slug: first, name: First, months: 3, hours: {min: 2, max: 4}}
outputs:
  - code: plan
    name: Plan
    short_name: Plan
    module: first
    owed_by: [twin]
    due: {anchor: module_end}
    form: plan
forms:
  - slug: plan
    name: Plan
    purpose: What we will do.
    review:
      checklist:
        - {slug: clear, text: "Is it clear?"}
        - {slug: owned, text: "Is it owned?"}
    sections:
      - slug: goals
        title: Goals
        rows: {min: 1, max: 9, name: Goal, title: question, keeps: learning-goals}
        words: {min: 5, max: 90}
        fields:
          - {slug: question, label: Question, type: text}
          - {slug: theme, label: Theme, type: theme}
          - {slug: by_when, label: By when, type: date}
      - slug: steps
        title: Steps
        fields:
          - {slug: goal, label: Goal, type: row, of: plan.goals}
          - {slug: what, label: What, type: long, words: {min: 2, max: 9}}
          - {slug: cost, label: Cost, type: money}
          - {slug: effect, label: Effect, type: number, unit: t}
          - {slug: fit, label: Fit, type: scale, ends: [Not at all, Fully]}
          - slug: verdict
            label: Verdict
            type: choice
            options:
              - {slug: adopt, label: Adopt}
              - {slug: park, label: Park}
    example:
      goals:
        - question: How?
          theme: energy
          by_when: 2027-05-31
      steps:
        cost: 1200
        effect: 7.5
        fit: 4
        verdict: adopt
"""
FIELD = "forms[0].sections[1].fields"
EXAMPLE = "forms[0].example"
GOALS = "        - question: How?\n          theme: energy\n          by_when: 2027-05-31"


def problems(text: str, library: Path = LIBRARY) -> list[str]:
    with pytest.raises(BadTemplate) as refused:
        check(read_text(text.encode(), "programmes/small.yaml"), library)
    return [str(problem) for problem in refused.value.problems]


def test_the_ground_of_these_tests_is_right() -> None:
    assert list(check(read_text(GOOD.encode(), "programmes/small.yaml"))["forms"]) == ["plan"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("form: plan", "form: paln", 15, "outputs[0].form: “paln” is not known here; did you mean “plan”?"),
        ("form: plan", "form: action-plan", 15,
         ("outputs[0].form: points at transferability-assessment.practices, which no output here has; "
          "add that output, or write a form of your own")),
        ("    form: plan\n", "", 16, "forms[0].slug: no output uses this form; write form: plan at an output"),
        ("outputs:", "other:", 15,
         "other[0].form: only outputs are written in a form; leave it out, or move it to outputs"),
        ("    purpose: What we will do.\n", "", 17,
         "forms[0]: purpose is missing; write one sentence, 300 characters at most"),
        ("type: money", "type: euros", 38,
         (f'{FIELD}[2].type: "euros" does not work; '
          "write text, long, number, date, choice, scale, theme, city, person, money, file, row or takeaway")),
        ("unit: t", "unti: t", 39, f"{FIELD}[3].unti: “unti” is not known here; did you mean “unit”?"),
        ("slug: by_when", "slug: by-when", 32,
         ('forms[0].sections[0].fields[2].slug: "by-when" does not work; '
          "write up to 40 small letters, digits and underscores, such as by_when")),
        ("slug: owned", 'slug: "owned\\n"', 23,
         ('forms[0].review.checklist[1].slug: "owned\\n" does not work; '
          "write up to 60 small letters, digits and hyphens, such as info-seminar-1")),
        ("slug: owned", "slug: clear", 23,
         "forms[0].review.checklist[1].slug: “clear” stands more than once; each needs its own"),
        ("slug: steps", "slug: goals", 33,
         "forms[0].sections[1].slug: “goals” stands more than once; each needs its own"),
        ("slug: effect", "slug: cost", 39, f"{FIELD}[3].slug: “cost” stands more than once; each needs its own"),
        ("slug: park", "slug: adopt", 46,
         f"{FIELD}[5].options[1].slug: “adopt” stands more than once; each needs its own"),
        ("title: question", "title: qestion", 27,
         "forms[0].sections[0].rows.title: “qestion” is not known here; did you mean “question”?"),
        ("{min: 1, max: 9,", "{min: 10, max: 9,", 27, "forms[0].sections[0].rows.max: is below min; write 10 or more"),
        ("{min: 5, max: 90}", "{min: 91, max: 90}", 28,
         "forms[0].sections[0].words.max: is below min; write 91 or more"),
        ("{min: 2, max: 9}", "{min: 10, max: 9}", 37, f"{FIELD}[1].words.max: is below min; write 10 or more"),
        ("of: plan.goals", "of: plan.steps", 36,
         f"{FIELD}[0].of: “plan.steps” are no rows of a form in use here; what works: plan.goals"),
        ("of: plan.goals", "of: learning-roadmap.goals", 36,
         f"{FIELD}[0].of: “learning-roadmap.goals” are no rows of a form in use here; what works: plan.goals"),
        (", of: plan.goals", "", 36,
         f"{FIELD}[0]: of is missing; write a form and its section, such as learning-roadmap.goals"),
        (", ends: [Not at all, Fully]", "", 40,
         f"{FIELD}[4]: ends is missing; write what 1 and 5 mean, such as [Not at all, Fully]"),
        ("[Not at all, Fully]", "[Not at all]", 40,
         f'{FIELD}[4].ends: ["Not at all"] does not work; write what 1 and 5 mean, such as [Not at all, Fully]'),
        ("type: money", "type: choice", 38, f"{FIELD}[2]: options is missing; write a list of 2 to 60 options"),
        ("type: money", "type: money, unit: EUR", 38,
         f"{FIELD}[2].unit: belongs to fields of type number only; leave it out"),
        ("type: money", "type: money, words: {max: 3}", 38,
         f"{FIELD}[2].words: belongs to fields of type text or long only; leave it out"),
        ("type: theme", "type: text", 27,
         "forms[0].sections[0].rows.keeps: learning-goals need a field theme of type theme; add it"),
        ("slug: by_when", "slug: until", 27,
         "forms[0].sections[0].rows.keeps: learning-goals need a field by_when of type date; add it"),
        ("title: Steps\n", "title: Steps\n        rows: {name: Step, title: what, keeps: learning-goals}\n", 35,
         "forms[0].sections[1].rows.keeps: another section of this form says so already; leave it out here"),
        ("      steps:\n", "      stepz:\n", 52, f"{EXAMPLE}.stepz: “stepz” is not known here; did you mean “steps”?"),
        ("        cost: 1200", "        costs: 1200", 53,
         f"{EXAMPLE}.steps.costs: “costs” is not known here; did you mean “cost”?"),
        ("cost: 1200", "cost: a lot", 53,
         f'{EXAMPLE}.steps.cost: "a lot" does not work; write an amount in euros such as 1200 or 1200.50'),
        ("effect: 7.5", "effect: 7,5", 54,
         f'{EXAMPLE}.steps.effect: "7,5" does not work; write a number such as 12 or 7.5'),
        ("fit: 4", "fit: 6", 55, f"{EXAMPLE}.steps.fit: 6 does not work; write a whole number from 1 to 5"),
        ("fit: 4", "fit: yes", 55, f"{EXAMPLE}.steps.fit: true does not work; write a text, in quotes if need be"),
        ("verdict: adopt", "verdict: adpot", 56,
         f"{EXAMPLE}.steps.verdict: “adpot” is not known here; did you mean “adopt”?"),
        ("2027-05-31", "31 May 2027", 51,
         f'{EXAMPLE}.goals[0].by_when: "31 May 2027" does not work; write a day such as 2027-05-31'),
        ("theme: energy", "theme: Energy systems", 50,
         f'{EXAMPLE}.goals[0].theme: "Energy systems" does not work; write the slug of a theme, such as energy'),
        (GOALS, "        question: How?", 48,
         f'{EXAMPLE}.goals: {{"question": "How?"}} does not work; write a list of rows'),
        (GOALS, "        - How?", 49,
         f'{EXAMPLE}.goals[0]: "How?" does not work; write fields and what stands in them'),
    ],
)  # fmt: skip
def test_an_error_in_a_form_names_line_and_key_and_what_would_work(
    right: str, wrong: str, line: int, said: str
) -> None:
    assert GOOD.count(right) == 1
    assert f"programmes/small.yaml, line {line}, {said}" in problems(GOOD.replace(right, wrong))


def test_a_form_stands_once() -> None:
    sections = "[{slug: b, title: B, fields: [{slug: b, label: B, type: text}]}]"
    said = problems(f"{GOOD}  - {{slug: plan, name: B, purpose: B, sections: {sections}}}\n")
    assert [each.partition(": ")[2] for each in said if "forms[1].slug" in each] == [
        "“plan” stands more than once; each needs its own"
    ]


def test_a_built_in_form_points_only_at_outputs_that_are_there() -> None:
    both = GOOD.replace("form: plan", "form: transferability-assessment")
    assert problems(both)[0] == (
        "programmes/small.yaml, line 15, outputs[0].form: points at learning-roadmap.goals, which no output here has; "
        "add that output, or write a form of your own"
    )


def test_an_error_in_a_built_in_form_names_its_own_file(tmp_path: Path) -> None:
    text = (LIBRARY / "info-session.yaml").read_text()
    (tmp_path / "info-session.yaml").write_text(text.replace("unit: people", "units: people"))
    place = f"line {text[: text.index('unit: people')].count(chr(10)) + 1}, sections[0].fields[3].units"
    assert problems(GOOD, tmp_path) == [
        f"programmes/forms/info-session.yaml, {place}: “units” is not known here; did you mean “unit”?"
    ]


def test_a_built_in_form_is_named_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "session.yaml").write_text((LIBRARY / "info-session.yaml").read_text())
    assert problems(GOOD, tmp_path) == [
        "programmes/forms/session.yaml, line 2, slug: is not the name of the file; write session"
    ]


def test_a_file_of_the_library_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("slug: [broken")
    assert problems(GOOD, tmp_path)[0].startswith("programmes/forms/broken.yaml, line 1: this is not YAML")
