"""The strip of a visit: its steps in their order, which one comes next, and whose turn it is.

Each step is an entry of the table, a function that reads the visit (fetched `with_room`) and answers a Step. The
rooms that know a step provide it: `provide("travel", entry)`; until then it is not on the strip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from polls.states import PollState
from ui.templatetags.kit import days
from visits.agenda import agenda_of
from visits.models import Visit
from visits.standing import Standing
from visits.states import HostKind, ReportSide, VisitState, lacks_a_report


class StepState(StrEnum):
    """EMPTY is neither done nor ahead: nothing is there, and nobody is waited for."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    EMPTY = "empty"

    @property
    def icon(self) -> str:
        return {"done": "check-circle", "current": "flag", "empty": "dot"}.get(self, "ring")

    @property
    def colour(self) -> str:
        return {"done": "is-ok", "current": "is-needs"}.get(self, "is-idle")


@dataclass(frozen=True)
class Step:
    """`says` is how it stands, in half a sentence; `owner` whose turn it is while it is ahead; `url` where it is read.

    `turn` are the ids of the cities that can take the step on, at `done_at` if that is another page than `url`.
    A step that goes on `beside` the others takes its own time, so it is never the one that comes next.
    """

    slug: str
    name: str
    state: StepState
    says: str
    owner: str
    url: str
    beside: bool = False
    turn: frozenset[int] = frozenset()
    done_at: str = ""

    def is_turn_of(self, stands: Standing) -> bool:
        """Whether this reader can take it on: for one of the cities, or as who stands above the sides."""
        return stands.leads or bool(self.turn & stands.cities)


Entry = Callable[[Visit, date], Step]


def provide(slug: str, entry: Entry) -> None:
    """Put a step on the strip; `slug` is one of its six. Called once, when the room's app is ready."""
    ENTRIES[slug] = entry


def steps(visit: Visit, today: date) -> list[Step]:
    """The strip on this day; the first step that is ahead is the current one. Nothing is next once it is off."""
    entries = [entry(visit, today) for entry in ENTRIES.values() if entry]
    first = next((each.slug for each in entries if each.state == StepState.AHEAD and not each.beside), "")
    return [
        replace(each, state=StepState.CURRENT) if each.slug == first and not visit.is_off else each for each in entries
    ]


def named(cities: Iterable[object]) -> str:
    return ", ".join(str(city) for city in cities)


def everybody(visit: Visit) -> list[City]:
    return [*([visit.host] if visit.host else []), *visit.guests]


def dates(visit: Visit, today: date) -> Step:
    agreed = visit.state not in (VisitState.PROPOSED, VisitState.CANCELLED)
    others = [city for city in everybody(visit) if city.pk != visit.proposed_by_id]
    turn = (others or visit.guests) if visit.starts_on else everybody(visit)
    if visit.starts_on:
        says = days(visit.starts_on, visit.ends_on)
        says = says if agreed else _("%(days)s, proposed") % {"days": says}
    else:
        asked = visit.poll and visit.poll.state == PollState.OPEN
        says = _("A poll is open") if asked else _("Not set yet")
    return _step("dates", _("Dates"), _done(agreed), says, turn, reverse("visits:dates", args=[visit.pk]))


def agenda(visit: Visit, today: date) -> Step:
    """Done when every slot has its time. Once the visit has begun nobody is waited for, and an empty one stays so."""
    plan, begun = agenda_of(visit), visit.has_begun(today)
    count = len(plan.slots)
    says = ngettext("%(n)d slot", "%(n)d slots", count) % {"n": count}
    if not count:
        says = _("None was written") if begun else _("Empty so far")
    elif plan.tray:
        says = _("%(slots)s, %(n)d of them without a time") % {"slots": says, "n": len(plan.tray)}
    elif plan.has_clashes:
        says = _("%(slots)s, times clash") % {"slots": says}
    state = _done(begun or bool(count and not plan.tray and not plan.has_clashes))
    if begun and not count:
        state = StepState.EMPTY
    turn = [visit.host] if visit.host else everybody(visit)
    return _step("agenda", _("Agenda"), state, says, turn, reverse("visits:agenda", args=[visit.pk]))


