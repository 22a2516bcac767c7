"""An approved output becomes public with the city's consent, and as far as its form lets it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cohorts.models import Participation
from deliverables.actions import publishing, reviews
from deliverables.actions.publishing import NothingForVisitors
from deliverables.models import Publication, Revision
from deliverables.states import PUBLISHING, PublicationState
from mailing.models import Message
from tests.deliverables.across import NOW
from tests.deliverables.published import LATER, Public
from tests.deliverables.world import enter
from ui.visitors import forget_public_pages
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
DECIDES, ASKS = {"lead", "second"}, {"staff"}


@pytest.fixture
def world() -> Public:
    caches["pages"].clear()
    return Public()


def test_staff_ask_the_lead_or_second_agrees_and_visitors_read_it(world: Public) -> None:
    visitor = Client()
    assert visitor.get(world.address).status_code == 404
    asked = world.asked()
    assert (asked.state, visitor.get(world.address).status_code) == (PublicationState.PROPOSED, 404)
    publishing.consent(asked, by=world.people["second"], now=LATER)
    forget_public_pages()
    assert visitor.get(world.address).status_code == 200


@pytest.mark.parametrize("state", list(PublicationState))
@pytest.mark.parametrize("name", ["propose", "consent", "withhold", "withdraw"])
def test_who_can_do_what_in_which_state(world: Public, name: str, state: str) -> None:
    move = PUBLISHING[name]
    publication = Publication.objects.create(deliverable=world.output, revision=world.revision, state=state, at=NOW)
    about = world.output if name == "propose" else publication
    for who, person in world.people.items():
        allowed = who in (ASKS if move.permission == "deliverables.propose_publication" else DECIDES)
        with undone():
            if allowed and state in move.source:
                getattr(publishing, name)(about, by=person, now=LATER)
                expected = (move.target, LATER)
            else:
                with pytest.raises(NotNow if allowed else NotAllowed):
                    getattr(publishing, name)(about, by=person, now=LATER)
                expected = (state, NOW)
            publication.refresh_from_db()
            assert (publication.state, publication.at) == expected, who


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("move", ["propose", "consent", "withhold", "withdraw"])
def test_a_button_pressed_by_the_wrong_person_does_nothing(world: Public, move: str) -> None:
    state = PublicationState.WITHDRAWN if move == "propose" else PublicationState.PROPOSED
    publication = Publication.objects.create(deliverable=world.output, revision=world.revision, state=state, at=NOW)
    pressed = {}
    for who in (*world.people, "nobody"):
        client = enter(world.people[who]) if who != "nobody" else Client()
        with undone():
            answer = client.post(reverse(f"deliverables:{move}", args=[world.owed.pk]), {"publication": publication.pk})
            publication.refresh_from_db()
            pressed[who] = (answer.status_code, publication.state != state)
    allowed = ASKS if move in ("propose", "withdraw") else DECIDES
    refused = {"nobody": (302, False), "stranger": (404, False)}
    assert pressed == {who: (302, True) if who in allowed else refused.get(who, (403, False)) for who in pressed}


def test_the_city_takes_back_its_consent_even_after_it_has_left_the_cohort(world: Public) -> None:
    public = world.published()
    Participation.objects.filter(pk=world.owed.participation_id).update(withdrawn_on=NOW.date(), withdrawal_reason="x")
    publishing.withhold(public, by=world.people["lead"], now=LATER)
    forget_public_pages()
    assert Client().get(world.address).status_code == 404


def test_a_kept_page_is_forgotten_the_moment_consent_is_taken_back(
    world: Public, django_capture_on_commit_callbacks: Any
) -> None:
    public = world.published()
    visitor = Client()
    assert visitor.get(world.address).status_code == 200
    assert "Alba Iulia wrote" in visitor.get("/cities/alba-iulia/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withhold(public, by=world.people["lead"], now=LATER)
    assert visitor.get(world.address).status_code == 404
    assert "Alba Iulia wrote" not in visitor.get("/cities/alba-iulia/").content.decode()
    assert world.address not in visitor.get("/sitemap.xml").content.decode()


def test_what_is_public_stays_the_approved_revision_until_the_city_agrees_to_a_newer_one(world: Public) -> None:
    first = world.published()
    reviews.reopen(world.output, note="One number is wrong.", by=world.people["staff"], now=NOW)
    second = world.across.hand_in(world.owed, approved=True)

    def shown() -> int:
        return Publication.objects.public().get(deliverable=world.owed.pk).revision.number

    assert shown() == 1
    asked = world.asked()
    assert (asked.revision_id, shown()) == (second.pk, 1)
    publishing.consent(asked, by=world.people["lead"], now=LATER)
    first.refresh_from_db()
    assert (shown(), first.state) == (2, PublicationState.REPLACED)


def test_an_output_that_was_opened_again_is_neither_proposed_nor_agreed_to(world: Public) -> None:
    asked = world.asked()
    reviews.reopen(world.output, note="One number is wrong.", by=world.people["staff"], now=NOW)
    with pytest.raises(NotNow, match="newest revision of an approved output"):
        publishing.consent(asked, by=world.people["lead"], now=LATER)
    publishing.withdraw(asked, by=world.people["staff"], now=LATER)
    with pytest.raises(NotNow, match="newest revision of an approved output"):
        world.asked()


def test_a_question_about_an_older_revision_gives_way_to_the_newer_one(world: Public) -> None:
    old = world.asked()
    reviews.reopen(world.output, note="One number is wrong.", by=world.people["staff"], now=NOW)
    world.across.hand_in(world.owed, approved=True)
    new = world.asked()
    old.refresh_from_db()
    assert (old.state, new.state) == (PublicationState.WITHDRAWN, PublicationState.PROPOSED)
    answer = enter(world.people["lead"]).post(
        reverse("deliverables:consent", args=[world.owed.pk]), {"publication": old.pk}
    )
    assert (answer.status_code, Publication.objects.public().exists()) == (409, False)


def test_a_document_handed_in_instead_of_the_form_cannot_be_published(world: Public) -> None:
    Revision.objects.filter(pk=world.revision.pk).update(content=None, form=None)
    with pytest.raises(NothingForVisitors):
        world.asked()
    assert not Publication.objects.exists()


def test_a_cohort_that_is_not_public_publishes_nothing(world: Public) -> None:
    public = world.published()
    world.across.cohort.is_public = False
    world.across.cohort.save()
    forget_public_pages()
    assert Client().get(world.address).status_code == 404
    assert world.address not in Client().get("/sitemap.xml").content.decode()
    publishing.withdraw(public, by=world.people["staff"], now=LATER)
    with pytest.raises(NotNow, match="not shown to the public"):
        world.asked()


def test_lead_and_second_are_asked_by_mail_and_nobody_else(world: Public) -> None:
    world.asked()
    mails = Message.objects.filter(kind="deliverable:publication_proposed")
    assert {mail.to for mail in mails} == {world.people["lead"].email, world.people["second"].email}
    assert all(reverse("deliverables:preview", args=[world.owed.pk]) in mail.text for mail in mails)


def test_the_history_of_the_output_tells_it(world: Public) -> None:
    publishing.withhold(world.published(), by=world.people["second"], now=LATER)
    told = [each.sentence for each in Step.objects.filter(content_type=ContentType.objects.get_for_model(Publication))]
    assert told == [
        "asked the city whether it may be public",
        "agreed to make it public",
        "kept it inside the programme",
    ]
    page = enter(world.people["viewer"]).get(world.output.get_absolute_url()).content.decode()
    assert all(sentence in page for sentence in told)


def test_only_the_city_and_the_team_see_the_preview(world: Public) -> None:
    where = reverse("deliverables:preview", args=[world.owed.pk])
    seen = {who: enter(person).get(where).status_code for who, person in world.people.items()}
    assert seen == {
        "staff": 200,
        "lead": 200,
        "second": 200,
        "deputy": 200,
        "viewer": 200,
        "pilot": 404,
        "stranger": 404,
    }
