"""An output from the first word to the reached milestone, in Chromium: two writers, a lost network, changes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from deliverables.models import Bundle, Deliverable, Part, Review, Revision
from deliverables.tasks import make_bundle
from goals.models import LearningGoal
from milestones.models import Milestone
from tests.deliverables.written import WrittenWorld, fill, make_written_world
from tests.pages.looking import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]
SAVED = re.compile(r"^Saved \d")
QUESTION = "How do the owners of one block decide together?"
OFFLINE = "Three of our blocks have asked for help, and nobody answered them in time to keep the money."
CHANGED = "In 41 blocks nobody knows who may say yes, and so the money stays where it is until the end."


@pytest.fixture
def world(transactional_db: None, tmp_path: Path, settings: object) -> WrittenWorld:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    world = make_written_world()
    milestone = Milestone.objects.create(
        cohort=world.roadmap.participation.cohort, name="Learning path agreed", position=1
    )
    milestone.requirements.add(world.roadmap.requirement)
    goal = fill(world, world.roadmap)["goals"][0]
    world.write(world.roadmap, goal, question="", why="")
    return world


def test_an_output_is_written_by_two_endorsed_changed_and_approved(
    open_context: Open, live_server: LiveServer, world: WrittenWorld, tmp_path: Path
) -> None:
    ana, mara, nikos, staff = (
        signed_in(open_context(), live_server, user) for user in (world.ana, world.mara, world.nikos, world.staff)
    )
    room = f"/deliverables/{world.roadmap.pk}/"
    two_write_and_one_loses_the_network(ana, mara, room, world)
    submit(ana, room, late=True)
    endorse(nikos, room, revision=1)
    ask_for_changes(staff, room)
    change_what_was_asked(ana, room, world)
    compare(staff, room)
    endorse(nikos, room, revision=2)
    approve(staff, room)
    the_milestone_is_reached(ana)
    take_away(staff, room, tmp_path)
    bundle(staff, world)


def two_write_and_one_loses_the_network(ana: Page, mara: Page, room: str, world: WrittenWorld) -> None:
    goal = Part.objects.filter(deliverable=world.roadmap.pk, section="goals").order_by("position")[0]
    for page in (ana, mara):
        page.goto(f"{room}?edit={goal.key}")
    expect(ana.get_by_text("2 block", exact=False).first).to_be_visible()
    ana.get_by_label("Our question").fill(QUESTION)
    expect(ana.get_by_text(SAVED).first).to_be_visible()
    mara.context.set_offline(True)
    mara.get_by_label("Why it matters here").fill(OFFLINE)
    expect(mara.get_by_text("Not saved yet", exact=False).first).to_be_visible()
    ana.goto(room)
    expect(ana.get_by_text(QUESTION).first).to_be_visible()
    assert "why" not in goal.values or not Part.objects.get(pk=goal.pk).values["why"]
    mara.context.set_offline(False)
    expect(mara.get_by_text(SAVED).first).to_be_visible(timeout=15_000)
    kept = Part.objects.get(pk=goal.pk).values
    assert (kept["question"], kept["why"]) == (QUESTION, OFFLINE)


def submit(ana: Page, room: str, *, late: bool = False) -> None:
    ana.goto(room)
    if late:
        ana.get_by_label("Why it comes late").fill("Two colleagues were ill.")
    ana.get_by_role("button", name="Submit revision").click()
    expect(ana.get_by_text("Handed in.", exact=False).first).to_be_visible()


def endorse(nikos: Page, room: str, *, revision: int) -> None:
    nikos.goto(room)
    nikos.get_by_role("button", name=f"Endorse revision {revision}").click()
    expect(nikos.get_by_text(f"endorsed revision {revision}", exact=False).first).to_be_visible()


def ask_for_changes(staff: Page, room: str) -> None:
    staff.goto("/programme/reviews/")
    staff.get_by_role("link", name="Learning Roadmap").first.click()
    staff.get_by_label("Note to the city").fill("Why it matters needs a figure; say who decides.")
    staff.get_by_text("Ask for changes instead").click()
    for section in ("What we want to learn", "Who works on it"):
        staff.get_by_role("checkbox", name=section).check()
    staff.locator("[name=due_on]").fill((timezone.localdate() + timedelta(days=10)).isoformat())
    staff.get_by_role("button", name="Ask for changes", exact=True).click()
    expect(staff.get_by_text("Changes asked. The city is told.")).to_be_visible()
    assert Review.objects.get().sections == ["goals", "people"]


def change_what_was_asked(ana: Page, room: str, world: WrittenWorld) -> None:
    ana.goto(room)
    expect(ana.get_by_text("Why it matters needs a figure", exact=False).first).to_be_visible()
    closed = Part.only_key(world.roadmap.pk, "context")
    assert ana.locator(f"a[href*='edit={closed}']").count() == 0
    goal = LearningGoal.objects.get(question=QUESTION)
    ana.goto(f"{room}?edit={goal.pk}")
    ana.get_by_label("Why it matters here").fill(CHANGED)
    ana.get_by_role("button", name="Save and close").click()
    expect(ana.get_by_text(CHANGED).first).to_be_visible()
    submit(ana, room)


def compare(staff: Page, room: str) -> None:
    staff.goto(f"{room}compare/?a=1&b=2")
    removed, added = (" ".join(staff.locator(f"main {tag}").all_inner_texts()) for tag in ("del", "ins"))
    assert "asked for help" in removed
    assert "who may say yes" in added
    assert QUESTION not in removed + added


def approve(staff: Page, room: str) -> None:
    staff.goto(room)
    staff.get_by_role("button", name="Approve, open the next").click()
    expect(staff.get_by_text("Approved. The city is told.")).to_be_visible()
    assert Deliverable.objects.get(state="approved").revisions.count() == 2
    assert LearningGoal.objects.filter(agreed_at=None).count() == 0


def the_milestone_is_reached(ana: Page) -> None:
    ana.goto("/workspace/")
    expect(ana.get_by_text("Learning path agreed").first).to_be_visible()
    assert ana.locator(".moment").count() == 1


def take_away(staff: Page, room: str, folder: Path) -> None:
    pdf, word = (staff.request.get(f"{room}revisions/2/{kind}") for kind in ("pdf", "docx"))
    paper = PdfReader(BytesIO(pdf.body()))
    assert "/StructTreeRoot" in paper.trailer["/Root"]
    assert QUESTION in " ".join(page.extract_text() for page in paper.pages).replace("\n", " ")
    assert QUESTION in "\n".join(each.text for each in Document(BytesIO(word.body())).paragraphs)


def bundle(staff: Page, world: WrittenWorld) -> None:
    cohort = world.roadmap.participation.cohort
    place = f"/programme/cohorts/{cohort.slug}/outputs/{world.roadmap.requirement.code}/bundles/"
    for button in ("Documents and files (ZIP)", "Answers as a spreadsheet (XLSX)"):
        staff.goto(place)
        staff.get_by_role("button", name=button).click()
        expect(staff.get_by_text("Waiting for its turn").first).to_be_visible()
        make_bundle(Bundle.objects.latest("pk").pk)
    staff.goto(place)
    files = {each.kind: staff.request.get(f"{place}{each.pk}/").body() for each in Bundle.objects.all()}
    with zipfile.ZipFile(BytesIO(files["zip"])) as archive:
        assert "Alba Iulia" in archive.read("index.csv").decode()
        assert any(name.endswith(".pdf") for name in archive.namelist())
    cells = [cell for sheet in load_workbook(BytesIO(files["xlsx"])) for row in sheet.values for cell in row]
    assert QUESTION in cells
    assert Revision.objects.submitted().count() == 2