def party(visit: Visit, today: date) -> Step:
    """Done when every guest has named who comes and all of them have told what the host needs to know.

    Once the visit has begun nobody is waited for, and a party of nobody stays so.
    """
    coming = [each for each in visit.delegates.all() if each.is_coming]
    silent = [each for each in coming if not each.answered_at]
    missing = [city for city in visit.guests if city.pk not in {each.city_id for each in coming}]
    begun, is_online = visit.has_begun(today), visit.host_kind == HostKind.ONLINE
    state = _done(begun or is_online or not (missing or silent))
    if begun and not coming and not is_online:
        state = StepState.EMPTY
    turn = sorted({*missing, *(each.city for each in silent)}, key=str)
    says = _("Nobody travels") if is_online else _who_comes(len(coming), len(silent), begun=begun)
    return _step("party", _("Party"), state, says, turn, reverse("visits:party", args=[visit.pk]))


def report(visit: Visit, today: date) -> Step:
    """Each side writes its part when it likes; the host's is asked for first."""
    done, turn, done_at = visit.state in (VisitState.REPORTED, VisitState.CLOSED), everybody(visit), ""
    sides = _missing(visit) if visit.state == VisitState.HELD else []
    if done or visit.state == VisitState.HELD:
        says = (not done and lacks_a_report(visit)) or _("In from all sides")
        turn = sides[0] if sides else turn
    elif visit.has_begun(today):
        says, done_at = _("Note who was there, then write it"), reverse("visits:attendance", args=[visit.pk])
    else:
        says = _("After the visit")
    step = _step("report", _("Report"), _done(done), says, turn, reverse("visits:report", args=[visit.pk]))
    return replace(step, done_at=done_at, turn=step.turn.union(city.pk for side in sides for city in side))


def closed(visit: Visit, today: date) -> Step:
    done = visit.state == VisitState.CLOSED
    ready = visit.state == VisitState.REPORTED
    says = _("Done") if done else _("Ready to be closed") if ready else _("Needs attendance and the whole report")
    return _step("closed", _("Closed"), _done(done), says, everybody(visit), f"{visit.get_absolute_url()}#close")


def _who_comes(coming: int, silent: int, *, begun: bool) -> str:
    """How many are named, and how many of them have not told what the host needs to know."""
    if not coming:
        return _("Nobody was named") if begun else _("Nobody named yet")
    people = ngettext("%(n)d person", "%(n)d people", coming) % {"n": coming}
    if not silent:
        return _("%(people)s, all answered") % {"people": people}
    says = _("%(people)s, %(n)d without an answer") if begun else _("%(people)s, %(n)d still to answer")
    return says % {"people": people, "n": silent}


def _missing(visit: Visit) -> list[list[City]]:
    """The cities of each side whose part of the report is not handed in."""
    sent = {each.side for each in visit.reports.all() if each.sent_at}
    cities = {ReportSide.HOST: [visit.host] if visit.host else [], ReportSide.GUESTS: visit.guests}
    return [cities[side] for side in visit.report_sides if side not in sent]


def _done(done: bool) -> StepState:
    return StepState.DONE if done else StepState.AHEAD


def _step(slug: str, name: str, state: StepState, says: str, turn: list[City], url: str) -> Step:
    cities = turn if state == StepState.AHEAD else []
    return Step(slug, name, state, says, named(cities), url, turn=frozenset(city.pk for city in cities))


ENTRIES: dict[str, Entry | None] = {
    "dates": dates,
    "agenda": agenda,
    "party": party,
    "travel": None,
    "report": report,
    "closed": closed,
}
