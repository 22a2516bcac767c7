"""An approved output becomes public with the city's consent, and as far as its form lets it out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cohorts.actions.forms import keep_forms
from cohorts.models import Participation
from deliverables.actions import publishing, reviews
from deliverables.actions.publishing import NothingForVisitors
from deliverables.models import Deliverable, Publication, Revision, RevisionFile
from deliverables.states import PUBLISHING, PublicationState
from mailing.models import Message
from milestones.models import Obligation
from tests.deliverables.across import NOW, Across, make_across
from tests.deliverables.world import enter
from tests.factories import PairingFactory, ParticipationFactory, SeatFactory, UserFactory
from ui.visitors import forget_public_pages
from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
DECIDES, ASKS = {"lead", "second"}, {"staff"}


class Public:
    """Alba Iulia's approved action plan, and everybody around it."""

    def __init__(self) -> None:
        self.across = make_across()
        self.owed = self.across.city(name="Alba Iulia", slug="alba-iulia")["action-plan"]
        self.revision = self.across.hand_in(self.owed, approved=True)
        city = self.owed.participation.city
        pilot = ParticipationFactory(cohort=self.across.cohort, pilot=True)
        PairingFactory(cohort=self.across.cohort, learning=[self.owed.participation], showing=[pilot])
        self.people: dict[str, User] = {"staff": self.across.staff, "stranger": UserFactory()}
        for role in ("lead", "second", "deputy", "viewer"):
            self.people[role] = SeatFactory(city=city, role=role).user
        self.people["pilot"] = SeatFactory(city=pilot.city).user

    @property
    def output(self) -> Deliverable:
        return Deliverable.objects.get(pk=self.owed.pk)

    def asked(self) -> Publication:
        return publishing.propose(self.output, by=self.people["staff"], now=NOW)

    def published(self) -> Publication:
        return publishing.consent(self.asked(), by=self.people["lead"], now=NOW)

    @property
    def address(self) -> str:
        return reverse("published_output", args=["alba-iulia", self.owed.pk])


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


@pytest.mark.parametrize("who", ["staff", "lead", "second", "deputy", "viewer", "pilot", "stranger"])
@pytest.mark.parametrize("state", list(PublicationState))
@pytest.mark.parametrize("move", list(PUBLISHING), ids=lambda move: move.name)
def test_who_can_do_what_in_which_state(world: Public, move: Any, state: str, who: str) -> None:
    if move.name == "replace":
        return  # is never pressed: consenting to a newer revision does it
    publication = Publication.objects.create(
        deliverable=world.output, revision=world.revision, state=state, at=NOW
    )  # fmt: skip
    allowed = who in (ASKS if move.permission == "deliverables.propose_publication" else DECIDES)
    verbs: dict[str, Callable[..., Any]] = {
        "propose": lambda **how: publishing.propose(world.output, **how),
        "consent": lambda **how: publishing.consent(publication, **how),
        "withhold": lambda **how: publishing.withhold(publication, **how),
        "withdraw": lambda **how: publishing.withdraw(publication, **how),
    }
    if allowed and state in move.source:
        verbs[move.name](by=world.people[who], now=LATER)
        publication.refresh_from_db()
        assert (publication.state, publication.at) == (move.target, LATER)
        return
    with pytest.raises(NotNow if allowed else NotAllowed):
        verbs[move.name](by=world.people[who], now=LATER)
    publication.refresh_from_db()
    assert (publication.state, publication.at) == (state, NOW)


@pytest.mark.parametrize("move", ["propose", "consent", "withhold", "withdraw"])
@pytest.mark.parametrize("who", ["staff", "lead", "second", "deputy", "viewer", "pilot", "stranger", "nobody"])
def test_a_button_pressed_by_the_wrong_person_does_nothing(world: Public, who: str, move: str) -> None:
    state = PublicationState.WITHDRAWN if move == "propose" else PublicationState.PROPOSED
    publication = Publication.objects.create(deliverable=world.output, revision=world.revision, state=state, at=NOW)
    client = enter(world.people[who]) if who != "nobody" else Client()
    answer = client.post(reverse(f"deliverables:{move}", args=[world.owed.pk]), {"publication": publication.pk})
    before, allowed = state, who in (ASKS if move in ("propose", "withdraw") else DECIDES)
    publication.refresh_from_db()
    expected = {"nobody": 302, "stranger": 404}.get(who, 302 if allowed else 403)
    assert (answer.status_code, publication.state != before) == (expected, allowed)


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


@pytest.mark.parametrize("form", ["learning-roadmap", "stakeholder-engagement-plan", "transferability-assessment",
                                  "action-plan", "info-session"])  # fmt: skip
