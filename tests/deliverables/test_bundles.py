"""A cohort's outputs of one kind as one file: every city in it, and only who asked can fetch it, for a day."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from deliverables import tasks
from deliverables.actions import bundles, handing_in
from deliverables.actions.bundles import NothingToBundle
from deliverables.exports.bundle_archive import safe_name
from deliverables.models import Bundle, OutputForm, Revision
from deliverables.states import BundleState
from tests.deliverables.world import NOW, enter, kept, upload
from tests.deliverables.written import WrittenWorld, fill
from tests.factories import UserFactory
from workflow.refusals import NotAllowed

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x","y")', "＝1+1")


@pytest.fixture
def handed_in(written: WrittenWorld) -> WrittenWorld:
    """Alba Iulia handed in its roadmap, Köln did not."""
    fill(written, written.roadmap)
    written.submit()
    return written


def ask(world: WrittenWorld, kind: str, *, by: Any = None, at: Any = NOW) -> Bundle:
    requirement = world.roadmap.requirement
    return bundles.ask(
        requirement.cohort, code=requirement.code, kind=kind, by=by or world.staff, language="en", now=at
    )  # fmt: skip


def made(world: WrittenWorld, kind: str, at: Any = NOW) -> Bundle:
    bundle = ask(world, kind, at=at)
    bundles.make(bundle.pk, now=at)
    return Bundle.objects.get(pk=bundle.pk)


def sheets(bundle: Bundle) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(bundle.file.read()))
    return {each.title: [list(row) for row in each.iter_rows(values_only=True)] for each in book}


def page_of(world: WrittenWorld) -> str:
    return (
        f"/programme/cohorts/{world.roadmap.requirement.cohort.slug}/outputs/{world.roadmap.requirement.code}/bundles/"
    )


def test_the_spreadsheet_has_every_city_and_one_sheet_a_section(handed_in: WrittenWorld) -> None:
    found = sheets(made(handed_in, "xlsx"))
    assert list(found) == ["Cities", "Where we start", "What we want to learn", "Who works on it"]
    assert [(row[0], row[3], row[4]) for row in found["Cities"]] == [
        ("City", "State", "Revision"), ("Alba Iulia", "submitted", 1), ("Köln", "not started", None)
    ]  # fmt: skip
    goals = found["What we want to learn"]
    assert goals[0][6:9] == ["No.", "Our question", "Theme"]
    assert [(row[0], row[4], row[6]) for row in goals[1:]] == [("Alba Iulia", 1, n) for n in (1, 2, 3)]
    assert goals[1][8] == "Buildings"
    assert goals[1][13].date().isoformat() == "2026-10-02"


def test_no_answer_becomes_a_formula(written: WrittenWorld) -> None:
    rows = fill(written, written.roadmap, rows=7)["goals"]
    for row, formula in zip(rows, FORMULAS, strict=True):
        written.write(written.roadmap, row, pilot_shows=f"{formula} and five more words here")
    written.submit()
    bundle = made(written, "xlsx")
    book = openpyxl.load_workbook(BytesIO(bundle.file.read()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sum("five more words" in str(cell.value) for cell in cells) == len(FORMULAS)


def test_the_archive_has_a_folder_a_city_and_an_index_that_names_them_all(handed_in: WrittenWorld) -> None:
    with ZipFile(made(handed_in, "zip").file) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "alba-iulia/alba-iulia-learning-roadmap-r1.pdf",
            "alba-iulia/alba-iulia-learning-roadmap-r1.docx",
            "index.csv",
            "index.html",
        ]
        assert archive.read("alba-iulia/alba-iulia-learning-roadmap-r1.pdf").startswith(b"%PDF")
        rows = list(csv.reader(StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        index = archive.read("index.html").decode()
    assert [row[:1] + row[3:5] for row in rows[1:]] == [["Alba Iulia", "submitted", "1"], ["Köln", "not started", ""]]
    assert '<a href="alba-iulia/alba-iulia-learning-roadmap-r1.pdf">' in index
    assert "Köln" in index
    assert "1 of 2 cities has handed in" in index


def test_files_come_along_under_names_that_stay_in_their_folder(world: Any) -> None:
    names = ["../../etc/passwd.pdf", "..\\..\\con.pdf", "CON.pdf", "a/b:c*?.pdf", "same.pdf", "SAME.pdf", "=1+1.pdf",
             "\u202efdp.exe.pdf", f"{'x' * 300}.pdf"]  # fmt: skip
    handing_in.submit(world.roadmap, note="", uploads=[upload(name) for name in names], by=world.ana, now=NOW)
    with ZipFile(made(world, "zip").file) as archive:
        paths = [name for name in archive.namelist() if "/files/" in name]
        contents = {archive.read(name)[:4] for name in paths}
    assert len({path.lower() for path in paths}) == len(names)
    assert contents == {b"%PDF"}
    for path in paths:
        folder, files, name = path.split("/")
        assert (folder, files) == ("alba-iulia", "files")
        assert name == safe_name(name)
        assert len(name) <= 130


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../x.pdf", "x.pdf"), ("nul", "_nul"), ("COM1.docx", "_COM1.docx"), ("...", "file"), ("a\x00b.pdf", "ab.pdf"),
     (".htaccess", "htaccess"), ("C:\\x\\y.pdf", "y.pdf"), ("Κοζάνη.pdf", "Κοζάνη.pdf")],
)  # fmt: skip
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_files_that_wait_for_the_scanner_stay_out(world: Any) -> None:
    world.hand_in()
    world.latest().files.update(scan="waiting")
    with ZipFile(made(world, "zip").file) as archive:
        assert not [name for name in archive.namelist() if "/files/" in name]


def test_a_draft_is_in_no_bundle(written: WrittenWorld) -> None:
    fill(written, written.roadmap)
    with ZipFile(made(written, "zip").file) as archive:
        assert archive.namelist() == ["index.csv", "index.html"]
        assert b"Alba Iulia" in archive.read("index.html")


def test_answers_to_an_older_form_keep_their_columns(handed_in: WrittenWorld) -> None:
    old = OutputForm.objects.get()
    schema = {**old.schema, "sections": [{**old.schema["sections"][0], "title": "Cities"}]}
    schema["sections"][0]["fields"] = [{"slug": "gone", "label": "Asked before", "type": "text"}]
    older = OutputForm.objects.create(digest="0" * 64, schema=schema, first_at=NOW - timedelta(days=99))
    handing_in.submit(handed_in.plan_of_koln, note="", uploads=[upload()], by=handed_in.greta, now=NOW)
    rows = [{"id": "00000000-0000-0000-0000-000000000001", "values": {"gone": "Still here"}, "shown": {}}]
    Revision.objects.filter(deliverable=handed_in.plan_of_koln.pk).update(
        form=older, content={"form": older.digest, "sections": [{"slug": "context", "rows": rows}]}
    )
    found = sheets(made(handed_in, "xlsx"))["Where we start"]
    assert found[0][-1] == "Asked before"
    assert (found[2][0], found[2][-1]) == ("Köln", "Still here")


def test_only_who_asked_can_fetch_it(handed_in: WrittenWorld) -> None:
    bundle = made(handed_in, "zip", at=timezone.now())
    where = f"{page_of(handed_in)}{bundle.pk}/"
    fetched = enter(handed_in.staff).get(where)
    assert fetched.status_code == 200
    assert b"".join(fetched.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert fetched["Cache-Control"] == "private, no-store"
    for other in (handed_in.colleague, handed_in.ana, handed_in.nikos):
        assert enter(other).get(where).status_code == 404
    assert where not in enter(handed_in.colleague).get(page_of(handed_in)).text


def test_after_a_day_it_is_gone(handed_in: WrittenWorld, shelf: Path) -> None:
    yesterday = timezone.now() - timedelta(hours=24, seconds=1)
    bundle = made(handed_in, "zip", at=yesterday)
    assert enter(handed_in.staff).get(f"{page_of(handed_in)}{bundle.pk}/").status_code == 404
    assert [path for path in kept(shelf) if "bundles" in path.parts]
    assert tasks.expire_bundles() == 1
    assert (Bundle.objects.count(), [path for path in kept(shelf) if "bundles" in path.parts]) == (0, [])


def test_who_leaves_the_team_fetches_nothing_and_nothing_is_made_for_them(handed_in: WrittenWorld) -> None:
    bundle, waiting = made(handed_in, "zip", at=timezone.now()), ask(handed_in, "xlsx")
    desk = enter(handed_in.staff)
    type(handed_in.staff).objects.filter(pk=handed_in.staff.pk).update(is_programme_staff=False)
    assert desk.get(f"{page_of(handed_in)}{bundle.pk}/").status_code == 404
    bundles.make(waiting.pk, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == BundleState.WAITING


def test_only_the_team_asks_and_only_for_an_output_that_is_owed(handed_in: WrittenWorld) -> None:
    with pytest.raises(NotAllowed):
        ask(handed_in, "zip", by=handed_in.ana)
    with pytest.raises(NothingToBundle):
        bundles.ask(
            handed_in.roadmap.requirement.cohort, code="no-such", kind="zip", by=handed_in.staff, language="en", now=NOW
        )  # fmt: skip
    assert enter(handed_in.staff).get(page_of(handed_in).replace("learning-roadmap", "no-such")).status_code == 404


def test_pressing_twice_asks_once_and_the_worker_is_rung_for_after_the_commit(
    handed_in: WrittenWorld, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as rings:
        first = ask(handed_in, "zip")
        assert ask(handed_in, "zip").pk == first.pk
        assert ask(handed_in, "xlsx").pk != first.pk
        assert ask(handed_in, "zip", by=handed_in.colleague).pk != first.pk
    assert len(rings) == 3


def test_the_page_says_how_far_it_is_and_looks_again_by_itself(handed_in: WrittenWorld) -> None:
    desk, where = enter(handed_in.staff), page_of(handed_in)
    page = desk.post(where, {"kind": "zip"}, follow=True)
    assert "Waiting for its turn" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert f'<a href="{where}">Look again</a>' in page.text
    bundle = Bundle.objects.get()
    Bundle.objects.update(claimed_at=timezone.now(), done=1)
    part = desk.get(where, headers={"HX-Request": "true"})
    assert "Being made: 1 of 2" in part.text
    assert "<h1>" not in part.text
    Bundle.objects.update(claimed_at=None)
    tasks.make_bundle(bundle.pk)
    done = desk.get(where).text
    assert f"{where}{bundle.pk}/" in done
    assert "hx-trigger" not in done.partition('id="bundles"')[2].partition("</section>")[0]


class LosesTheLease(FileSystemStorage):
    """Storing takes so long that the sweeper has given the bundle back."""

    def save(self, *args: Any, **kwargs: Any) -> str:
        place = super().save(*args, **kwargs)
        bundles.sweep(now=NOW + timedelta(minutes=36))
        return place


def test_a_second_worker_and_one_that_wakes_late_do_no_harm(
    handed_in: WrittenWorld, shelf: Path, settings: Any
) -> None:
    bundle = ask(handed_in, "zip")
    Bundle.objects.update(claimed_at=NOW)
    bundles.make(bundle.pk, now=NOW)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.MAKING
    assert bundles.sweep(now=NOW + timedelta(minutes=36)) == [bundle.pk]

    disk = settings.STORAGES
    settings.STORAGES = disk | {"default": {"BACKEND": "tests.deliverables.test_bundles.LosesTheLease"}}
    bundles.make(bundle.pk, now=NOW)
    bundle.refresh_from_db()
    assert (bundle.state, [path for path in kept(shelf) if "bundles" in path.parts]) == (BundleState.WAITING, [])

    settings.STORAGES = disk
    bundles.make(bundle.pk, now=NOW + timedelta(minutes=37))
    bundle.refresh_from_db()
    assert bundle.state == BundleState.READY


def test_what_cannot_be_made_says_so_and_can_be_asked_for_again(world: Any) -> None:
    world.hand_in()
    default_storage.delete(world.latest().files.get().file.name)
    now = timezone.now()
    bundle = ask(world, "zip", at=now)
    with pytest.raises(FileNotFoundError):
        bundles.make(bundle.pk, now=now)
    bundle.refresh_from_db()
    assert bundle.state == BundleState.FAILED
    assert "This could not be made" in enter(world.staff).get(page_of(world)).text
    assert ask(world, "zip", at=now).pk != bundle.pk


def test_a_bundle_that_dies_again_and_again_is_given_up(handed_in: WrittenWorld) -> None:
    bundle = ask(handed_in, "zip")
    Bundle.objects.update(claimed_at=NOW + timedelta(hours=2))
    assert bundles.sweep(now=NOW + timedelta(hours=3)) == []
    bundle.refresh_from_db()
    assert bundle.state == BundleState.FAILED


def test_a_file_no_row_knows_is_cleared_away(handed_in: WrittenWorld, shelf: Path) -> None:
    ready = made(handed_in, "zip")
    lost = default_storage.save(f"{bundles.SHELF}/lost", ready.file)
    assert bundles.expire(now=NOW) == 0
    assert default_storage.exists(lost)
    assert bundles.expire(now=timezone.now() + timedelta(days=2)) == 1
    assert not default_storage.exists(lost)


def test_the_page_is_for_the_team(handed_in: WrittenWorld) -> None:
    for other in (handed_in.ana, handed_in.greta, UserFactory()):
        assert enter(other).get(page_of(handed_in)).status_code == 404
        assert enter(other).post(page_of(handed_in), {"kind": "zip"}).status_code == 404
