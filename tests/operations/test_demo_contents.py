"""What the demo holds: what its cities write in the forms of the portal, where they meet, by invented people."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone

import twinning.demo
from accounts.models import User
from cohorts.models import Cohort
from deliverables.awaited import awaited, review_due_on
from deliverables.content.check import findings
from deliverables.content.document import of_revision
from deliverables.content.lookups import names_for
from deliverables.content.schema import form_of
from deliverables.models import Comment, Deliverable, Part, Publication, Revision, Thread
from deliverables.states import Audience, PublicationState, State, Verdict
from goals.models import LearningGoal
from learning.models import LearningSession, Registration
from travel.models import Trip
from travel.states import TripState
from twinning.demo.load import load
from visits.models import Takeaway, Visit
from visits.states import VisitState
from workflow.models import Step

ROADMAP = "learning-roadmap"
COUNTED = (User, Deliverable, Revision, Part, Thread, Comment, LearningGoal, Takeaway, Step)


def newest() -> list[Revision]:
    """The newest submitted revision of every output, with its text."""
    rows = Revision.objects.submitted().select_related("form", "deliverable__obligation__requirement__cohort")
    rows = rows.select_related("deliverable__obligation__participation__city").prefetch_related("files")
    return list({row.deliverable_id: row for row in rows.order_by("number")}.values())


def city_of(revision: Revision) -> str:
    return str(revision.deliverable.obligation.participation.city.slug)


def of(city: str, code: str = ROADMAP) -> Deliverable:
    rows = Deliverable.objects.with_names()
    return rows.get(obligation__participation__city__slug=city, obligation__requirement__code=code)


def sections_of(revision: Revision) -> dict[str, Any]:
    return {each["slug"]: each["rows"] for each in (revision.content or {})["sections"]}


@pytest.mark.long
class TestWhatTheDemoHolds(TestCase):
    """A class, because the demo is loaded once for all of it."""

    now: datetime

    @classmethod
    def setUpTestData(cls) -> None:
        cls.now = timezone.now()
        load(now=cls.now)

    def test_what_was_handed_in_leaves_nothing_for_the_check_to_say_but_two_open_verdicts(self) -> None:
        said = {}
        for revision in newest():
            owed = revision.deliverable.obligation
            found = findings(of_revision(revision), names_for(form_of(owed.requirement), owed.participation))
            said[str(revision)] = [f"{each.where} {each.sentence}" for each in found]
        assert len(said) > 20
        open_verdicts = {
            revision for revision, found in said.items() if any("for a verdict." in each for each in found)
        }
        assert open_verdicts == {f"Transferability Assessment, {city}, 1" for city in ("Alba Iulia", "Torres Vedras")}
        assert {revision: found for revision, found in said.items() if found and revision not in open_verdicts} == {}

    def test_every_city_asks_its_own_questions(self) -> None:
        told = [
            text
            for revision in newest()
            for row in of_revision(revision).rows()
            for text in row.values.values()
            if len(text) > 40
        ]
        assert len(told) > 300
        assert [text for text, times in Counter(told).items() if times > 1] == []

    def test_both_people_of_a_city_wrote(self) -> None:
        roadmaps = Revision.objects.filter(deliverable__obligation__requirement__code=ROADMAP)
        first = roadmaps.filter(number=1).exclude(content=None)
        alone = {str(each) for each in first if each.writers.count() != 2}
        assert alone == set()

    def test_one_city_hands_in_a_document_in_place_of_the_form(self) -> None:
        without = [revision for revision in newest() if revision.content is None]
        assert [(city_of(each), each.files.count()) for each in without] == [("konya", 1)]

    def test_the_second_version_changes_all_that_was_asked_for_and_nothing_else(self) -> None:
        for city in ("alba-iulia", "torres-vedras"):
            first, second = of(city).revisions.submitted().order_by("number")
            before, after = sections_of(first), sections_of(second)
            assert first.review.verdict == Verdict.CHANGES_ASKED
            assert {slug for slug in before if before[slug] != after[slug]} == set(first.review.sections or ())
            assert second.review.verdict == Verdict.APPROVED

    def test_the_programme_team_meets_every_kind_of_waiting(self) -> None:
        waiting = [each for each in newest() if each.deliverable.state == State.SUBMITTED]
        asked = {city_of(each): awaited(each.deliverable, each) for each in waiting}
        assert {city for city, pilot in asked.items() if pilot and self.now < pilot.given_up_at} == {"chalkida"}
        assert {city for city, pilot in asked.items() if pilot and self.now >= pilot.given_up_at} == {"lund"}
        handed_in = next(each.submitted_at or self.now for each in waiting if city_of(each) == "penteli")
        assert review_due_on(of("penteli"), handed_in) < self.now.date()
        assert (of("genova").answer_by or date.min) > self.now.date()

    def test_people_talk_to_every_audience_and_one_question_is_open(self) -> None:
        assert set(Thread.objects.values_list("audience", flat=True)) == set(Audience)
        assert Thread.objects.exclude(resolved_at=None).exists()
        question = Thread.objects.get(deliverable=of("waterford"))
        assert question.resolved_at is None
        assert not question.comments.filter(by__is_programme_staff=True).exists()

    def test_a_thread_runs_from_the_goal_over_the_visit_to_the_action(self) -> None:
        goals = {str(goal.pk): goal for goal in LearningGoal.objects.current().exclude(agreed_at=None)}
        practices = Part.objects.filter(
            section="practices", deliverable=of("slavonski-brod", "transferability-assessment")
        )
        takeaways = {str(each.pk): each for each in Takeaway.objects.all()}
        actions = Part.objects.filter(section="actions", deliverable=of("slavonski-brod", "action-plan"))
        chosen = [practices.get(key=action.values["practice"]) for action in actions]
        assert len(chosen) == 3
        for practice in chosen:
            noted = takeaways[practice.values["takeaway"]]
            assert goals[practice.values["goal"]] in noted.goals.all()

    def test_what_is_public_was_asked_and_agreed_to(self) -> None:
        states = dict(Publication.objects.values_list("deliverable__obligation__participation__city__slug", "state"))
        assert states == {"soria": PublicationState.PUBLIC, "alba-iulia": PublicationState.PROPOSED}

    def test_loading_again_changes_nothing(self) -> None:
        before = [model.objects.count() for model in COUNTED]
        assert load(now=self.now + timedelta(hours=1)) is None
        assert [model.objects.count() for model in COUNTED] == before
        assert Cohort.objects.filter(is_demo=True).count() == 1

    def test_nobody_real_can_be_reached_by_what_the_demo_says(self) -> None:
        assert User.objects.exclude(email__endswith="@example.org").count() == 0
        written = Path(twinning.demo.__file__).parent.rglob("*.yaml")
        said = {path.name: path.read_text(encoding="utf-8") for path in written}
        addresses = {found for text in said.values() for found in re.findall(r"\S+@\S+", text)}
        assert addresses
        assert [each for each in addresses if "@example.org" not in each] == []
        assert [name for name, text in said.items() if re.search(r"https?://|www\.|\+\d\d[ \d]{6,}", text)] == []

    def test_a_visit_stands_at_each_step_and_each_state_of_a_claim_is_met(self) -> None:
        running = Visit.objects.filter(cohort__is_demo=True)
        assert set(running.values_list("state", flat=True)) == set(VisitState.values)
        assert running.filter(state=VisitState.PROPOSED, poll__isnull=False, starts_on=None).exists()
        assert set(Trip.objects.values_list("state", flat=True)) == set(TripState.values)

    def test_a_session_is_on_today_one_has_a_waiting_list_and_one_was_missed(self) -> None:
        running = LearningSession.objects.filter(cohort__is_demo=True)
        assert running.announced().filter(starts_at__range=(self.now, self.now + timedelta(minutes=30))).exists()
        assert Registration.objects.waiting().filter(session__in=running.ahead(self.now)).exists()
        held = running.held().exclude(recording="").get(requirement__code="clustered-session-1")
        missed = held.requirement.obligations.filter(participation__city__slug__in=["genova", "issy-les-moulineaux"])
        assert set(missed.values_list("state", flat=True)) == {"open"}
