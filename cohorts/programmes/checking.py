"""Whether a template can run a cohort: its shape by schema, then what the schema cannot see.

Every problem is found in one go and says what would work.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cohorts.programmes import forms
from cohorts.programmes.reading import LIBRARY, Path_, Source, refuse
from cohorts.programmes.shape import Found, ill_shaped, repeated, unknown

SECTIONS = ("sessions", "visits", "outputs", "other")
"""The parts of a template that hold requirements, one for each kind of a requirement."""
EVENTS = ("fulfilled", "approved")


def check(source: Source, library: Path = LIBRARY) -> dict[str, Any]:
    """The template as a dictionary that can be trusted; `forms` holds each form its outputs use, whole, by its slug.

    A form is looked up in the template, then in `library`. Raises BadTemplate with every problem found.
    """
    template = source.content
    refuse(source, ill_shaped(template, "template"))
    available = forms.available(template, library)
    refuse(source, chain(_cross_checks(template, available), forms.problems(template, available)))
    return {**template, "forms": {slug: forms.whole(available[slug]) for slug in forms.used(template)}}


def requirements(template: dict[str, Any]) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every requirement of a template with its place in the file."""
    for section in SECTIONS:
        for index, each in enumerate(template.get(section) or []):
            yield (section, index), each


def _cross_checks(template: dict[str, Any], available: dict[str, Any]) -> Iterator[Found]:
    yield from _twice(template)
    yield from _bands(template)
    yield from _sides(template)
    for path, each in requirements(template):
        yield from _names_known(template, path, each)
        yield from _anchor_works(template, path, each)
        yield from _form_known(available, path, each)
    yield from _milestones_known(template)
    yield from _travel_complete(template)
    yield from _circles(template)


def _travel_complete(template: dict[str, Any]) -> Iterator[Found]:
    """Which keys go with which scheme; the room of travel knows the tables by name."""
    said = template.get("travel", {})
    needed = {"ceiling": ("eur", "over"), "unit_costs": ("table",)}.get(said.get("scheme"), ())
    for key in needed:
        if key not in said:
            yield ("travel",), _("%(scheme)s needs %(key)s") % {"scheme": said["scheme"], "key": key}
    for key in set(said) - {"scheme", *needed}:
        yield ("travel", key), _("does not belong to %(scheme)s; leave it out") % {"scheme": said["scheme"]}


def _twice(template: dict[str, Any]) -> Iterator[Found]:
    yield from repeated("role", [(("roles", n), each["role"]) for n, each in enumerate(template["roles"])])
    yield from repeated("slug", [(("modules", n), each["slug"]) for n, each in enumerate(template["modules"])])
    categories = template.get("visit", {}).get("party", {}).get("categories", [])
    yield from repeated(
        "slug", [(("visit", "party", "categories", n), each["slug"]) for n, each in enumerate(categories)]
    )
    yield from repeated("code", [(path, each["code"]) for path, each in requirements(template)])


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
        yield (*path, "module"), unknown(each["module"], modules)
    for index, role in enumerate(each["owed_by"]):
        if role not in roles:
            yield (*path, "owed_by", index), unknown(role, roles)


def _form_known(available: dict[str, Any], path: Path_, each: dict[str, Any]) -> Iterator[Found]:
    if "form" in each and path[0] != "outputs":
        yield (*path, "form"), _("only outputs are written in a form; leave it out, or move it to outputs")
    elif "form" in each and each["form"] not in available:
        yield (*path, "form"), unknown(each["form"], list(available))


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
        yield (*path, "due", "of"), unknown(of, list(by_code))
    elif anchor == "approved" and by_code[of][0] != "outputs":
        yield (*path, "due", "anchor"), _("only outputs are approved; write fulfilled, or name an output")
    elif missing := set(each["owed_by"]) - set(by_code[of][1]["owed_by"]):
        yield (
            (*path, "due", "of"),
            _("“%(of)s” is not owed by %(roles)s, so their date would never come")
            % {
                "of": of,
                "roles": ", ".join(sorted(missing)),
            },
        )


def _milestones_known(template: dict[str, Any]) -> Iterator[Found]:
    codes = [each["code"] for _path, each in requirements(template)]
    for index, milestone in enumerate(template.get("milestones") or []):
        for place, code in enumerate(milestone["requirements"]):
            if code not in codes:
                yield ("milestones", index, "requirements", place), unknown(code, codes)


def _circles(template: dict[str, Any]) -> Iterator[Found]:
    before = {each["code"]: each["due"].get("of") for _path, each in requirements(template)}
    for path, each in requirements(template):
        chain = [each["code"]]
        while (of := before.get(chain[-1])) and of not in chain:
            chain.append(of)
        if of == each["code"]:
            circle = " > ".join([*chain, of])
            yield (*path, "due", "of"), _("counts from itself (%s); one of them needs another anchor") % circle
