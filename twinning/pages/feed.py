"""What happened lately, in words: the history steps of a city, or of a whole cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from deliverables.models import Deliverable
from milestones.models import Obligation
from workflow.models import Step

SHOWN = 6


def steps_of_city(owed: list[Obligation]) -> list[Step]:
    """The newest steps on what one city owes and hands in; the caller has asked whether it may be seen."""
    known = {each.pk: each for each in owed}
    return _named(list(_about(known)), known)


def steps_of_programme() -> list[Step]:
    """The newest steps of all running obligations and outputs: for staff."""
    found = list(_about(None))
    return _named(found, Obligation.objects.with_names().in_bulk({step.object_id for step in found}))


def _about(keys: Iterable[int] | None) -> QuerySet[Step]:
    types = ContentType.objects.get_for_models(Obligation, Deliverable)
    about = Q(content_type__in=types.values())
    if keys is not None:
        # An output carries the id of its obligation, so one list of ids serves both kinds.
        about &= Q(object_id__in=keys)
    # What the portal noted beside somebody's own act (fulfilled by a submission) would be said twice.
    spoken = Step.objects.filter(about).exclude(verb="start").exclude(verb="fulfil", by=None)
    return spoken.select_related("by").order_by("-at", "-pk")[:SHOWN]


def _named(steps: list[Step], obligations: Mapping[int, Obligation]) -> list[Step]:
    """Each step with `.obligation`."""
    for step in steps:
        step.obligation = obligations.get(step.object_id)
    return [step for step in steps if step.obligation]
