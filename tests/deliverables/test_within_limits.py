"""Of an output whose reviewer named the sections that may change, only these are checked: the rest stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from deliverables.actions import reviews, writing
from deliverables.actions.handing_in import StillMissing
from deliverables.actions.reviews import Limits
from deliverables.models import Part
from deliverables.sheet import Sheet
from milestones.models import Milestone
from tests.deliverables.world import NOW, enter
from tests.deliverables.written import WrittenWorld, fill
from ui.templatetags.kit import day

PATIENCE = timedelta(days=11)
PATIENT = NOW + PATIENCE
"""When the programme team need not wait for the pilot side any longer."""
STANDS = "Closed sections stand as they were handed in"


@pytest.fixture(params=["asked", "reopened"])
def limited(written: WrittenWorld, request: pytest.FixtureRequest) -> WrittenWorld:
    """A roadmap of which only the goals may change, after changes were asked or after it was approved."""
    fill(written, written.roadmap)
    revision, by = written.submit(), written.staff
    limits = Limits(["goals"], timezone.localdate() + timedelta(days=9))
    if request.param == "asked":
        reviews.ask_for_changes(revision, by=by, now=PATIENT, note="Dates", limits=limits)
    else:
        reviews.approve(revision, by=by, now=PATIENT)
        reviews.reopen(written.output(), by=by, now=PATIENT, note="A wrong date", limits=limits)
    return written


def empty(world: WrittenWorld, section: str) -> None:
    """What is there no longer answers the form, as after the form asks for more than it did."""
    Part.objects.filter(deliverable=world.roadmap.pk, section=section).update(values={})


def overfill(world: WrittenWorld, section: str, field: str) -> None:
    for part in Part.objects.filter(deliverable=world.roadmap.pk, section=section):
        Part.objects.filter(pk=part.pk).update(values=part.values | {field: "word " * 400})


def sheet(client: Client, world: WrittenWorld) -> Sheet:
    return client.get(f"/deliverables/{world.roadmap.pk}/").context["sheet"]


def test_the_check_counts_and_lists_only_what_the_city_can_still_change(limited: WrittenWorld) -> None:
    ana = enter(limited.ana)
    assert (sheet(ana, limited).blocking, sheet(ana, limited).looks) == ([], [])
    empty(limited, "people")
    overfill(limited, "context", "strengths")
    assert (sheet(ana, limited).blocking, sheet(ana, limited).looks) == ([], [])
    page = ana.get(f"/deliverables/{limited.roadmap.pk}/").text
    assert STANDS in page
    assert "Ready to submit" in page
    empty(limited, "goals")
    goals = set(Part.objects.filter(deliverable=limited.roadmap.pk, section="goals").values_list("key", flat=True))
    found = sheet(ana, limited).findings
    assert {each.row for each in found} == {str(key) for key in goals}
    piece = ana.get(f"/deliverables/{limited.roadmap.pk}/", {"part": "check"}, HTTP_HX_REQUEST="true").text
    assert f"<title>({len(sheet(ana, limited).blocking)}) " in piece


def test_what_is_closed_does_not_keep_the_city_from_submitting_and_what_is_open_does(limited: WrittenWorld) -> None:
    empty(limited, "context")
    kept = {part.pk: part.values for part in Part.objects.filter(section="goals")}
    empty(limited, "goals")
    with pytest.raises(StillMissing):
        limited.submit(at=PATIENT)
    for pk, values in kept.items():
        Part.objects.filter(pk=pk).update(values=values)
    assert limited.submit(at=PATIENT).number == 2


def test_what_was_typed_into_a_closed_section_is_kept_and_no_part_of_the_next_revision(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    first = written.submit()
    writing.begin_next(written.roadmap, by=written.ana, now=NOW)
    context = Part.objects.get(deliverable=written.roadmap.pk, section="context")
    said = context.values["strengths"]
    written.write(written.roadmap, context, strengths="Something else")
    limits = Limits(["goals"], timezone.localdate() + timedelta(days=9))
    reviews.ask_for_changes(first, by=written.staff, now=PATIENT, note="Dates", limits=limits)
    page = enter(written.ana).get(f"/deliverables/{written.roadmap.pk}/").text
    assert (said in page, "Something else" in page) == (True, False)
    second = written.submit(at=PATIENT)
    assert str(second.content).count("Something else") == 0
    assert said in str(second.content)
    reviews.ask_for_changes(second, by=written.staff, now=PATIENT + PATIENCE, note="All of it")
    assert "Something else" in enter(written.ana).get(f"/deliverables/{written.roadmap.pk}/").text


def test_without_limits_everything_is_checked(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    reviews.ask_for_changes(written.submit(), by=written.staff, now=PATIENT, note="Dates")
    empty(written, "context")
    ana = enter(written.ana)
    assert sheet(ana, written).blocking
    assert STANDS not in ana.get(f"/deliverables/{written.roadmap.pk}/").text
    with pytest.raises(StillMissing):
        written.submit(at=PATIENT)


def test_lists_say_by_when_an_output_that_came_back_is_asked_for(limited: WrittenWorld) -> None:
    output, by = limited.output(), day(timezone.localdate() + timedelta(days=9))
    said = f"{'Changes asked by' if output.answer_by else 'Open to change until'} {by}, in 9 days"
    step = Milestone.objects.create(cohort=limited.roadmap.requirement.cohort, name="Clear goals", position=1)
    step.requirements.add(limited.roadmap.requirement)
    ana, staff, nikos = (enter(user) for user in (limited.ana, limited.staff, limited.nikos))
    for client, address in (
        (ana, "/deliverables/"),
        (ana, f"/milestones/{limited.roadmap.participation_id}/"),
        (ana, f"/deliverables/{output.pk}/"),
        (staff, "/deliverables/"),
        (staff, f"/deliverables/{output.pk}/"),
    ):
        page = client.get(address).text
        assert (said in page, address) == (True, address)
    for address in ("/deliverables/", f"/deliverables/{output.pk}/"):
        assert said not in nikos.get(address).text


def test_what_was_answered_is_not_asked_for_any_more(limited: WrittenWorld) -> None:
    ana = enter(limited.ana)
    limited.submit(at=PATIENT)
    assert limited.output().next_due_on is None
    page = ana.get("/deliverables/").text
    assert "asked by" not in page
    assert "Open to change" not in page
