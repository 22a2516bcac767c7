"""Passwords are long, not about their owner, and not among the common ones in any disguise."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

ANA = User(email="ana.moldovan@example.org", name="Ana Moldovan")


@pytest.mark.parametrize(
    "password",
    [
        "short-one",
        "Password2026!",
        "!!!password!!!",
        "p4ssw0rdp4ssw0rd",
        "dragondragon",
        "dragon123dragon123",
        "Sunshine-2026",
        "123456789012",
        "aaaaaaaaaaaa",
        "qwertyuiopas",
        "poiuytrewq12",
        "202620262026",
        "ana.moldovan",
        "anamoldovan2026",
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, ANA)


@pytest.mark.parametrize(
    "password", ["four unrelated words", "Τέσσερις λέξεις μαζί", "kX7#mQ2$vL9p", "harbour lemon 1987 tram"]
)
def test_a_good_password_is_taken(password: str) -> None:
    validate_password(password, ANA)
