"""The code on the slide: six digits that change every minute, so that it is of no use to who is not there."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

SECONDS = 60
DIGITS = 6


def code_at(secret: str, now: datetime) -> str:
    """The code of this minute."""
    return _of(secret, _window(now))


def is_right(secret: str, code: str, now: datetime) -> bool:
    """Whether it is the code of this minute or of the one before; spaces do not count."""
    said = "".join(code.split())
    return any(hmac.compare_digest(_of(secret, _window(now) - back).encode(), said.encode()) for back in (0, 1))


def _window(now: datetime) -> int:
    return int(now.timestamp()) // SECONDS


def _of(secret: str, window: int) -> str:
    digest = hmac.new(secret.encode(), f"check-in:{window}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"
