from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing.querysets import CoverQuerySet, MessageQuerySet
from mailing.states import State


class Message(models.Model):
    """One mail to one address: written with its cause, in one transaction, before anything is sent.

    Subject, text and html are what the recipient gets, rendered when the row is written, so that staff
    read the very mail and a later change of words or data does not alter what was decided to be said.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    to = models.EmailField(_("to"), max_length=254)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    attachment = models.JSONField(
        _("attachment"), null=True, blank=True, help_text=_("Name, content type and text of a file that goes along.")
    )
    about = models.CharField(
        _("about"), max_length=200, blank=True, help_text=_("Path of the page this mail is about.")
    )
    urgent = models.BooleanField(
        _("security mail"), default=False, help_text=_("Sent first, and sent again when in doubt.")
    )

    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DUE)
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    next_attempt_at = models.DateTimeField(_("next attempt"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    worker = models.CharField(_("worker"), max_length=100, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-not_before", "-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLAIMED, State.HANDING_OVER])
                | (Q(lease_until__isnull=False) & ~Q(worker="")),
                name="message_in_hand_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | Q(accepted_at__isnull=False),
                name="message_accepted_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "next_attempt_at", "id"],
                condition=Q(state=State.DUE),
                name="message_ripe",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[State.CLAIMED, State.HANDING_OVER]),
                name="message_lease",
            ),
            models.Index(fields=["-not_before", "-id"], name="message_newest"),
            models.Index(fields=["state", "-not_before"], name="message_by_state"),
            models.Index(fields=["kind", "-not_before"], name="message_by_kind"),
            models.Index(fields=["about"], condition=~Q(about=""), name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"

    def get_absolute_url(self) -> str:
        return reverse("mailing:message", args=[self.pk])

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same for every try, so that mail servers and people can spot a double."""
        return f"<{sha256(self.key.encode()).hexdigest()[:32]}@{urlsplit(settings.SITE_URL).hostname}>"


class Cover(models.Model):
    """One thing a mail tells, where a mail tells several: a digest covers each of its reminders.

    The key is unique, so what one mail has told no other mail tells again.
    """

    key = models.CharField(_("key"), max_length=320, unique=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="covers")

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("told in a mail")
        verbose_name_plural = _("told in mails")

    def __str__(self) -> str:
        return self.key
