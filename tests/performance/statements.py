"""Statements without their values: the same question asked of another row has the same shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

TEXT = re.compile(r"'(?:[^']|'')*'")
NUMBER = re.compile(r"(?<![\w\"])-?\d+(?:\.\d+)?\b")
LISTED = re.compile(r"\((?:\?(?:::\w+)?(?:, )?)+\)")


def shape(sql: str) -> str:
    return LISTED.sub("(?)", NUMBER.sub("?", TEXT.sub("?", sql)))


def most_repeated(statements: Iterable[str]) -> tuple[str, int]:
    """The shape made most often, and how often; an empty text and 0 without statements."""
    return next(iter(Counter(map(shape, statements)).most_common(1)), ("", 0))
