"""Feedback without names, quotes with consent, catching up."""

from __future__ import annotations

import json

import pytest
from django.core import serializers

from learning.actions import afterwards, attendance, sessions
from learning.actions.afterwards import Answers, NotYours, give_feedback
from learning.actions.sessions import Said
from learning.models import CatchUp, Feedback, LearningSession, Quote, Registration
from learning.reading import feedback_on
from mailing.models import Message
from milestones.models import Obligation
from tests.factories import SeatFactory
from tests.learning.world import AFTER, NOW, World, make_world
from workflow.refusals import NotAllowed, NotNow


def group(world: World, session: LearningSession, size: int) -> list[Registration]:
    people = [SeatFactory(city=world.alba, role="viewer").user for _ in range(size)]
    return [world.place(session, person) for person in people]


def test_a_group_under_five_is_not_shown(world: World) -> None:
    session = world.session()
    five = group(world, session, 5)
    for place in five[:4]:
        give_feedback(place, Answers(5, 4, 1, "Good"), now=AFTER)
    assert (feedback_on(session).spreads, feedback_on(session).lines) == ((), ())
    give_feedback(five[4], Answers(2, 4, 1), now=AFTER)
    said = feedback_on(session)
    assert (said.n, [list(each.counts) for each in said.spreads]) == (
        5,
        [[0, 1, 0, 0, 4], [0, 0, 0, 5, 0], [5, 0, 0, 0, 0]],
    )
    assert ([str(each.mean) for each in said.spreads], said.lines) == (["4.4", "4.0", "1.0"], ["Good"] * 4)


def test_a_kept_answer_names_nobody(world: World) -> None:
    place = group(world, session := world.session(), 1)[0]
    give_feedback(place, Answers(5, 5, 5, "Fine"), now=AFTER)
    kept = json.loads(serializers.serialize("json", Feedback.objects.all()))[0]["fields"]
    assert set(kept) == {"session", "mark", "useful", "clear", "will_use", "line"}
    assert (kept["session"], len(kept["mark"])) == (session.pk, 64)


def test_nobody_answers_twice_or_before_the_end_or_without_having_been_there(world: World) -> None:
    session = world.session()
    place, absent = group(world, session, 2)
    with pytest.raises(NotNow):
        give_feedback(place, Answers(5, 5, 5), now=NOW)
    give_feedback(place, Answers(5, 5, 5), now=AFTER)
    with pytest.raises(NotYours):
        give_feedback(place, Answers(1, 1, 1), now=AFTER)
    attendance.note(session, {absent.pk: "absent"}, by=world.staff, now=AFTER)
    with pytest.raises(NotYours):
        give_feedback(absent, Answers(1, 1, 1), now=AFTER)


def test_a_line_with_consent_is_kept_with_a_name_apart_from_the_answers(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    give_feedback(place, Answers(4, 4, 4, "We start on Monday.", may_quote=True), now=AFTER)
    quote = Quote.objects.offered().get()
    assert (quote.text, quote.name, quote.city, Feedback.objects.get().line) == (
        "We start on Monday.",
        "Ana Moldovan",
        world.alba,
        "",
    )
    assert [Quote.objects.visible_to(each).count() for each in (world.staff, world.ana, world.radu)] == [1, 1, 0]
    afterwards.withdraw_quote(quote, now=AFTER)
    assert Quote.objects.offered().count() == 0


def held_with_recording(world: World) -> LearningSession:
    session = world.session(recording="https://video.example.org/1")
    greta = world.place(session, world.greta)
    attendance.note(session, {greta.pk: "present"}, by=world.staff, now=AFTER)
    return attendance.close(session, by=world.staff, now=AFTER)


@pytest.mark.django_db
@pytest.mark.parametrize(("template", "state"), [({"learning": {"catch_up": True}}, "fulfilled"), ({}, "open")])
def test_catching_up_counts_where_the_programme_says_so(template: dict[str, object], state: str) -> None:
    world = make_world(template)
    session = held_with_recording(world)
    afterwards.catch_up(session, learned="A lot.", use="Try it.", by=world.ana, now=AFTER)
    assert Obligation.objects.get(pk=world.owed["alba-iulia"].pk).state == state


def test_only_who_missed_it_catches_up_and_only_once(world: World) -> None:
    session = held_with_recording(world)
    with pytest.raises(NotYours):
        afterwards.catch_up(session, learned="x", use="y", by=world.greta, now=AFTER)
    with pytest.raises(NotAllowed):
        afterwards.catch_up(session, learned="x", use="y", by=world.stranger, now=AFTER)
    afterwards.catch_up(session, learned="x", use="y", by=world.ana, now=AFTER)
    with pytest.raises(NotYours):
        afterwards.catch_up(session, learned="x", use="y", by=world.ana, now=AFTER)
    assert CatchUp.objects.count() == 1


def test_there_is_nothing_to_catch_up_on_without_a_recording(world: World) -> None:
    session = attendance.close(world.session(), by=world.staff, now=AFTER)
    with pytest.raises(NotNow):
        afterwards.catch_up(session, learned="x", use="y", by=world.ana, now=AFTER)


def test_who_was_there_is_asked_and_who_missed_it_hears_of_the_recording(world: World) -> None:
    session = world.session()
    ana, greta = world.place(session, world.ana), world.place(session, world.greta)
    attendance.note(session, {ana.pk: "present", greta.pk: "excused"}, by=world.staff, now=AFTER)
    held = attendance.close(session, by=world.staff, now=AFTER)
    asked = Message.objects.get(kind="session:feedback")
    assert (asked.to, f"/sessions/{session.pk}/feedback/" in asked.text) == (world.ana.email, True)
    assert Message.objects.filter(kind="session:missed").count() == 0
    sessions.change(held, Said({"recording": "https://video.example.org/1"}), by=world.staff, now=AFTER)
    sessions.change(held, Said({"recording": "https://video.example.org/2"}), by=world.staff, now=AFTER)
    assert [each.to for each in Message.objects.filter(kind="session:missed")] == [world.greta.email]
