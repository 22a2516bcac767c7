"""The list a meeting tool gives after a meeting: who on it is who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cities.models import Representative
from cities.names import fold, keys
from cohorts.importing.reading import DELIMITERS, Unreadable, read
from learning.models import Registration
from learning.states import Attendance

NAMES = {"name", "full name", "participant", "participant name", "display name", "user name", "attendee", "first name"}
LAST_NAMES = {"last name", "surname"}
EMAILS = {"email", "e mail", "user email", "email address", "e mail address", "participant id upn", "mail"}
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Row:
    """One person on the list, and the registration or the seat they were matched with; strangers have neither."""

    number: int
    name: str
    email: str
    registration: Registration | None = None
    seat: Representative | None = None
    attendance: str = field(default=Attendance.PRESENT)

    @property
    def is_matched(self) -> bool:
        return bool(self.registration or self.seat)


def people_in(content: bytes) -> list[dict[str, str]]:
    """Everybody on the list once, however often they came back, as `{"name", "email"}`. Raises Unreadable.

    Meeting tools write facts of the meeting above the table, so the header is the first row that names people.
    """
    for each in _ways_to_read(content):
        sheet = read(each)
        rows = [sheet.header, *(line.cells for line in sheet.lines)]
        for place, row in enumerate(rows):
            columns = _columns(row)
            if columns:
                return _people(rows[place + 1 :], *columns)
    raise Unreadable(_("No column of this file is called “Name” or “Email”."))


def match(
    people: Iterable[dict[str, str]], registrations: Sequence[Registration], seats: Iterable[Representative]
) -> list[Row]:
    """Each person of the list with the registration or seat of the same address, else of the same name.

    A name that fits two registrations fits none: a person looks at it. A deputy is found by their own name or address.
    """
    addresses: dict[str, tuple[Registration, str]] = {}
    names: dict[str, list[tuple[Registration, str]]] = {}
    for each in registrations:
        for mail, name, as_what in (
            (each.email, each.name, Attendance.PRESENT),
            (each.deputy_email, each.deputy_name, Attendance.DEPUTY),
        ):
            addresses |= {mail.lower(): (each, as_what)} if mail else {}
            for key in _keys(name):
                names.setdefault(key, []).append((each, as_what))
    unregistered = {seat.email.lower(): seat for seat in seats}
    return [_matched(number, person, addresses, names, unregistered) for number, person in enumerate(people)]


def _ways_to_read(content: bytes) -> Iterator[bytes]:
    """As it is, then with each separator said: the facts above a table do not show which one the table has."""
    yield content
    if not content.startswith(b"PK"):
        mark = next((mark for mark in WIDE if content.startswith(mark)), b"")
        for delimiter in DELIMITERS:
            yield mark + f"sep={delimiter}\n".encode(WIDE.get(mark, "utf-8")) + content[len(mark) :]


def _matched(
    number: int,
    person: dict[str, str],
    addresses: dict[str, tuple[Registration, str]],
    names: dict[str, list[tuple[Registration, str]]],
    seats: dict[str, Representative],
) -> Row:
    name, email = person["name"], person["email"]
    found = addresses.get(email.lower()) if email else None
    if found is None and email.lower() in seats:
        return Row(number, name, email, seat=seats[email.lower()])
    if found is None:
        fitting = {each[0].pk: each for key in _keys(name) for each in names.get(key, [])}
        found = next(iter(fitting.values())) if len(fitting) == 1 else None
    return Row(number, name, email, found[0], attendance=found[1]) if found else Row(number, name, email)


def _keys(name: str) -> set[str]:
    """A name in every spelling, whatever the order of its words: "Moldovan, Ana" is "Ana Moldovan"."""
    in_order = " ".join(sorted(fold(name).split()))
    return {*keys(name), *keys(in_order)} if in_order else set()


def _columns(row: Sequence[str]) -> tuple[int | None, int | None, int | None] | None:
    heads = [fold(cell.split("(")[0]) for cell in row]
    first, last, email = (
        next((place for place, head in enumerate(heads) if head in wanted), None)
        for wanted in (NAMES, LAST_NAMES, EMAILS)
    )
    return (first, last, email) if (first, email) != (None, None) else None


def _people(
    rows: Iterable[Sequence[str]], first: int | None, last: int | None, email: int | None
) -> list[dict[str, str]]:
    seen: dict[str, dict[str, str]] = {}
    for row in rows:
        name = " ".join(filter(None, (_cell(row, first), _cell(row, last))))
        address = _cell(row, email)
        address = address if "@" in address else ""
        if name or address:
            seen.setdefault(address.lower() or fold(name), {"name": name[:150], "email": address[:254]})
    return list(seen.values())


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
