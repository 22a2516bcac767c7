"""The queue of the programme team: what waits, for how long, on whose desk; and the next one after an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliverables.actions import endorsing, handing_in, queue, reviews
from deliverables.actions.queue import NothingChosen
from deliverables.models import Deliverable, SavedFilter
from deliverables.rules import seats_that_show
from deliverables.waiting import pilots_of, waiting
from mailing.models import Message
from milestones.models import Obligation
from tests.deliverables.world import LATER, NOW, World, enter, upload
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import CityFactory, ObligationFactory, ParticipationFactory, SeatFactory, UserFactory
from workflow.models import Step
from workflow.refusals import NotAllowed

QUEUE = "/programme/reviews/"


def more(world: World, number: int = 1) -> list[Deliverable]:
    """The same output of other cities, submitted later."""
    made = []
    for _each in range(number):
        city = CityFactory()
        member = ParticipationFactory(cohort=world.roadmap.participation.cohort, city=city)
        owed = ObligationFactory(requirement=world.roadmap.requirement, participation=member)
        by = SeatFactory(city=city).user
        made.append(handing_in.submit(owed, note="", uploads=[upload()], by=by, now=LATER))
    return made


def listed(world: World, address: str = QUEUE) -> list[int]:
    return [row.output.pk for row in enter(world.staff).get(address).context["rows"]]


def test_the_tabs_count_mine_those_of_nobody_and_all(world: World) -> None:
    mine, (colleagues, nobodys) = world.hand_in(), more(world, 2)
    queue.assign([mine], to=world.staff, by=world.staff, now=LATER)
    queue.assign([colleagues], to=world.colleague, by=world.staff, now=LATER)
    page = enter(world.staff).get(QUEUE)
    assert [(tab["name"], tab["count"]) for tab in page.context["tabs"]] == [
        ("All", 3),
        ("Mine", 1),
        ("Without a reviewer", 1),
    ]
    assert listed(world) == [mine.pk, colleagues.pk, nobodys.pk]
    assert listed(world, f"{QUEUE}?whose=mine") == [mine.pk]
    assert listed(world, f"{QUEUE}?whose=nobody") == [nobodys.pk]


def test_each_line_says_how_long_it_waits_and_what_was_promised(written: WrittenWorld) -> None:
    fill(written, written.info)
    written.submit(written.info)
    (row,) = waiting(Deliverable.objects.in_review(), NOW + timedelta(days=9))
    assert (row.days, str(row.due_on), row.late_days, row.is_held) == (9, "2026-03-27", 2, False)
    assert "promised" not in enter(written.ana).get("/deliverables/").text
    page = enter(written.staff).get(QUEUE).text
    assert "27 March 2026" in page
    assert "days late" in page


def test_what_waits_for_the_pilot_side_is_marked_apart_until_its_time_is_over(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    revision = written.submit()

    def row(days: int) -> tuple[bool, bool]:
        (found,) = waiting(Deliverable.objects.in_review(), NOW + timedelta(days=days))
        return found.awaited is not None, found.is_held

    assert [row(0), row(9), row(10)] == [(True, True), (True, True), (True, False)]
    endorsing.endorse(revision, by=written.nikos, now=LATER)
    assert row(4) == (False, False)


def test_the_pilots_of_many_are_the_pilots_of_each(written: WrittenWorld) -> None:
    SeatFactory(city=written.nikos.seats.get().city, role="deputy")
    SeatFactory(city=written.nikos.seats.get().city, role="viewer")
    found = pilots_of(Obligation.objects.values_list("participation", flat=True))
    for each in (written.roadmap, written.plan_of_koln):
        alone = seats_that_show(Deliverable.of(each)).order_by("pk")
        assert list(found.get(each.participation_id, ())) == list(alone)


def test_work_is_given_to_a_colleague_who_gets_one_mail_for_all_of_it(world: World) -> None:
    outputs = [world.hand_in(), *more(world, 2)]
    assert len(queue.assign(outputs, to=world.colleague, by=world.staff, now=LATER)) == 3
    mail = Message.objects.get(kind="deliverable:assigned")
    assert (mail.recipient, mail.subject) == (world.colleague, "For you to review: 3 outputs")
    assert mail.text.count("promised by") == 3
    step = Step.objects.of(outputs[0]).get(verb="assign")
    assert (step.sentence, step.by) == ("gave the review to Tom Berg", world.staff)
    assert queue.assign(outputs, to=world.colleague, by=world.staff, now=LATER) == []
    assert Message.objects.filter(kind="deliverable:assigned").count() == 1
    queue.assign(outputs[:1], to=None, by=world.colleague, now=LATER)
    assert Deliverable.objects.get(pk=outputs[0].pk).reviewer is None


def test_who_takes_it_gets_no_mail_about_it(world: World) -> None:
    queue.assign([world.hand_in()], to=world.staff, by=world.staff, now=LATER)
    assert Message.objects.filter(kind="deliverable:assigned").count() == 0


def test_work_is_given_to_the_programme_team_only_and_by_it(world: World) -> None:
    output = world.hand_in()
    gone = UserFactory(staff=True, is_active=False)
    for to in (world.nikos, gone):
        with pytest.raises(NotAllowed, match="is not in the programme team"):
            queue.assign([output], to=to, by=world.staff, now=LATER)
    with pytest.raises(NotAllowed):
        queue.assign([output], to=world.staff, by=world.ana, now=LATER)
    with pytest.raises(NothingChosen):
        queue.assign([], to=world.staff, by=world.staff, now=LATER)


def test_all_are_given_or_none(world: World) -> None:
    first, (second,) = world.hand_in(), more(world)
    SeatFactory(city=second.obligation.participation.city, user=world.colleague, role="viewer")
    with pytest.raises(NotAllowed):
        queue.assign([first, second], to=world.colleague, by=world.staff, now=LATER)
    assert (Deliverable.objects.exclude(reviewer=None).count(), Step.objects.filter(verb="assign").count()) == (0, 0)


def test_several_are_given_in_the_queue_and_one_in_its_room(world: World) -> None:
    outputs = [world.hand_in(), *more(world)]
    staff = enter(world.staff)
    ticked = {"of": [each.pk for each in outputs], "to": world.colleague.pk}
    done = staff.post(f"{QUEUE}assign/?whose=nobody", ticked)
    assert (done.status_code, done["Location"]) == (302, f"{QUEUE}?whose=nobody")
    assert Deliverable.objects.filter(reviewer=world.colleague).count() == 2
    staff.post(f"/deliverables/{outputs[0].pk}/reviewer/", {"to": world.colleague.pk, "me": "1"})
    assert Deliverable.objects.get(pk=outputs[0].pk).reviewer == world.staff
    assert staff.post(f"{QUEUE}assign/", {"to": world.colleague.pk}).status_code == 409
    assert staff.post(f"{QUEUE}assign/", {"of": [outputs[0].pk], "to": world.ana.pk}).status_code == 422
    assert staff.post(f"/deliverables/{world.plan_of_koln.pk}/reviewer/", {"me": "1"}).status_code == 409


def test_a_view_is_kept_opened_changed_and_removed(world: World) -> None:
    world.hand_in()
    staff = enter(world.staff)
    cohort = world.roadmap.participation.cohort_id
    kept = staff.post(f"{QUEUE}views/", {"name": "  My   Romania ", "query": f"country=RO&cohort={cohort}&page=3&x=y"})
    assert kept["Location"] == f"{QUEUE}?cohort={cohort}&country=RO"
    view = SavedFilter.objects.get()
    assert (view.name, view.user) == ("My Romania", world.staff)
    page = staff.get(kept["Location"])
    assert f'href="?{view.query.replace("&", "&amp;")}" aria-current="true"' in page.text
    staff.post(f"{QUEUE}views/", {"name": "My Romania", "query": "whose=mine"})
    assert SavedFilter.objects.get().query == "whose=mine"
    assert enter(world.colleague).post(f"{QUEUE}views/{view.pk}/remove/").status_code == 404
    assert "My Romania" not in enter(world.colleague).get(QUEUE).text
    staff.post(f"{QUEUE}views/{view.pk}/remove/")
    assert SavedFilter.objects.count() == 0
    assert staff.post(f"{QUEUE}views/", {"name": " ", "query": "whose=mine"}).status_code == 422


def test_after_an_answer_the_next_of_the_same_view_opens_that_can_be_answered(written: WrittenWorld) -> None:
    now = timezone.now()
    for each in (written.info, written.roadmap, written.actions):
        each.effective_due_on = now.date()
        each.save()
    fill(written, written.info)
    first = written.submit(written.info, at=now - timedelta(hours=3))
    fill(written, written.roadmap)
    written.submit(at=now - timedelta(hours=2))  # with the pilot side
    fill(written, written.actions)
    written.submit(written.actions, at=now - timedelta(hours=1))
    queue.assign(list(Deliverable.objects.in_review()), to=written.staff, by=written.staff, now=now)
    answer = enter(written.staff).post(
        f"/deliverables/{written.info.pk}/approve/?whose=mine", {"revision": first.pk, "check-complete": "yes"}
    )
    assert answer["Location"] == f"/deliverables/{written.actions.pk}/?whose=mine"


def test_a_verdict_names_checklist_sections_and_day(written: WrittenWorld) -> None:
    fill(written, written.plan)
    revision = written.submit(written.plan)
    staff, room = enter(written.staff), f"/deliverables/{written.plan.pk}/"
    form = staff.get(room).context["verdict_form"]
    sections = [slug for slug, _title in form.fields["sections"].choices]
    question = next(iter(form.questions))
    day = timezone.localdate() + timedelta(days=10)
    said = {"revision": revision.pk, "note": "Name the tenants.", "sections": sections[:1], "due_on": day.isoformat()}
    past = staff.post(f"{room}return/", {**said, "due_on": "2020-01-01"})
    assert (past.status_code, "This day has passed" in past.text, "Name the tenants." in past.text) == (400, True, True)
    assert staff.post(f"{room}return/", {**said, question: "partly"}).status_code == 302
    output = written.output(written.plan)
    review = reviews.Review.objects.get()
    assert (review.checklist, review.sections, review.due_on) == (
        {form.questions[question]: "partly"},
        sections[:1],
        day,
    )
    assert (output.open_sections, output.answer_by) == (sections[:1], day)
    page = enter(written.ana).get(room).text
    assert "<strong>Open to change:</strong> How we organise it" in page
    assert "Are all groups named that can help the work or stop it? <strong>Partly</strong>" in page
    mail = Message.objects.filter(kind="deliverable:changes_asked")[0]
    assert "Only these sections are open: How we organise it" in mail.text
    assert f"Please hand it in by {day:%a} {day.day}" in mail.text


def test_an_approved_output_is_opened_within_limits_and_closed_again(written: WrittenWorld) -> None:
    fill(written, written.plan)
    reviews.approve(written.submit(written.plan), by=written.staff, now=LATER)
    staff, room = enter(written.staff), f"/deliverables/{written.plan.pk}/"
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    section = staff.get(room).context["reopen_form"].fields["sections"].choices[0][0]
    staff.post(f"{room}reopen/", {"note": "A wrong annex", "sections": [section], "due_on": day})
    output = written.output(written.plan)
    assert (output.state, output.open_sections, output.open_until.isoformat()) == ("changes_asked", [section], day)
    assert f'action="{room}close/"' in staff.get(room).text
    assert staff.post(f"{room}close/").status_code == 302
    output = written.output(written.plan)
    assert (output.state, output.open_sections, output.open_until) == ("approved", None, None)
    assert staff.post(f"{room}close/").status_code == 409


def test_the_queue_takes_the_same_number_of_statements_for_one_and_many(world: World) -> None:
    world.hand_in()
    staff = enter(world.staff)

    def statements() -> int:
        staff.get(QUEUE)
        with CaptureQueriesContext(connection) as queries:
            staff.get(QUEUE)
        return len(queries)

    one = statements()
    more(world, 4)
    assert statements() == one
    assert one <= 15
