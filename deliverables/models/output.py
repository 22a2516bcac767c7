from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deliverables.querysets import DeliverableQuerySet, RevisionFileQuerySet, RevisionQuerySet
from deliverables.states import STORED, State
from milestones.models import Obligation
from milestones.states import ObligationState
from uploads.states import Scan


class Deliverable(models.Model):
    """An output a city has begun. Its number is its obligation's; an output without a row is not started.

    The limits of the last answer, lifted by the next submission: `open_sections` are the slugs of the sections that
    may change (None: all of them), `answer_by` the day until which changes were asked for, `open_until` the last day
    on which an approved output that was opened again can be written at all.
    """

    obligation = models.OneToOneField(
        Obligation, primary_key=True, on_delete=models.PROTECT, related_name="deliverable", verbose_name=_("obligation")
    )
    state = models.CharField(_("state"), max_length=15, choices=State.choices, default=State.NOT_STARTED)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("reviewer"),
    )
    open_sections = models.JSONField(_("sections that may change"), null=True)
    answer_by = models.DateField(_("next revision by"), null=True)
    open_until = models.DateField(_("open until"), null=True)
    waiting_since: datetime
    """Since when the newest revision waits for an answer; there after `in_review`."""

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [models.CheckConstraint(condition=Q(state__in=STORED), name="deliverable_state_known")]
        indexes = [models.Index(fields=["state"], name="deliverable_by_state")]

    def __str__(self) -> str:
        return str(self.obligation)

    def get_absolute_url(self) -> str:
        return reverse("deliverables:output", args=[self.pk])

    @classmethod
    def of(cls, obligation: Obligation) -> Deliverable:
        """The output of an obligation; while nothing is begun, one that exists in memory only."""
        return getattr(obligation, "deliverable", None) or cls(obligation=obligation)

    @property
    def shown_state(self) -> State:
        """What lists and badges say: a waiver speaks louder than a draft."""
        return State.WAIVED if self.obligation.state == ObligationState.WAIVED else State(self.state)

    @property
    def next_due_on(self) -> date | None:
        """By when the city is asked for another revision; None where none is asked, or no day was named."""
        return (self.answer_by or self.open_until) if self.shown_state == State.CHANGES_ASKED else None


class Revision(models.Model):
    """One handing-in of an output: what was written, files and a note. Unchangeable once it is submitted.

    `content` freezes the parts and the names they pointed at (see `deliverables/content/freezing.py`), `form` what
    they answered; both are empty while it is a draft, and for outputs that are files only.
    """

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.TextField(_("note"), blank=True)
    late_reason = models.CharField(_("why it is late"), max_length=500, blank=True)
    form = models.ForeignKey("deliverables.OutputForm", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(_("content"), null=True)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("begun"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["deliverable", "number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["deliverable"], condition=Q(submitted_at=None), name="one_draft_per_deliverable"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable}, {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.submitted_at is None

    def fingerprint(self) -> str:
        """SHA-256 over note, text, form and files: the same for as long as nobody has touched what was handed in."""
        files = [[each.name, each.size, each.sha256, each.section, each.field] for each in self.files.all()]
        content = {
            "number": self.number,
            "note": self.note,
            "files": files,
            "form": self.form_id,
            "content": self.content,
        }
        return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class RevisionFile(models.Model):
    """A file as it was handed in, byte for byte. Where it lies is random; its name is only a label.

    `section`, `row` and `field` say what it belongs to; without a section it is the document itself or stands beside
    it. A file that goes along into the next revision is a second row for the same place.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("file"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    section = models.SlugField(max_length=60, blank=True)
    row = models.UUIDField(null=True)
    field = models.SlugField(max_length=60, blank=True)
    scan = models.CharField(_("virus scan"), max_length=10, choices=Scan.choices, default=Scan.CLEAN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded"))

    SHELF = "deliverables"
    objects = RevisionFileQuerySet.as_manager()

    class Meta:
        ordering = ["revision", "pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="file_scan_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deliverables:file", args=[self.revision.deliverable_id, self.pk])

    @property
    def ending(self) -> str:
        """PDF, DOCX: what the file row shows."""
        return self.name.rpartition(".")[2].upper()
