"""Reviews, endorsements and changes that were asked for are chased on clocks of their own, in the same digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from deliverables.actions import endorsing, queue, reviews
from deliverables.actions.reviews import Limits
from deliverables.models import Deliverable, Revision
from mailing.models import Message
from mailing.states import State
from milestones.actions.joining import depart
from milestones.models import Obligation
from reminders.actions import due, send_due
from reminders.clocks import with_clocks
from reminders.forecast import forecast
from reminders.reading import world
from tests.deliverables.written import WrittenWorld, fill, make_written_world

HANDED_IN = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
EIGHT = datetime(2026, 3, 20, 7, 5, tzinfo=UTC)
"""Past eight in the morning of everybody in this world, before and after the clocks change."""


@pytest.fixture
def written(db: None, settings: Any, tmp_path: Path) -> WrittenWorld:
    """No date of a city's own runs. The plan is reviewed within 14 days, the roadmap is endorsed within 5."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made = make_written_world()
    for user in (made.staff, made.colleague, made.ana, made.mara, made.nikos):
        user.time_zone = "Europe/Brussels"
        user.save()
    Obligation.objects.update(effective_due_on=None)
    return made


def submitted(written: WrittenWorld, obligation: Obligation, at: datetime = HANDED_IN) -> Revision:
    if not Deliverable.objects.filter(pk=obligation.pk).exists():
        fill(written, obligation)
    return written.submit(obligation, at=at)


def told(on: date) -> list[tuple[str, str]]:
    """Who is told which step in the morning of a day."""
    morning = EIGHT + (on - EIGHT.date())
    return sorted((str(n.seat.name), n.step.slug) for digest in send_due(now=morning) for n in digest.notices)


def day(days: int) -> date:
    return HANDED_IN.date() + timedelta(days=days)


def test_a_late_review_is_told_to_the_whole_team_the_day_after_and_a_week_later(written: WrittenWorld) -> None:
    submitted(written, written.plan)
    found = {days: told(day(days)) for days in range(40)}
    both = ["Sofia Brandt", "Tom Berg"]
    assert {days: steps for days, steps in found.items() if steps} == {
        15: [(who, "review+1") for who in both],
        21: [(who, "review+7") for who in both],
    }


def test_a_late_review_is_told_to_its_reviewer_alone(written: WrittenWorld) -> None:
    submitted(written, written.plan)
    queue.assign([written.output(written.plan)], to=written.colleague, by=written.staff, now=HANDED_IN)
    assert told(day(15)) == [("Tom Berg", "review+1")]
    mail = Message.objects.get(kind="reminder")
    assert mail.subject == "[Review 1 day late] Stakeholder Engagement Plan of Alba Iulia"
    assert "The answer was promised by: Fri 3 April 2026 (1 day ago)" in mail.text
    assert f"/deliverables/{written.plan.pk}/" in mail.text
    assert "You get this because the reviewer is reminded when the day promised" in mail.text


def test_who_was_told_as_one_of_the_team_is_not_told_again_as_the_reviewer(written: WrittenWorld) -> None:
    submitted(written, written.plan)
    told(day(15))
    queue.assign([written.output(written.plan)], to=written.colleague, by=written.staff, now=HANDED_IN)
    assert told(day(16)) == []


def test_a_missed_night_is_made_up_and_a_step_is_never_told_twice(written: WrittenWorld) -> None:
    submitted(written, written.plan)
    queue.assign([written.output(written.plan)], to=written.staff, by=written.staff, now=HANDED_IN)
    assert told(day(18)) == [("Sofia Brandt", "review+1")]
    assert told(day(18)) == []
    assert told(day(19)) == []


def test_the_pilot_side_is_asked_on_the_day_and_once_after_and_then_never(written: WrittenWorld) -> None:
    submitted(written, written.roadmap)
    found = {days: told(day(days)) for days in range(1, 14)}
    assert {days: steps for days, steps in found.items() if steps} == {
        5: [("Nikos Vafeas", "endorse+0")],
        8: [("Nikos Vafeas", "endorse+3")],
    }
    mail = Message.objects.filter(kind="reminder").order_by("pk")[0]
    assert mail.subject == "[Please endorse by 25 March] Learning Roadmap of Alba Iulia"
    assert "Your endorsement is expected by: Wed 25 March 2026" in mail.text


def test_from_the_day_the_team_may_go_on_nothing_missed_is_made_up(written: WrittenWorld) -> None:
    submitted(written, written.roadmap)
    assert told(day(10)) == []


def test_an_endorsement_given_stops_its_reminders_in_the_outbox_too(written: WrittenWorld) -> None:
    revision = submitted(written, written.roadmap)
    told(day(5))
    endorsing.endorse(revision, by=written.nikos, now=HANDED_IN + timedelta(days=5))
    assert Message.objects.get(kind="reminder").state == State.CANCELLED
    assert told(day(8)) == []


def ask(written: WrittenWorld, on: date | None) -> None:
    revision = submitted(written, written.plan)
    reviews.ask_for_changes(revision, by=written.staff, now=HANDED_IN, note="More", limits=Limits(on=on))


def test_the_lead_is_reminded_of_the_changes_before_on_and_after_their_day(written: WrittenWorld) -> None:
    ask(written, day(10))
    found = {days: told(day(days)) for days in range(30)}
    assert {days: steps for days, steps in found.items() if steps} == {
        7: [("Ana Moldovan", "answer-3")],
        10: [("Ana Moldovan", "answer+0")],
        13: [("Ana Moldovan", "answer+3")],
    }
    mail = Message.objects.filter(kind="reminder").order_by("pk")[0]
    assert mail.subject == "[Action needed by 30 March] Stakeholder Engagement Plan"
    assert "The next revision is expected by: Mon 30 March 2026" in mail.text


