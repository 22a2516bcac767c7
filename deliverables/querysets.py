from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from cities.models import Representative
from cohorts.models import Pairing, Participation
from cohorts.querysets import cities_of
from deliverables.states import HANDED_IN, Audience, PublicationState, State, Verdict
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet
from uploads.states import Scan

if TYPE_CHECKING:
    from deliverables.models import (
        Bundle,
        Comment,
        Deliverable,
        Endorsement,
        OutputForm,
        Part,
        Presence,
        Publication,
        Review,
        Revision,
        RevisionFile,
        SavedFilter,
        Thread,
        VerdictWaiver,
        WritingTrace,
    )


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
        last = self.model._default_manager.filter(pk=OuterRef("pk")).annotate(at=Max("revisions__submitted_at"))
        waiting = self.filter(state=State.SUBMITTED, obligation__participation__withdrawn_on=None)
        return waiting.annotate(waiting_since=Subquery(last.values("at"))).order_by("waiting_since", "pk")

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

    def approved(self) -> RevisionQuerySet:
        return self.filter(review__verdict=Verdict.APPROVED)

    def newest_of_each(self) -> RevisionQuerySet:
        """Of each output the newest one of these."""
        same = self.filter(deliverable=OuterRef("deliverable")).order_by("-number")
        return self.filter(pk=Subquery(same.values("pk")[:1]))


class RevisionFileQuerySet(models.QuerySet["RevisionFile"]):
    def visible_to(self, user: Any) -> RevisionFileQuerySet:
        return self.filter(readable_revisions(user, "revision__"))

    def scanned(self) -> RevisionFileQuerySet:
        """What may be fetched: nothing leaves while the virus scanner has not called it clean."""
        return self.filter(scan=Scan.CLEAN)


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Any) -> ReviewQuerySet:
        """What staff answers is between staff and the city; the pairing reads the outputs alone."""
        return self.filter(revision__deliverable__obligation__in=Obligation.objects.visible_to(user).values("pk"))


def written_by_ones_own(user: Any) -> Q:
    """Drafts are read where they are written: by the city and by staff."""
    if getattr(user, "is_programme_staff", False):
        return Q()
    return Q(deliverable__obligation__participation__city__in=cities_of(user))


class PartQuerySet(models.QuerySet["Part"]):
    def visible_to(self, user: Any) -> PartQuerySet:
        """Working text, before it is submitted: of one's own city, and for staff."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(written_by_ones_own(user))

    def standing(self) -> PartQuerySet:
        return self.filter(dropped_at=None)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def visible_to(self, user: Any) -> PresenceQuerySet:
        """Who is writing is for those who write along."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(written_by_ones_own(user))


class WritingTraceQuerySet(models.QuerySet["WritingTrace"]):
    def visible_to(self, user: Any) -> WritingTraceQuerySet:
        """When somebody wrote is read by themselves, and by nobody else."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class OutputFormQuerySet(models.QuerySet["OutputForm"]):
    def visible_to(self, user: Any) -> OutputFormQuerySet:
        """What is asked is no secret of anybody."""
        return self


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, user: Any) -> EndorsementQuerySet:
        """Known with the revision."""
        return self.filter(readable_revisions(user, "revision__"))


class VerdictWaiverQuerySet(models.QuerySet["VerdictWaiver"]):
    def visible_to(self, user: Any) -> VerdictWaiverQuerySet:
        """Between staff and the city, as everything of the review is."""
        return self.filter(deliverable__obligation__in=Obligation.objects.visible_to(user).values("pk"))


def readable_threads(user: Any, path: str = "") -> Q:
    """Staff read all; a city what is not for staff only; the pairing what is said to everyone in it."""
    if getattr(user, "is_programme_staff", False):
        return Q()
    output = f"{path}deliverable__obligation"
    city = {f"{path}audience": Audience.CITY, f"{output}__participation__city__in": cities_of(user)}
    known = outputs_visible_to(user).values("pk")
    return Q(**city) | Q(**{f"{path}audience": Audience.PAIRING, f"{output}__in": known})


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Any) -> ThreadQuerySet:
        """As far as its audience includes this person."""
        return self.filter(readable_threads(user)) if user.is_authenticated else self.none()


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> CommentQuerySet:
        """As far as the audience of its thread includes this person."""
        return self.filter(readable_threads(user, "thread__")) if user.is_authenticated else self.none()

    def with_names(self) -> CommentQuerySet:
        """With who said it, and `of_city`: the city they speak for, the owing one before others, in Latin letters."""
        latin = Coalesce(NullIf("city__english_name", Value("")), "city__name")
        held = Representative.objects.filter(user=OuterRef("by")).order_by("ended_on", "pk")
        seats = held.annotate(latin=latin).values("latin")
        own = seats.filter(city=OuterRef("thread__deliverable__obligation__participation__city"))
        return self.select_related("by").annotate(of_city=Coalesce(Subquery(own[:1]), Subquery(seats[:1])))


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, user: Any) -> PublicationQuerySet:
        """What is public is for everybody, the rest for staff and the city."""
        if not user.is_authenticated:
            return self.public()
        if user.is_programme_staff:
            return self
        return self.filter(self._public() | written_by_ones_own(user))

    def public(self) -> PublicationQuerySet:
        """What visitors read, as long as the cohort is public."""
        return self.filter(self._public())

    def of_city(self, city: Any) -> PublicationQuerySet:
        return self.filter(deliverable__obligation__participation__city=city)

    def with_names(self) -> PublicationQuerySet:
        """With everything its page prints around the text."""
        return self.select_related(
            "deliverable__obligation__requirement__cohort", "deliverable__obligation__participation__city"
        )

    @staticmethod
    def _public() -> Q:
        return Q(state=PublicationState.PUBLIC, deliverable__obligation__participation__cohort__is_public=True)


class BundleQuerySet(models.QuerySet["Bundle"]):
    def visible_to(self, user: Any) -> BundleQuerySet:
        """Only for who asked for it, and only while they belong to the programme team."""
        return self.filter(by=user) if getattr(user, "is_programme_staff", False) else self.none()

    def ready(self, now: datetime) -> BundleQuerySet:
        """Can be fetched."""
        return self.exclude(file="").filter(expires_at__gt=now)

    def unfinished(self) -> BundleQuerySet:
        return self.filter(file="", failed_at=None)

    def waiting(self) -> BundleQuerySet:
        """No worker has it."""
        return self.unfinished().filter(claimed_at=None)


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: Any) -> SavedFilterQuerySet:
        return self.filter(user=user) if user.is_authenticated else self.none()
