"""Takeaways and their verdicts: which ones a submitted revision judges, and which it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.content.schema import form_of
from visits.models import Takeaway


def without_a_verdict(deliverable: Any, revision: Any) -> list[Takeaway]:
    """The city's takeaways that this revision does not judge, and whose verdict nobody waived, visit by visit.

    Empty where the form judges none. A whole document judges none either: it has no rows that could be read.
    """
    owed = deliverable.obligation
    if not any(section.verdict for section in form_of(owed.requirement)):
        return []
    judged = set(_judged(deliverable, revision))
    noted = Takeaway.objects.current().filter(participation=owed.participation_id, verdict_waiver=None)
    ordered = noted.select_related("visit").order_by("visit__starts_on", "at", "pk")
    return [each for each in ordered if str(each.pk) not in judged]


def lacks_a_verdict(deliverable: Any) -> str | None:
    """The guard of approving; it names the first takeaway that is left out."""
    revision = deliverable.revisions.submitted().order_by("-number").first()
    left_out = without_a_verdict(deliverable, revision) if revision else []
    return said_of(left_out, revision.number) if left_out else None


def said_of(left_out: list[Takeaway], number: int) -> str:
    """Why revision `number` cannot be approved, in one sentence."""
    words = ngettext(
        "Revision %(number)d has no verdict on the takeaway “%(first)s” (%(visit)s).",
        "Revision %(number)d has no verdict on %(n)d takeaways, the first: “%(first)s” (%(visit)s).",
        len(left_out),
    )
    said = {"number": number, "n": len(left_out), "first": left_out[0].practice, "visit": left_out[0].visit}
    return _("%(lack)s Ask for changes, or waive it with a reason.") % {"lack": words % said}


def _judged(deliverable: Any, revision: Any) -> Iterator[str]:
    """The takeaways, by number, that rows of the revision name beside a verdict that the form knows."""
    frozen = {each["slug"]: each["rows"] for each in (revision.content or {}).get("sections", ())}
    for section in form_of(deliverable.obligation.requirement):
        if section.verdict and section.pointer:
            for row in frozen.get(section.slug, ()):
                if row["values"].get(section.verdict.slug) in section.verdict.options:
                    yield row["values"].get(section.pointer.slug, "")