def test_changes_without_a_day_and_a_day_just_named_remind_nobody(written: WrittenWorld) -> None:
    ask(written, None)
    assert [told(day(days)) for days in range(20) if told(day(days))] == []
    Deliverable.objects.update(answer_by=day(2))
    assert told(day(1)) == []
    assert told(day(2)) == [("Ana Moldovan", "answer+0")]


def test_the_next_revision_silences_the_changes_and_starts_the_review_anew(written: WrittenWorld) -> None:
    ask(written, day(10))
    told(day(10))
    submitted(written, written.plan, at=HANDED_IN + timedelta(days=10))
    assert Message.objects.get(kind="reminder").state == State.CANCELLED
    assert told(day(13)) == []
    assert told(day(25)) == [("Sofia Brandt", "review+1"), ("Tom Berg", "review+1")]


def test_a_verdict_silences_the_review(written: WrittenWorld) -> None:
    revision = submitted(written, written.plan)
    told(day(15))
    reviews.approve(revision, by=written.staff, now=HANDED_IN + timedelta(days=15))
    assert {mail.state for mail in Message.objects.filter(kind="reminder")} == {State.CANCELLED}
    assert told(day(21)) == []


def test_an_output_open_until_a_day_is_reminded_before_and_on_it_and_not_after(written: WrittenWorld) -> None:
    reviews.approve(submitted(written, written.plan), by=written.staff, now=HANDED_IN)
    output = written.output(written.plan)
    reviews.reopen(output, by=written.staff, now=HANDED_IN, note="A wrong annex", limits=Limits(on=day(9)))
    found = {days: told(day(days)) for days in range(25)}
    assert {days: steps for days, steps in found.items() if steps} == {
        6: [("Ana Moldovan", "open-3")],
        9: [("Ana Moldovan", "open+0")],
    }
    assert Message.objects.filter(kind="reminder", subject__startswith="[Open until 29 March]").count() == 2
    reviews.close(written.output(written.plan), by=written.staff, now=HANDED_IN)
    assert {mail.state for mail in Message.objects.filter(kind="reminder")} == {State.CANCELLED}


def test_a_city_that_left_is_no_work_of_anybody(written: WrittenWorld) -> None:
    submitted(written, written.plan)
    told(day(15))
    depart(written.plan.participation, on=day(15), reason="War", by=written.staff, now=EIGHT + timedelta(days=15))
    assert {mail.state for mail in Message.objects.filter(kind="reminder")} == {State.CANCELLED}
    assert told(day(21)) == []


def test_without_a_lead_the_next_seat_is_reminded_of_the_changes(written: WrittenWorld) -> None:
    ask(written, day(10))
    written.ana.seats.update(ended_on=day(1))
    assert told(day(10)) == [("Mara Ionescu", "answer+0")]
    assert "That seat is empty, so it comes to you." in Message.objects.get(kind="reminder").text


def test_one_digest_holds_what_a_person_owes_on_every_clock(written: WrittenWorld) -> None:
    ask(written, day(10))
    Obligation.objects.filter(pk=written.actions.pk).update(effective_due_on=day(10))
    assert told(day(10)) == [("Ana Moldovan", "+0"), ("Ana Moldovan", "answer+0")]
    mail = Message.objects.get(kind="reminder")
    assert mail.subject.endswith("and 1 more")
    assert ("Stakeholder Engagement Plan" in mail.text, "Action Plan" in mail.text) == (True, True)


@pytest.mark.parametrize("start", [0, 4, 12, 16])
def test_what_was_forecast_is_what_is_sent(written: WrittenWorld, start: int) -> None:
    submitted(written, written.plan)
    submitted(written, written.roadmap)
    morning = EIGHT + timedelta(days=start)
    running = with_clocks(world(Obligation.objects.all()), Deliverable.objects.all(), now=morning)
    foretold = forecast(running, now=morning)
    sent = [
        (digest.day, notice.key)
        for days in range(start, 50)
        for digest in send_due(now=EIGHT + timedelta(days=days))
        for notice in digest.notices
    ]
    assert sorted((each.day, notice.key) for each in foretold for notice in each.notices) == sorted(sent)


def test_coming_and_sent_stand_on_the_desk_with_the_very_mail(written: WrittenWorld, client: Client) -> None:
    submitted(written, written.plan, at=datetime.now(UTC) - timedelta(days=13))
    client.force_login(written.staff)
    page = client.get("/programme/reminders/?list=coming").text
    assert "Review: the day after" in page
    address = f"/programme/reminders/preview/?of={written.plan.pk}&step=review1"
    assert address.replace("&", "&amp;") in page
    assert "Stakeholder Engagement Plan of Alba Iulia" in client.get(address).text
    found = client.get("/programme/reminders/?list=coming&audience=reviewer").context["page_obj"]
    assert [each.step.slug for each in found] == ["review+1", "review+7"]


def test_the_clocks_of_many_take_as_many_statements_as_those_of_one(
    written: WrittenWorld, django_assert_max_num_queries: Any
) -> None:
    submitted(written, written.plan)
    submitted(written, written.roadmap)
    submitted(written, written.actions)
    with django_assert_max_num_queries(9):
        due(now=EIGHT + timedelta(days=1))
