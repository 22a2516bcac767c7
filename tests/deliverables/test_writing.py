"""Writing in the form."""

from __future__ import annotations

from tests.deliverables.written import WrittenWorld, fill


def test_every_filled_output_can_be_submitted(written: WrittenWorld) -> None:
    for owed in (written.roadmap, written.plan, written.assessment, written.actions, written.info):
        fill(written, owed)
        assert written.submit(owed).content
