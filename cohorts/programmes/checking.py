"""Whether a template can run a cohort: its shape by schema, then what the schema cannot see.

Every problem is found in one go and says what would work.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, ValidationError

from cohorts.programmes.reading import BUILT_IN, BadTemplate, Path_, Source

SECTIONS = ("sessions", "visits", "outputs", "other")
"""The parts of a template that hold requirements, one for each kind of a requirement."""
EVENTS = ("fulfilled", "approved")

Found = tuple[Path_, str]


def check(source: Source) -> dict[str, Any]:
    """The template as a dictionary that can be trusted. Raises BadTemplate with every problem found."""
    problems = [source.problem(*found) for error in _validator().iter_errors(source.content) for found in _say(error)]
    if not problems:
        problems = [source.problem(path, sentence) for path, sentence in _cross_checks(source.content)]
    if problems:
        raise BadTemplate(sorted(set(problems), key=lambda problem: (problem.line, problem.key)))
    return source.content


def requirements(template: dict[str, Any]) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every requirement of a template with its place in the file."""
    for section in SECTIONS:
        for index, each in enumerate(template.get(section) or []):
            yield (section, index), each


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((BUILT_IN / "schema.json").read_text(encoding="utf-8"))
    return schema


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(_schema())


def _say(error: ValidationError) -> Iterator[Found]:
    """The schema's complaint in a sentence with the way out."""
    path: Path_ = tuple(error.absolute_path)
    shape, instance, wanted = _parts(error)
    if error.validator == "required":
        for key in [key for key in wanted if key not in instance]:
            works = _works(shape["properties"][key])
            yield path, _("%(key)s is missing; write %(works)s") % {"key": key, "works": works}
    elif error.validator == "additionalProperties":
        keys = list(shape["properties"])
        for key in [key for key in instance if key not in keys]:
            yield (*path, key), _unknown(key, keys)
    else:
        yield path, _("%(value)s does not work; write %(works)s") % {
            "value": _quoted(instance), "works": _works(shape),
        }  # fmt: skip


def _parts(error: ValidationError) -> tuple[Any, Any, Any]:
    """The piece of the schema, the piece of the template, and what the schema wanted there."""
    return error.schema, error.instance, error.validator_value


def _works(shape: dict[str, Any]) -> str:
    while "description" not in shape:
        shape = _schema()["$defs"][shape["$ref"].rpartition("/")[2]]
    return str(shape["description"])


def _quoted(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _unknown(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    if near:
        return _("“%(word)s” is not known here; did you mean “%(near)s”?") % {"word": word, "near": near[0]}
    return _("“%(word)s” is not known here; what works: %(known)s") % {"word": word, "known": ", ".join(known)}


def _cross_checks(template: dict[str, Any]) -> Iterator[Found]:
    yield from _twice(template)
    yield from _bands(template)
    yield from _sides(template)
    for path, each in requirements(template):
        yield from _names_known(template, path, each)
        yield from _anchor_works(template, path, each)
    yield from _milestones_known(template)
    yield from _circles(template)


def _twice(template: dict[str, Any]) -> Iterator[Found]:
    lists: dict[str, list[tuple[Path_, str]]] = {
        "role": [(("roles", n), each["role"]) for n, each in enumerate(template["roles"])],
        "slug": [(("modules", n), each["slug"]) for n, each in enumerate(template["modules"])],
        "code": [(path, each["code"]) for path, each in requirements(template)],
    }
    for key, entries in lists.items():
        count = Counter(value for _path, value in entries)
        for path, value in entries:
            if count[value] > 1:
                yield (*path, key), _("“%s” stands more than once; each needs its own") % value


def _bands(template: dict[str, Any]) -> Iterator[Found]:
    for index, module in enumerate(template["modules"]):
        if module["hours"]["max"] < module["hours"]["min"]:
            least = module["hours"]["min"]
            yield ("modules", index, "hours", "max"), _("is below min; write %s or more") % least


def _sides(template: dict[str, Any]) -> Iterator[Found]:
    sides = {role.get("side") for role in template["roles"]}
    if template["pairings"] == "required" and not {"learning", "showing"} <= sides:
        yield ("pairings",), _("pairings need a role with side: learning and one with side: showing, or pairings: none")
    for path, each in requirements(template):
        if template["pairings"] == "none" and each.get("needs_pairing"):
            yield (*path, "needs_pairing"), _("this programme has no pairings; write false, or pairings: optional")


def _names_known(template: dict[str, Any], path: Path_, each: dict[str, Any]) -> Iterator[Found]:
    modules = [module["slug"] for module in template["modules"]]
    roles = [role["role"] for role in template["roles"]]
    if each["module"] not in modules:
        yield (*path, "module"), _unknown(each["module"], modules)
    for index, role in enumerate(each["owed_by"]):
        if role not in roles:
            yield (*path, "owed_by", index), _unknown(role, roles)


def _anchor_works(template: dict[str, Any], path: Path_, each: dict[str, Any]) -> Iterator[Found]:
    anchor, of = each["due"]["anchor"], each["due"].get("of")
    if anchor not in EVENTS:
        if of is not None:
            yield (*path, "due", "of"), _("belongs to the anchors fulfilled and approved only; leave it out")
        return
    by_code = {other["code"]: (place[0], other) for place, other in requirements(template)}
    if of is None:
        yield (*path, "due"), _("%(anchor)s needs of: with the code it is counted from") % {"anchor": anchor}
    elif of not in by_code:
        yield (*path, "due", "of"), _unknown(of, list(by_code))
    elif anchor == "approved" and by_code[of][0] != "outputs":
        yield (*path, "due", "anchor"), _("only outputs are approved; write fulfilled, or name an output")
    elif missing := set(each["owed_by"]) - set(by_code[of][1]["owed_by"]):
        yield (*path, "due", "of"), _("“%(of)s” is not owed by %(roles)s, so their date would never come") % {
            "of": of, "roles": ", ".join(sorted(missing)),
        }  # fmt: skip


def _milestones_known(template: dict[str, Any]) -> Iterator[Found]:
    codes = [each["code"] for _path, each in requirements(template)]
    for index, milestone in enumerate(template.get("milestones") or []):
        for place, code in enumerate(milestone["requirements"]):
            if code not in codes:
                yield ("milestones", index, "requirements", place), _unknown(code, codes)


def _circles(template: dict[str, Any]) -> Iterator[Found]:
    before = {each["code"]: each["due"].get("of") for _path, each in requirements(template)}
    for path, each in requirements(template):
        chain = [each["code"]]
        while (of := before.get(chain[-1])) and of not in chain:
            chain.append(of)
        if of == each["code"]:
            circle = " > ".join([*chain, of])
            yield (*path, "due", "of"), _("counts from itself (%s); one of them needs another anchor") % circle
