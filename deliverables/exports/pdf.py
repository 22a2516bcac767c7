"""A paper as a tagged PDF."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.utils.translation import gettext as _

from deliverables.exports.paper import Paper
from ui.paper import PDF, typeset

TEMPLATE = Path(__file__).parent / "paper.typ"
CONTENT_TYPE = PDF


def pdf(paper: Paper) -> bytes:
    """The file."""
    version = paper.words["draft"] if paper.is_draft else dict(paper.stamp)[_("Version")]
    told = asdict(paper) | {"heading": f"{paper.title}, {paper.city}", "version": version}
    return typeset(TEMPLATE, told | {"city_language": paper.city_language or paper.language})
