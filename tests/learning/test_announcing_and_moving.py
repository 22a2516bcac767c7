"""The life of a session: drafted, announced, moved, cancelled; those concerned read the old and the new time."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from learning.actions import sessions
from learning.actions.registering import send_deputy
from learning.actions.sessions import NotASession, Said, When
from learning.models import LearningSession
from learning.states import SESSION_MOVES, SessionState
from mailing.models import Message
from tests.factories import RequirementFactory, ThemeFactory
from tests.learning.world import BEGINS, NOW, World
from workflow.models import Step
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow

LATER = When(BEGINS + timedelta(days=1, hours=1), "Europe/Bucharest", 60)


@pytest.mark.parametrize(("state", "name"), [*product(SessionState.values, SESSION_MOVES.moves)])
def test_a_move_is_open_from_its_states_only(world: World, state: str, name: str) -> None:
    session = world.session()
    LearningSession.objects.filter(pk=session.pk).update(state=state)
    each = SESSION_MOVES[name]
    also = {"announced_at": NOW}
    if state in each.source:
        assert take(session, name, by=world.staff, now=NOW, note="Because", also=also).state == each.target
    else:
        with pytest.raises(NotNow):
            take(session, name, by=world.staff, now=NOW, note="Because", also=also)


@pytest.mark.parametrize("missing", [{"when": When(None, "Europe/Brussels", 90)}, {"online_link": ""}])
def test_nothing_is_announced_without_a_date_or_a_place(world: World, missing: dict[str, object]) -> None:
    with pytest.raises(NotNow):
        world.session(**missing)
    assert Message.objects.count() == 0


def test_moving_tells_the_old_and_the_new_time_and_raises_the_number(world: World) -> None:
    session = world.session()
    place = world.place(session, world.ana)
    send_deputy(place, name="Ion", email="ion@example.org", by=world.ana, now=NOW)
    moved = sessions.move(session, LATER, by=world.staff, now=NOW, note="The hall is taken.")
    assert (moved.uid, moved.sequence, moved.ends_at) == (
        session.uid,
        session.sequence + 1,
        BEGINS + timedelta(days=1, hours=2),
    )
    letters = Message.objects.filter(kind="session:moved")
    assert sorted(letters.values_list("to", flat=True)) == sorted([world.ana.email, "ion@example.org"])
    said = letters.get(to=world.ana.email).text
    assert "It was: Thu 14 May 2026, 10:00 in Brussels (CEST), 11:00 your time" in said
    assert "It is now: Fri 15 May 2026, 12:00 in Bucharest (EEST)" in said
    assert "The hall is taken." in said
    step = Step.objects.of(moved).get(verb="move")
    assert step.change == {"before": "2026-05-14T08:00:00+00:00", "after": "2026-05-15T09:00:00+00:00"}


def test_moving_to_where_it_is_changes_nothing(world: World) -> None:
    session = world.session()
    assert sessions.move(session, When(BEGINS, "Europe/Brussels", 90), by=world.staff, now=NOW).sequence == 0


def test_a_session_is_not_moved_into_the_past(world: World) -> None:
    with pytest.raises(NotASession):
        sessions.move(world.session(), When(NOW, "Europe/Brussels", 90), by=world.staff, now=NOW)


def test_cancelling_tells_everybody_why_and_needs_a_reason(world: World) -> None:
    session = world.session(capacity=1)
    for person in (world.ana, world.greta):
        world.place(session, person)
    with pytest.raises(NotNow):
        sessions.cancel(session, by=world.staff, now=NOW, reason=" ")
    off = sessions.cancel(session, by=world.staff, now=NOW, reason="The speaker is ill.")
    assert (off.state, off.sequence) == ("cancelled", 1)
    letters = Message.objects.filter(kind="session:cancelled")
    assert sorted(letters.values_list("to", flat=True)) == sorted([world.ana.email, world.greta.email])
    assert all("The speaker is ill." in text for text in letters.values_list("text", flat=True))


def test_another_link_is_told_another_summary_is_not(world: World) -> None:
    session = world.session()
    world.place(session, world.ana)
    sessions.change(session, Said({"summary": "More"}), by=world.staff, now=NOW)
    assert Message.objects.filter(kind="session:moved").count() == 0
    changed = sessions.change(session, Said({"online_link": "https://meet.example.org/b"}), by=world.staff, now=NOW)
    assert (changed.sequence, Message.objects.filter(kind="session:moved").count()) == (1, 1)


def test_once_announced_an_edit_does_not_move_the_time(world: World) -> None:
    session = world.session()
    assert sessions.change(session, Said({}, LATER), by=world.staff, now=NOW).starts_at == BEGINS


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"requirement": "other"}, "requirement"),
        ({"audience": "pairing"}, "pairing"),
        ({"audience": "cities"}, "cities"),
    ],
)
def test_what_does_not_fit_together_is_refused_at_its_field(world: World, wrong: dict[str, str], field: str) -> None:
    said: dict[str, object] = dict(wrong)
    if said.get("requirement"):
        said["requirement"] = RequirementFactory(kind="session")
    with pytest.raises(NotASession) as refused:
        world.session(announce=False, **said)
    assert refused.value.field == field


def test_places_that_are_taken_are_not_taken_away(world: World) -> None:
    session = world.session(capacity=2)
    for person in (world.ana, world.greta):
        world.place(session, person)
    with pytest.raises(NotASession):
        sessions.change(session, Said({"capacity": 1}), by=world.staff, now=NOW)


def test_two_cities_lead_one_session_with_a_theme_each(world: World) -> None:
    theme = ThemeFactory(name="Energy")
    session = world.session(leads=[(world.alba, theme), (world.koln, None)])
    assert [str(each) for each in session.leads.all()] == ["Alba Iulia: Energy", "Köln"]


@pytest.mark.parametrize("act", ["draft", "announce", "move", "cancel", "change"])
def test_a_city_runs_no_session(world: World, act: str) -> None:
    session = world.session(announce=act not in ("draft", "announce"))
    acts = {
        "draft": lambda: sessions.draft(world.cohort, Said({"title": "X"}), by=world.ana, now=NOW),
        "announce": lambda: sessions.announce(session, by=world.ana, now=NOW),
        "move": lambda: sessions.move(session, LATER, by=world.ana, now=NOW),
        "cancel": lambda: sessions.cancel(session, by=world.ana, now=NOW, reason="No"),
        "change": lambda: sessions.change(session, Said({}), by=world.ana, now=NOW),
    }
    with pytest.raises(NotAllowed):
        acts[act]()


@pytest.mark.parametrize("years", [3, 900])
def test_a_slip_of_the_year_is_no_date_of_a_session(world: World, years: int) -> None:
    """Of one far ahead, every calendar of the cohort would try to list the clock changes until then."""
    slip = When(BEGINS.replace(year=BEGINS.year + years), "Europe/Brussels", 90)
    with pytest.raises(sessions.NotASession, match="more than a year outside"):
        world.session(when=slip)
    with pytest.raises(sessions.NotASession, match="more than a year outside"):
        sessions.move(world.session(), slip, by=world.staff, now=NOW)
