"""The worked example of a form: that it fits the form, and how a city would have typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cohorts.programmes.reading import Path_
from cohorts.programmes.shape import Found, quoted, unknown


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


WRITTEN: dict[str, tuple[Callable[[str], object], str]] = {
    "number": (re.compile(r"-?\d+(\.\d+)?").fullmatch, gettext_noop("a number such as 12 or 7.5")),
    "money": (re.compile(r"\d+(\.\d\d)?").fullmatch, gettext_noop("an amount in euros such as 1200 or 1200.50")),
    "date": (_is_day, gettext_noop("a day such as 2027-05-31")),
    "scale": (re.compile(r"[1-5]").fullmatch, gettext_noop("a whole number from 1 to 5")),
    "theme": (re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch, gettext_noop("the slug of a theme, such as energy")),
}
"""How values of a type are written, and in words. Other types are shown in an example as a reader would see them."""


def problems(form: dict[str, Any]) -> Iterator[Found]:
    """Where the example of a form does not fit it."""
    sections = {section["slug"]: section for section in form["sections"]}
    for slug, content in form.get("example", {}).items():
        if slug not in sections:
            yield ("example", slug), unknown(slug, list(sections))
        elif not isinstance(content, list if "rows" in sections[slug] else dict):
            works = _("a list of rows") if "rows" in sections[slug] else _("fields and what stands in them")
            yield ("example", slug), _does_not_work(content, works)
        else:
            for path, row in _rows(("example", slug), content):
                yield from _row(path, row, {field["slug"]: field for field in sections[slug]["fields"]})


def typed(example: dict[str, Any]) -> dict[str, Any]:
    """A checked example with every value as the text a city would have typed."""
    return {
        slug: [_texts(row) for row in content] if isinstance(content, list) else _texts(content)
        for slug, content in example.items()
    }


def _rows(path: Path_, content: Any) -> Iterator[tuple[Path_, Any]]:
    if isinstance(content, dict):
        yield path, content
    else:
        yield from (((*path, n), row) for n, row in enumerate(content))


def _row(path: Path_, row: Any, fields: dict[str, Any]) -> Iterator[Found]:
    if not isinstance(row, dict):
        yield path, _does_not_work(row, _("fields and what stands in them"))
        return
    for slug, value in row.items():
        if slug not in fields:
            yield (*path, slug), unknown(slug, list(fields))
        elif sentence := _refused(value, fields[slug]):
            yield (*path, slug), sentence


def _refused(value: Any, field: dict[str, Any]) -> str:
    """Why a value cannot stand in a field, or nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return _does_not_work(value, _("a text, in quotes if need be"))
    if field["type"] == "choice":
        options = [option["slug"] for option in field.get("options", [])]
        return "" if _text(value) in options else unknown(_text(value), options)
    if field["type"] in WRITTEN:
        fits, works = WRITTEN[field["type"]]
        return "" if fits(_text(value)) else _does_not_work(value, _(works))
    return ""


def _does_not_work(value: Any, works: str) -> str:
    return _("%(value)s does not work; write %(works)s") % {"value": quoted(value), "works": works}


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {slug: _text(value) for slug, value in row.items()}


def _text(value: str | float | date) -> str:
    return value.isoformat() if isinstance(value, date) else str(value).strip()
