"""What the rows of many cities say to one question: which answer how often, and who gave it.

Every question whose answers come from a list, a scale or the calendar can be counted, whatever the form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.utils import formats
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cities.models import City
from deliverables.content.schema import Field, Section
from deliverables.content.values import read_date, spoken
from deliverables.models import Revision
from milestones.models import Requirement

COUNTED = ("choice", "theme", "scale", "city", "date")
"""Types of fields whose answers can be counted; dates by the quarter."""
UNANSWERED = "-"
"""Stands for an empty answer in addresses; no slug is written like this."""
MOST_QUARTERS = 24
"""Quarters without an answer are drawn as long as the calendar has no more quarters than this."""
MARKS = ("1", "2", "3", "4", "5")
NAMED = 3
"""So many answers that share the first place are named in a sentence."""


class Said(NamedTuple):
    """One row of one city, as its revision froze it."""

    revision: Revision
    section: Section
    key: str
    values: Mapping[str, str]
    shown: Mapping[str, str]

    @property
    def city(self) -> City:
        return self.revision.deliverable.obligation.participation.city

    @property
    def text(self) -> str:
        """What names the row; where nothing does, the first thing that was written in it."""
        title = self.section.title_field
        named = self.read(title) if self.section.has_rows else ""
        typed = (self.read(field.slug) for field in self.section.fields if field.type in ("text", "long"))
        return named or Truncator(next(filter(None, typed), "")).words(30)

    @property
    def url(self) -> str:
        """Where the row stands in its output."""
        return f"{self.revision.deliverable.get_absolute_url()}?revision={self.revision.number}#part-{self.key}"

    def read(self, field: str) -> str:
        return self.shown.get(field) or self.values.get(field, "")

    def says(self, field: Field) -> str:
        """The answer as a reader sees it."""
        return spoken(field, self.values.get(field.slug, "")) or self.read(field.slug)

    def answer(self, field: Field) -> str:
        """The key under which the answer is counted; UNANSWERED where there is none."""
        raw = self.values.get(field.slug, "").strip()
        if field.type == "date":
            on = read_date(raw)
            return f"{on.year:04}-{(on.month + 2) // 3}" if on else UNANSWERED
        return raw or UNANSWERED


class Bar(NamedTuple):
    """One answer: how often, from how many cities; `share` in whole percent, `width` of the longest bar."""

    key: str
    label: str
    count: int  # type: ignore[assignment] # a tuple's own count is of no use here
    cities: int
    share: int
    width: str


@dataclass(frozen=True)
class Tally:
    """One question counted. `said` are all rows that were asked, in the order of their cities."""

    requirement: Requirement
    section: Section
    field: Field
    said: list[Said]

    @property
    def anchor(self) -> str:
        return f"{self.requirement.code}-{self.section.slug}-{self.field.slug}"

    @property
    def title(self) -> str:
        """The question with the part of the form it belongs to, as "Theme" alone says little."""
        return _("%(section)s: %(question)s") % {"section": self.section.title, "question": self.field.label.lower()}

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def unanswered(self) -> int:
        return len(self.said) - self.total

    @cached_property
    def cities(self) -> int:
        """Cities with at least one answer."""
        return len({row.city.pk for row in self.said if row.answer(self.field) != UNANSWERED})

    @cached_property
    def bars(self) -> list[Bar]:
        counts, cities, labels = Counter[str](), defaultdict[str, set[int]](set), dict[str, str]()
        for row in self.said:
            key = row.answer(self.field)
            counts[key] += 1
            cities[key].add(row.city.pk)
            labels.setdefault(key, row.shown.get(self.field.slug) or key)
        counts.pop(UNANSWERED, None)
        most, total = max(counts.values(), default=0) or 1, counts.total() or 1
        return [
            Bar(
                key,
                _label(self.field, key, labels.get(key, key)),
                n,
                len(cities[key]),
                round(100 * n / total),
                f"{100 * n / most:.2f}%",
            )
            for key in _in_order(self.field, counts, labels)
            for n in [counts[key]]
        ]

    @property
    def finding(self) -> str:
        """What the bars say, in one sentence."""
        if not self.total:
            return _("No city has answered this yet.")
        most = max(bar.count for bar in self.bars)
        first = [bar for bar in self.bars if bar.count == most]
        words = {
            "answer": first[0].label,
            "n": most,
            "total": self.total,
            "cities": first[0].cities,
            "all": self.cities,
        }
        if len(first) == 1:
            lead = _("Most often: %(answer)s, %(n)d of %(total)d answers, from %(cities)d of %(all)d cities.") % words
        elif len(first) <= NAMED:
            words["answer"] = "; ".join(bar.label for bar in first)
            lead = _("Most often, each %(n)d of %(total)d answers: %(answer)s.") % words
        else:
            words["answers"] = len(first)
            lead = _("%(answers)d answers share the first place, each with %(n)d of %(total)d.") % words
        return f"{self._mean()} {lead}".strip()

    def rows(self, answer: str = "") -> list[Said]:
        """The rows behind one bar, or all of them."""
        return [row for row in self.said if not answer or row.answer(self.field) == answer]

    def label_of(self, answer: str) -> str:
        """The answer a key of the address stands for; "" when it stands for none."""
        if answer == UNANSWERED:
            return _("no answer")
        return next((bar.label for bar in self.bars if bar.key == answer), "")

    def _mean(self) -> str:
        marks = [int(bar.key) for bar in self.bars if bar.key in MARKS for _time in range(bar.count)]
        if self.field.type != "scale" or not marks:
            return ""
        mean = sum(marks) / len(marks)
        return _("On average %(mean)s of 5.") % {"mean": formats.number_format(mean, 1)}


def _in_order(field: Field, counts: Counter[str], labels: Mapping[str, str]) -> list[str]:
    """Lists and scales as the form has them, quarters one after the other, names by how often they occur."""
    if field.type == "date":
        return _quarters(sorted(counts))
    known = list(field.options) if field.type == "choice" else list(MARKS) if field.type == "scale" else []
    others = sorted(counts.keys() - set(known), key=lambda key: (-counts[key], labels[key]))
    return [*known, *others]


def _quarters(found: list[str]) -> list[str]:
    if not found:
        return []
    first, last = (int(key[:4]) * 4 + int(key[5:]) - 1 for key in (found[0], found[-1]))
    if last - first >= MOST_QUARTERS:
        return found
    return [f"{number // 4:04}-{number % 4 + 1}" for number in range(first, last + 1)]


def _label(field: Field, key: str, shown: str) -> str:
    match field.type:
        case "choice":
            return field.options.get(key, shown)
        case "scale":
            return {"1": f"1 ({field.ends[0]})", "5": f"5 ({field.ends[1]})"}.get(key, key)
        case "date":
            first = date(int(key[:4]), int(key[5:]) * 3 - 2, 1)
            last = first.replace(month=first.month + 2)
            months = formats.date_format(first, "M"), formats.date_format(last, "M Y")
            return capfirst(" – ".join(months))
    return shown
