"""The room, the lists and the queue, through the client and without script."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliverables.actions import handing_in, reviews
from deliverables.models import Deliverable, Review, Revision, RevisionFile
from deliverables.states import State
from milestones.actions.obligations import extend, waive
from milestones.models import Obligation
from tests.deliverables.corpus.good import word, written
from tests.deliverables.world import LATER, NOW, World, enter, upload
from tests.factories import CityFactory, ObligationFactory, ParticipationFactory, RequirementFactory, SeatFactory


def pdf(name: str = "roadmap.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, written())


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def more_outputs(world: World, number: int) -> list[Obligation]:
    """As many outputs again of other cities, all submitted."""
    made = []
    for _each in range(number):
        city = CityFactory()
        participation = ParticipationFactory(cohort=world.roadmap.participation.cohort, city=city)
        obligation = ObligationFactory(requirement=world.roadmap.requirement, participation=participation)
        handing_in.submit(obligation, note="", uploads=[upload()], by=SeatFactory(city=city).user, now=LATER)
        made.append(obligation)
    return made


def test_a_ready_output_is_submitted_in_one_step(world: World) -> None:
    ana, room = enter(world.ana), f"/deliverables/{world.roadmap.pk}/"
    assert f'action="{room}submit/"' in ana.get(room).text
    answer = ana.post(
        f"{room}submit/",
        {
            "late_reason": "Holidays.",
            "note": "Here it is.",
            "uploads": [pdf(), SimpleUploadedFile("plan.docx", word())],
        },
    )
    assert (answer.status_code, answer["Location"]) == (302, room)
    page = ana.get(room).text
    assert "Handed in. The programme team has it now" in page
    assert "roadmap.pdf" in page
    assert "plan.docx" in page
    assert Deliverable.objects.get().state == State.SUBMITTED


def test_a_refused_file_keeps_the_note_and_says_why(world: World) -> None:
    ana, room = enter(world.ana), f"/deliverables/{world.roadmap.pk}/"
    answer = ana.post(
        f"{room}submit/",
        {
            "late_reason": "Holidays.",
            "note": "Words that took an hour",
            "uploads": [SimpleUploadedFile("a.exe", b"MZ")],
        },
    )
    assert answer.status_code == 400
    assert "Words that took an hour" in answer.text
    assert "“a.exe” is of a kind that is not taken." in answer.text
    assert Deliverable.objects.count() == 0
    empty = ana.post(
        f"{room}submit/", {"late_reason": "Holidays.", "note": "", "uploads": [SimpleUploadedFile("a.pdf", b"")]}
    )
    assert (empty.status_code, "“a.pdf” is empty" in empty.text) == (400, True)


def test_a_draft_is_kept_changed_and_then_submitted(world: World) -> None:
    ana, room = enter(world.ana), f"/deliverables/{world.roadmap.pk}/"
    ana.post(f"{room}files/", {"note": "Begun", "uploads": [pdf("one.pdf"), pdf("two.pdf")]})
    page = ana.get(room).text
    assert "Begun" in page
    assert "one.pdf" in page
    one = RevisionFile.objects.get(name="one.pdf")
    assert ana.post(f"{one.get_absolute_url()}remove/").status_code == 302
    ana.post(f"{room}submit/", {"late_reason": "Holidays.", "note": "Done"})
    assert [str(each) for each in Revision.objects.get().files.all()] == ["two.pdf"]
    gone = RevisionFile.objects.get()
    refused = ana.post(f"{gone.get_absolute_url()}remove/")
    assert (refused.status_code, "Revision 1 was submitted" in refused.text) == (409, True)


def test_staff_ask_for_changes_and_approve_in_the_room(world: World) -> None:
    world.hand_in()
    staff, room = enter(world.staff), f"/deliverables/{world.roadmap.pk}/"
    first = world.latest().pk
    answer = staff.post(f"{room}return/", {"revision": first, "note": ""})
    assert (answer.status_code, "Please say why" in answer.text) == (400, True)
    staff.post(f"{room}return/", {"revision": first, "note": "Goal 3 has no date."})
    assert "Goal 3 has no date." in enter(world.ana).get(room).text
    world.hand_in(at=LATER)
    stale = staff.post(f"{room}approve/", {"revision": first, "note": "Well done"})
    assert stale.status_code == 400
    assert "Ana Moldovan submitted revision 2" in stale.text
    assert "Well done" in stale.text
    assert staff.post(f"{room}approve/", {"revision": world.latest().pk}).status_code == 302
    assert Review.objects.filter(verdict="approved").count() == 1
    assert staff.post(f"{room}reopen/", {"note": ""}).status_code == 400
    assert staff.post(f"{room}reopen/", {"note": "A wrong annex"}).status_code == 302


def test_the_queue_goes_on_to_the_next_and_keeps_its_filter(world: World) -> None:
    world.hand_in(at=NOW)
    second, third = more_outputs(world, 2)
    staff = enter(world.staff)
    query = f"cohort={world.roadmap.participation.cohort_id}&country=RO"
    queue = staff.get(f"/programme/reviews/?{query}")
    assert [each.pk for each in queue.context["object_list"]] == [world.roadmap.pk, second.pk, third.pk]
    assert f"/deliverables/{world.roadmap.pk}/?{query.replace('&', '&amp;')}" in queue.text
    answer = staff.post(f"/deliverables/{world.roadmap.pk}/approve/?{query}", {"revision": world.latest().pk})
    assert answer["Location"] == f"/deliverables/{second.pk}/?{query}"
    revision = Revision.objects.get(deliverable=third.pk)
    answer = staff.post(f"/deliverables/{third.pk}/approve/?{query}", {"revision": revision.pk})
    assert answer["Location"] == f"/deliverables/{second.pk}/?{query}"
    revision = Revision.objects.get(deliverable=second.pk)
    answer = staff.post(f"/deliverables/{second.pk}/return/", {"revision": revision.pk, "note": "More"})
    assert answer["Location"] == "/programme/reviews/"
    assert "Nothing waits for you" in staff.get("/programme/reviews/").text


def test_what_waits_is_listed_the_longest_waiting_first(world: World) -> None:
    (other,) = more_outputs(world, 1)
    world.hand_in(at=NOW)
    listed = enter(world.staff).get("/programme/reviews/").context["object_list"]
    assert [(each.pk, each.waiting_since) for each in listed] == [(world.roadmap.pk, NOW), (other.pk, LATER)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=not_started", ["Köln"]),
        ("state=submitted", ["Alba Iulia"]),
        ("state=waived", []),
        ("country=DE", ["Köln"]),
        ("requirement=learning-roadmap", ["Alba Iulia", "Köln"]),
        ("cohort=0", ["Alba Iulia", "Köln"]),
    ],
)
def test_staff_filter_all_outputs_begun_or_not(world: World, query: str, found: list[str]) -> None:
    world.hand_in()
    listed = enter(world.staff).get(f"/deliverables/?{query}").context["outputs"]
    assert [each.obligation.participation.city.name for each in listed] == found


def test_a_city_sees_its_own_and_what_its_pairing_shares(world: World) -> None:
    page = enter(world.ana).get("/deliverables/")
    assert ([each.pk for each in page.context["own"]], page.context["shared"]) == ([world.roadmap.pk], [])
    world.hand_in()
    page = enter(world.nikos).get("/deliverables/")
    assert (page.context["own"], [each.pk for each in page.context["shared"]]) == ([], [world.roadmap.pk])


def test_the_date_shows_its_extension_and_a_waiver_its_reason(world: World) -> None:
    room = f"/deliverables/{world.roadmap.pk}/"
    extend(world.roadmap, new_due_on=LATER.date().replace(month=4, day=10), reason="Elections", by=world.staff, now=NOW)
    page = enter(world.ana).get(room).text
    assert "Due Fri 10 April 2026, 23:59 in Bucharest" in page
    assert "+9 d" in page
    assert "Elections" in page
    waive(world.roadmap, by=world.staff, now=NOW, reason="Merged with the plan.")
    page = enter(world.ana).get(room).text
    assert "Merged with the plan." in page
    assert "/submit/" not in page


def test_a_late_output_can_still_be_handed_in(world: World) -> None:
    hint, room = "The date has passed. You can still hand it in", f"/deliverables/{world.roadmap.pk}/"
    for due_on, shown in ((date(2024, 5, 12), True), (date(2999, 5, 12), False)):
        world.roadmap.effective_due_on = due_on
        world.roadmap.save()
        assert (hint in enter(world.ana).get(room).text) == shown


def test_lists_take_the_same_number_of_statements_for_one_and_many(world: World) -> None:
    world.hand_in()
    staff, ana, nikos = enter(world.staff), enter(world.ana), enter(world.nikos)
    before = [statements(staff, page) for page in ("/deliverables/", "/programme/reviews/")]
    own = [statements(who, "/deliverables/") for who in (ana, nikos)]
    more_outputs(world, 3)
    for number in range(3):
        requirement = RequirementFactory(module=world.roadmap.requirement.module, name=f"Another {number}")
        obligation = ObligationFactory(requirement=requirement, participation=world.roadmap.participation)
        handing_in.submit(obligation, note="", uploads=[upload()], by=world.ana, now=NOW)
    assert [statements(staff, page) for page in ("/deliverables/", "/programme/reviews/")] == before
    assert [statements(who, "/deliverables/") for who in (ana, nikos)] == own
    assert max(before + own) <= 15


def test_a_room_takes_the_same_number_of_statements_for_one_and_many_revisions(world: World) -> None:
    world.hand_in()
    reviews.ask_for_changes(world.latest(), by=world.staff, now=NOW, note="More")
    staff, room = enter(world.staff), f"/deliverables/{world.roadmap.pk}/"
    one = statements(staff, room)
    for _again in range(3):
        handing_in.submit(world.roadmap, note="", uploads=[upload(), upload()], by=world.ana, now=LATER)
        reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note="More")
    assert statements(staff, room) == one
    assert one <= 25
