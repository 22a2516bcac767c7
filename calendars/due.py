"""Dates that are owed as calendars show them: whole days, since a moment at 23:59 is drawn where nobody looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from cohorts.querysets import cities_of
from milestones.models import Obligation
from milestones.states import Kind, ObligationState
from ui.ical import Entry, Standing
from ui.templatetags.kit import clock
from workflow.models import Step


def owed_by_cities_of(user: Any, since: date) -> list[Entry]:
    """Each date a city of this person owes something by, from that day on; what was waived stands there as cancelled.

    In two statements.
    """
    dated = Obligation.objects.standing().filter(effective_due_on__gte=since)
    rows = list(dated.filter(participation__city__in=cities_of(user)).with_names())
    changes = _changes(rows)
    return [_entry(row, *changes.get(row.pk, (0, _beginning(row.participation.cohort)))) for row in rows]


def owed_in(cohort: Cohort, since: date) -> list[Entry]:
    """What a cohort asks for, one entry for all cities that owe the same by the same day. In two statements."""
    dated = Obligation.objects.standing().filter(participation__cohort=cohort, effective_due_on__gte=since)
    asked = dated.exclude(state=ObligationState.WAIVED).order_by("effective_due_on", "requirement__position")
    groups = asked.values("effective_due_on", "requirement", name=F("requirement__name")).annotate(
        cities=Count("pk"), open=Count("pk", filter=Q(state=ObligationState.OPEN))
    )
    every = Obligation.objects.filter(participation__cohort=cohort)
    last = Step.objects.of_all(Obligation, every.values("pk")).aggregate(last=Max("at"))["last"] or _beginning(cohort)
    return [_group(dict(each), reverse("matrix", args=[cohort.slug]), last) for each in groups]


def _entry(row: Obligation, changes: int, changed_at: datetime) -> Entry:
    city, done = row.participation.city, row.state == ObligationState.FULFILLED
    title = _("Done: %(what)s (%(city)s)") if done else _("Due: %(what)s (%(city)s)")
    until = _("Until %(time)s") % {"time": clock(row.due_at, city.time_zone)}
    due_on: Any = row.effective_due_on
    return Entry(
        uid=_uid("obligation", row.pk),
        title=title % {"what": row.requirement.name, "city": city.name},
        starts=due_on,
        ends=due_on,
        changed_at=changed_at,
        sequence=changes,
        standing=Standing.CANCELLED if row.state == ObligationState.WAIVED else Standing.CONFIRMED,
        page=_page(row),
        text=f"{until}\n{row.participation.cohort}",
    )


def _page(row: Obligation) -> str:
    """Where the city does it, or reads what it is for."""
    if row.requirement.kind == Kind.OUTPUT:
        return reverse("deliverables:output", args=[row.pk])
    return reverse("city_milestones", args=[row.participation_id])


def _group(owed: dict[str, Any], page: str, changed_at: datetime) -> Entry:
    on, n = owed["effective_due_on"], owed["cities"]
    how_many = ngettext("%(n)d city", "%(n)d cities", n) % {"n": n}
    return Entry(
        uid=_uid("requirement", f"{owed['requirement']}-{on:%Y%m%d}"),
        starts=on,
        ends=on,
        changed_at=changed_at,
        title=_("Due: %(what)s (%(cities)s)") % {"what": owed["name"], "cities": how_many},
        page=page,
        text=_("%(open)d of %(all)d still open") % {"open": owed["open"], "all": n},
    )


def _changes(rows: Iterable[Obligation]) -> dict[int, tuple[int, datetime]]:
    """How many steps each has behind it, and when the last one was: a number that only rises."""
    steps = Step.objects.of_all(Obligation, [row.pk for row in rows]).order_by()
    counted = steps.values_list("object_id").annotate(n=Count("pk"), last=Max("at"))
    return {pk: (n, last) for pk, n, last in counted}


def _beginning(cohort: Cohort) -> datetime:
    return datetime.combine(cohort.starts_on, time(), UTC)


def _uid(kind: str, number: object) -> str:
    return f"{kind}-{number}@{urlsplit(settings.SITE_URL).hostname}"
