"""What visitors read of a published output: every public answer, and nothing that the form keeps inside."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from cohorts.actions.forms import keep_forms
from deliverables.actions import publishing
from deliverables.models import Deliverable, RevisionFile
from milestones.models import Obligation
from tests.deliverables.across import NOW, Across
from tests.deliverables.published import Public
from tests.deliverables.world import enter
from ui.visitors import forget_public_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Public:
    caches["pages"].clear()
    return Public()


@pytest.mark.parametrize(
    "form",
    ["learning-roadmap", "stakeholder-engagement-plan", "transferability-assessment", "action-plan", "info-session"],
)
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
        **assessment,
        "sections": [{**practices, "fields": hidden}, *assessment["sections"][1:]],
    }
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
                revision=revision,
                name=f"{name}.pdf",
                file="x",
                content_type="application/pdf",
                size=3,
                sha256="-",
                section="session",
                row=key,
                field=field,
                by=world.people["lead"],
                at=NOW,
            )
            for name, field in (("slides", "materials"), ("beside", ""))
        ]
        for each in files:
            each.file.save("x", BytesIO(b"pdf"))
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
