"""What is different between two versions of a form, in sentences for who has to decide about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deliverables.content.schema import Field, Form, Section, Words

Said = tuple[Callable[[Field], object], str | Promise]

OF_A_FIELD: tuple[Said, ...] = (
    (lambda field: field.type, lazy("%(what)s is answered in another way.")),
    (lambda field: field.is_required, lazy("%(what)s has become needed, or no longer is.")),
    (lambda field: field.is_public, lazy("%(what)s has become public, or no longer is.")),
    (lambda field: field.words, lazy("%(what)s has another limit in words.")),
    (lambda field: (field.options, field.ends), lazy("%(what)s has other answers to choose from.")),
    (lambda field: (field.unit, field.theme_kind, field.of), lazy("%(what)s asks for something else.")),
    (lambda field: field.help, lazy("%(what)s has another help text.")),
)


def changes(old: Form, new: Form) -> list[str]:
    """Everything a city or a reviewer would notice, from the whole to the single question."""
    if old.digest == new.digest:
        return []
    return [*_of_the_form(old, new), *_of_sections(old, new)] or [_("The order or the worked example is another.")]


def span(limits: Words) -> str:
    """A limit in words: "3 to 7"."""
    least, most = limits
    if least and most:
        return _("%(least)d to %(most)d") % {"least": least, "most": most}
    if least:
        return _("at least %(n)d") % {"n": least}
    return _("at most %(n)d") % {"n": most} if most else ""


def _of_the_form(old: Form, new: Form) -> Iterator[str]:
    if (old.name, old.purpose) != (new.name, new.purpose):
        yield _("Its name or its purpose is worded in another way.")
    if old.takes_document != new.takes_document:
        yield _("A document may now stand in for the form.") if new.takes_document else _("A document no longer does.")
    if (old.review_days, old.endorsement) != (new.review_days, new.endorsement):
        yield _("Review and endorsement have other days.")
    if old.checklist != new.checklist:
        yield _("Reviewers answer other questions.")


def _of_sections(old: Form, new: Form) -> Iterator[str]:
    for section in _gone(old, new):
        yield _("The section “%s” is no longer asked.") % section.title
    for section in new:
        before = old.section(section.slug)
        if before is None:
            yield _("The section “%(title)s” is new, with %(n)d questions.") % {
                "title": section.title,
                "n": len(section.fields),
            }
        else:
            yield from _of_section(before, section)


def _of_section(old: Section, new: Section) -> Iterator[str]:
    if (old.title, old.help) != (new.title, new.help):
        yield _("The section “%s” has another title or introduction.") % new.title
    if (old.has_rows, old.rows) != (new.has_rows, new.rows):
        yield _("The section “%(title)s” asks for %(rows)s rows.") % {
            "title": new.title,
            "rows": span(new.rows) or _("any number of") if new.has_rows else _("no"),
        }
    if (old.origin, old.when, old.verdict and old.verdict.slug) != (
        new.origin,
        new.when,
        new.verdict and new.verdict.slug,
    ):
        yield _("The section “%s” is offered other rows.") % new.title
    if old.words != new.words:
        yield _("The section “%s” has another limit in words.") % new.title
    for field in old.fields:
        if new.field(field.slug) is None:
            yield _("%s is no longer asked.") % _named(old, field)
    for field in new.fields:
        yield from _of_field(new, old.field(field.slug), field)


def _of_field(section: Section, old: Field | None, new: Field) -> Iterator[str]:
    if old is None:
        yield _("%s is a new question.") % _named(section, new)
        return
    if old.label != new.label:
        yield _("%(old)s is now called “%(new)s”.") % {"old": _named(section, old), "new": new.label}
    for of, sentence in OF_A_FIELD:
        if of(old) != of(new):
            yield sentence % {"what": _named(section, new)}


def _gone(old: Form, new: Form) -> Iterable[Section]:
    return (section for section in old if new.section(section.slug) is None)


def _named(section: Section, field: Field) -> str:
    return _("“%(question)s” in “%(section)s”") % {"question": field.label, "section": section.title}
