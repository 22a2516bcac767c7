"""The version ladder: what was handed in, what was answered, and who waits for whom since when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from deliverables.models import Deliverable, Revision
from deliverables.states import State, Verdict
from ui.templatetags.kit import day

DONE, NOW, AHEAD = "is-done", "is-now", "is-ahead"


class Rung(NamedTuple):
    place: str
    title: str
    text: str


def ladder(output: Deliverable, revisions: Sequence[Revision], *, with_reviews: bool) -> list[Rung]:
    """The rungs in order. `revisions` by number, as far as the reader may see them; reviews are for city and staff."""
    rungs = []
    for revision in revisions:
        if not revision.is_draft:
            rungs.append(_handed_in(revision))
            if with_reviews and hasattr(revision, "review"):
                rungs.append(_answered(revision))
    return rungs + _ahead(output, revisions)


def _handed_in(revision: Revision) -> Rung:
    text = f"{day(revision.submitted_at)}, {revision.submitted_by}"
    return Rung(DONE, _("Revision %(n)s submitted") % {"n": revision.number}, text)


def _answered(revision: Revision) -> Rung:
    text = f"{day(revision.review.at)}, {revision.review.by}"
    return Rung(DONE, _("Approved") if revision.review.verdict == Verdict.APPROVED else _("Changes asked"), text)


def _ahead(output: Deliverable, revisions: Sequence[Revision]) -> list[Rung]:
    """Where it stands now, who is asked to act and since when, and what follows."""
    handed_in = [each for each in revisions if not each.is_draft]
    approval = Rung(AHEAD, _("Approved"), _("by the programme team"))
    match output.shown_state:
        case State.WAIVED:
            return [Rung(NOW, _("Waived"), output.obligation.waived_reason)]
        case State.APPROVED:
            return []
        case State.SUBMITTED:
            since = {"day": day(handed_in[-1].submitted_at)}
            return [Rung(NOW, _("In review"), _("with the programme team since %(day)s") % since), approval]
    return [_with_the_city(output, revisions), Rung(AHEAD, _("In review"), _("by the programme team")), approval]


def _with_the_city(output: Deliverable, revisions: Sequence[Revision]) -> Rung:
    last = revisions[-1] if revisions else None
    city = output.obligation.participation.city
    if last is None:
        return Rung(NOW, _("Not started"), _("%(city)s begins") % {"city": city})
    if last.is_draft:
        words = {"city": city, "day": day(last.created_at)}
        return Rung(NOW, _("Revision %(n)s, draft") % {"n": last.number}, _("%(city)s, since %(day)s") % words)
    return Rung(NOW, _("Revision %(n)s to come") % {"n": last.number + 1}, _("from %(city)s") % {"city": city})
