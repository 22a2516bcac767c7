"""No row without its file, no file without its row; large files cost no memory."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from pathlib import Path
from unittest.mock import patch

import pytest
from django.test import Client

from deliverables.actions import drafts, handing_in
from deliverables.models import Deliverable, RevisionFile
from deliverables.tasks import remove_orphans
from tests.deliverables.corpus.good import sheet, written
from tests.deliverables.corpus.makers import changed
from tests.deliverables.world import NOW, World, enter, kept, upload
from uploads.check import LARGEST
from uploads.refusals import UploadRefused


def test_the_original_is_kept_byte_for_byte_under_a_random_name(world: World, shelf: Path) -> None:
    content = written(attachment=True)
    handing_in.submit(world.roadmap, note="", uploads=[upload("Plan.pdf", content)], by=world.ana, now=NOW)
    row, (path,) = RevisionFile.objects.get(), kept(shelf)
    assert path.read_bytes() == content
    assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert "plan" not in str(path.relative_to(shelf)).lower()


def test_one_bad_file_keeps_out_the_good_one_beside_it(world: World, shelf: Path) -> None:
    with pytest.raises(UploadRefused):
        handing_in.submit(world.roadmap, note="", uploads=[upload(), upload("x.exe")], by=world.ana, now=NOW)
    assert (kept(shelf), RevisionFile.objects.count(), Deliverable.objects.count()) == ([], 0, 0)


def test_when_the_transaction_fails_its_files_go_too(world: World, shelf: Path) -> None:
    with patch.object(RevisionFile, "save", side_effect=RuntimeError), pytest.raises(RuntimeError):
        handing_in.submit(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW)
    assert (kept(shelf), Deliverable.objects.count()) == ([], 0)


def test_when_the_disk_is_full_nothing_remains(world: World, shelf: Path) -> None:
    full = patch("django.core.files.storage.filesystem.file_move_safe", side_effect=OSError("full"))
    with full, pytest.raises(OSError, match="full"):
        handing_in.submit(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW)
    assert (kept(shelf), Deliverable.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_file_taken_out_of_a_draft_is_gone_after_the_commit(
    transactional_db: None, world: World, shelf: Path
) -> None:
    drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW)
    drafts.remove_file(RevisionFile.objects.get(), by=world.ana, now=NOW)
    assert (kept(shelf), RevisionFile.objects.count()) == ([], 0)


def test_what_a_killed_server_left_behind_is_removed_a_day_later(world: World, shelf: Path) -> None:
    world.hand_in()
    (known,) = kept(shelf)
    lost, fresh = known.with_name("lost"), known.with_name("fresh")
    for path in (lost, fresh):
        path.write_bytes(b"%PDF-1.7")

    os.utime(lost, (0, 0))
    os.utime(known, (0, 0))
    assert remove_orphans() == 1
    assert set(kept(shelf)) == {known, fresh}


def test_a_large_file_costs_no_memory(world: World, shelf: Path) -> None:
    noise = hashlib.shake_256(b"noise").digest(22 * 1_048_576)
    large = upload("large.xlsx", changed(sheet(), {"xl/media/image1.png": noise}))
    assert 20 * 1_048_576 < large.size < LARGEST
    tracemalloc.start()
    handing_in.submit(world.roadmap, note="", uploads=[large], by=world.ana, now=NOW)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1_048_576
    assert kept(shelf)[0].stat().st_size == large.size


def test_far_too_much_is_turned_away_before_it_is_read(world: World) -> None:
    answer = enter(world.ana).generic(
        "POST",
        f"/deliverables/{world.roadmap.pk}/submit/",
        b"",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(300 * 1_048_576),
    )
    assert answer.status_code == 413
    assert "10 files of 25 MB" in answer.text
    assert Client().post("/accounts/login/", {"login": "x"}).status_code != 413
