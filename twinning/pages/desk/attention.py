"""What needs a person: each line one number, one sentence, one button that opens just those rows.

Of the outputs that wait for a review it opens the next one at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Participation
from deliverables.models import Deliverable
from hours.overview import with_a_past_month_open
from mailing.filters import STUCK
from mailing.models import Message
from milestones.filters import MemberFilter
from milestones.models import Obligation
from stories.models import Story
from stories.states import State
from twinning.pages.standing import first_day_not_late

FIRST_ZONE = "Pacific/Kiritimati"
"""Where each day begins and ends first."""


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    url: str
    action: str
    meta: str = ""
    needs: bool = False
    """Late or stuck: the number stands in the accent colour."""
    rows: str = ""
    """Where the rows stand that are counted, if the button opens something else."""


Source = Callable[[Cohort, datetime], Iterator[Line]]


def lines_for(cohort: Cohort, now: datetime) -> list[Line]:
    """The attention list of a cohort, the most pressing kind first; empty when nothing needs a person."""
    return [line for source in SOURCES for line in source(cohort, now)]


def late(cohort: Cohort, now: datetime) -> Iterator[Line]:
    day = cache(lambda zone: first_day_not_late(zone, now))
    overdue = Obligation.objects.overdue(day(FIRST_ZONE)).filter(participation__cohort=cohort)
    names = ("requirement__name", "participation__city__name", "participation__city__time_zone", "participation_id")
    dated = overdue.order_by("effective_due_on", "pk").values_list("effective_due_on", *names)
    rows = [row for row in dated if row[0] < day(row[3])]
    if not rows:
        return
    due_on, what, city, zone, _participation = rows[0]
    cities = len({participation for *_oldest, participation in rows})
    text = ngettext("obligation is past its date", "obligations are past their date", len(rows))
    where = ngettext("in %(n)s city.", "in %(n)s cities.", cities) % {"n": cities}
    days = (day(zone) - due_on).days
    meta = _("Oldest: %(what)s of %(city)s, %(days)s days") % {"what": what, "city": city, "days": days}
    yield Line(len(rows), f"{text} {where}", _matrix(cohort, "late"), _("See who is late"), meta, needs=True)


def reviews(cohort: Cohort, now: datetime) -> Iterator[Line]:
    waiting = list(
        Deliverable.objects.in_review()
        .filter(obligation__participation__cohort=cohort)
        .values_list("pk", "waiting_since", "obligation__participation__city__name")  # type: ignore[misc]  # annotated there
    )
    if not waiting:
        return
    first, since, city = waiting[0]
    days = (now - since).days
    text = ngettext("output waits for a review.", "outputs wait for a review.", len(waiting))
    meta = ngettext("%(city)s has waited longest, %(n)s day", "%(city)s has waited longest, %(n)s days", days) % {
        "city": city,
        "n": days,
    }
    url = f"{reverse('deliverables:output', args=[first])}?cohort={cohort.pk}"
    queue = f"{reverse('deliverables:reviews')}?cohort={cohort.pk}"
    yield Line(len(waiting), text, url, _("Review the next"), meta, needs=days >= 10, rows=queue)


def mails(cohort: Cohort, now: datetime) -> Iterator[Line]:
    count = Message.objects.needing_somebody().count()
    if count:
        text = ngettext("mail did not arrive for certain.", "mails did not arrive for certain.", count)
        meta = _("Came back, given up, or nobody can know whether it was handed over")
        url = f"{reverse('mailing:messages')}?state={STUCK}"
        yield Line(count, text, url, _("Look at them"), meta, needs=True)


def unclaimed(cohort: Cohort, now: datetime) -> Iterator[Line]:
    if count := len(_members(cohort, "unclaimed", now)):
        text = ngettext("city has a seat that nobody took up.", "cities have a seat that nobody took up.", count)
        meta = _("The invitation is more than a week old")
        yield Line(count, text, _cities(cohort, "unclaimed"), _("Remind them"), meta)


def without_lead(cohort: Cohort, now: datetime) -> Iterator[Line]:
    if cities := _members(cohort, "without_lead", now):
        text = ngettext("city has no lead.", "cities have no lead.", len(cities))
        meta = ", ".join(str(each.city) for each in cities[:4])
        yield Line(len(cities), text, _cities(cohort, "without_lead"), _("Name one"), meta, needs=True)


def months(cohort: Cohort, now: datetime) -> Iterator[Line]:
    if count := with_a_past_month_open(cohort, timezone.localdate(now)).count():
        text = ngettext("city has a past month still open.", "cities have a past month still open.", count)
        meta = _("Hours were written and not marked complete")
        url = f"{reverse('hours:programme')}?cohort={cohort.slug}&show=open"
        yield Line(count, text, url, _("See the months"), meta)


def offered_stories(cohort: Cohort, now: datetime) -> Iterator[Line]:
    stories = list(Story.objects.filter(state=State.OFFERED).order_by("pk"))
    if stories:
        text = ngettext("story is offered.", "stories are offered.", len(stories))
        url = f"{reverse('stories:programme')}?state={State.OFFERED}"
        yield Line(len(stories), text, url, _("Read and publish"), f"“{stories[0].title}”")


SOURCES: tuple[Source, ...] = (late, reviews, mails, without_lead, unclaimed, months, offered_stories)
"""In the order in which they are shown."""


def _matrix(cohort: Cohort, state: str) -> str:
    return f"{reverse('matrix', args=[cohort.slug])}?state={state}"


def _members(cohort: Cohort, people: str, now: datetime) -> list[Participation]:
    """The cities that the list of the cohort's cities shows under this filter."""
    rows = cohort.participations.select_related("city").order_by("city__name")
    return list(MemberFilter({"people": people}, queryset=rows, now=now).qs)


def _cities(cohort: Cohort, people: str) -> str:
    return f"{reverse('milestones:participants', args=[cohort.slug])}?people={people}"
