from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from deliverables.models.output import Deliverable
from deliverables.querysets import OutputFormQuerySet, PartQuerySet, PresenceQuerySet, WritingTraceQuerySet

ONE_ROW = UUID("6f1c1f0a-3f8e-4f0c-9b1f-5a3f3b0f7a11")
"""The name space in which a section without rows finds its one part."""


class OutputForm(models.Model):
    """A form as a revision was written with it, found by its content: a changed form is another row."""

    digest = models.CharField(max_length=64, primary_key=True)
    schema = models.JSONField()
    first_at = models.DateTimeField(_("first used"))

    objects = OutputFormQuerySet.as_manager()

    class Meta:
        ordering = ["first_at"]
        verbose_name = _("form of an output")
        verbose_name_plural = _("forms of outputs")

    def __str__(self) -> str:
        return f"{self.schema['name']} ({self.digest[:8]})"


class Part(models.Model):
    """The working text of one row of an output; a section without rows has one part.

    `key` is the row's identity for good: a goal keeps it through every revision, and other rows point at it.
    `values` holds what was typed, by field, unchecked; `hands` who changed each field last, as [number of the user,
    ISO instant]. A part that was taken out stays, with `dropped_at`.
    """

    key = models.UUIDField(primary_key=True, default=uuid4)
    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="parts")
    section = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    values = models.JSONField(default=dict)
    hands = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))
    dropped_at = models.DateTimeField(_("taken out"), null=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["deliverable", "section", "position", "at", "key"]
        verbose_name = _("part of an output")
        verbose_name_plural = _("parts of outputs")

    def __str__(self) -> str:
        return f"{self.deliverable}: {self.section}"

    @staticmethod
    def only_key(deliverable: int, section: str) -> UUID:
        """The key of the one part of a section without rows, known before anybody has written it."""
        return uuid5(ONE_ROW, f"{deliverable}:{section}")


class Presence(models.Model):
    """Who is in which section just now, so that two people do not write the same lines."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    part = models.UUIDField()
    seen_at = models.DateTimeField(_("seen"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["deliverable", "user"]
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["deliverable", "user"], name="in_one_section_at_a_time")]

    def __str__(self) -> str:
        return f"{self.user}, {self.deliverable}"


class WritingTrace(models.Model):
    """A quarter of an hour in which somebody wrote in an output; the first output they wrote in it keeps it.

    It exists to propose hours to that person at the end of the month, and for nothing else: nobody else reads it, not
    even staff, and it is erased once the month is locked, at the latest after a year. `quarter` is the instant at
    which the quarter hour begins.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="+")
    quarter = models.DateTimeField(_("quarter of an hour"))

    objects = WritingTraceQuerySet.as_manager()

    class Meta:
        ordering = ["quarter", "pk"]
        verbose_name = _("trace of writing")
        verbose_name_plural = _("traces of writing")
        constraints = [models.UniqueConstraint(fields=["user", "quarter"], name="a_quarter_hour_counts_once")]

    def __str__(self) -> str:
        return f"{self.deliverable}, {self.quarter:%Y-%m-%d %H:%M}"
