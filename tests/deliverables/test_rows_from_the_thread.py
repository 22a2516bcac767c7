"""What a city noted on visits waits for a verdict, and a verdict for an action: each is a row in one press."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deliverables.actions import writing
from deliverables.content.check import findings
from deliverables.content.lookups import names_for
from deliverables.content.schema import form_of
from deliverables.content.sources import waiting
from deliverables.models import Part
from goals.models import LearningGoal
from milestones.models import Obligation
from tests.deliverables.world import LATER, NOW, enter
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import TakeawayFactory, VisitFactory
from visits.actions import takeaways
from visits.models import Takeaway

pytestmark = pytest.mark.django_db


def take_home(world: WrittenWorld, *practices: str, **fields: Any) -> list[Takeaway]:
    """Takeaways of Alba Iulia from one visit to Kozani, in this order."""
    alba = world.roadmap.participation
    visit = VisitFactory(cohort=alba.cohort, guests=[alba.city], title="In Kozani")
    return [
        TakeawayFactory(
            visit=visit, participation=alba, practice=each, by=world.ana, at=NOW + timedelta(minutes=n), **fields
        )
        for n, each in enumerate(practices)
    ]


def wait(obligation: Obligation, section: str) -> list[str]:
    """The names of what waits for a row."""
    form = form_of(obligation.requirement)
    place = form.section(section)
    assert place
    rows = Part.objects.standing().filter(deliverable=obligation.pk, section=section)
    sources = names_for(form, obligation.participation).sources
    return [each.name for each in waiting(place, [row.values for row in rows], sources)]


def take_in(world: WrittenWorld, obligation: Obligation, section: str, **more: Any) -> list[Part]:
    return writing.take_in(obligation, section=section, by=world.ana, now=LATER, **more)


def test_takeaways_become_rows_that_begin_with_what_was_noted(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    written.submit()
    goal = LearningGoal.objects.order_by("position").first()
    assert goal
    tariff, pipes = take_home(written, "A social tariff", "Pipes at 70 degrees", text="We would begin with one block.")
    tariff.goals.set(LearningGoal.objects.all())
    assert wait(written.assessment, "practices") == ["A social tariff", "Pipes at 70 degrees"]
    rows = take_in(written, written.assessment, "practices")
    assert [row.values for row in rows] == [
        {
            "practice": "A social tariff",
            "goal": str(goal.pk),
            "takeaway": str(tariff.pk),
            "what": "We would begin with one block.",
        },
        {"practice": "Pipes at 70 degrees", "takeaway": str(pipes.pk), "what": "We would begin with one block."},
    ]
    assert wait(written.assessment, "practices") == []


def test_what_is_taken_in_already_is_not_taken_in_twice(written: WrittenWorld) -> None:
    take_home(written, "A social tariff", "Pipes at 70 degrees")
    assert len(take_in(written, written.assessment, "practices")) == 2
    assert take_in(written, written.assessment, "practices") == []
    take_home(written, "Advisers at the door")
    (later,) = take_in(written, written.assessment, "practices")
    assert (later.values["practice"], later.position) == ("Advisers at the door", 2)


def test_one_of_them_can_be_taken_in_alone(written: WrittenWorld) -> None:
    _tariff, pipes = take_home(written, "A social tariff", "Pipes at 70 degrees")
    take_in(written, written.assessment, "practices", only=[str(pipes.pk)])
    assert wait(written.assessment, "practices") == ["A social tariff"]


def test_a_row_that_was_taken_out_comes_back_with_its_text(written: WrittenWorld) -> None:
    take_home(written, "A social tariff")
    (row,) = take_in(written, written.assessment, "practices")
    written.write(written.assessment, row, evidence="The regulator wrote to us.")
    writing.drop_row(written.assessment, key=row.key, by=written.ana, now=LATER)
    assert wait(written.assessment, "practices") == ["A social tariff"]
    (again,) = take_in(written, written.assessment, "practices")
    kept = Part.objects.standing().get(deliverable=written.assessment.pk)
    assert (
        (kept.key, kept.values["evidence"])
        == (again.key, "The regulator wrote to us.")
        == (row.key, kept.values["evidence"])
    )


def test_takeaways_of_others_and_dropped_ones_wait_for_nothing(written: WrittenWorld) -> None:
    (dropped,) = take_home(written, "A social tariff")
    takeaways.drop(dropped, by=written.ana, now=LATER)
    TakeawayFactory(visit=dropped.visit, participation=written.plan_of_koln.participation)
    assert wait(written.assessment, "practices") == []


def test_the_check_says_once_what_has_no_row_and_stops_nobody(written: WrittenWorld) -> None:
    take_home(written, "A social tariff", "Pipes at 70 degrees")
    fill(written, written.assessment)
    from deliverables.actions.handing_in import written as text  # noqa: PLC0415 - named like the fixture

    names = names_for(form_of(written.assessment.requirement), written.assessment.participation)
    found = findings(text(written.output(written.assessment), None), names)
    assert [(each.blocks, each.where, each.sentence) for each in found if each.anchor == "section-practices"] == [
        (False, "Practices", "1 takeaway waits for a verdict.")
    ]  # the rows that `fill` wrote name the first takeaway
    written.submit(written.assessment)


def test_a_verdict_to_go_on_waits_for_an_action_and_one_to_park_does_not(written: WrittenWorld) -> None:
    rows = fill(written, written.assessment, rows=3)["practices"]
    for row, verdict in zip(rows, ("adopt", "adapt", "park"), strict=True):
        row.refresh_from_db()
        written.write(written.assessment, row, practice=f"To {verdict}", verdict=verdict)
    assert wait(written.actions, "actions") == ["To adopt", "To adapt"]
    (line,) = take_in(written, written.actions, "actions", only=[str(rows[1].key)])
    assert line.values == {"practice": str(rows[1].key)}
    assert wait(written.actions, "actions") == ["To adopt"]


def test_the_page_offers_the_rows_and_one_press_makes_them(written: WrittenWorld) -> None:
    take_home(written, "A social tariff", "Pipes at 70 degrees")
    ana, room = enter(written.ana), f"/deliverables/{written.assessment.pk}/"
    page = ana.get(room).content.decode()
    assert "2 takeaways wait for a verdict." in page
    answer = ana.post(f"{room}parts/take-in/", {"section": "practices"})
    first = Part.objects.filter(deliverable=written.assessment.pk).order_by("position").first()
    assert first
    assert answer.headers["Location"] == f"{room}#part-{first.key}"
    assert "wait for a verdict" not in ana.get(room).content.decode()


def test_the_press_for_one_row_opens_it(written: WrittenWorld) -> None:
    tariff, _pipes = take_home(written, "A social tariff", "Pipes at 70 degrees")
    ana, room = enter(written.ana), f"/deliverables/{written.assessment.pk}/"
    answer = ana.post(f"{room}parts/take-in/", {"section": "practices", "only": str(tariff.pk)})
    part = Part.objects.get(deliverable=written.assessment.pk)
    assert answer.headers["Location"] == f"{room}?edit={part.key}#part-{part.key}"


@pytest.mark.parametrize("who", ["radu", "nikos", "staff"])
def test_only_who_writes_is_offered_rows(written: WrittenWorld, who: str) -> None:
    take_home(written, "A social tariff")
    fill(written, written.assessment)
    written.submit(written.assessment)
    reader, room = enter(getattr(written, who)), f"/deliverables/{written.assessment.pk}/"
    assert "wait for a verdict" not in reader.get(room).content.decode()
    assert reader.post(f"{room}parts/take-in/", {"section": "practices"}).status_code == 403


def test_ten_that_wait_take_as_many_statements_as_one(
    written: WrittenWorld, django_assert_max_num_queries: Any
) -> None:
    ana, room = enter(written.ana), f"/deliverables/{written.assessment.pk}/"

    def asked() -> tuple[int, int]:
        with django_assert_max_num_queries(60) as shown:
            ana.get(room)
        with django_assert_max_num_queries(60) as pressed:
            ana.post(f"{room}parts/take-in/", {"section": "practices"})
        return len(shown), len(pressed)

    take_home(written, "The first")
    asked()
    take_home(written, "One more")
    before = asked()
    take_home(written, *(f"Practice {n}" for n in range(10)))
    assert asked() == before
