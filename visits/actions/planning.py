"""From the proposal of a visit to its confirmed days; moving and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City, Representative
from cohorts.models import Cohort, Pairing, PairingSide, Participation
from cohorts.states import Side
from milestones.models import Requirement
from ui.templatetags.kit import days as in_words
from visits import emails
from visits.actions.records import Days, NotAVisit, check_days
from visits.actions.rows import arranged, held, stand_in_line, touch
from visits.models import Visit
from visits.siblings import Siblings, siblings_of
from visits.states import AHEAD, BEING_WRITTEN, Direction, HostKind, VisitState
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed


@dataclass(frozen=True)
class Plan:
    """What a visit is to be. An empty title is made of its cities, an empty zone is the host's.

    `number` and `requirements` are what is wished: of two proposals at one moment the second becomes the next visit.
    """

    guests: Sequence[City]
    host: City | None = None
    host_kind: str = HostKind.CITY
    pairing: Pairing | None = None
    title: str = ""
    place: str = ""
    online_link: str = ""
    zone: str = ""
    number: int | None = None
    requirements: Sequence[Requirement] = ()

    @property
    def cities(self) -> set[City]:
        return {*self.guests, *([self.host] if self.host else [])}

    def fields(self, cohort: Cohort) -> dict[str, Any]:
        """The columns of the visit."""
        return {
            "title": (self.title.strip() or self._named())[:150],
            "host": self.host,
            "host_kind": self.host_kind,
            "pairing": self.pairing,
            "place": self.place,
            "online_link": self.online_link,
            "zone": self.zone or (self.host.time_zone if self.host else cohort.time_zone),
            "number": self.number,
            "direction": direction_of(self.pairing, self.host),
        }

    def _named(self) -> str:
        guests = ", ".join(city.name for city in self.guests if city != self.host)
        return _("%(guests)s visiting %(host)s") % {"guests": guests, "host": self.host} if self.host else guests


def propose(cohort: Cohort, plan: Plan, *, days: Days | None, by: Any, now: datetime) -> Visit:
    """Propose a visit, with or without its days, and tell those concerned. Raises NotAllowed or NotAVisit.

    It is the next visit of its pairing or group where the wished number is taken or none is wished, and counts for the
    next requirement where another visit serves the wished one.
    """
    _check(cohort, plan, by)
    if days:
        check_days(cohort, days)
    with transaction.atomic():
        plan = _in_turn(cohort, plan)
        visit = Visit.objects.create(
            cohort=cohort, updated_at=now, proposed_by=_city_of(by, plan.cities), **plan.fields(cohort), **_dated(days)
        )
        visit.cities.set(plan.cities)
        visit.requirements.set(plan.requirements)
        record(visit, "propose", _("proposed the visit"), by=by, now=now, after=_iso(days))
        emails.proposed(visit, by=by, now=now)
    return visit


def change(visit: Visit, plan: Plan, *, by: Any, now: datetime) -> Visit:
    """Say anew where it is, who comes and what it counts for; while it is ahead, whom that concerns is told.

    Delegates of a city that is no longer on it are called off. Raises NotAllowed, NotNow or NotAVisit.
    """
    with transaction.atomic():
        row = arranged(visit, BEING_WRITTEN, by=by)
        _check(row.cohort, plan, by)
        if plan.number and _siblings(row.cohort, plan).besides(row).have(plan.number):
            raise NotAVisit(_("Visit %(n)d of these cities is there already.") % {"n": plan.number}, field="number")
        told, was = emails.everybody(row), _shown(row)
        for field, value in {**plan.fields(row.cohort), **touch(row, now=now)}.items():
            setattr(row, field, value)
        row.save()
        row.cities.set(plan.cities)
        row.requirements.set(plan.requirements)
        record(row, "change", _("changed what the visit is"), by=by, now=now)
        for delegate in row.delegates.coming().exclude(city__in=plan.cities):
            take(delegate, "cancel", by=None, now=now)
        if row.state in AHEAD:
            emails.changed(row, told, is_elsewhere=_shown(row) != was, by=by, now=now)
    return row


def reschedule(visit: Visit, days: Days, *, reason: str = "", by: Any, now: datetime) -> Visit:
    """Give it other days, or its first ones; the old ones stay in the history, and those concerned are told both.

    A confirmed visit stays confirmed; a proposal becomes the proposal of who moved it. Raises NotAllowed, NotNow or
    NotAVisit.
    """
    with transaction.atomic():
        row = arranged(visit, AHEAD, by=by)
        check_days(row.cohort, days)
        old = days_of(row)
        if old == days:
            raise NotAVisit(_("These are its days already."), field="starts_on")
        if row.state == VisitState.PROPOSED:
            row.proposed_by = _city_of(by, {*row.cities.all(), *([row.host] if row.host else [])})
        row.starts_on, row.ends_on, row.only_month = days.first, days.last, False
        touch(row, now=now)
        row.save(update_fields=["proposed_by", "starts_on", "ends_on", "only_month", "sequence", "updated_at"])
        sentence = _("moved it to %(days)s") if old else _("proposed %(days)s")
        record(
            row,
            "reschedule",
            sentence % {"days": in_words(days.first, days.last)},
            by=by,
            now=now,
            note=reason,
            before=_iso(old),
            after=_iso(days),
        )
        if old:
            emails.rescheduled(row, old, reason=reason, by=by, now=now)
        else:
            emails.proposed(row, by=by, now=now)
    return row


def confirm(visit: Visit, *, by: Any, now: datetime) -> Visit:
    """Another city than the one that proposed them agrees to the days. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        done = take(visit, "confirm", by=by, now=now, also=touch(held(visit), now=now))
        emails.confirmed(done, by=by, now=now)
    return done


