"""With a virus scanner configured a file is quarantined until it is called clean; a dead scanner lets nothing through.

The daemon here speaks clamd's own protocol over a real socket and knows one virus: the EICAR test text.
"""

from __future__ import annotations

import socketserver
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.urls import reverse

from deliverables.actions import drafts, handing_in
from deliverables.models import RevisionFile
from deliverables.tasks import scan
from tests.deliverables.corpus.good import written
from tests.deliverables.world import NOW, World, kept, upload
from tests.visibility.walking import enter
from uploads.states import Scan
from workflow.refusals import NotNow

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
pytestmark = pytest.mark.django_db(transaction=True)


class Daemon(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    nonsense = b""
    asked = 0


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"stream: OK"
        self.wfile.write((self.server.nonsense or found) + b"\0")  # type: ignore[attr-defined]


@pytest.fixture
def clamd(settings: Any) -> Iterator[Daemon]:
    with Daemon(("127.0.0.1", 0), Conversation) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def draft(world: World, content: bytes | None = None) -> RevisionFile:
    drafts.save_draft(world.roadmap, note="", uploads=[upload(content=content)], by=world.ana, now=NOW)
    return RevisionFile.objects.latest("pk")


def fetch(world: World, file: RevisionFile) -> int:
    return enter(world.ana).get(reverse("deliverables:file", args=[world.roadmap.pk, file.pk])).status_code


def test_nobody_fetches_or_submits_a_file_before_the_scanner_has_spoken(world: World, clamd: Daemon) -> None:
    file = draft(world)
    assert (file.scan, fetch(world, file)) == (Scan.WAITING, 404)
    with pytest.raises(NotNow, match="being checked for viruses"):
        handing_in.submit(world.roadmap, note="", by=world.ana, now=NOW)
    assert scan() == 1
    assert fetch(world, file) == 200
    handing_in.submit(world.roadmap, note="", by=world.ana, now=NOW)


def test_an_infected_file_is_not_kept_and_its_row_says_so(world: World, clamd: Daemon, shelf: Path) -> None:
    file = draft(world, written().replace(b"startxref", b"%" + EICAR + b"\nstartxref"))
    assert scan() == 1
    file.refresh_from_db()
    assert (file.scan, fetch(world, file), kept(shelf)) == (Scan.INFECTED, 404, [])
    with pytest.raises(NotNow):
        handing_in.submit(world.roadmap, note="", by=world.ana, now=NOW)
    drafts.remove_file(file, by=world.ana, now=NOW)
    drafts.save_draft(world.roadmap, note="", uploads=[upload()], by=world.ana, now=NOW)
    scan()
    handing_in.submit(world.roadmap, note="", by=world.ana, now=NOW)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"", b"stream: OKAY", b"\xff\xfe"])
def test_anything_but_a_clear_yes_leaves_the_file_waiting(world: World, clamd: Daemon, answer: bytes) -> None:
    file = draft(world)
    clamd.nonsense = answer or b"\0"
    assert scan() == 0
    assert (clamd.asked, fetch(world, file)) == (1, 404)


def test_a_dead_scanner_lets_nothing_through_and_work_goes_on_when_it_is_back(
    world: World, clamd: Daemon, settings: Any
) -> None:
    alive, settings.CLAMD_URL = settings.CLAMD_URL, "tcp://127.0.0.1:1"
    file = draft(world)
    assert (scan(), fetch(world, file)) == (0, 404)
    settings.CLAMD_URL = alive
    assert (scan(), fetch(world, file)) == (1, 200)


def test_without_a_scanner_a_file_that_passed_the_checks_can_be_fetched_at_once(world: World) -> None:
    file = draft(world)
    assert (file.scan, fetch(world, file)) == (Scan.CLEAN, 200)
