"""The measured goals as a table, for the terminal and for bench/report.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection
from django.utils import timezone

from bench.reasons import REASONS

REPORT = Path(__file__).parent / "report.md"
HOW = """\
`make bench` writes this page anew. Every figure is CPU time of the worker and its PostgreSQL backend together, with
DEBUG off, as a ratio to an anchor of the same run: wall time on a shared machine wobbles by a factor of two. **The
unit** is bare Django, without middleware or database, answering a page of 21 KB from a template."""


@dataclass(frozen=True)
class Line:
    """One figure of a goal; `limit` is the most it may be, or the least with `at_least`."""

    goal: str
    what: str
    figure: float
    limit: float
    unit: str = ""
    at_least: bool = False
    note: str = ""

    @property
    def held(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    @property
    def cells(self) -> list[str]:
        bound = f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"
        shown = f"{self.figure:g}" if self.figure == int(self.figure) else f"{self.figure:.2f}"
        return [self.goal, self.what, f"{shown}{self.unit}", bound, "held" if self.held else "**missed**", self.note]


def write(lines: Sequence[Line], costs: dict[str, float], unit: str, *, rounds: int) -> str:
    """Write the report and answer its text. `costs` are CPU milliseconds by name, `unit` names the anchor."""
    missed = list(dict.fromkeys(line.goal for line in lines if not line.held))
    reasons = [f"- **{goal}** {REASONS.get(goal, 'Not looked into yet.')}" for goal in missed]
    goals = _table(["goal", "what", "measured", "limit", "", ""], [line.cells for line in lines])
    dear = [[name, f"{cost:.2f}", f"{cost / costs[unit]:.2f}x"] for name, cost in costs.items()]
    text = "\n\n".join(
        [
            "# Benchmarks",
            f"{_machine()} Medians of {rounds} interleaved rounds.",
            HOW,
            "## Goals",
            goals,
            "## Missed, and why",
            "\n".join(reasons) or "Nothing.",
            "## Costs beside their anchors",
            _table(["what", "CPU ms", "of the unit"], dear),
        ]
    )
    text += "\n"
    REPORT.write_text(text, encoding="utf-8")
    return text


def _machine() -> str:
    today = timezone.localdate()
    return (
        f"{today:%-d %B %Y}; {os.cpu_count()} cores, shared; Python {platform.python_version()},"
        f" Django {django.get_version()}, PostgreSQL {connection.pg_version // 10000}."
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [header, ["---"] * len(header), *rows])
