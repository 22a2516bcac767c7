from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import InvitationQuerySet, UserManager
from accounts.zones import known_zone

INVITATION_LASTS = timedelta(days=14)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login. What they may do follows from facts: a flag here, a seat for a city."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    is_programme_staff = models.BooleanField(_("programme staff"), default=False)
    is_evaluator = models.BooleanField(_("evaluator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """Asked at every request: counting `session_round` up ends every session of this person at once."""
        return f"{super().get_session_auth_hash()}:{self.session_round}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (f"{each}:{self.session_round}" for each in super().get_session_auth_fallback_hash())

    @property
    def needs_second_factor(self) -> bool:
        """Programme staff and evaluators see other people's work, so a password alone is not enough."""
        return not settings.DEMO and (self.is_programme_staff or self.is_evaluator or self.is_staff)


class Invitation(models.Model):
    """A letter that lets one address make its login: single use, bound to the address, expiring.

    Only the hash of the token is kept; the link itself exists in the mail alone.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    purpose = models.CharField(_("invited to be"), max_length=200, blank=True)
    as_programme_staff = models.BooleanField(_("as programme staff"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=0)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_lasts"),
        ]

    def __str__(self) -> str:
        return self.email

    def has_expired(self, now: datetime) -> bool:
        return now >= self.expires_at
