from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Max, Q

from cohorts.models import Pairing, Participation
from cohorts.querysets import cities_of
from deliverables.states import HANDED_IN, State
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet

if TYPE_CHECKING:
    from deliverables.models import Deliverable, Review, Revision, RevisionFile


def outputs_visible_to(user: Any) -> ObligationQuerySet:
    """The outputs a person may know of, begun or not: the root of every lookup in this room.

    Staff see all, a city its own, and the room of a standing pairing (its facilitator and the cities that
    are still in) what the others in it have submitted once.
    """
    outputs = Obligation.objects.outputs()
    if not user.is_authenticated:
        return outputs.none()
    if user.is_programme_staff:
        return outputs
    partners = Participation.objects.active().filter(pairings__in=Pairing.objects.visible_to(user).standing())
    shared = Q(participation__in=partners.values("pk"), deliverable__state__in=HANDED_IN)
    return outputs.filter(Q(participation__city__in=cities_of(user)) | shared)


def readable_revisions(user: Any, path: str = "") -> Q:
    """Revisions of visible outputs; a draft is read by its city and by staff only. `path` leads to the revision."""
    known = Q(**{f"{path}deliverable__obligation__in": outputs_visible_to(user).values("pk")})
    if getattr(user, "is_programme_staff", False):
        return known
    own = Q(**{f"{path}deliverable__obligation__participation__city__in": cities_of(user)})
    return known & (own | Q(**{f"{path}submitted_at__isnull": False}))


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def visible_to(self, user: Any) -> DeliverableQuerySet:
        return self.filter(obligation__in=outputs_visible_to(user).values("pk"))

    def in_review(self) -> DeliverableQuerySet:
        """Submitted by cities that are still in, the longest waiting first; `waiting_since` is an instant."""
        waiting = self.filter(state=State.SUBMITTED, obligation__participation__withdrawn_on=None)
        return waiting.annotate(waiting_since=Max("revisions__submitted_at")).order_by("waiting_since", "pk")

    def with_names(self) -> DeliverableQuerySet:
        """With everything a row of a list prints."""
        return self.select_related(
            "obligation__requirement__cohort", "obligation__participation__city", "obligation__participation__cohort"
        )


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: Any) -> RevisionQuerySet:
        return self.filter(readable_revisions(user))

    def submitted(self) -> RevisionQuerySet:
        return self.filter(submitted_at__isnull=False)


class RevisionFileQuerySet(models.QuerySet["RevisionFile"]):
    def visible_to(self, user: Any) -> RevisionFileQuerySet:
        return self.filter(readable_revisions(user, "revision__"))


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> ReviewQuerySet:
        """What staff answers is between staff and the city; the pairing reads the outputs alone."""
        return self.filter(revision__deliverable__obligation__in=Obligation.objects.visible_to(user).values("pk"))
