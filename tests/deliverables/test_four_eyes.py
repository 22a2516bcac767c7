"""Nobody answers an output they have a part in, whatever else they are; the page says why."""

from __future__ import annotations

import pytest

from accounts.models import User
from cities.models import Representative
from deliverables.actions import drafts, queue, reviews
from deliverables.actions.drafts import Place
from deliverables.models import Deliverable, Part
from tests.deliverables.world import LATER, NOW, enter, upload
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import SeatFactory
from workflow.refusals import NotAllowed


def seat(written: WrittenWorld, role: str = "deputy") -> Representative:
    """Somebody of the programme team who also holds a seat of the city."""
    return SeatFactory(city=written.roadmap.participation.city, user=written.staff, role=role)


def leave(held: Representative) -> None:
    held.ended_on = NOW.date()
    held.save()


def holds_a_seat(written: WrittenWorld) -> None:
    fill(written, written.plan)
    written.submit(written.plan)
    seat(written, "viewer")


def wrote_in_a_part(written: WrittenWorld) -> None:
    held = seat(written)
    parts = fill(written, written.plan)
    part = next(iter(parts.values()))[0]
    field = next(iter(part.values))
    written.write(written.plan, Part.objects.get(pk=part.pk), by=written.staff, **{field: f"{part.values[field]} ours"})
    leave(held)
    written.submit(written.plan)


def uploaded_a_file(written: WrittenWorld) -> None:
    held = seat(written)
    section, parts = next(iter(fill(written, written.plan).items()))
    drafts.attach(written.plan, place=Place(section, parts[0].key), uploads=[upload()], by=written.staff, now=NOW)
    leave(held)
    written.submit(written.plan)


def wrote_the_note(written: WrittenWorld) -> None:
    held = seat(written)
    fill(written, written.plan)
    drafts.save_draft(written.plan, note="As we said on the phone.", by=written.staff, now=NOW)
    leave(held)
    written.submit(written.plan)


def submitted_it(written: WrittenWorld) -> None:
    held = seat(written)
    fill(written, written.plan)
    written.submit(written.plan, by=written.staff)
    leave(held)


def wrote_in_an_earlier_revision(written: WrittenWorld) -> None:
    wrote_in_a_part(written)
    reviews.ask_for_changes(
        written.output(written.plan).revisions.get(), by=written.colleague, now=NOW, note="All of it anew"
    )
    fill(written, written.plan, at=LATER)
    written.submit(written.plan, at=LATER)


WAYS = [
    (holds_a_seat, "You hold a seat of Alba Iulia"),
    (wrote_in_a_part, "You wrote, uploaded or submitted a part"),
    (uploaded_a_file, "You wrote, uploaded or submitted a part"),
    (wrote_the_note, "You wrote, uploaded or submitted a part"),
    (submitted_it, "You wrote, uploaded or submitted a part"),
    (wrote_in_an_earlier_revision, "You wrote, uploaded or submitted a part"),
]


@pytest.mark.parametrize(("way", "why"), WAYS, ids=lambda each: getattr(each, "__name__", ""))
def test_who_has_a_part_in_an_output_does_not_answer_it(written: WrittenWorld, way: object, why: str) -> None:
    way(written)  # type: ignore[operator]
    revision = written.output(written.plan).revisions.submitted().latest("number")
    staff = User.objects.get(pk=written.staff.pk)
    with pytest.raises(NotAllowed):
        reviews.approve(revision, by=staff, now=LATER)
    with pytest.raises(NotAllowed):
        reviews.ask_for_changes(revision, by=staff, now=LATER, note="Hm")
    with pytest.raises(NotAllowed, match="Sofia Brandt has a part in the"):
        queue.assign([written.output(written.plan)], to=staff, by=written.colleague, now=LATER)

    room = f"/deliverables/{written.plan.pk}/"
    page = enter(staff).get(room).text
    assert why in page
    assert f'action="{room}approve/' not in page
    assert enter(staff).post(f"{room}approve/", {"revision": revision.pk}).status_code == 403

    assert f'action="{room}approve/' in enter(written.colleague).get(room).text
    reviews.approve(revision, by=written.colleague, now=LATER)
    with pytest.raises(NotAllowed):
        reviews.reopen(Deliverable.objects.get(pk=written.plan.pk), by=staff, now=LATER, note="Hm")


def test_who_only_reads_and_talks_has_no_part_in_it(written: WrittenWorld) -> None:
    fill(written, written.plan)
    revision = written.submit(written.plan)
    enter(written.staff).post(
        f"/deliverables/{written.plan.pk}/threads/", {"audience": "city", "about": "-", "text": "How many?"}
    )
    assert reviews.approve(revision, by=written.staff, now=LATER).by == written.staff
