"""Who reviews what, and the views of the queue that somebody comes back to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.actions.drafts import lock
from deliverables.models import Deliverable, SavedFilter
from deliverables.rules import has_a_part_in_it
from workflow.history import record
from workflow.models import Step
from workflow.refusals import NotAllowed, Refusal

KEPT = ("whose", "cohort", "requirement", "country")
"""What a saved view of the queue remembers of an address."""
MOST_KEPT = 20


class NothingChosen(Refusal):
    """Nothing to give, or no view to keep."""


def assign(outputs: Sequence[Deliverable], *, to: Any, by: Any, now: datetime) -> list[Deliverable]:
    """Give outputs to a colleague to review, all of them or none; `to=None` gives them back to everybody.

    What they have already is left as it is. They get one mail, unless they took it themselves. Answers what changed.
    Raises NothingChosen, or NotAllowed: only the programme team assigns, and nobody reviews their own.
    """
    if not outputs:
        raise NothingChosen(_("Tick at least one output first."))
    with transaction.atomic():
        changed, steps = [], []
        for each in sorted(outputs, key=lambda output: output.pk):  # so that two never wait for each other
            output = _locked(each)
            _ask_assigning(output, to, by)
            if output.reviewer_id != (to.pk if to else None):
                steps.append(_give(output, to, by, now))
                changed.append(output)
        if changed and to and to != by:
            emails.assigned(changed, steps, to=to, by=by)
    return changed


def save_filter(name: str, query: str, *, by: Any) -> SavedFilter:
    """Keep a view of the queue under a name; the same name again is the new view. Raises NothingChosen."""
    name = " ".join(name.split())[:60]
    asked = QueryDict(query)
    kept = QueryDict(mutable=True)
    kept.update({key: asked[key] for key in KEPT if asked.get(key)})
    if not name:
        raise NothingChosen(_("Give the view a name."), field="name")
    if SavedFilter.objects.filter(user=by).exclude(name=name).count() >= MOST_KEPT:
        raise NothingChosen(_("%(n)d views are the most one person keeps. Remove one first.") % {"n": MOST_KEPT})
    view, _made = SavedFilter.objects.update_or_create(user=by, name=name, defaults={"query": kept.urlencode()[:500]})
    return view


def remove_filter(view: SavedFilter) -> None:
    view.delete()


def _locked(output: Deliverable) -> Deliverable:
    lock(output.obligation)
    rows = Deliverable.objects.select_for_update(of=("self",)).with_names().select_related("reviewer")
    return rows.get(pk=output.pk)


def _ask_assigning(output: Deliverable, to: Any, by: Any) -> None:
    if not by.has_perm("deliverables.assign_deliverable", output):
        raise NotAllowed(_("Only the programme team says who reviews."))
    words = {"who": to, "what": output.obligation.requirement.name, "city": output.obligation.participation.city}
    if to and not (to.is_active and to.is_programme_staff):
        raise NotAllowed(_("%(who)s is not in the programme team, and cannot review.") % words)
    if to and has_a_part_in_it(to, output):
        raise NotAllowed(_("%(who)s has a part in the %(what)s of %(city)s, and nobody reviews their own.") % words)


def _give(output: Deliverable, to: Any, by: Any, now: datetime) -> Step:
    before = str(output.reviewer) if output.reviewer else ""
    output.reviewer = to
    output.save(update_fields=["reviewer"])
    sentence = _("gave the review to %(who)s") % {"who": to} if to else _("gave the review back to everybody")
    return record(output, "assign", sentence, by=by, now=now, before=before, after=str(to or ""))
