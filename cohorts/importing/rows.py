"""From cells to meaning: which column is which, and what every row says, with every bad cell named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from cities.countries import parse_country
from cohorts.importing.reading import LONGEST_CELL, Line, Sheet

COLUMNS = (
    "cohort",
    "twin_city",
    "twin_country",
    "pilot_city",
    "pilot_country",
    "pilot_activity",
    "representative_name",
    "representative_email",
)
OTHER_NAMES = {"pilot_activity_or_theme": "pilot_activity"}
REQUIRED = ("twin_city", "twin_country")
LONGEST = {"twin_city": 120, "representative_name": 150, "representative_email": 254}
LONGEST_NAME = 120


@dataclass(frozen=True, order=True)
class Remark:
    """A sentence about one cell, placed as a spreadsheet shows it (the header is its first filled row)."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.sentence}"


@dataclass(frozen=True)
class Columns:
    """Where each column of ours stands, and what the file calls those that are not ours."""

    places: dict[str, int]
    written: dict[str, str]
    ignored: list[str]
    header: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.header)


@dataclass(frozen=True)
class Written:
    """A city as a cell names it."""

    text: str
    country: str


@dataclass(frozen=True)
class Entry:
    """One row as far as it can be understood: a twin, its pilots if any, and who represents it."""

    row: int
    twin: Written
    pilots: tuple[Written, ...] = ()
    activity: str = ""
    person: str = ""
    email: str = ""


@dataclass
class Reading:
    """What the rows of a sheet say, and everything wrong with them."""

    columns: Columns
    lines: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    skipped: int = 0


def understand(sheet: Sheet, number: int) -> Reading:
    """Read every row of `sheet` that belongs to cohort `number`; problems are collected, not raised."""
    columns, problems = _columns(sheet.header)
    reading = Reading(columns, problems=problems)
    if problems:
        return reading
    for line in sheet.lines:
        if _is_for(line, columns, number):
            reading.lines.append(line)
            _RowReader(reading, line).read()
        else:
            reading.skipped += 1
    if not reading.lines:
        sentence = _("no row of the file is for cohort %d") % number
        reading.problems.append(Remark(1, columns.written["cohort"], sentence))
    return reading


def cell(line: Line, columns: Columns, name: str) -> str:
    """The text of one of our columns in a row; empty where the row or the file has none."""
    place = columns.places.get(name)
    return line.cells[place].strip() if place is not None and place < len(line.cells) else ""


def _bare(header: str) -> str:
    return re.sub(r"[\s_-]+", "", header).casefold()


def _columns(header: tuple[str, ...]) -> tuple[Columns, list[Remark]]:
    bare = [_bare(text) for text in header]
    ours = {_bare(name): name for name in COLUMNS}
    places = {ours[text]: place for place, text in enumerate(bare) if text in ours}
    for text, name in OTHER_NAMES.items():
        if name not in places and _bare(text) in bare:
            places[name] = bare.index(_bare(text))
    count = Counter(text for text in bare if text)
    problems = [
        Remark(1, header[bare.index(text)].strip(), _("stands twice in the header"))
        for text, times in count.items()
        if times > 1
    ]
    problems += [Remark(1, name, _("is missing in the header")) for name in REQUIRED if name not in places]
    known = set(places.values())
    ignored = [text.strip() for place, text in enumerate(header) if text.strip() and place not in known]
    written = {name: header[place].strip() for name, place in places.items()}
    return Columns(places, written, ignored, header), problems


def _is_for(line: Line, columns: Columns, number: int) -> bool:
    """A `cohort` column selects; without one every row is taken."""
    if "cohort" not in columns.places:
        return True
    said = cell(line, columns, "cohort")
    return said.isascii() and said.isdigit() and int(said) == number


