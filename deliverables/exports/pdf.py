"""A paper as a tagged PDF (PDF/UA-1), set by typst with the typefaces it carries; nothing is fetched."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from deliverables.exports.paper import Paper
from deliverables.exports.plain import BOX, drawn

FOLDER = Path(__file__).parent
CONTENT_TYPE = "application/pdf"


def pdf(paper: Paper) -> bytes:
    """The file. What people wrote is handed over as data: typst sets it and never runs it."""
    told = _drawn(asdict(paper))
    version = paper.words["draft"] if paper.is_draft else dict(paper.stamp)[_("Version")]
    told |= {"heading": f"{told['title']}, {told['city']}", "version": drawn(version)}
    told["city_language"] = paper.city_language or paper.language
    data = json.dumps(told | {"has_boxes": BOX in json.dumps(told, ensure_ascii=False)}, ensure_ascii=False)
    emblem = (settings.BASE_DIR / "static" / "img" / "eu-emblem.svg").read_text()
    return typst.compile(
        FOLDER / "paper.typ", root=FOLDER, format="pdf", pdf_standards=["ua-1"],
        ignore_system_fonts=True, sys_inputs={"paper": data, "emblem": emblem},
    )  # fmt: skip


def _drawn(value: Any) -> Any:
    match value:
        case str():
            return drawn(value)
        case dict():
            return {key: _drawn(each) for key, each in value.items()}
        case list() | tuple():
            return [_drawn(each) for each in value]
    return value
