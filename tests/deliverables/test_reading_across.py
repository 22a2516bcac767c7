"""What the cities of a cohort answered is counted across all of them, and every figure opens its rows."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.actions.forms import keep_forms
from cohorts.models import Participation
from deliverables.across.outputs import Output, asked_in_forms, read_across
from deliverables.across.tallies import COUNTED
from deliverables.models import Revision
from milestones.models import Obligation
from tests.deliverables.across import NOW, Across, make_across
from tests.deliverables.world import enter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Across:
    return make_across()


def read(world: Across, *, approved: bool = False) -> dict[str, Output]:
    owed = Obligation.objects.filter(requirement__cohort=world.cohort, participation__withdrawn_on=None)
    return {each.requirement.form: each for each in read_across(asked_in_forms(world.cohort), owed, approved=approved)}


def expected(world: Across, form: str, section: str, slug: str, revisions: set[int] | None = None) -> Counter[str]:
    """The answers as they were drawn, counted without the code that is tried; dates by year and quarter."""
    kind = next(each.type for part, each in world.form(form).fields() if (part.slug, each.slug) == (section, slug))
    said = Counter(
        values[slug]
        for revision, part, values in world.written
        if part == section
        and revision.deliverable.obligation.requirement.form == form
        and (revisions is None or revision.pk in revisions)
    )
    if kind != "date":
        return said
    quarters = Counter[str]()
    for day, n in said.items():
        quarters[f"{day[:4]}-{'111222333444'[int(day[5:7]) - 1]}" if day else ""] += n
    return quarters


def counted(output: Output, section: str, slug: str) -> Counter[str]:
    tally = output.tally(section, slug)
    assert tally is not None
    return Counter({bar.key: bar.count for bar in tally.bars if bar.count}) + Counter({"": tally.unanswered})


@pytest.mark.parametrize("seed", range(4))
def test_every_question_is_counted_as_it_was_answered(seed: int) -> None:
    world = make_across(cities=6, seed=seed)
    tried = 0
    for form, output in read(world).items():
        for section, field in world.form(form).fields():
            if field.type in COUNTED:
                assert counted(output, section.slug, field.slug) == expected(world, form, section.slug, field.slug)
                tried += 1
    assert tried > 20


def test_the_newest_submitted_revision_counts_and_with_the_switch_the_newest_approved(world: Across) -> None:
    one, two = world.city()["action-plan"], world.city()["action-plan"]
    first = world.hand_in(one, approved=True)
    second = world.hand_in(one)
    third = world.hand_in(two)
    Revision.objects.create(deliverable=third.deliverable, number=2, by=world.staff, created_at=NOW)

    newest = read(world)["action-plan"]
    assert counted(newest, "actions", "theme") == expected(
        world, "action-plan", "actions", "theme", {second.pk, third.pk}
    )
    approved = read(world, approved=True)["action-plan"]
    assert counted(approved, "actions", "theme") == expected(world, "action-plan", "actions", "theme", {first.pk})
    assert "Read: 1 of 2 cities." in approved.standing


def test_other_cohorts_withdrawn_cities_and_what_was_waived_are_not_counted(world: Across) -> None:
    stays, left, waived = (world.city()["action-plan"] for _city in range(3))
    here = world.hand_in(stays)
    world.hand_in(left)
    world.hand_in(waived)
    Participation.objects.filter(pk=left.participation_id).update(withdrawn_on=NOW.date(), withdrawal_reason="War.")
    Obligation.objects.filter(pk=waived.pk).update(state="waived", waived_reason="Not needed.")
    make_across(cities=2, seed=7)

    told = page_of(world, "?export=csv&output=action-plan")
    themes = expected(world, "action-plan", "actions", "theme", {here.pk})
    assert figures(told, "Theme") == {world.themes[slug]: n for slug, n in themes.items() if slug}


def test_a_document_handed_in_instead_of_the_form_is_named_and_not_counted(world: Across) -> None:
    world.hand_in(world.city()["action-plan"])
    by_document = world.hand_in(world.city()["action-plan"])
    Revision.objects.filter(pk=by_document.pk).update(content=None, form=None)
    output = read(world)["action-plan"]
    assert output.standing == "Read: 1 of 2 cities. 1 more handed in a document of its own, which cannot be counted."


def test_each_number_opens_exactly_its_rows(world: Across) -> None:
    for _city in range(5):
        for owed in world.city().values():
            world.hand_in(owed)
    client = enter(world.staff)
    page = client.get(address(world)).content.decode()
    links = re.findall(r'<td class="num"><a href="([^"]+)"[^>]*>(\d+)<', page)
    assert len(links) > 20
    for href, number in links:
        rows = client.get(unescape(href))
        assert (len(rows.context["page"].paginator.object_list), rows.status_code) == (int(number), 200), href
        answer = rows.context["answer"]
        field = rows.context["tally"].field
        assert {row.answer(field) for row in rows.context["page"].paginator.object_list} == {answer}


def test_a_row_names_its_city_and_leads_to_the_revision_it_stands_in(world: Across) -> None:
    revision = world.hand_in(world.city(name="Alba Iulia")["action-plan"])
    row = revision.content["sections"][1]["rows"][0]
    row["values"]["what"], row["values"]["theme"] = "Open a renovation office", "buildings"
    revision.save()
    page = enter(world.staff).get(f"{address(world)}action-plan/actions/theme/?answer=buildings").content.decode()
    assert "Alba Iulia" in page
    assert "Open a renovation office" in page
    assert re.search(rf'href="/deliverables/{revision.deliverable_id}/[^"]*#part-{row["id"]}"', page)


def test_figures_can_be_asked_of_one_country_or_one_city(world: Across) -> None:
    german = world.hand_in(world.city(name="Köln", slug="koln", country="DE")["action-plan"])
    world.hand_in(world.city(name="Soria", slug="soria", country="ES")["action-plan"])
    theirs = expected(world, "action-plan", "actions", "theme", {german.pk})
    named = {world.themes[slug]: n for slug, n in theirs.items() if slug}
    for asked in ("country=DE", "city=koln"):
        assert figures(page_of(world, f"?export=csv&output=action-plan&{asked}"), "Theme") == named


def test_the_telling_questions_of_built_in_forms_are_shown_first_and_all_of_one_output(world: Across) -> None:
    client = enter(world.staff)
    first = client.get(address(world)).context["shown"]
    assert {output.requirement.form: [tally.field.slug for tally in tallies] for output, tallies in first} == {
        "learning-roadmap": ["theme"],
        "stakeholder-engagement-plan": ["kind"],
        "transferability-assessment": ["verdict", "main_barrier"],
        "action-plan": ["theme", "cost_class", "start"],
        "info-session": ["date"],
    }
    [(_output, tallies)] = client.get(f"{address(world)}?output=action-plan").context["shown"]
    assert [tally.field.slug for tally in tallies] == ["theme", "start", "end", "cost_class"]


def test_a_form_of_a_programme_s_own_is_counted_without_code(world: Across) -> None:
    own = {
        "slug": "lessons",
        "name": "Lessons",
        "purpose": "What was learned.",
        "sections": [
            {
                "slug": "lessons",
                "title": "Lessons",
                "rows": {"min": 1, "name": "Lesson", "title": "what"},
                "fields": [
                    {"slug": "what", "label": "What", "type": "text"},
                    {"slug": "sure", "label": "How sure", "type": "scale", "ends": ["Not", "Very"]},
                ],
            }
        ],
    }
    world.cohort.form_book = keep_forms({**world.cohort.forms, "lessons": own})
    world.cohort.save()
    some = world.requirements["action-plan"]
    some.form = some.code = "lessons"
    some.save()
    world.hand_in(world.city()["action-plan"])
    tally = read(world)["lessons"].chosen[0]
    assert [bar.label for bar in tally.bars] == ["1 (Not)", "2", "3", "4", "5 (Very)"]
    assert counted(read(world)["lessons"], "lessons", "sure") == expected(world, "lessons", "lessons", "sure")


def test_rows_and_figures_are_exported_as_they_are_on_the_screen(world: Across) -> None:
    for _city in range(3):
        world.hand_in(world.city()["action-plan"])
    client = enter(world.staff)
    where = f"{address(world)}action-plan/actions/theme/"
    rows = client.get(where, {"answer": "-"}).context["page"].paginator.count
    exported = text(client.get(where, {"answer": "-", "export": "csv"})).strip().splitlines()
    assert len(exported) == rows + 1
    assert client.get(where, {"export": "xlsx"}).status_code == 200
    assert client.get(address(world), {"export": "xlsx"}).status_code == 200


def test_a_finding_names_what_leads_and_says_when_nothing_does(world: Across) -> None:
    revision = world.hand_in(world.city()["transferability-assessment"])
    section = world.form("transferability-assessment").section("practices")
    field = section.field("verdict")

    def finding(*verdicts: str) -> str:
        revision.content["sections"][0]["rows"] = [
            {"id": str(n), "values": {"verdict": verdict}, "shown": {}} for n, verdict in enumerate(verdicts)
        ]
        revision.save()
        tally = read(world)["transferability-assessment"].tally("practices", field.slug)
        assert tally is not None
        return tally.finding

    assert finding("") == "No city has answered this yet."
    assert finding("park", "park", "adopt", "") == "Most often: Park: not now, 2 of 3 answers, from 1 of 1 cities."
    assert finding("park", "adapt") == (
        "Most often, each 1 of 2 answers: Adapt: take it over with changes; Park: not now."
    )


def test_a_quarter_without_an_answer_has_its_place_in_the_calendar(world: Across) -> None:
    revision = world.hand_in(world.city()["action-plan"])
    revision.content["sections"][1]["rows"] = [
        {"id": str(n), "values": {"start": day}, "shown": {}} for n, day in enumerate(["2026-12-31", "2027-07-01"])
    ]
    revision.save()
    tally = read(world)["action-plan"].tally("actions", "start")
    assert tally is not None
    assert [(bar.label, bar.count) for bar in tally.bars] == [
        ("Oct – Dec 2026", 1),
        ("Jan – Mar 2027", 0),
        ("Apr – Jun 2027", 0),
        ("Jul – Sep 2027", 1),
    ]


def test_only_the_programme_team_reads_across(world: Across) -> None:
    assert enter(UserFactory()).get(address(world)).status_code == 404
    assert Client().get(address(world)).status_code == 302
    assert enter(world.staff).get(f"{address(world)}action-plan/actions/what/").status_code == 404


@pytest.mark.parametrize("path", ["", "action-plan/actions/theme/?answer=buildings"])
def test_twenty_cities_cost_no_statement_more_than_two(world: Across, path: str) -> None:
    client = enter(world.staff)

    def asked(cities: int) -> int:
        for _city in range(cities):
            for owed in world.city().values():
                world.hand_in(owed)
        client.get(address(world) + path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(world) + path).status_code == 200
        return len(captured)

    two = asked(2)
    assert (asked(18), two <= 12) == (two, True)


def address(world: Across) -> str:
    return reverse("deliverables:answers", args=[world.cohort.slug])


def page_of(world: Across, query: str) -> str:
    return text(enter(world.staff).get(address(world) + query))


def figures(told: str, question: str) -> dict[str, int]:
    rows = [line.split(",") for line in told.splitlines()[1:]]
    return {row[3]: int(row[4]) for row in rows if row[2] == question}


def text(response: Any) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")
