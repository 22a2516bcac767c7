from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db import models, transaction

if TYPE_CHECKING:
    from accounts.models import Invitation, User


def hashed(token: str) -> str:
    """What is kept of a link's token: 256 random bits need neither salt nor stretching."""
    return sha256(token.encode()).hexdigest()


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any) -> UserQuerySet:
        """Staff see everybody; everybody else sees themselves. Colleagues are read through their seats."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_programme_staff else self.filter(pk=user.pk)

    def programme_staff(self) -> UserQuerySet:
        return self.filter(is_programme_staff=True, is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; e-mail addresses are kept in lower case so that one person has one login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A login with its address beside it, proven: an invitation or an operator vouches for it.

        Without that row allauth takes the address for one that still has to replace another.
        """
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, "is_programme_staff": True, **fields}
        )

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> InvitationQuerySet:
        return self if getattr(user, "is_programme_staff", False) else self.none()

    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; the link may have expired and can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, now: datetime) -> InvitationQuerySet:
        """Invitations that a link could still claim."""
        return self.waiting().filter(expires_at__gt=now)

    def by_token(self, token: str) -> InvitationQuerySet:
        """The invitation of a link, whatever became of it."""
        return self.filter(token_hash=hashed(token))
