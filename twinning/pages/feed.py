"""What happened lately, in words: the history steps of a city, or of a whole cohort."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from cohorts.models import Participation
from deliverables.models import Deliverable
from milestones.models import Obligation
from workflow.models import Step

SHOWN = 6


def steps_of_city(participation: Participation) -> list[Step]:
    """The newest steps on what one city owes and hands in; the caller has asked whether it may be seen."""
    return _named(_about(Obligation.objects.filter(participation=participation)))


def steps_of_programme() -> list[Step]:
    """The newest steps of all running obligations and outputs: for staff."""
    return _named(_about(None))


def _about(obligations: QuerySet[Obligation] | None) -> QuerySet[Step]:
    types = ContentType.objects.get_for_models(Obligation, Deliverable)
    about = Q(content_type__in=types.values())
    if obligations is not None:
        # An output carries the id of its obligation, so one list of ids serves both kinds.
        about &= Q(object_id__in=obligations.values("pk"))
    # What the portal noted beside somebody's own act (fulfilled by a submission) would be said twice.
    spoken = Step.objects.filter(about).exclude(verb="start").exclude(verb="fulfil", by=None)
    return spoken.select_related("by").order_by("-at", "-pk")[:SHOWN]


def _named(steps: QuerySet[Step]) -> list[Step]:
    """Each step with `.obligation`, read in one statement."""
    found = list(steps)
    obligations = Obligation.objects.with_names().in_bulk({step.object_id for step in found})
    for step in found:
        step.obligation = obligations.get(step.object_id)
    return [step for step in found if step.obligation]
