"""Invitations, logins and what ends them. Callers have asked the rule `accounts.administer_people`."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import INVITATION_LASTS, Invitation, User
from accounts.querysets import hashed
from mailing.actions import cancel
from mailing.models import Message
from workflow.history import record
from workflow.refusals import Refusal


class NotOpen(Refusal):
    """The invitation is unknown, used, revoked or expired."""


class SignInFirst(Refusal):
    """The invited address has a login already, so its owner has to show that they are here."""


class SomebodyElse(Refusal):
    """The person signed in is not the one who was invited."""


class NotPossible(Refusal):
    """The change would lock out whoever makes it, or everybody."""


@transaction.atomic
def invite(  # noqa: PLR0913 - a letter has this many sides; all are named at every call
    *,
    email: str,
    name: str = "",
    language: str,
    time_zone: str,
    by: User | None,
    now: datetime,
    purpose: str = "",
    as_programme_staff: bool = False,
) -> tuple[Invitation, str]:
    """Write an invitation and its mail; return it with the raw token, which is kept nowhere else.

    `purpose` says in the recipient's language what the person is to be: "representative of Köln".
    """
    invitation = Invitation(
        email=email.strip().lower(),
        name=name,
        language=language,
        time_zone=time_zone,
        purpose=purpose,
        as_programme_staff=as_programme_staff,
        invited_by=by,
    )
    token = _send(invitation, now)
    record(invitation, "invite", _("invited"), by=by, now=now)
    return invitation, token


@transaction.atomic
def resend(invitation: Invitation, *, by: User, now: datetime) -> tuple[Invitation, str]:
    """Send a new link; the old one is dead from now on. Raises NotOpen."""
    invitation = _waiting(invitation)
    _stop_mails(invitation)
    token = _send(invitation, now)
    record(invitation, "resend", _("sent again"), by=by, now=now)
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    """Take the invitation back; its link is dead from now on. Raises NotOpen."""
    invitation = _waiting(invitation)
    _revoke(invitation, by, now)
    return invitation


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation a link still opens. Raises NotOpen with the reason."""
    return _still_open(Invitation.objects.by_token(token).first(), now)


@transaction.atomic
def accept(  # noqa: PLR0913 - who, with what, when; all are named at every call
    *,
    token: str,
    by: User | None,
    now: datetime,
    password: str = "",
    name: str = "",
    language: str = "en",
    time_zone: str = "Europe/Brussels",
) -> User:
    """Use the link once. Makes the login, or for an address that has one asks that its owner be signed in.

    `by` is the person signed in, or None. Raises NotOpen, SignInFirst or SomebodyElse.
    """
    locked = Invitation.objects.select_for_update().by_token(token).first()
    invitation = _still_open(locked, now)
    user = User.objects.filter(email=invitation.email).first()
    _demand_the_invited(user, by, invitation.email)
    if user is None:
        user = _make_login(invitation.email, password, name=name, language=language, time_zone=time_zone)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    _stop_mails(invitation)
    record(user, "accept_invitation", _("accepted the invitation"), by=user, now=now)
    if invitation.as_programme_staff and not user.is_programme_staff:
        make_staff(user, by=invitation.invited_by, now=now)
    return user


@transaction.atomic
def deactivate(user: User, *, by: User, now: datetime) -> None:
    """Close a login: sessions, open invitations and waiting mails end in the same transaction.

    Seats are ended by `cities.actions`. Raises NotPossible.
    """
    if user == by:
        raise NotPossible(_("You cannot deactivate yourself. Ask a colleague to do it."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    for invitation in Invitation.objects.select_for_update().waiting().filter(email=user.email):
        _revoke(invitation, by, now)
    cancel(Message.objects.addressed_to(user), reason="The login was deactivated.")
    record(user, "deactivate", _("deactivated the login"), by=by, now=now)


@transaction.atomic
def reactivate(user: User, *, by: User, now: datetime) -> None:
    """Open a login again; the person signs in anew."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(user, "reactivate", _("reactivated the login"), by=by, now=now)


@transaction.atomic
def make_staff(user: User, *, by: User | None, now: datetime) -> None:
    """Give somebody the desk. Their sessions end: the next sign-in asks for the second factor."""
    user.is_programme_staff = True
    user.save(update_fields=["is_programme_staff"])
    end_sessions(user)
    record(user, "make_staff", _("made programme staff"), by=by, now=now)


@transaction.atomic
def end_staff(user: User, *, by: User, now: datetime) -> None:
    """Take the desk and the admin away; the login and its seats stay. Raises NotPossible."""
    if user == by:
        raise NotPossible(_("You cannot end your own staff role. Ask a colleague to do it."))
    user.is_programme_staff = user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_programme_staff", "is_staff", "is_superuser"])
    end_sessions(user)
    record(user, "end_staff", _("no longer programme staff"), by=by, now=now)


def end_sessions(user: User) -> None:
    """End every session of this person, wherever it is: each request compares this round."""
    user.session_round += 1
    user.save(update_fields=["session_round"])


def change_preferences(user: User, *, name: str, language: str, time_zone: str) -> None:
    """How the portal speaks to this person."""
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])


def _send(invitation: Invitation, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hashed(token)
    invitation.sent_at = now
    invitation.expires_at = now + INVITATION_LASTS
    invitation.times_sent += 1
    invitation.save()
    emails.invitation(invitation, token)
    return token


def _waiting(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.revoked_at:
        raise NotOpen(_("This invitation has been accepted or revoked by now. Nothing was changed."))
    return locked


def _revoke(invitation: Invitation, by: User, now: datetime) -> None:
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _stop_mails(invitation)
    record(invitation, "revoke", _("revoked"), by=by, now=now)


def _stop_mails(invitation: Invitation) -> None:
    cancel(Message.objects.filter(key__startswith=emails.invitation_key(invitation)), reason="The link is dead.")


def _still_open(invitation: Invitation | None, now: datetime) -> Invitation:
    if invitation is None:
        raise NotOpen(_("This link is not known. Perhaps a newer invitation has replaced it, or a part is missing."))
    if invitation.accepted_at:
        raise NotOpen(_("This invitation has been used already. You can simply sign in."))
    if invitation.revoked_at:
        raise NotOpen(_("This invitation has been revoked. Please ask the programme team."))
    if invitation.has_expired(now):
        raise NotOpen(_("This invitation has expired. Please ask the programme team to send it again."))
    return invitation


def _demand_the_invited(user: User | None, by: User | None, email: str) -> None:
    if by is not None and by != user:
        raise SomebodyElse(
            _("This invitation is for %(email)s, and you are signed in as %(other)s. Please sign out first.")
            % {"email": email, "other": by.email}
        )
    if user is None:
        return
    if not user.is_active:
        raise NotOpen(_("The login of this address has been deactivated. Please ask the programme team."))
    if by is None:
        raise SignInFirst(_("You have a login already. Please sign in to accept the invitation."))


def _make_login(email: str, password: str, **profile: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, **profile)
    except IntegrityError as error:
        raise SignInFirst(_("A login of this address has just been made. Please sign in.")) from error
