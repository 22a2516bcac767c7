"""Paper: text without what no reader sees, and tagged PDFs (PDF/UA-1) set by typst with the typefaces it carries."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

PDF = "application/pdf"

BOX = "\u25af"
"""Stands where a character cannot be drawn."""

# What the typefaces inside typst draw: Latin, Greek, Cyrillic, Armenian and Georgian whole, and signs. A test sets
# every one of them.
DRAWN = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0483\u048a-\u04ff"
    "\u0531-\u0556\u0559-\u058a\u10d0-\u10ff\u1d00-\u1dbf\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d"
    "\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fc4\u1fc6-\u1fd3\u1fd6-\u1fdb\u1fdd-\u1fef"
    "\u1ff2-\u1ff4\u1ff6-\u1ffe\u2010-\u2027\u202f-\u2040\u2042\u2044-\u2052\u2054-\u205f\u2070-\u2071\u2074-\u208e"
    "\u2090-\u209c\u20a0-\u20c0\u2100-\u211e\u2120\u2122\u2124\u2126-\u2151\u2153-\u2184\u2189\u2190-\u23ff"
    "\u2422-\u2423\u2460-\u2606\u2609-\u262f\u2638-\u268b\u2690-\u269c\u26a0-\u26a7\u26aa-\u26af\u26b2\u2701-\u2704"
    "\u2706-\u2709\u270c-\u2714\u2717-\u2726\u272a-\u274b\u274d\u274f-\u2752\u2756\u2758-\u275e\u2761-\u277f\u2794"
    "\u2798-\u27af\u27b1-\u27bf\ufb00-\ufb06\ufffd"
)
NOT_DRAWN = re.compile(f"[^{DRAWN}\n]")
LOOSE_MARK = re.compile("[\u0300-\u036f\u0483]")


def visible(text: str) -> str:
    """`text` without control, direction and zero-width characters and half pairs, composed, its lines ended by \\n."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(char for char in composed if char == "\n" or unicodedata.category(char)[0] != "C")


def drawn(text: str) -> str:
    """`text` as the PDF can show it; marks that did not join a letter go, other unknown characters become boxes."""
    return NOT_DRAWN.sub(BOX, LOOSE_MARK.sub("", visible(text)))


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in visible(text).split("\n") if line.strip()]


def typeset(template: Path, told: Mapping[str, Any]) -> bytes:
    """`template` set as a PDF. What is told is handed over as data (`sys.inputs.paper`): typst sets it, never runs it.

    `has_boxes` is told beside it: whether a character stands there that the PDF cannot show. Nothing is fetched.
    """
    shown = _drawn(dict(told))
    data = json.dumps(shown | {"has_boxes": BOX in json.dumps(shown, ensure_ascii=False)}, ensure_ascii=False)
    emblem = (settings.BASE_DIR / "static" / "img" / "eu-emblem.svg").read_text()
    return typst.compile(
        template,
        root=template.parent,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"paper": data, "emblem": emblem},
    )


def frame() -> dict[str, str]:
    """What stands around every paper: the emblem's name, the funding statement and the disclaimer, as on the pages."""
    return {
        "emblem": _("Emblem of the European Union"),
        "funded": _("Funded by the European Union"),
        "grant": _("Grant agreement No %(grant)s.") % {"grant": settings.GRANT_NUMBER},
        "disclaimer": _(
            "Views and opinions expressed are those of the authors only and do not necessarily reflect those of the "
            "European Union. Neither the European Union nor the granting authority can be held responsible for them."
        ),
        "page": _("Page"),
        "boxes": _("A box stands for a character that this PDF cannot show."),
    }


def _drawn(value: Any) -> Any:
    match value:
        case str():
            return drawn(value)
        case dict():
            return {key: _drawn(each) for key, each in value.items()}
        case list() | tuple():
            return [_drawn(each) for each in value]
    return value
