"""People talk about an output, and each comment says in words who reads it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.models import Pairing
from deliverables.actions import threads
from deliverables.actions.drafts import NoSuchPlace, Place
from deliverables.actions.threads import NothingSaid
from deliverables.models import Comment, Thread
from deliverables.rules import audiences_of
from deliverables.states import Audience
from mailing.models import Message
from tests.deliverables.world import LATER, NOW, World, enter
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import SeatFactory, UserFactory
from workflow.refusals import NotAllowed, NotNow

STAFF, CITY, PAIRING = Audience.STAFF, Audience.CITY, Audience.PAIRING


def say(world: World, by: str = "staff", audience: Audience = CITY, text: str = "How many?") -> Thread:
    return threads.open_thread(world.roadmap, audience=audience, text=text, by=getattr(world, by), now=NOW)


def told(kind: str = "deliverable:comment") -> list[str]:
    return sorted(str(mail.recipient) for mail in Message.objects.filter(kind=kind))


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("staff", [STAFF, CITY], [STAFF, CITY, PAIRING]),
        ("ana", [CITY], [CITY, PAIRING]),
        ("radu", [CITY], [CITY, PAIRING]),
        ("nikos", [], [PAIRING]),
        ("facilitator", [], [PAIRING]),
        ("greta", [], []),
    ],
)
def test_each_speaks_to_those_they_may_and_to_the_pairing_once_it_reads(
    world: World, who: str, before: list[Audience], after: list[Audience]
) -> None:
    facilitator = UserFactory()
    Pairing.objects.update(facilitator=facilitator)
    user = facilitator if who == "facilitator" else getattr(world, who)
    output = world.hand_in()
    assert audiences_of(user, output) == after
    output.state = "draft"
    type(output).objects.update(state="draft")
    assert audiences_of(user, output) == before


@pytest.mark.parametrize(
    ("who", "audience"), [("ana", STAFF), ("radu", STAFF), ("nikos", STAFF), ("nikos", CITY), ("greta", PAIRING)]
)
def test_nobody_speaks_to_an_audience_they_are_not_in(world: World, who: str, audience: Audience) -> None:
    world.hand_in()
    with pytest.raises(NotAllowed):
        say(world, who, audience)
    assert Thread.objects.count() == 0


def test_a_city_that_left_reads_its_threads_and_adds_nothing(world: World) -> None:
    world.hand_in()
    thread = say(world)
    member = world.roadmap.participation
    member.withdrawn_on, member.withdrawal_reason = NOW.date(), "No people"
    member.save()
    assert list(Thread.objects.visible_to(world.ana)) == [thread]
    with pytest.raises(NotAllowed):
        threads.answer(thread, text="Still here", by=world.ana, now=LATER)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (STAFF, {"staff", "colleague"}),
        (CITY, {"staff", "colleague", "ana", "radu"}),
        (PAIRING, {"staff", "colleague", "ana", "radu", "nikos"}),
    ],
)
def test_a_thread_and_its_mails_reach_its_audience_and_nobody_else(
    world: World, audience: Audience, readers: set[str]
) -> None:
    world.hand_in()
    thread = say(world, audience=audience, text="CANARY")
    threads.answer(thread, text="CANARY too", by=world.colleague, now=LATER)
    people = {name: user for name, user in vars(world).items() if hasattr(user, "email")}
    assert {name for name, user in people.items() if Thread.objects.visible_to(user).exists()} == readers
    assert {name for name, user in people.items() if Comment.objects.visible_to(user).exists()} == readers
    for name in ("ana", "radu", "nikos"):
        page = enter(people[name]).get(f"/deliverables/{world.roadmap.pk}/")
        assert ("CANARY" in page.text) == (name in readers)
    assert set(told()) <= {str(people[name]) for name in readers}


def test_an_answer_keeps_the_audience_and_opens_what_was_resolved(world: World) -> None:
    world.hand_in()
    thread = say(world)
    threads.resolve(thread, by=world.ana, now=NOW)
    threads.answer(thread, text="One in four.", by=world.ana, now=LATER)
    thread.refresh_from_db()
    assert (thread.audience, thread.resolved_at, thread.comments.count()) == (CITY, None, 2)


def test_the_team_the_city_and_whoever_began_it_settle_a_thread(world: World) -> None:
    world.hand_in()
    ours, theirs = say(world, audience=PAIRING), say(world, "nikos", PAIRING, "Who owns the roof?")
    with pytest.raises(NotAllowed):
        threads.resolve(ours, by=world.nikos, now=NOW)
    for by in (world.nikos, world.radu, world.staff):
        assert threads.resolve(theirs, by=by, now=NOW).resolved_by == by
        assert threads.open_again(theirs, by=by).resolved_at is None
    threads.resolve(theirs, by=world.ana, now=NOW)
    with pytest.raises(NotNow, match="Ana Moldovan resolved this thread on 20 March 2026 already"):
        threads.resolve(theirs, by=world.staff, now=LATER)


def test_a_comment_belongs_to_the_whole_a_section_or_a_row(written: WrittenWorld) -> None:
    goal = fill(written, written.roadmap)["goals"][0]
    for place in (Place(), Place("goals"), Place("goals", goal.key)):
        thread = threads.open_thread(
            written.roadmap, audience=CITY, text=str(place), by=written.staff, now=NOW, place=place
        )
        assert (thread.section, thread.row) == (place.section, place.row)
    for nowhere in (Place("budget"), Place("people", goal.key)):
        with pytest.raises(NoSuchPlace):
            threads.open_thread(written.roadmap, audience=CITY, text="x", by=written.staff, now=NOW, place=nowhere)


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001])
def test_a_comment_says_something_and_not_too_much(world: World, text: str) -> None:
    with pytest.raises(NothingSaid):
        say(world, text=text)


def test_a_button_pressed_twice_says_it_once(world: World) -> None:
    world.hand_in()
    first, again = say(world), say(world)
    threads.answer(first, text="Five.", by=world.ana, now=LATER)
    threads.answer(first, text="Five.", by=world.ana, now=LATER)
    assert (first, Thread.objects.count(), Comment.objects.count()) == (again, 1, 2)
    say(world)
    assert Thread.objects.count() == 2


def test_one_mail_a_thread_and_person_until_they_answer(world: World) -> None:
    world.hand_in()
    thread = say(world)
    assert told() == ["Ana Moldovan", "Radu Pop"]
    threads.answer(thread, text="And where?", by=world.staff, now=LATER)
    assert told() == ["Ana Moldovan", "Radu Pop"]
    threads.answer(thread, text="Here.", by=world.ana, now=LATER)
    assert told() == ["Ana Moldovan", "Radu Pop", "Sofia Brandt"]
    threads.answer(thread, text="Thank you.", by=world.staff, now=LATER)
    assert told() == ["Ana Moldovan", "Ana Moldovan", "Radu Pop", "Sofia Brandt"]


def test_a_question_of_a_city_reaches_its_reviewer_or_everybody_of_the_team(world: World) -> None:
    output = world.hand_in()
    say(world, "ana", text="May we hand in a map?")
    assert told() == ["Radu Pop", "Sofia Brandt", "Tom Berg"]
    output.reviewer = world.colleague
    output.save()
    Message.objects.all().delete()
    say(world, "ana", text="And a film?")
    assert told() == ["Radu Pop", "Tom Berg"]


def test_what_is_said_to_the_pairing_reaches_the_pilot_side_and_the_facilitator(world: World) -> None:
    facilitator = UserFactory(name="Fay")
    Pairing.objects.update(facilitator=facilitator)
    world.hand_in()
    say(world, audience=PAIRING)
    assert told() == ["Ana Moldovan", "Fay", "Nikos Vafeas", "Radu Pop"]


def test_who_spoke_and_left_is_told_nothing_more(world: World) -> None:
    world.hand_in()
    thread = say(world, "radu", text="A question")
    world.radu.seats.update(ended_on=NOW.date())
    threads.answer(thread, text="An answer", by=world.staff, now=LATER)
    assert "Radu Pop" not in told()


def test_the_box_names_the_audience_in_strip_and_button_the_narrowest_first(world: World) -> None:
    world.hand_in()
    for who, chosen in (("staff", "staff"), ("ana", "city"), ("nikos", "pairing")):
        page = enter(getattr(world, who)).get(f"/deliverables/{world.roadmap.pk}/").text
        assert f'name="audience" value="{chosen}" checked' in page
        assert f'<p class="audience audience--{chosen}" data-for="{chosen}">' in page
        assert f'<span data-for="{chosen}">Comment to {Audience(chosen).label}</span>' in page
    assert 'value="city"' not in page


def test_commenting_answering_and_resolving_work_without_script(written: WrittenWorld) -> None:
    goal = fill(written, written.roadmap)["goals"][2]
    written.submit()
    room = f"/deliverables/{written.roadmap.pk}/"
    staff, ana = enter(written.staff), enter(written.ana)
    assert f'value="goals:{goal.key}" selected' in staff.get(f"{room}?about=goals:{goal.key}").text
    answer = staff.post(f"{room}threads/", {"audience": "city", "about": f"goals:{goal.key}", "text": "By when?"})
    thread = Thread.objects.get()
    assert answer["Location"] == f"{room}#thread-{thread.pk}"
    page = ana.get(room).text
    assert "By when?" in page
    assert "Goal 3" in page
    assert "0 of 1 resolved" in page
    ana.post(f"{room}threads/{thread.pk}/answer/", {"text": "In May."})
    ana.post(f"{room}threads/{thread.pk}/resolve/")
    assert "1 of 1 resolved" in staff.get(room).text
    assert "resolved by Ana Moldovan" in staff.get(room).text
    late = staff.post(f"{room}threads/{thread.pk}/resolve/")
    assert (late.status_code, "Ana Moldovan resolved this thread" in late.text) == (409, True)
    staff.post(f"{room}threads/{thread.pk}/open/")
    assert "0 of 1 resolved" in ana.get(room).text
    empty = ana.post(f"{room}threads/", {"audience": "city", "about": "-", "text": " "})
    assert (empty.status_code, "required" in empty.text) == (422, True)


def test_a_comment_says_for_whom_its_writer_speaks(world: World) -> None:
    world.hand_in()
    SeatFactory(city=world.plan_of_koln.participation.city, user=world.ana, role="second")
    for by in ("staff", "ana", "nikos"):
        say(world, by, PAIRING, f"{by} says")
    said = {str(each.by): each.of_city for each in Comment.objects.with_names()}
    assert said == {"Sofia Brandt": None, "Ana Moldovan": "Alba Iulia", "Nikos Vafeas": "Kozani"}
    assert '<span class="meta">programme team, <time' in enter(world.ana).get(f"/deliverables/{world.roadmap.pk}/").text


def test_with_script_the_panel_alone_comes_back(world: World) -> None:
    world.hand_in()
    room = f"/deliverables/{world.roadmap.pk}/"
    answer = enter(world.ana).post(
        f"{room}threads/", {"audience": "city", "about": "-", "text": "A question"}, headers={"HX-Request": "true"}
    )
    assert answer.text.lstrip().startswith('<section class="threads" id="threads"')
    assert "A question" in answer.text
    assert "<html" not in answer.text


def test_a_thread_of_staff_does_not_exist_for_the_city(world: World) -> None:
    world.hand_in()
    hidden, known = say(world, audience=STAFF), say(world, text="Known")
    room, ana = f"/deliverables/{world.roadmap.pk}/threads", enter(world.ana)
    for verb in ("answer", "resolve", "open"):
        assert ana.post(f"{room}/{hidden.pk}/{verb}/", {"text": "x"}).status_code == 404
    assert ana.post(f"/deliverables/{world.plan_of_koln.pk}/threads/{known.pk}/resolve/").status_code == 404
    other = SeatFactory(city=world.plan_of_koln.participation.city, role="second").user
    assert enter(other).post(f"{room}/{known.pk}/resolve/").status_code == 404
    assert hidden.comments.count() == 1


def test_threads_cost_two_statements_however_many_there_are(written: WrittenWorld) -> None:
    goal = fill(written, written.roadmap)["goals"][0]
    written.submit()
    staff, room = enter(written.staff), f"/deliverables/{written.roadmap.pk}/"

    def statements() -> int:
        staff.get(room)
        with CaptureQueriesContext(connection) as queries:
            staff.get(room)
        return len(queries)

    say(written)
    one = statements()
    for number in range(12):
        place = Place("goals", goal.key) if number % 2 else Place()
        thread = threads.open_thread(
            written.roadmap, audience=CITY, text=f"No. {number}", by=written.staff, now=NOW, place=place
        )
        threads.answer(thread, text="Yes", by=written.ana, now=LATER)
    assert statements() == one
    assert one <= 25
