from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliverables.content.schema import Form, form_of
from deliverables.models.output import Deliverable, Revision
from deliverables.querysets import (
    CommentQuerySet,
    EndorsementQuerySet,
    ReviewQuerySet,
    ThreadQuerySet,
    VerdictWaiverQuerySet,
)
from deliverables.states import Audience, Tick, Verdict
from visits.models import Takeaway


class Review(models.Model):
    """The one verdict on a revision. `fingerprint` is what the reviewer read; approval freezes it.

    `checklist` answers the questions of the form (slug to yes, partly or no); `sections` and `due_on` are what was
    asked for: None means every section, and no day.
    """

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(_("verdict"), max_length=15, choices=Verdict.choices)
    note = models.TextField(_("note"), blank=True)
    checklist = models.JSONField(_("checklist"), default=dict, blank=True)
    sections = models.JSONField(_("sections to change"), null=True)
    due_on = models.DateField(_("next revision by"), null=True)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_known")]

    def __str__(self) -> str:
        return f"{self.revision}: {self.get_verdict_display()}"

    @property
    def answers(self) -> list[tuple[str, Tick]]:
        """The questions of the checklist that were answered, in the words of the form."""
        questions = {slug: text for form in self._forms for slug, text in form.checklist.items()}
        return [(questions[slug], Tick(said)) for slug, said in self.checklist.items() if slug in questions]

    @property
    def section_titles(self) -> list[str]:
        """What changes were asked of, where it was not everything."""
        titles = {section.slug: section.title for form in self._forms for section in form}
        return [titles[slug] for slug in self.sections or () if slug in titles]

    @property
    def _forms(self) -> tuple[Form, Form]:
        """What the output asks today, and what it asked when it was handed in; the second has the last word."""
        written_in = self.revision.form.schema if self.revision.form else {}
        return form_of(self.revision.deliverable.obligation.requirement), Form(written_in)


class Endorsement(models.Model):
    """The pilot side stands behind a revision, before the programme team reads it."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="endorsement")
    note = models.TextField(_("note"), blank=True)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")

    def __str__(self) -> str:
        return f"{self.revision}: {self.by}"


class VerdictWaiver(models.Model):
    """The decision of staff that a takeaway needs no verdict: `deliverable` can be approved without one."""

    takeaway = models.OneToOneField(Takeaway, on_delete=models.PROTECT, related_name="verdict_waiver")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="verdict_waivers")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))

    objects = VerdictWaiverQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("waived verdict")
        verbose_name_plural = _("waived verdicts")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="verdict_waived_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.takeaway}: {self.reason[:40]}"


class Thread(models.Model):
    """A conversation about one place of an output, read by its audience and nobody else, for as long as it stands."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="threads")
    section = models.SlugField(max_length=60, blank=True)
    row = models.UUIDField(null=True)
    revision = models.PositiveSmallIntegerField(_("written on revision"))
    audience = models.CharField(_("who can read it"), max_length=10, choices=Audience.choices)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved"), null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["deliverable", "pk"]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="audience_known"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable}: {self.section or '-'} ({self.get_audience_display()})"


class Comment(models.Model):
    """One thing said in a thread. It keeps the audience of the thread and is never changed."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("said"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"
