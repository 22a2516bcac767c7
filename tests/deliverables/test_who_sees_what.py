"""Scope: a city sees its own, the pairing sees what was submitted, everybody else sees nothing at all."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern

from cohorts.models import Pairing
from deliverables import urls
from deliverables.actions import drafts, handing_in, reviews
from deliverables.models import Deliverable, Review, Revision, RevisionFile
from deliverables.querysets import outputs_visible_to
from tests.deliverables.world import LATER, NOW, World, enter, upload
from tests.factories import UserFactory

CANARY = "CANARY-of-Alba-Iulia"


def with_canaries(world: World) -> RevisionFile:
    """A submitted and reviewed revision, and a draft of the next one, full of words nobody else may read."""
    handing_in.submit(world.roadmap, note=CANARY, uploads=[upload(f"{CANARY}.pdf")], by=world.ana, now=NOW)
    reviews.ask_for_changes(world.latest(), by=world.staff, now=LATER, note=f"{CANARY}-answer")
    draft = drafts.save_draft(
        world.roadmap, note=f"{CANARY}-draft", uploads=[upload(f"{CANARY}-draft.pdf")], by=world.ana, now=LATER
    )
    return draft.files.get()


def address(route: URLPattern, world: World, file: RevisionFile) -> str:
    """A route of this room for the roadmap and its file; what else it names does not matter to a stranger."""
    known = {"pk": str(world.roadmap.pk), "file_pk": str(file.pk)}
    others = {"int": "1", "slug": "any", "uuid": str(UUID(int=1))}
    return "/" + re.sub(r"<(\w+):(\w+)>", lambda part: known.get(part[2], others[part[1]]), str(route.pattern))


@pytest.mark.parametrize("route", urls.urlpatterns, ids=lambda route: route.name)
def test_koln_meets_nothing_of_alba_iulia_at_any_address(world: World, route: URLPattern) -> None:
    file = with_canaries(world)
    where = address(route, world, file)
    koln = enter(world.greta)
    for answer in (koln.get(where), koln.post(where, {"note": "x", "revision": file.revision_id})):
        assert CANARY.encode() not in answer.content
        if where == "/deliverables/":
            assert answer.status_code in (200, 405)
        else:
            assert answer.status_code in (404, 405)
    assert Revision.objects.count() == 2
    assert Review.objects.count() == 1


@pytest.mark.parametrize("route", urls.urlpatterns, ids=lambda route: route.name)
def test_somebody_anonymous_is_led_to_sign_in(world: World, route: URLPattern) -> None:
    where = address(route, world, with_canaries(world))
    answer = Client().get(where)
    assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True)


def test_unknown_and_hidden_look_the_same(world: World) -> None:
    koln = enter(world.greta)
    hidden, unknown = koln.get(f"/deliverables/{world.roadmap.pk}/"), koln.get("/deliverables/987654/")
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content.replace(b"987654", b""))


def test_the_pairing_reads_what_was_submitted_but_no_draft_and_no_answer(world: World) -> None:
    assert list(outputs_visible_to(world.nikos)) == []
    drafts.save_draft(world.roadmap, note="", by=world.ana, now=NOW)
    assert list(outputs_visible_to(world.nikos)) == []

    draft_file = with_canaries(world)
    kozani = enter(world.nikos)
    page = kozani.get(f"/deliverables/{world.roadmap.pk}/")
    assert page.status_code == 200
    assert f"{CANARY}.pdf" in page.text
    assert f"{CANARY}-draft" not in page.text
    assert f"{CANARY}-answer" not in page.text
    submitted = RevisionFile.objects.get(name=f"{CANARY}.pdf")
    assert kozani.get(submitted.get_absolute_url()).status_code == 200
    assert kozani.get(draft_file.get_absolute_url()).status_code == 404
    assert kozani.post(f"/deliverables/{world.roadmap.pk}/submit/", {"note": "x"}).status_code == 403


def test_a_facilitator_reads_along_and_nobody_does_once_the_pairing_has_ended(world: World) -> None:
    world.hand_in()
    pairing = Pairing.objects.get()
    pairing.facilitator = UserFactory()
    pairing.save()
    for reader in (world.nikos, pairing.facilitator):
        assert list(outputs_visible_to(reader)) == [world.roadmap]
    pairing.ended_on = date(2026, 4, 1)
    pairing.save()
    for reader in (world.nikos, pairing.facilitator):
        assert list(outputs_visible_to(reader)) == []


def test_every_model_says_who_sees_it(world: World) -> None:
    with_canaries(world)
    counts = {
        name: [model.objects.visible_to(user).count() for model in (Deliverable, Revision, RevisionFile, Review)]
        for name, user in vars(world).items()
        if hasattr(user, "email")
    }
    everything, shared, nothing = [1, 2, 2, 1], [1, 1, 1, 0], [0, 0, 0, 0]
    assert counts == {
        "staff": everything,
        "colleague": everything,
        "ana": everything,
        "radu": everything,
        "nikos": shared,
        "greta": nothing,
    }


def test_a_viewer_reads_along_without_a_form(world: World) -> None:
    with_canaries(world)
    page = enter(world.radu).get(f"/deliverables/{world.roadmap.pk}/")
    assert f"{CANARY}-draft.pdf" in page.text
    assert "/submit/" not in page.text
    assert enter(world.radu).post(f"/deliverables/{world.roadmap.pk}/submit/").status_code == 403


def test_rights_to_files_end_with_the_seat(world: World) -> None:
    file = with_canaries(world)
    alba = enter(world.ana)
    assert alba.get(file.get_absolute_url()).status_code == 200
    world.ana.seats.update(ended_on=date(2026, 4, 1))
    assert alba.get(file.get_absolute_url()).status_code == 404
    assert alba.get(f"/deliverables/{world.roadmap.pk}/").status_code == 404


def test_a_file_comes_as_a_download_in_a_sandbox(world: World) -> None:
    world.hand_in()
    file = RevisionFile.objects.get()
    answer = enter(world.staff).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="roadmap.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert file.file.name not in answer["Content-Disposition"]


def test_a_file_is_found_only_under_its_own_output(world: World) -> None:
    world.hand_in()
    file = RevisionFile.objects.get()
    handing_in.submit(world.plan_of_koln, note="", uploads=[upload()], by=world.greta, now=NOW)
    assert enter(world.staff).get(f"/deliverables/{world.plan_of_koln.pk}/files/{file.pk}/").status_code == 404
