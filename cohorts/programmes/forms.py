"""The forms of a programme's outputs: where they come from, and what the schema cannot see about them.

A form says what a city writes in an output: sections, repeating rows, fields. `docs/formats.md` describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cohorts.programmes import examples
from cohorts.programmes.reading import Path_, read, refuse
from cohorts.programmes.shape import Found, ill_shaped, missing, repeated, unknown

Form = dict[str, Any]

BELONGS = {
    "words": ("text", "long"),
    "unit": ("number",),
    "options": ("choice",),
    "ends": ("scale",),
    "kind": ("theme",),
    "of": ("row",),
}
"""Keys of a field that mean something for these types only."""
NEEDS = {"choice": "options", "scale": "ends", "row": "of"}
TAKEAWAYS = "takeaways"
"""The origin of rows that are about what a city noted on its visits."""
TYPED = ("text", "long")
BEGINS_WITH = {"practice": TYPED, "text": TYPED, "useful_for": TYPED, "goals": ("row",)}
"""What of a takeaway a field can begin with, and the types of fields that hold it."""
KEPT = {"learning-goals": {"question": ("text", "long"), "theme": ("theme",), "by_when": ("date",)}}
"""What the portal keeps rows as, and the fields, with their types, that it needs for that."""


def available(template: dict[str, Any], library: Path) -> dict[str, Form]:
    """Every form an output may name, by its slug: those of the library, and over them the template's own.

    Raises BadTemplate when a file of the library is wrong.
    """
    return {**_shelf(library), **{form["slug"]: form for form in template.get("forms", [])}}


def used(template: dict[str, Any]) -> list[str]:
    """The slugs of the forms that a template's outputs name, each once."""
    return list(dict.fromkeys(each["form"] for each in template.get("outputs", []) if "form" in each))


def whole(form: Form) -> Form:
    """A checked form with everything said that a file may leave out, and its example as a city would type it."""
    return {
        **form,
        "whole_document": form.get("whole_document", True),
        "review": {"days": 14, "checklist": [], **form.get("review", {})},
        "sections": [
            {
                **section,
                "fields": [
                    {"required": False, "public": field["type"] != "file", **field} for field in section["fields"]
                ],
            }
            for section in form["sections"]
        ],
        "example": examples.typed(form.get("example", {})),
    }


def problems(template: dict[str, Any], forms: dict[str, Form]) -> Iterator[Found]:
    """What is wrong with a template's own forms, and with the way the forms it uses point at each other."""
    own = [(("forms", place), form) for place, form in enumerate(template.get("forms", []))]
    yield from repeated("slug", [(path, form["slug"]) for path, form in own])
    for path, form in own:
        yield from _within(path, _form(form))
        if form["slug"] not in used(template):
            yield (*path, "slug"), _("no output uses this form; write form: %s at an output") % form["slug"]
    yield from _links(template, forms)
    yield from _choices(template, forms)


def dangling(forms: Iterable[Form]) -> Iterator[tuple[Form, Path_, str]]:
    """Fields that point at rows which none of these forms has: the form, the field's place in it, the rows."""
    forms = list(forms)
    known = _targets(forms)
    for form in forms:
        for path, field in _fields(form):
            if "of" in field and field["of"] not in known:
                yield form, path, field["of"]


@cache
def _shelf(library: Path) -> dict[str, Form]:
    """The forms of a folder; read once, as the files belong to the release."""
    forms = {}
    for path in sorted(library.glob("*.yaml")):
        source = read(path, "programmes/forms")
        refuse(source, ill_shaped(source.content, "form"))
        refuse(source, [*_named_as(path.stem, source.content), *_form(source.content)])
        forms[path.stem] = source.content
    return forms


def _named_as(stem: str, form: Form) -> Iterator[Found]:
    if form["slug"] != stem:
        yield ("slug",), _("is not the name of the file; write %s") % stem


def _links(template: dict[str, Any], forms: dict[str, Form]) -> Iterator[Found]:
    """Pointing at rows that are not there: said in the template's own form, or where it uses one of the library."""
    own: dict[str, Path_] = {form["slug"]: ("forms", n) for n, form in enumerate(template.get("forms", []))}
    in_use = [forms[slug] for slug in used(template) if slug in forms]
    for form, path, of in dangling(in_use):
        if form["slug"] in own:
            works = ", ".join(_targets(in_use)) or _("a field of type text, as no form in use here has rows")
            sentence = _("“%(of)s” are no rows of a form in use here; what works: %(works)s") % {
                "of": of,
                "works": works,
            }
            yield (*own[form["slug"]], *path, "of"), sentence
        else:
            sentence = _("points at %s, which no output here has; add that output, or write a form of your own") % of
            yield from ((path, sentence) for path in _uses(template, form["slug"]))


def _choices(template: dict[str, Any], forms: dict[str, Form]) -> Iterator[Found]:
    """Rows that come from certain answers of another form, which that form cannot give."""
    in_use = [forms[slug] for slug in used(template) if slug in forms]
    sections = {f"{form['slug']}.{each['slug']}": each for form in in_use for each in form["sections"]}
    for place, form in enumerate(template.get("forms", [])):
        for path, section in _sections(form):
            rows = section.get("rows", {})
            asked = {each["slug"]: each for each in sections.get(rows.get("from"), {}).get("fields", [])}
            for slug, answers in rows.get("when", {}).items() if asked else ():
                options = [each["slug"] for each in asked.get(slug, {}).get("options", [])]
                for answer in answers:
                    if answer not in options:
                        words = {"answer": answer, "field": slug, "rows": rows["from"]}
                        sentence = _("“%(answer)s” is no answer to %(field)s in %(rows)s") % words
                        yield ("forms", place, *path, "rows", "when", slug), sentence