class _RowReader:
    """Reads one row into an entry, or into problems."""

    def __init__(self, reading: Reading, line: Line) -> None:
        self.reading = reading
        self.line = line

    def read(self) -> None:
        self._shape()
        twin = self._twin()
        pilots = self._pilots()
        person, email = self._representative()
        if twin:
            activity = self._activity() if pilots else ""
            self.reading.entries.append(Entry(self.line.number, twin, tuple(pilots), activity, person, email))

    def _cell(self, name: str) -> str:
        return cell(self.line, self.reading.columns, name)

    def _bad(self, column: str, sentence: str) -> None:
        self.reading.problems.append(Remark(self.line.number, column, sentence))

    def _shape(self) -> None:
        columns = self.reading.columns
        for place, text in enumerate(self.line.cells[columns.width :], start=columns.width + 1):
            if text.strip():
                self._bad(str(place), _("%s stands beyond the last column of the header") % quoted(text))
        for name, place in columns.places.items():
            if place in self.line.formulas:
                self._bad(name, _("%s is a formula; put its value there") % quoted(self._cell(name)))
        for place, text in enumerate(self.line.cells[: columns.width]):
            if len(text) > LONGEST_CELL:
                self._bad(_name_of(columns, place), _("holds more than 10,000 characters"))

    def _twin(self) -> Written | None:
        country = self._country("twin_country", self._required("twin_country"))
        name = self._name("twin_city", self._required("twin_city"))
        return Written(name, country) if name and country else None

    def _required(self, name: str) -> str:
        if self.reading.columns.places[name] >= len(self.line.cells):
            self._bad(name, _("is missing: the row ends before this column"))
        elif not self._cell(name):
            self._bad(name, _("is empty"))
        return self._cell(name)

    def _country(self, column: str, text: str) -> str:
        if not text or len(text) > LONGEST_CELL:
            return ""
        code = parse_country(text)
        if not code:
            self._bad(column, _("%s is not a country") % quoted(text))
        return code or ""

    def _name(self, column: str, text: str) -> str:
        if text.startswith("="):
            return ""
        if text and not any(letter.isalpha() for letter in text):
            self._bad(column, _("%s is not the name of a city") % quoted(text))
        elif LONGEST_NAME < len(text) <= LONGEST_CELL:
            self._bad(column, _("%s is too long for the name of a city") % quoted(text))
        return " ".join(text.split())

    def _pilots(self) -> list[Written]:
        names = [self._name("pilot_city", part.strip()) for part in self._cell("pilot_city").split(";") if part.strip()]
        parts = [part.strip() for part in self._cell("pilot_country").split(";") if part.strip()]
        countries = [self._country("pilot_country", part) for part in parts]
        if not names:
            if countries:
                self._warn("pilot_country", _("a country without a city: the twin is taken without a pairing"))
            return []
        if not countries:
            self._bad("pilot_country", _("is empty, so it is not known where %s is") % ", ".join(names))
        elif len(countries) not in (1, len(names)):
            self._bad(
                "pilot_country",
                _("%(countries)d countries for %(cities)d cities; give one for all, or one for each")
                % {"countries": len(countries), "cities": len(names)},
            )
        every = countries * len(names) if len(countries) == 1 else countries
        return [Written(name, country) for name, country in zip(names, every, strict=False) if name and country]

    def _activity(self) -> str:
        text = " ".join(self._cell("pilot_activity").split())
        if text.startswith("(") and text.endswith(")"):
            self._warn("pilot_activity", _("stands in brackets: taken as a remark, not as the name of an activity"))
            return ""
        return text

    def _warn(self, column: str, sentence: str) -> None:
        self.reading.warnings.append(Remark(self.line.number, column, sentence))

    def _representative(self) -> tuple[str, str]:
        person = " ".join(self._cell("representative_name").split())
        email = self._cell("representative_email")
        if email and not _is_address(email):
            self._bad("representative_email", _("%s is not a mail address") % quoted(email))
        elif person and not email:
            self._bad("representative_email", _("is empty, so %s could not be invited") % quoted(person))
        if LONGEST["representative_name"] < len(person) <= LONGEST_CELL:
            self._bad("representative_name", _("holds more than 150 characters"))
        return person, email.lower()


def _name_of(columns: Columns, place: int) -> str:
    return next((name for name, at in columns.places.items() if at == place), str(place + 1))


def quoted(text: str) -> str:
    """A cell as a sentence names it."""
    short = " ".join(text.split())
    return f"'{short if len(short) <= 80 else f'{short[:77]}...'}'"


@cache
def _email_validator() -> EmailValidator:
    return EmailValidator()


def _is_address(text: str) -> bool:
    try:
        _email_validator()(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST["representative_email"]
