"""Which passwords are good, judged without asking anybody outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
LOOKALIKES = str.maketrans("013457@$!", "oleastasi")
REPEATED = re.compile(r"(.+?)\1+")
IN_A_ROW = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")


def demand_good(password: str, user: Any) -> None:
    """Raises ValidationError with the first problem alone: another password is needed, whatever else this one is."""
    for validator in password_validation.get_default_password_validators():
        validator.validate(password, user)


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Django's list of 20,000 common passwords, bare and in the disguises that reach twelve characters.

    Few of the list are that long, so its words are also sought under digits and signs around them
    ("Password2026!"), under lookalikes ("p4ssw0rd"), and repeated ("dragondragon").
    """

    def validate(self, password: str, user: Any = None) -> None:
        if any(bare in self.passwords or _is_a_row(bare) for bare in _undressed(password.strip().lower())):
            raise ValidationError(
                _("This password is too common, or a common one with something around it."), code="password_too_common"
            )

    def get_help_text(self) -> str:
        return _("Not a common password, nor one with digits or signs around it. Four unrelated words are good.")


def _undressed(password: str) -> Iterator[str]:
    """The password, and what is left of it without each disguise."""
    for plain in (password, password.translate(LOOKALIKES)):
        yield plain
        for inner in (plain, TRIMMINGS.sub("", plain)):
            yield inner
            if repeated := REPEATED.fullmatch(inner):
                yield repeated[1]
                yield TRIMMINGS.sub("", repeated[1])


def _is_a_row(text: str) -> bool:
    """A run over the alphabet or the keyboard, forwards or backwards; or one sign over and over."""
    return len(text) > 0 and (len(set(text)) == 1 or any(text in row or text[::-1] in row for row in IN_A_ROW))
