"""What changed between two texts: paragraph by paragraph, then word by word, in bounded time.

The shortest script of removals and additions after Myers (1986, "An O(ND) difference algorithm"). Texts that have
too little in common, or would take too long, are shown as one removal and one addition.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

TOKEN = re.compile(r"(\w+(?:['’.,-]\w+)*|[^\w\s])\s*")
MOST_CHANGES = 400
STEPS_A_PAGE = 400_000
SMALLEST_ISLAND = 2
"""An unchanged stretch of fewer words between two changes is read as changed too: islands hinder reading."""
MOST_SAME = 2
ALIKE = 0.35
"""The share of words two paragraphs must have in common to be compared word by word."""


class Piece(NamedTuple):
    """A stretch of text that is the `same` in both, `removed` or `added`."""

    kind: str
    text: str


Paragraph = list[Piece]
Match = tuple[int, int]


@dataclass
class Patience:
    """What is left of the work one page may cost; shared by all comparisons on it."""

    steps: int = STEPS_A_PAGE

    def spend(self, steps: int) -> bool:
        self.steps -= steps
        return self.steps > 0


class Stretch(NamedTuple):
    """Paragraphs to be shown together; unchanged ones in a row are folded."""

    is_folded: bool
    paragraphs: list[Paragraph]


def compare(before: str, after: str, patience: Patience) -> list[Paragraph]:
    """The paragraphs of both texts in one order, each in pieces."""
    return compare_paragraphs(_paragraphs(before), _paragraphs(after), patience)


def compare_paragraphs(old: Sequence[str], new: Sequence[str], patience: Patience) -> list[Paragraph]:
    found: list[Paragraph] = []
    for same, removed, added in _blocks(old, new, patience):
        if same:
            found += [[Piece("same", text)] for text in same]
        else:
            found += _block(removed, added, patience)
    return found


def stretches(paragraphs: Sequence[Paragraph]) -> list[Stretch]:
    """Paragraph by paragraph, with more than `MOST_SAME` unchanged ones in a row folded into one stretch."""
    found: list[Stretch] = []
    for same, group in groupby(paragraphs, key=is_same):
        together = list(group)
        found.append(Stretch(same and len(together) > MOST_SAME, together))
    return found


def is_same(paragraph: Paragraph) -> bool:
    return all(piece.kind == "same" for piece in paragraph)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _block(removed: Sequence[str], added: Sequence[str], patience: Patience) -> Iterator[Paragraph]:
    """Paragraphs that were exchanged: those that are alike stand together, in the order of the new text."""
    partner = _partners(removed, added, patience)
    shown = 0
    for place, text in enumerate(added):
        mate = partner.get(place)
        ahead = min((each for other, each in partner.items() if other >= place), default=len(removed))
        yield from ([Piece("removed", each)] for each in removed[shown:ahead])
        shown = max(shown, ahead)
        if mate is None:
            yield [Piece("added", text)]
        else:
            yield _words(removed[mate], text, patience)
            shown = mate + 1
    yield from ([Piece("removed", each)] for each in removed[shown:])


def _partners(removed: Sequence[str], added: Sequence[str], patience: Patience) -> dict[int, int]:
    """For each added paragraph the first removed one after the last pair that it resembles."""
    bags = [Counter(_tokens(text)[0]) for text in removed]
    found: dict[int, int] = {}
    begin = 0
    for place, text in enumerate(added):
        bag = Counter(_tokens(text)[0])
        for mate in range(begin, len(bags)):
            if not patience.spend(len(bag) + 1):
                return found
            if (bag & bags[mate]).total() >= ALIKE * max(bag.total(), bags[mate].total()):
                found[place], begin = mate, mate + 1
                break
    return found


def _words(before: str, after: str, patience: Patience) -> Paragraph:
    old_keys, old = _tokens(before)
    new_keys, new = _tokens(after)
    matches = _kept(old_keys, new_keys, patience)
    if matches is None:
        return [Piece("removed", before), Piece("added", after)]
    runs: list[tuple[bool, str, str]] = []
    for same, removed, added in _runs(matches, len(old), len(new)):
        runs.append((same, "".join(old[removed]), "".join(new[added])))
    return list(_pieces(_without_islands(runs)))


def _without_islands(runs: list[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    found: list[tuple[bool, str, str]] = []
    for place, (same, old, new) in enumerate(runs):
        at_an_end = place in (0, len(runs) - 1)
        stays = same and (at_an_end or len(old.split()) >= SMALLEST_ISLAND)
        if found and not stays and not found[-1][0]:
            found[-1] = (False, found[-1][1] + old, found[-1][2] + new)
        else:
            found.append((stays, old, new))
    return found


def _pieces(runs: list[tuple[bool, str, str]]) -> Iterator[Piece]:
    for same, old, new in runs:
        if same:
            yield Piece("same", max(old, new, key=len))  # the last word of a text has no blank behind it
            continue
        if old:
            yield Piece("removed", old)
        if new:
            yield Piece("added", new)


def _tokens(text: str) -> tuple[list[str], list[str]]:
    """Words and signs: as they are compared, and as they are shown with the blanks behind them."""
    found = list(TOKEN.finditer(text))
    return [each.group(1) for each in found], [each.group(0) for each in found]


def _blocks(
    old: Sequence[str], new: Sequence[str], patience: Patience
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """(same, removed, added) by paragraphs; either `same` is filled or the other two."""
    matches = _kept(old, new, patience)
    if matches is None:
        yield (), old, new
        return
    for same, removed, added in _runs(matches, len(old), len(new)):
        yield (new[added], (), ()) if same else ((), old[removed], new[added])


def _runs(matches: list[Match], old: int, new: int) -> Iterator[tuple[bool, slice, slice]]:
    """Stretches that stay and stretches that change, in order, from the pairs of places that match."""
    x = y = 0
    begin = 0
    for place, (i, j) in enumerate([*matches, (old, new)]):
        if (i, j) != (x + place - begin, y + place - begin):
            if place > begin:
                yield True, slice(x, x + place - begin), slice(y, y + place - begin)
                x, y = x + place - begin, y + place - begin
            yield False, slice(x, i), slice(y, j)
            x, y, begin = i, j, place
    if x < old:
        yield True, slice(x, old), slice(y, new)


def _kept(old: Sequence[str], new: Sequence[str], patience: Patience) -> list[Match] | None:
    """Pairs of places that stay, in order; None when that would take too long to find."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _shortest(old[head : len(old) - tail], new[head : len(new) - tail], patience)
    if middle is None:
        return None
    ends = ((len(old) - n, len(new) - n) for n in range(tail, 0, -1))
    return [*((n, n) for n in range(head)), *((i + head, j + head) for i, j in middle), *ends]


def _shortest(old: Sequence[str], new: Sequence[str], patience: Patience) -> list[Match] | None:
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for changes in range(min(len(old) + len(new), MOST_CHANGES) + 1):
        trail.append(dict(reach))
        steps = 0
        for diagonal in range(-changes, changes + 1, 2):
            _added, start = _step(reach, diagonal, changes)
            x = start
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            reach[diagonal] = x
            steps += 1 + x - start
            if x >= len(old) and x - diagonal >= len(new):
                return _walk_back(trail, x, x - diagonal)
        if not patience.spend(steps):
            return None
    return None


def _step(reach: dict[int, int], diagonal: int, changes: int) -> tuple[bool, int]:
    """How a path comes to this diagonal: from the one above (something was added) or beside; and where it begins."""
    added = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
    return added, reach[diagonal + 1] if added else reach[diagonal - 1] + 1


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[Match]:
    found: list[Match] = []
    for changes in range(len(trail) - 1, -1, -1):
        added, begin = _step(trail[changes], x - y, changes)
        while x > begin:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = (x, y - 1) if added else (x - 1, y)
    return found[::-1]