def cancel(visit: Visit, *, reason: str, by: Any, now: datetime) -> Visit:
    """Call it off, and tell why. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        done = take(visit, "cancel", by=by, now=now, note=reason, also=touch(held(visit), now=now))
        emails.cancelled(done, reason=reason, by=by, now=now)
    return done


def propose_again(visit: Visit, *, by: Any, now: datetime) -> Visit:
    """It becomes the next visit if another took its number meanwhile. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        row = held(visit)
        said = Plan(
            row.guests, row.host, pairing=row.pairing, number=row.number, requirements=[*row.requirements.all()]
        )
        plan = _in_turn(row.cohort, said)
        done = take(visit, "propose_again", by=by, now=now, also={**touch(row, now=now), "number": plan.number})
        done.requirements.set(plan.requirements)
        emails.proposed(done, by=by, now=now)
    return done


def _shown(visit: Visit) -> list[Any]:
    """What of a visit stands in calendars beside its days."""
    return [getattr(visit, name) for name in ("title", "host_id", "place", "online_link")]


def days_of(visit: Visit) -> Days | None:
    return Days(visit.starts_on, visit.ends_on, visit.only_month) if visit.starts_on and visit.ends_on else None


def direction_of(pairing: Pairing | None, host: City | None) -> str:
    """Which side of the pairing travels; nothing where that cannot be said."""
    side = PairingSide.objects.filter(pairing=pairing, participation__city=host).first() if pairing and host else None
    return {Side.SHOWING: Direction.THERE, Side.LEARNING: Direction.BACK}.get(Side(side.side), "") if side else ""


def _check(cohort: Cohort, plan: Plan, by: Any) -> None:
    own = _city_of(by, plan.cities)
    facilitates = bool(plan.pairing and plan.pairing.facilitator_id == by.pk)
    if not {city.pk for city in plan.guests} - {plan.host.pk if plan.host else None}:
        raise NotAVisit(_("Name at least one city that comes as a guest."), field="guests")
    if not (by.is_programme_staff or facilitates or own):
        raise NotAllowed(_("A visit is proposed by one of its cities, the facilitator or the programme team."))
    if plan.host_kind == HostKind.CITY and plan.host is None:
        raise NotAVisit(_("Name the city that is the host, or say that you meet elsewhere or online."), field="host")
    inside = set(Participation.objects.active().filter(cohort=cohort).values_list("city", flat=True))
    asked = plan.guests if by.is_programme_staff else plan.cities
    if strangers := [city.name for city in asked if city.pk not in inside]:
        raise NotAVisit(_("%s is not in this cohort.") % strangers[0], field="guests")
    if plan.pairing and plan.pairing.cohort_id != cohort.pk:
        raise NotAVisit(_("That pairing belongs to another cohort."))


def _siblings(cohort: Cohort, plan: Plan) -> Siblings:
    """The other visits of its pairing or group; whoever comes second waits until the first is written."""
    stand_in_line(cohort, plan.pairing)
    return siblings_of(cohort, plan.pairing, plan.cities)


def _in_turn(cohort: Cohort, plan: Plan) -> Plan:
    """The plan with a number no other visit has, counting for what none of them serves."""
    others = _siblings(cohort, plan)
    is_free = plan.number is not None and not others.have(plan.number)
    number = plan.number if is_free else others.next_number()
    return replace(plan, number=number, requirements=others.unserved(plan.requirements, plan.guests))


def _city_of(by: Any, cities: set[City]) -> City | None:
    """The city for which somebody acts; None for the programme team and facilitators."""
    seats = Representative.objects.held_by(by).writing().filter(city__in=cities).select_related("city")
    first = None if by.is_programme_staff else seats.order_by("pk").first()
    return first.city if first else None


def _dated(days: Days | None) -> dict[str, Any]:
    return {"starts_on": days.first, "ends_on": days.last} if days else {}


def _iso(days: Days | None) -> list[str] | None:
    return [days.first.isoformat(), days.last.isoformat()] if days else None
