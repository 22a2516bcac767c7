from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from deliverables.models.output import Deliverable, Revision
from deliverables.querysets import BundleQuerySet, PublicationQuerySet, SavedFilterQuerySet
from deliverables.states import BundleKind, BundleState, PublicationState


class Publication(models.Model):
    """An approved revision on the city's public page: proposed by staff, there only with the city's consent.

    A newer one takes the place of what is public when the city consents to it, not before.
    """

    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="publications")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="publication")
    state = models.CharField(_("state"), max_length=10, choices=PublicationState.choices)
    at = models.DateTimeField(_("since"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "pk"]
        verbose_name = _("published output")
        verbose_name_plural = _("published outputs")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="publication_known"),
            models.UniqueConstraint(fields=["deliverable"], condition=Q(state="public"), name="one_public_revision"),
            models.UniqueConstraint(fields=["deliverable"], condition=Q(state="proposed"), name="one_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        city = self.deliverable.obligation.participation.city
        return reverse("published_output", args=[city.slug, self.deliverable_id])


class Bundle(models.Model):
    """All outputs of one kind of a cohort as one file, made in the background for the person who asked.

    How far it is follows from what is there: the file, the instant a worker gave it up, the instant one began. A
    worker that died is found by the latter.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    code = models.SlugField(_("output"), max_length=60)
    kind = models.CharField(_("kind"), max_length=5, choices=BundleKind.choices)
    done = models.PositiveSmallIntegerField(_("outputs done"), default=0)
    total = models.PositiveSmallIntegerField(_("outputs in all"), default=0)
    language = models.CharField(max_length=10)
    file = models.FileField(_("file"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    claimed_at = models.DateTimeField(_("begun"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    expires_at = models.DateTimeField(_("can be fetched until"))

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("bundle of outputs")
        verbose_name_plural = _("bundles of outputs")
        constraints = [models.CheckConstraint(condition=Q(kind__in=BundleKind.values), name="bundle_kind_known")]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.code}.{self.kind}"

    @property
    def state(self) -> BundleState:
        if self.file:
            return BundleState.READY
        if self.failed_at:
            return BundleState.FAILED
        return BundleState.MAKING if self.claimed_at else BundleState.WAITING

    @property
    def is_unfinished(self) -> bool:
        return self.state in (BundleState.WAITING, BundleState.MAKING)


class SavedFilter(models.Model):
    """A view of the review queue that somebody comes back to."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["user", "name"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
