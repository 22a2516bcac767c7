"""What needs a person: each line one number, one sentence, one button that opens just those rows.

Of the outputs that wait for a review it opens the next one at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import Representative
from cohorts.models import Cohort
from deliverables.models import Deliverable
from hours.models import MonthSheet
from mailing.models import Message
from mailing.states import NEEDS_SOMEBODY
from milestones.models import Obligation
from stories.models import Story
from stories.states import State
from twinning.pages.standing import first_day_not_late

CLAIM_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    url: str
    action: str
    meta: str = ""
    needs: bool = False
    """Late or stuck: the number stands in the accent colour."""


Source = Callable[[Cohort, datetime], Iterator[Line]]


def lines_for(cohort: Cohort, now: datetime) -> list[Line]:
    """The attention list of a cohort, the most pressing kind first; empty when nothing needs a person."""
    return [line for source in SOURCES for line in source(cohort, now)]


def late(cohort: Cohort, now: datetime) -> Iterator[Line]:
    today = first_day_not_late(cohort.time_zone, now)
    overdue = Obligation.objects.overdue(today).filter(participation__cohort=cohort)
    rows = list(
        overdue.order_by("effective_due_on", "pk").values_list(
            "effective_due_on", "requirement__name", "participation__city__name", "participation_id"
        )
    )
    if not rows:
        return
    due_on, what, city, _participation = rows[0]
    cities = len({participation for *_oldest, participation in rows})
    text = ngettext("obligation is past its date", "obligations are past their date", len(rows))
    where = ngettext("in %(n)s city.", "in %(n)s cities.", cities) % {"n": cities}
    days = (today - due_on).days if due_on else 0
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
    yield Line(len(waiting), text, url, _("Review the next"), meta, needs=days >= 10)


def mails(cohort: Cohort, now: datetime) -> Iterator[Line]:
    count = Message.objects.filter(state__in=NEEDS_SOMEBODY).count()
    if count:
        text = ngettext("mail did not arrive for certain.", "mails did not arrive for certain.", count)
        meta = _("Came back, given up, or nobody can know whether it was handed over")
        yield Line(count, text, reverse("mailing:messages"), _("Look at them"), meta, needs=True)


def unclaimed(cohort: Cohort, now: datetime) -> Iterator[Line]:
    count = (
        Representative.objects.current()
        .filter(user=None, invitation__sent_at__lt=now - CLAIM_WITHIN)
        .filter(city__participations__cohort=cohort, city__participations__withdrawn_on=None)
        .distinct()
        .count()
    )
    if count:
        text = ngettext("seat was offered and not claimed.", "seats were offered and not claimed.", count)
        meta = _("The invitation is more than a week old")
        yield Line(count, text, reverse("cities:cities") + "", _("Remind them"), meta)


def without_lead(cohort: Cohort, now: datetime) -> Iterator[Line]:
    led = Representative.objects.current().filter(role="lead").values("city")
    cities = list(cohort.participations.active().exclude(city__in=led).exclude(obligations=None).select_related("city"))
    if cities:
        text = ngettext("city has no lead.", "cities have no lead.", len(cities))
        meta = ", ".join(str(each.city) for each in cities[:4])
        yield Line(len(cities), text, reverse("cities:cities") + "?without_lead=on", _("Name one"), meta, needs=True)


def months(cohort: Cohort, now: datetime) -> Iterator[Line]:
    this_month = now.date().replace(day=1)
    open_sheets = MonthSheet.objects.filter(
        participation__cohort=cohort, participation__withdrawn_on=None, state="open", month__lt=this_month
    ).count()
    if open_sheets:
        text = ngettext("past month is still open.", "past months are still open.", open_sheets)
        meta = _("Hours were written and not marked complete")
        yield Line(open_sheets, text, f"{reverse('hours:programme')}?cohort={cohort.slug}", _("See the months"), meta)


def offered_stories(cohort: Cohort, now: datetime) -> Iterator[Line]:
    stories = list(Story.objects.filter(state=State.OFFERED).order_by("pk"))
    if stories:
        text = ngettext("story is offered.", "stories are offered.", len(stories))
        yield Line(len(stories), text, reverse("stories:programme"), _("Read and publish"), f"“{stories[0].title}”")


SOURCES: tuple[Source, ...] = (late, reviews, mails, without_lead, unclaimed, months, offered_stories)
"""In the order in which they are shown."""


def _matrix(cohort: Cohort, state: str) -> str:
    return f"{reverse('matrix', args=[cohort.slug])}?state={state}"