def _uses(template: dict[str, Any], slug: str) -> Iterator[Path_]:
    """Where outputs name a form."""
    for n, output in enumerate(template.get("outputs", [])):
        if output.get("form") == slug:
            yield "outputs", n, "form"


def _targets(forms: Iterable[Form]) -> list[str]:
    """The rows that can be pointed at, as `of` names them."""
    return [f"{form['slug']}.{each['slug']}" for form in forms for each in form["sections"] if "rows" in each]


def _sections(form: Form) -> Iterator[tuple[Path_, dict[str, Any]]]:
    for n, section in enumerate(form["sections"]):
        yield ("sections", n), section


def _fields(form: Form) -> Iterator[tuple[Path_, dict[str, Any]]]:
    for path, section in _sections(form):
        for place, field in enumerate(section["fields"]):
            yield (*path, "fields", place), field


def _within(path: Path_, found: Iterable[Found]) -> Iterator[Found]:
    for inner, sentence in found:
        yield (*path, *inner), sentence


def _form(form: Form) -> Iterator[Found]:
    """What is wrong with one form by itself."""
    sections = list(_sections(form))
    questions = form.get("review", {}).get("checklist", [])
    yield from repeated("slug", [(path, section["slug"]) for path, section in sections])
    yield from repeated("slug", [(("review", "checklist", n), each["slug"]) for n, each in enumerate(questions)])
    for path, section in sections:
        yield from _within(path, _section(section))
    for path, field in _fields(form):
        yield from _within(path, _field(field))
    yield from _kept_once(form)
    yield from examples.problems(form)


def _section(section: dict[str, Any]) -> Iterator[Found]:
    fields = {field["slug"]: field for field in section["fields"]}
    rows = section.get("rows", {})
    yield from repeated("slug", [(("fields", n), field["slug"]) for n, field in enumerate(section["fields"])])
    yield from _limits("words", section)
    yield from _limits("rows", section)
    if rows and rows["title"] not in fields:
        yield ("rows", "title"), unknown(rows["title"], list(fields))
    for slug, types in KEPT.get(rows.get("keeps"), {}).items():
        if fields.get(slug, {}).get("type") not in types:
            words = {"kept": rows["keeps"], "slug": slug, "types": _either(types)}
            yield ("rows", "keeps"), _("%(kept)s need a field %(slug)s of type %(types)s; add it") % words
    yield from _origin(rows, fields)


def _origin(rows: dict[str, Any], fields: dict[str, dict[str, Any]]) -> Iterator[Found]:
    """Rows that come from somewhere need a field that says from where, and what is said about it must make sense."""
    origin, verdict = rows.get("from"), rows.get("verdict")
    if origin and not any(_points(field, origin) for field in fields.values()):
        yield ("rows", "from"), _("needs a field that says which one a row is about: of type takeaway, or a row of it")
    if "when" in rows and origin in (None, TAKEAWAYS):
        yield ("rows", "when"), _("belongs to rows that come from another form; leave it out")
    if verdict and origin != TAKEAWAYS:
        yield ("rows", "verdict"), _("belongs to rows that come from takeaways; leave it out")
    elif verdict and not _is_needed_choice(fields.get(verdict, {})):
        yield ("rows", "verdict"), _("is no field of type choice that is required; name one")
    for n, field in enumerate(fields.values()):
        yield from _within(("fields", n), _beginning(field, origin))


def _beginning(field: dict[str, Any], origin: str | None) -> Iterator[Found]:
    begins = field.get("from")
    if begins and origin != TAKEAWAYS:
        yield ("from",), _("belongs to rows that come from takeaways; leave it out")
    elif begins and field["type"] not in BEGINS_WITH[begins]:
        yield ("from",), _("belongs to fields of type %s only; leave it out") % _either(BEGINS_WITH[begins])


def _is_needed_choice(field: dict[str, Any]) -> bool:
    return field.get("type") == "choice" and field.get("required", False)


def _points(field: dict[str, Any], origin: str) -> bool:
    return field["type"] == "takeaway" if origin == TAKEAWAYS else field.get("of") == origin


def _field(field: dict[str, Any]) -> Iterator[Found]:
    kind = field["type"]
    for key in BELONGS.keys() & field.keys():
        if kind not in BELONGS[key]:
            yield (key,), _("belongs to fields of type %s only; leave it out") % _either(BELONGS[key])
    if kind in NEEDS and NEEDS[kind] not in field:
        yield (), missing("field", NEEDS[kind])
    yield from _limits("words", field)
    options = field.get("options", [])
    yield from repeated("slug", [(("options", n), option["slug"]) for n, option in enumerate(options)])


def _kept_once(form: Form) -> Iterator[Found]:
    keeping = [n for n, section in enumerate(form["sections"]) if "keeps" in section.get("rows", {})]
    for n in keeping[1:]:
        yield ("sections", n, "rows", "keeps"), _("another section of this form says so already; leave it out here")


def _limits(key: str, part: dict[str, Any]) -> Iterator[Found]:
    limits = part.get(key, {})
    if limits.get("max", limits.get("min", 0)) < limits.get("min", 0):
        yield (key, "max"), _("is below min; write %s or more") % limits["min"]


def _either(types: tuple[str, ...]) -> str:
    return _(" or ").join(types)
