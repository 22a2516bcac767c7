"""The dry run of an import as a table: every cell of the spreadsheet with what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cohorts.importing.places import Place
from cohorts.importing.plan import Plan
from cohorts.importing.rows import COLUMNS, Remark, Written, cell

MOST_SHOWN = 200


@dataclass(frozen=True)
class Cell:
    text: str
    bad: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    is_new: bool = False


@dataclass(frozen=True)
class Row:
    number: int
    cells: list[Cell]

    @property
    def is_bad(self) -> bool:
        return any(each.bad for each in self.cells)

    @property
    def is_new(self) -> bool:
        return any(each.is_new for each in self.cells)


@dataclass(frozen=True)
class Dry:
    """All rows, and those the reader asked for."""

    columns: list[str]
    rows: list[Row]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.is_bad]

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    def shown(self, which: str) -> list[Row]:
        """`bad`, `new` or all of them; as many as a page can hold."""
        return {"bad": self.bad, "new": self.new}.get(which, self.rows)[:MOST_SHOWN]


def dry_run(plan: Plan) -> Dry:
    """Lay a plan over the rows it came from."""
    reading = plan.reading
    columns = [name for name in COLUMNS if name in reading.columns.places]
    new = _new_cities(plan)
    remarks: dict[tuple[int, str], list[str]] = {}
    notes: dict[tuple[int, str], list[str]] = {}
    for kept, found in ((remarks, plan.problems), (notes, plan.warnings)):
        for remark in found:
            kept.setdefault((remark.row, remark.column), []).append(remark.sentence)
    rows = [
        Row(
            line.number,
            [
                Cell(
                    cell(line, reading.columns, name),
                    tuple(remarks.get((line.number, name), ())),
                    tuple(notes.get((line.number, name), ())),
                    (line.number, name) in new,
                )
                for name in columns
            ],
        )
        for line in reading.lines
    ]
    return Dry(columns, rows)


def with_remarks(plan: Plan) -> Iterator[list[object]]:
    """The rows of the file with a last column that says what is wrong, for the spreadsheet to correct."""
    said: dict[int, list[Remark]] = {}
    for remark in [*plan.problems, *plan.warnings]:
        said.setdefault(remark.row, []).append(remark)
    width = plan.reading.columns.width
    for line in plan.reading.lines:
        texts: list[object] = [*line.cells[:width], *[""] * (width - len(line.cells))]
        yield [*texts, "; ".join(f"{remark.column}: {remark.sentence}" for remark in said.get(line.number, []))]


def _new_cities(plan: Plan) -> set[tuple[int, str]]:
    """The cells whose city would be made, each where it is named first."""
    waiting = set(plan.cities_made)
    return {
        (entry.row, column)
        for entry in plan.reading.entries
        for column, named in (("twin_city", (entry.twin,)), ("pilot_city", entry.pilots))
        if _takes(waiting, plan, named)
    }


def _takes(waiting: set[Place], plan: Plan, named: tuple[Written, ...]) -> bool:
    found = {plan.named[written] for written in named} & waiting
    waiting -= found
    return bool(found)
