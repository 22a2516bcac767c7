"""The shape of a template and of a form, by `schema.json`; each complaint a sentence with the way out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, ValidationError

from cohorts.programmes.reading import BUILT_IN, Path_

Found = tuple[Path_, str]
"""A problem: where in the file, and what would work."""


def ill_shaped(content: Any, what: str) -> Iterator[Found]:
    """What the schema does not like about a template or a form, named by its definition in the schema."""
    for error in _validator(what).iter_errors(content):
        yield from _say(error)


def unknown(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    if near:
        return _("“%(word)s” is not known here; did you mean “%(near)s”?") % {"word": word, "near": near[0]}
    return _("“%(word)s” is not known here; what works: %(known)s") % {"word": word, "known": ", ".join(known)}


def quoted(value: Any) -> str:
    """A value as a problem names it, cut when long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def missing(what: str, key: str) -> str:
    """That a key of a part of a template, which the schema allows to leave out, is needed here."""
    return _missing(key, _schema()["$defs"][what]["properties"][key])


def repeated(key: str, entries: list[tuple[Path_, str]]) -> Iterator[Found]:
    """Every entry whose value another one has, too."""
    count = Counter(value for _path, value in entries)
    for path, value in entries:
        if count[value] > 1:
            yield (*path, key), _("“%s” stands more than once; each needs its own") % value


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((BUILT_IN / "schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator(what: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{what}", "$defs": _schema()["$defs"]})


def _say(error: ValidationError) -> Iterator[Found]:
    """The schema's complaint in a sentence with the way out."""
    path: Path_ = tuple(error.absolute_path)
    shape, instance, wanted = _parts(error)
    if error.validator == "required":
        for key in [key for key in wanted if key not in instance]:
            yield path, _missing(key, shape["properties"][key])
    elif error.validator == "additionalProperties":
        keys = list(shape["properties"])
        for key in [key for key in instance if key not in keys]:
            yield (*path, key), unknown(key, keys)
    else:
        yield (
            path,
            _("%(value)s does not work; write %(works)s")
            % {
                "value": quoted(instance),
                "works": _works(shape),
            },
        )


def _parts(error: ValidationError) -> tuple[Any, Any, Any]:
    """The piece of the schema, the piece of the template, and what the schema wanted there."""
    return error.schema, error.instance, error.validator_value


def _missing(key: str, shape: dict[str, Any]) -> str:
    return _("%(key)s is missing; write %(works)s") % {"key": key, "works": _works(shape)}


def _works(shape: dict[str, Any]) -> str:
    while "description" not in shape:
        shape = _schema()["$defs"][shape["$ref"].rpartition("/")[2]]
    return str(shape["description"])
