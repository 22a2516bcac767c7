"""A poll as a grid: who said what to which candidate, and what o'clock it would be for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cities.models import Representative
from polls.models import Answer, Option, Poll
from polls.states import Choice


@dataclass(frozen=True)
class Column:
    """One candidate with its counts; the best ones are those most people can come to."""

    option: Option
    yes: int
    maybe: int
    no: int
    is_best: bool


@dataclass(frozen=True)
class Cell:
    """One answer, with the beginning in that person's own zone where a slot is asked for."""

    choice: str
    label: str
    local: datetime | None


@dataclass(frozen=True)
class Row:
    """One person's answers; `name` is empty where the reader knows the city only."""

    person: Any
    name: str
    cities: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    poll: Poll
    columns: Sequence[Column]
    rows: Sequence[Row]
    asked: int
    """How many people are asked."""


def grid(poll: Poll, reader: Any = None) -> Grid:
    """The answers of everybody so far, in five statements at most, however many they are.

    With a `reader` the people of cities that are not theirs stand there without their names; staff read all.
    """
    options = list(poll.options.all())
    said: dict[Any, dict[int, str]] = defaultdict(dict)
    for each in Answer.objects.filter(option__poll=poll).select_related("user"):
        said[each.user][each.option_id] = each.choice
    cities, known = _cities_by_person(poll), _known_to(reader)
    people = sorted(said, key=lambda person: (person.name, person.pk))
    rows = [
        Row(
            person,
            person.name if known is None or person.pk in known else "",
            ", ".join(cities.get(person.pk, ())),
            [_cell(person, each, said[person]) for each in options],
        )
        for person in people
    ]
    return Grid(poll, _columns(options, said), rows, len({*cities, *(person.pk for person in people)}))


def own_choices(poll: Poll, user: Any) -> dict[int, str]:
    """What this person has said so far, by candidate."""
    return dict(Answer.objects.filter(option__poll=poll, user=user).values_list("option", "choice"))


def _cities_by_person(poll: Poll) -> dict[int, list[str]]:
    named: dict[int, list[str]] = defaultdict(list)
    seats = Representative.objects.active().filter(city__in=poll.cities.values("pk")).select_related("city")
    for seat in seats.order_by("city__name"):
        if seat.user_id:
            named[seat.user_id].append(seat.city.name)
    return named


def _known_to(reader: Any) -> set[int] | None:
    """The people a reader knows by name; None for everybody."""
    if reader is None or reader.is_programme_staff:
        return None
    seats = Representative.objects.visible_to(reader).active()
    return {reader.pk, *seats.values_list("user", flat=True)}


def _cell(person: Any, option: Option, said: dict[int, str]) -> Cell:
    choice = said.get(option.pk, "")
    local = option.starts_at.astimezone(ZoneInfo(person.time_zone)) if option.starts_at else None
    return Cell(choice, str(Choice(choice).label) if choice else "", local)


def _columns(options: list[Option], said: dict[Any, dict[int, str]]) -> list[Column]:
    counts = {each.pk: Counter(answers.get(each.pk, "") for answers in said.values()) for each in options}
    ranks = {pk: (count[Choice.YES], count[Choice.MAYBE]) for pk, count in counts.items()}
    best = max(ranks.values(), default=(0, 0))
    return [
        Column(
            each,
            yes=count[Choice.YES],
            maybe=count[Choice.MAYBE],
            no=count[Choice.NO],
            is_best=best > (0, 0) and ranks[each.pk] == best,
        )
        for each, count in zip(options, counts.values(), strict=True)
    ]
