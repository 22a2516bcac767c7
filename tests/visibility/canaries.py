"""Words that betray a leak: each is unique, and knows who may read it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from urllib.parse import unquote

CANARY = re.compile(r"zq\d{4}x")


class Canaries:
    """`plant("a draft's note", {"koln", "staff"})` answers the word to write into that note."""

    def __init__(self) -> None:
        self.readers: dict[str, frozenset[str]] = {}
        self.places: dict[str, str] = {}

    def plant(self, place: str, readers: Iterable[str]) -> str:
        word = f"zq{len(self.readers):04d}x"
        self.readers[word] = frozenset(readers)
        self.places[word] = place
        return word

    def foreign_to(self, role: str, said: str) -> list[str]:
        """The places whose words stand in `said` although `role` may not read them."""
        return sorted({self.places[word] for word in CANARY.findall(said) if role not in self.readers[word]})

    def told_to_nobody(self, heard: set[str]) -> list[str]:
        """Places whose word no reader met on the whole walk: those the walk proves nothing about."""
        return sorted(self.places[word] for word in self.readers if self.readers[word] and word not in heard)


def everything_said(content: bytes, headers: Mapping[str, str]) -> str:
    """A whole answer as text: headers, body, and what is packed inside a spreadsheet."""
    said = unquote("\n".join(f"{name}: {value}" for name, value in headers.items()))
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return f"{said}\n\n{content.decode('utf-8', 'replace')}"
