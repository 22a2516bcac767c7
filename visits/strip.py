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

from polls.states import PollState
from ui.templatetags.kit import days
from visits.agenda import agenda_of
from visits.models import Visit
from visits.states import HostKind, ReportSide, VisitState, lacks_a_report


class StepState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"

    @property
    def icon(self) -> str:
        return {"done": "check-circle", "current": "flag"}.get(self, "ring")

    @property
    def colour(self) -> str:
        return {"done": "is-ok", "current": "is-needs"}.get(self, "is-idle")


@dataclass(frozen=True)
class Step:
    """`says` is how it stands, in half a sentence; `owner` whose turn it is while it is not done; `url` where.

    A step that goes on `beside` the others takes its own time, so it is never the one that comes next.
    """

    slug: str
    name: str
    state: StepState
    says: str
    owner: str
    url: str
    beside: bool = False


Entry = Callable[[Visit, date], Step]


def provide(slug: str, entry: Entry) -> None:
    """Put a step on the strip; `slug` is one of its six. Called once, when the room's app is ready."""
    ENTRIES[slug] = entry


def steps(visit: Visit, today: date) -> list[Step]:
    """The strip on this day; the first step that is not done is the current one. Nothing is next once it is off."""
    entries = [entry(visit, today) for entry in ENTRIES.values() if entry]
    first = next((each.slug for each in entries if each.state != StepState.DONE and not each.beside), "")
    return [
        replace(each, state=StepState.CURRENT) if each.slug == first and not visit.is_off else each for each in entries
    ]


def named(cities: Iterable[object]) -> str:
    return ", ".join(str(city) for city in cities)


def everybody(visit: Visit) -> str:
    return named([*([visit.host] if visit.host else []), *visit.guests])


def dates(visit: Visit, today: date) -> Step:
    agreed = visit.state not in (VisitState.PROPOSED, VisitState.CANCELLED)
    others = [city for city in [visit.host, *visit.guests] if city and city.pk != visit.proposed_by_id]
    owner = named(others or visit.guests) if visit.starts_on else everybody(visit)
    if visit.starts_on:
        says = days(visit.starts_on, visit.ends_on)
        says = says if agreed else _("%(days)s, proposed") % {"days": says}
    else:
        asked = visit.poll and visit.poll.state == PollState.OPEN
        says = _("A poll is open") if asked else _("Not set yet")
    return _step("dates", _("Dates"), agreed, says, owner, reverse("visits:dates", args=[visit.pk]))


def agenda(visit: Visit, today: date) -> Step:
    plan = agenda_of(visit)
    count = len(plan.slots)
    says = ngettext("%(n)d slot", "%(n)d slots", count) % {"n": count} if count else _("Empty so far")
    if plan.tray:
        says = _("%(slots)s, %(n)d of them without a time") % {"slots": says, "n": len(plan.tray)}
    elif plan.has_clashes:
        says = _("%(slots)s, times clash") % {"slots": says}
    done = visit.has_begun(today) or bool(count and not plan.tray and not plan.has_clashes)
    owner = str(visit.host) if visit.host else everybody(visit)
    return _step("agenda", _("Agenda"), done, says, owner, reverse("visits:agenda", args=[visit.pk]))


def party(visit: Visit, today: date) -> Step:
    """Done when every guest has named who comes and all of them have told what the host needs to know."""
    coming = [each for each in visit.delegates.all() if each.is_coming]
    silent = [each for each in coming if not each.answered_at]
    missing = [city for city in visit.guests if city.pk not in {each.city_id for each in coming}]
    says = _("Nobody named yet")
    if visit.host_kind == HostKind.ONLINE:
        says = _("Nobody travels")
    elif coming:
        says = _("%(people)s, %(n)d still to answer") if silent else _("%(people)s, all answered")
        counted = ngettext("%(n)d person", "%(n)d people", len(coming)) % {"n": len(coming)}
        says = says % {"people": counted, "n": len(silent)}
    done = visit.has_begun(today) or visit.host_kind == HostKind.ONLINE or not (missing or silent)
    owner = named(sorted({*missing, *(each.city for each in silent)}, key=str))
    return _step("party", _("Party"), done, says, owner, reverse("visits:party", args=[visit.pk]))


def report(visit: Visit, today: date) -> Step:
    done = visit.state in (VisitState.REPORTED, VisitState.CLOSED)
    if done:
        says, owner, where = _("In from all sides"), "", "visits:report"
    elif visit.state == VisitState.HELD:
        says, owner, where = lacks_a_report(visit) or _("In from all sides"), _missing(visit), "visits:report"
    elif visit.has_begun(today):
        says, owner, where = _("Note who was there, then write it"), everybody(visit), "visits:attendance"
    else:
        says, owner, where = _("After the visit"), everybody(visit), "visits:report"
    return _step("report", _("Report"), done, says, owner, reverse(where, args=[visit.pk]))


def closed(visit: Visit, today: date) -> Step:
    done = visit.state == VisitState.CLOSED
    ready = visit.state == VisitState.REPORTED
    says = _("Done") if done else _("Ready to be closed") if ready else _("Needs attendance and the whole report")
    return _step("closed", _("Closed"), done, says, everybody(visit), f"{visit.get_absolute_url()}#close")


def _missing(visit: Visit) -> str:
    sent = {each.side for each in visit.reports.all() if each.sent_at}
    open_sides = [side for side in visit.report_sides if side not in sent]
    return str(visit.host) if open_sides[:1] == [ReportSide.HOST] else named(visit.guests)


def _step(slug: str, name: str, done: bool, says: str, owner: str, url: str) -> Step:
    return Step(slug, name, StepState.DONE if done else StepState.AHEAD, says, "" if done else owner, url)


ENTRIES: dict[str, Entry | None] = {
    "dates": dates,
    "agenda": agenda,
    "party": party,
    "travel": None,
    "report": report,
    "closed": closed,
}
