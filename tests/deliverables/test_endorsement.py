"""The pilot side stands behind a revision before the programme team answers; it never blocks for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from cohorts.states import Side
from deliverables.actions import endorsing, reviews
from deliverables.actions.reviews import RevisionOvertaken
from deliverables.awaited import awaited
from deliverables.models import Endorsement, Review, Revision
from mailing.models import Message
from milestones.models import Obligation
from tests.deliverables.world import LATER, NOW, enter
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import CityFactory, ParticipationFactory, SeatFactory
from ui.templatetags.kit import day
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow


@pytest.fixture
def submitted(written: WrittenWorld) -> Revision:
    """A roadmap: the pilot side is asked within five days, after ten the team goes on."""
    fill(written, written.roadmap)
    return written.submit()


def told(kind: str) -> list[str]:
    return sorted(str(mail.recipient) for mail in Message.objects.filter(kind=f"deliverable:{kind}"))


def test_a_submitted_revision_is_announced_to_the_pilot_side(written: WrittenWorld, submitted: Revision) -> None:
    mail = Message.objects.get(kind="deliverable:endorsement_asked")
    assert (mail.recipient, mail.subject) == (
        written.nikos,
        "[Please endorse by 25 March] Learning Roadmap of Alba Iulia",
    )
    assert "by Wed 25 March 2026" in mail.text
    assert "From 30 March 2026 the programme team may go on" in mail.text


def test_an_output_whose_form_asks_for_none_goes_straight_to_the_team(written: WrittenWorld) -> None:
    fill(written, written.plan)
    revision = written.submit(written.plan)
    assert told("endorsement_asked") == []
    with pytest.raises(NotNow, match="No endorsement is asked"):
        endorsing.endorse(revision, by=written.nikos, now=LATER)
    assert reviews.approve(revision, by=written.staff, now=LATER).verdict == "approved"


def test_the_team_waits_and_is_told_for_whom_until_when(written: WrittenWorld, submitted: Revision) -> None:
    sentence = r"asked to endorse this revision first, by 25 March 2026\. From 30 March 2026 you can go on without it"
    with pytest.raises(NotNow, match=sentence):
        reviews.approve(submitted, by=written.staff, now=LATER)
    page = enter(written.staff).get(f"/deliverables/{written.roadmap.pk}/")
    assert page.context["endorsing"].asked.due_on == date(2026, 3, 25)
    assert "Kozani" in page.text


def test_an_endorsement_is_told_and_remembered_and_the_team_goes_on(written: WrittenWorld, submitted: Revision) -> None:
    output = written.output()
    output.reviewer = written.colleague
    output.save()
    given = endorsing.endorse(submitted, by=written.nikos, now=LATER, note="The boiler house is open in May.")
    assert given.fingerprint == submitted.fingerprint()
    assert told("endorsed") == ["Ana Moldovan", "Mara Ionescu", "Radu Pop", "Tom Berg"]
    assert "The boiler house is open in May." in Message.objects.filter(kind="deliverable:endorsed")[0].text
    step = Step.objects.of(output).get(verb="endorse")
    assert (step.sentence, step.by, step.note) == (
        "endorsed revision 1",
        written.nikos,
        "The boiler house is open in May.",
    )
    fresh = Revision.objects.get(pk=submitted.pk)
    assert awaited(output, fresh) is None
    reviews.approve(fresh, by=written.staff, now=LATER)


def test_after_its_patience_the_team_goes_on_and_an_endorsement_is_still_welcome(
    written: WrittenWorld, submitted: Revision
) -> None:
    too_late = NOW + timedelta(days=10)
    with pytest.raises(NotNow):
        reviews.approve(submitted, by=written.staff, now=too_late - timedelta(seconds=1))
    endorsing.endorse(submitted, by=written.nikos, now=too_late)
    assert reviews.approve(submitted, by=written.staff, now=too_late).verdict == "approved"


def test_a_pilot_city_without_people_is_not_waited_for(written: WrittenWorld, submitted: Revision) -> None:
    written.nikos.seats.update(ended_on=NOW.date())
    assert awaited(written.output(), submitted) is None
    assert reviews.approve(submitted, by=written.staff, now=LATER).verdict == "approved"


def test_only_a_writing_seat_of_the_pilot_side_endorses(written: WrittenWorld, submitted: Revision) -> None:
    viewer = SeatFactory(city=written.nikos.seats.get().city, role="viewer").user
    both = SeatFactory(city=written.nikos.seats.get().city, role="second", user=written.radu).user
    for by in (written.ana, written.staff, written.greta, viewer, both):
        with pytest.raises(NotAllowed):
            endorsing.endorse(submitted, by=by, now=LATER)
    assert Endorsement.objects.count() == 0


def test_a_colleague_a_newer_revision_or_a_verdict_in_between_is_told_politely(
    written: WrittenWorld, submitted: Revision
) -> None:
    endorsing.endorse(submitted, by=written.nikos, now=LATER)
    colleague = SeatFactory(city=written.nikos.seats.get().city, role="deputy").user
    with pytest.raises(RevisionOvertaken, match="Nikos Vafeas endorsed this revision on 23 March 2026 already"):
        endorsing.endorse(submitted, by=colleague, now=LATER)
    reviews.ask_for_changes(submitted, by=written.staff, now=LATER, note="More")
    with pytest.raises(RevisionOvertaken, match="Sofia Brandt asked for changes"):
        endorsing.endorse(submitted, by=colleague, now=LATER)
    newer = written.submit(at=LATER)
    with pytest.raises(RevisionOvertaken, match=r"Ana Moldovan submitted revision 2 .* after you opened revision 1"):
        endorsing.endorse(submitted, by=colleague, now=LATER)
    assert endorsing.endorse(newer, by=colleague, now=LATER).revision == newer


def test_the_pilot_side_endorses_in_the_room_or_writes_a_comment(written: WrittenWorld, submitted: Revision) -> None:
    room = f"/deliverables/{written.roadmap.pk}/"
    nikos, ana = enter(written.nikos), enter(written.ana)
    page = nikos.get(room)
    assert f'action="{room}endorse/"' in page.text
    assert 'id="comment"' in page.text
    assert f'action="{room}endorse/"' not in ana.get(room).text
    assert "Waiting for the pilot side" in ana.get(room).text
    assert ana.post(f"{room}endorse/", {"revision": submitted.pk}).status_code == 403
    done = nikos.post(f"{room}endorse/", {"revision": submitted.pk, "note": "Come in May."})
    assert (done.status_code, done["Location"]) == (302, room)
    assert "Come in May." in ana.get(room).text
    again = nikos.post(f"{room}endorse/", {"revision": submitted.pk, "note": "x"})
    assert again.status_code == 400
    assert "endorsed this revision on" in again.text
    assert Review.objects.count() == 0


def said_after_submitting(world: WrittenWorld, obligation: Obligation) -> str:
    done = enter(world.ana).post(f"/deliverables/{obligation.pk}/submit/", {"note": "Here.", "late_reason": "Ill."})
    assert done.status_code == 302
    return str(*get_messages(done.wsgi_request))


def test_who_hands_in_is_told_that_the_pilot_side_is_asked_first_and_until_when(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    said = said_after_submitting(written, written.roadmap)
    due_on = day(awaited(written.output(), written.latest()).due_on)
    assert said == (
        f"Handed in. Kozani is asked to endorse it first, by {due_on}. The programme team follows and will answer here."
    )


def test_many_pilot_cities_are_told_of_as_the_pilot_side(written: WrittenWorld) -> None:
    pairing = written.roadmap.participation.pairings.get()
    for name in ("Graz", "Linz"):
        city = CityFactory(name=name, slug=name.lower(), country="AT")
        SeatFactory(city=city)
        member = ParticipationFactory(cohort=pairing.cohort, city=city, pilot=True)
        pairing.sides.create(participation=member, side=Side.SHOWING)
    fill(written, written.roadmap)
    assert "The pilot side is asked to endorse it first, by " in said_after_submitting(written, written.roadmap)


def test_where_nobody_endorses_first_the_team_is_said_to_have_it(written: WrittenWorld) -> None:
    fill(written, written.plan)
    fill(written, written.roadmap)
    written.nikos.seats.update(ended_on=NOW.date())
    for obligation in (written.plan, written.roadmap):
        said = said_after_submitting(written, obligation)
        assert said == "Handed in. The programme team has it now and will answer here."
