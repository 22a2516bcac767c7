"""Reading a file piece by piece, so that a large one costs no more memory than a small one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

PIECE = 1_048_576
OVERLAP = 2_048


def pieces(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each piece; neighbours overlap, so that nothing short is cut in two unseen."""
    offset = 0
    while True:
        file.seek(offset)
        piece = file.read(PIECE + OVERLAP)
        yield offset, piece
        if len(piece) < PIECE + OVERLAP:
            return
        offset += PIECE


def holds(file: IO[bytes], pattern: re.Pattern[bytes]) -> bool:
    return any(pattern.search(piece) for _offset, piece in pieces(file))


def tail(file: IO[bytes], length: int) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - length))
    return file.read(length)