def test_visitors_read_every_public_answer_and_not_one_that_the_form_keeps_inside(world: Public, form: str) -> None:
    owed = Obligation.objects.get(participation=world.owed.participation, requirement__form=form)
    inside, outside = plant(world.across, owed)
    publication = publishing.propose(Deliverable.objects.get(pk=owed.pk), by=world.people["staff"], now=NOW)
    preview = enter(world.people["staff"]).get(reverse("deliverables:preview", args=[owed.pk])).content.decode()
    publishing.consent(publication, by=world.people["lead"], now=NOW)
    page = Client().get(publication.get_absolute_url()).content.decode()
    for said in (page, preview):
        assert {word for word in outside if word not in said} == set()
        assert {word for word in inside if word in said} == set()
    assert inside
    assert article(page) == article(preview)


def test_the_name_of_a_row_that_is_private_where_it_stands_is_private_where_it_is_pointed_at(world: Public) -> None:
    forms = dict(world.across.cohort.forms)
    assessment = forms["transferability-assessment"]
    practices = assessment["sections"][0]
    hidden = [{**each, "public": each["slug"] != "practice"} for each in practices["fields"]]
    forms["transferability-assessment"] = {
        **assessment, "sections": [{**practices, "fields": hidden}, *assessment["sections"][1:]]
    }  # fmt: skip
    world.across.cohort.form_book = keep_forms(forms)
    world.across.cohort.save()
    row = world.revision.content["sections"][1]["rows"][0]
    row["values"]["practice"], row["shown"]["practice"] = "some-row", "zqPRACTICE"
    world.revision.save()
    world.published()
    assert "zqPRACTICE" not in Client().get(world.address).content.decode()


def test_a_file_is_public_only_where_the_form_lets_it_out(world: Public, shelf: Any) -> None:
    owed = Obligation.objects.get(participation=world.owed.participation, requirement__form="info-session")

    def publish(*, public: bool) -> tuple[str, int, int]:
        forms = dict(world.across.cohort.forms)
        [session] = forms["info-session"]["sections"]
        fields = [{**each, "public": public if each["type"] == "file" else True} for each in session["fields"]]
        forms["info-session"] = {**forms["info-session"], "sections": [{**session, "fields": fields}]}
        world.across.cohort.form_book = keep_forms(forms)
        world.across.cohort.save()
        owed.requirement.cohort = world.across.cohort
        revision = world.across.hand_in(owed, approved=True)
        key = revision.content["sections"][0]["rows"][0]["id"]
        files = [
            RevisionFile.objects.create(
                revision=revision, name=f"{name}.pdf", file="x", content_type="application/pdf", size=3, sha256="-",
                section="session", row=key, field=field, by=world.people["lead"], at=NOW,
            )
            for name, field in (("slides", "materials"), ("beside", ""))
        ]  # fmt: skip
        for each in files:
            each.file.save("x", __import__("io").BytesIO(b"pdf"))
        publication = publishing.propose(revision.deliverable, by=world.people["staff"], now=NOW)
        publishing.consent(publication, by=world.people["lead"], now=NOW)
        forget_public_pages()
        page = Client().get(publication.get_absolute_url()).content.decode()
        asked = [Client().get(reverse("published_file", args=["alba-iulia", owed.pk, each.pk])) for each in files]
        assert "beside.pdf" not in page
        return "slides.pdf" in page, *(each.status_code for each in asked)

    assert publish(public=True) == (True, 200, 404)
    assert publish(public=False) == (False, 404, 404)


def test_a_published_page_sets_no_cookie_and_names_its_language(world: Public, settings: Any) -> None:
    settings.SPOKEN_LANGUAGES = ["en", "el"]
    world.published()
    for prefix, language in (("", "en"), ("/el", "el")):
        answer = Client().get(prefix + world.address)
        page = answer.content.decode()
        assert (answer.status_code, answer.cookies, "csrf" in page.lower()) == (200, {}, False)
        assert f'<html lang="{language}"' in page
        assert '<article class="published flow-l" lang="en">' in page
        assert re.findall(r"<h1[^>]*>", page)
        assert len(re.findall(r"<h2[^>]*>", page)) >= 1


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


def plant(across: Across, owed: Obligation) -> tuple[set[str], set[str]]:
    """Fill every text with a word of its own; the words that visitors may not read, and those they read."""
    revision = across.hand_in(owed, approved=True)
    inside, outside = {"zqNOTE", "zqLATE", "zqSTAFF"}, set()
    for part, section in zip(revision.content["sections"], across.form(owed.requirement.form), strict=True):
        for row in part["rows"]:
            for field in section.fields:
                word = f"zq{section.slug}-{field.slug}"
                row["values"][field.slug], row["shown"][field.slug] = word, word
                hidden = field.type in ("person", "takeaway", "file") or field.data["public"] is False
                (inside if hidden else outside).add(word)
    revision.note, revision.late_reason = "zqNOTE", "zqLATE"
    revision.save()
    revision.review.note = "zqSTAFF"
    revision.review.save()
    return {f"{word}<" for word in inside}, {f"{word}<" for word in outside}


def article(page: str) -> str:
    found = re.search(r"<article class=\"published.*?</article>", page, re.DOTALL)
    assert found is not None
    return found[0]
