"""What an import would do: cities, participations, pairings and seats, and everything that stands in its way.

Reads the database a fixed number of times, whatever the size of the file; writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cities.models import Representative
from cities.states import SeatRole
from cohorts.importing.places import Place, Places
from cohorts.importing.reading import read
from cohorts.importing.rows import Entry, Reading, Remark, Written, quoted, understand
from cohorts.models import Cohort, Pairing, Participation
from cohorts.states import Side


@dataclass
class PlannedPairing:
    """One group of pilots with the twins that name it. `pk` is set when the cohort has this pairing already."""

    pilots: frozenset[Place]
    activity: str = ""
    pk: int | None = None
    twins: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class PlannedSeat:
    city: Place
    name: str
    email: str


@dataclass
class Plan:
    """What would be written. Nothing may be while `problems` holds a sentence."""

    reading: Reading
    kind: str
    takes_pairings: bool = True
    named: dict[Written, Place] = field(default_factory=dict)
    cities_made: list[Place] = field(default_factory=list)
    cities_matched: list[Place] = field(default_factory=list)
    names_added: list[tuple[int, str]] = field(default_factory=list)
    participations: dict[Place, str] = field(default_factory=dict)
    participations_known: int = 0
    pairings: list[PlannedPairing] = field(default_factory=list)
    pairings_known: int = 0
    seats: list[PlannedSeat] = field(default_factory=list)

    @property
    def problems(self) -> list[Remark]:
        return sorted(self.reading.problems)

    @property
    def warnings(self) -> list[Remark]:
        return sorted(self.reading.warnings)

    @property
    def rows_stopped(self) -> int:
        return len({problem.row for problem in self.reading.problems} & {line.number for line in self.reading.lines})

    @property
    def rows_ready(self) -> int:
        return len(self.reading.lines) - self.rows_stopped

    @property
    def changes_nothing(self) -> bool:
        return not (self.cities_made or self.names_added or self.participations or self.pairings or self.seats)

    @property
    def fingerprint(self) -> str:
        """Differs when the import would do anything else than what was shown."""
        parts = (self.cities_made, self.names_added, self.participations, self.seats, self.problems)
        pairings = [(each.pk, sorted(map(str, each.pilots)), each.activity, each.twins) for each in self.pairings]
        return hashlib.sha256(repr((parts, pairings)).encode()).hexdigest()


def plan_import(content: bytes, cohort: Cohort) -> Plan:
    """Plan the import of a file into a cohort.

    Bad cells are in `problems`. Raises Unreadable when the file as a whole cannot be read.
    """
    sheet = read(content)
    reading = understand(sheet, cohort.number)
    plan = Plan(reading, sheet.kind, takes_pairings=cohort.takes_pairings)
    _Planner(plan, cohort).work()
    return plan


class _Planner:
    """Holds what is known while the rows are gone through in their order."""

    def __init__(self, plan: Plan, cohort: Cohort) -> None:
        self.plan = plan
        self.entries = plan.reading.entries
        self.places = Places(written.country for entry in self.entries for written in (entry.twin, *entry.pilots))
        plan.named = self.places.found
        self.roles = {side: cohort.role_on(side) for side in Side.values}
        self.known = _participations(cohort)
        self.by_pilots: dict[frozenset[int], Pairing] = {}
        self.by_twin: dict[int, list[Pairing]] = {}
        self._learn_pairings(cohort)
        self.twin_rows: dict[Place, Entry] = {}
        self.pilot_rows: dict[Place, Entry] = {}
        self.groups: dict[frozenset[Place], PlannedPairing] = {}

    def work(self) -> None:
        for entry in self.entries:
            self._twin(entry)
            self._pilots(entry)
        self._participations()
        for entry in self.entries:
            self._pairing(entry)
        self._sum_up()
        self._seats()

    def _bad(self, entry: Entry, column: str, sentence: str) -> None:
        self.plan.reading.problems.append(Remark(entry.row, column, sentence))

    def _warn(self, entry: Entry, column: str, sentence: str) -> None:
        self.plan.reading.warnings.append(Remark(entry.row, column, sentence))

    def _twin(self, entry: Entry) -> None:
        city = self.places.find(entry.twin)
        if before := self.twin_rows.get(city):
            self._bad(entry, "twin_city", _already(entry.twin, before, before.twin))
            return
        if before := self.pilot_rows.get(city):
            self._bad(entry, "twin_city", _other_side(entry.twin, self.roles[Side.SHOWING], before))
        self.twin_rows[city] = entry

    def _pilots(self, entry: Entry) -> None:
        seen: set[Place] = set()
        for written in entry.pilots:
            city = self.places.find(written)
            if city in seen:
                self._bad(entry, "pilot_city", _("%s stands twice in this cell") % quoted(written.text))
            elif before := self.twin_rows.get(city):
                self._bad(entry, "pilot_city", _other_side(written, self.roles[Side.LEARNING], before))
            seen.add(city)
            self.pilot_rows.setdefault(city, entry)

    def _participations(self) -> None:
        for side, column, rows in (
            (Side.LEARNING, "twin_city", self.twin_rows),
            (Side.SHOWING, "pilot_city", self.pilot_rows),
        ):
            for city, entry in rows.items():
                known = self.known.get(city.pk) if city.pk else None
                if known is None:
                    self.plan.participations.setdefault(city, self.roles[side])
                elif sentence := _contradiction(known, self.roles[side]):
                    self._bad(entry, column, sentence)
                else:
                    self.plan.participations_known += 1

    def _pairing(self, entry: Entry) -> None:
        pilots = frozenset(self.places.find(written) for written in entry.pilots)
        if not pilots or not self.plan.takes_pairings:
            return
        group = self.groups.get(pilots)
        if group is None:
            group = self.groups[pilots] = self._group(pilots, entry)
        if entry.activity and group.activity and entry.activity != group.activity:
            self._warn(entry, "pilot_activity", _("the activity of these pilots stays %s") % quoted(group.activity))
        group.activity = group.activity or entry.activity
        twin = self.places.find(entry.twin)
        if twin not in group.twins and not self._is_paired(entry, twin, pilots):
            group.twins.append(twin)

    def _group(self, pilots: frozenset[Place], entry: Entry) -> PlannedPairing:
        pairing = self.by_pilots.get(_pks(pilots))
        if pairing is None:
            return PlannedPairing(pilots, entry.activity)
        said = (pairing.activity.summary or pairing.activity.name) if pairing.activity else ""
        return PlannedPairing(pilots, said, pairing.pk)

    def _is_paired(self, entry: Entry, twin: Place, pilots: frozenset[Place]) -> bool:
        """The cohort has this twin paired already: the same way, or otherwise, which only staff may change."""
        for pairing in self.by_twin.get(twin.pk or 0, []):
            same = _cities(pairing, Side.SHOWING) == _pks(pilots)
            if same and pairing.ended_on:
                self._warn(entry, "pilot_city", _("this pairing ended on %s and is not made again") % pairing.ended_on)
            elif not same and not pairing.ended_on:
                names = ", ".join(str(each.city) for each in pairing.showing)
                self._bad(entry, "pilot_city", _("the twin is paired with %s; change that pairing on its page") % names)
            if same:
                return True
        return False

    def _learn_pairings(self, cohort: Cohort) -> None:
        for pairing in Pairing.objects.filter(cohort=cohort).with_sides():
            if not pairing.ended_on:
                self.by_pilots[_cities(pairing, Side.SHOWING)] = pairing
            for each in pairing.learning:
                self.by_twin.setdefault(each.city_id, []).append(pairing)

    def _sum_up(self) -> None:
        plan = self.plan
        cities = dict.fromkeys([*self.twin_rows, *self.pilot_rows])
        plan.cities_made = [city for city in cities if city.pk is None]
        plan.cities_matched = [city for city in cities if city.pk is not None]
        plan.names_added = list(self.places.new_names)
        plan.pairings = [group for group in self.groups.values() if group.twins]
        plan.pairings_known = sum(1 for group in self.groups.values() if not group.twins)

    def _seats(self) -> None:
        """A lead seat for every representative named, unless the city has this person or another lead."""
        entries = [entry for entry in self.entries if entry.email]
        taken = _seats_of(self.places.find(entry.twin) for entry in entries)
        for entry in entries:
            city = self.places.find(entry.twin)
            seats = taken.get(city.pk or 0, [])
            if any(seat.email.lower() == entry.email for seat in seats):
                continue
            if any(seat.role == SeatRole.LEAD and seat.ended_on is None for seat in seats):
                sentence = _("%s has a lead already; hand the seat over on the page of the city") % quoted(city.name)
                self._warn(entry, "representative_email", sentence)
            elif self.twin_rows[city] is entry:
                self.plan.seats.append(PlannedSeat(city, entry.person, entry.email))


def _already(written: Written, before: Entry, before_as: Written) -> str:
    said = {"city": quoted(written.text), "row": before.row, "as": before_as.text}
    if written.text == before_as.text:
        return _("%(city)s is already in row %(row)d") % said
    return _("%(city)s is already in row %(row)d, as %(as)s") % said


def _other_side(written: Written, role: str, before: Entry) -> str:
    return _("%(city)s is on the other side, as %(role)s, in row %(row)d") % {
        "city": quoted(written.text),
        "role": role,
        "row": before.row,
    }


def _contradiction(known: Participation, role: str) -> str:
    if not known.is_active:
        return _("%s left this cohort; take it back on the page of its cities first") % quoted(known.city.name)
    if known.role != role:
        return _("%(city)s takes part already, as %(role)s") % {"city": quoted(known.city.name), "role": known.role}
    return ""


def _participations(cohort: Cohort) -> dict[int, Participation]:
    return {each.city_id: each for each in Participation.objects.filter(cohort=cohort).select_related("city")}


def _cities(pairing: Pairing, side: str) -> frozenset[int]:
    return frozenset(each.city_id for each in pairing.side(side))


def _pks(cities: Iterable[Place]) -> frozenset[int]:
    return frozenset(city.pk or 0 for city in cities)


def _seats_of(cities: Iterable[Place]) -> dict[int, list[Representative]]:
    """Every seat of these cities, the ended ones too: who was asked to leave is not brought back by a file."""
    seats: dict[int, list[Representative]] = {}
    for seat in Representative.objects.filter(city__in={city.pk for city in cities if city.pk}):
        seats.setdefault(seat.city_id, []).append(seat)
    return seats
