"""What staff see of the chase: what is late or soon, what comes by itself, and what nobody will be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliverables.models import Deliverable
from mailing.models import Cover
from mailing.states import State
from milestones.models import Obligation
from milestones.querysets import ObligationQuerySet
from reminders.catalogue import LADDER, STEPS
from reminders.clocks import with_clocks
from reminders.forecast import Coming, forecast
from reminders.reading import World, local_day, world
from workflow.models import Step as HistoryStep

SOON = timedelta(days=3)
COMING = timedelta(days=14)
MAILS_ARE_NOT_ENOUGH = 14
"""Days late after which a call is suggested."""
CAME_BACK = (State.BOUNCED, State.DEAD)
LEFT = (State.ACCEPTED, State.IN_DOUBT, *CAME_BACK)
STEP_NAMES = {step.slug: step.name for step in STEPS}


@dataclass(frozen=True)
class Contact:
    """The last thing that reached a city, or was noted, about an obligation."""

    at: datetime
    words: str | Promise
    came_back: bool = False


@dataclass(frozen=True)
class Line:
    """One obligation that is late or due within three days."""

    obligation: Obligation
    late_days: int
    """Days since the date in the city; negative while it is still to come."""
    next: Coming | None

    @property
    def is_late(self) -> bool:
        return self.late_days > 0

    @property
    def days_left(self) -> int:
        return -self.late_days


@dataclass(frozen=True)
class Row:
    """A line with what was last said about it, as the list shows it."""

    line: Line
    contact: Contact | None

    @property
    def suggestion(self) -> str:
        """`call`, `mail` or `wait`."""
        line = self.line
        if self.contact and self.contact.came_back:
            return "call"
        if line.is_late and (line.next is None or line.late_days >= MAILS_ARE_NOT_ENOUGH):
            return "call"
        return "mail" if line.is_late else "wait"


@dataclass(frozen=True)
class Silent:
    """An open obligation with a date of which nobody will be reminded any more."""

    obligation: Obligation
    why: str | Promise


@dataclass(frozen=True)
class Chase:
    """The whole desk, the most pressing first."""

    lines: list[Line]
    coming: list[Coming]
    silent: list[Silent]

    @property
    def late(self) -> list[Line]:
        return [line for line in self.lines if line.is_late]

    def only(self, step: str, audience: str) -> Chase:
        """Those whose next automatic step is this one, or reaches these."""

        def fits(coming: Coming | None) -> bool:
            if coming is None:
                return not step and not audience
            return step in ("", coming.step.word) and audience in ("", coming.step.audience.name.lower())

        lines = [line for line in self.lines if fits(line.next)]
        return Chase(lines, [each for each in self.coming if fits(each)], [] if step or audience else self.silent)


def look(obligations: ObligationQuerySet, *, now: datetime) -> Chase:
    """The desk over these obligations and their outputs; seven to eleven statements."""
    horizon = now.date() + COMING - LADDER[0].offset + timedelta(days=1)
    outputs = Deliverable.objects.filter(obligation__in=obligations.values("pk"))
    chased = with_clocks(world(obligations.filter(effective_due_on__lte=horizon)), outputs, now=now)
    foretold = forecast(chased, now=now)
    following: dict[int, Coming] = {}
    for each in foretold:
        if not each.step.clock:
            following.setdefault(each.obligation.pk, each)
    lines = [Line(each, _late_days(each, now), following.get(each.pk)) for each in chased.obligations]
    return Chase(
        lines=sorted((line for line in lines if line.late_days >= -SOON.days), key=lambda line: -line.late_days),
        coming=[each for each in foretold if each.moment <= now + COMING],
        silent=[Silent(each, _why(chased, each)) for each in chased.obligations if each.pk not in following],
    )


def with_contacts(lines: Iterable[Line]) -> list[Row]:
    """With the last mail that left about each, or the last step of its history; three statements at most."""
    lines = list(lines)
    if not lines:
        return []
    numbers = [line.obligation.pk for line in lines]
    contacts = _mails(numbers)
    subject = ContentType.objects.get_for_model(Obligation)
    steps = HistoryStep.objects.filter(content_type=subject, object_id__in=numbers).select_related("by")
    for step in steps.order_by("at", "pk"):
        known = contacts.get(step.object_id)
        if known is None or known.at < step.at:
            words = f"{step.by}: {step.sentence}" if step.by else step.sentence
            contacts[step.object_id] = Contact(step.at, words)
    return [Row(line, contacts.get(line.obligation.pk)) for line in lines]


def _mails(numbers: list[int]) -> dict[int, Contact]:
    about = reduce(or_, (Q(key__startswith=f"reminder:{number}:") for number in numbers))
    covers = Cover.objects.filter(about, message__state__in=LEFT).select_related("message")
    covers = covers.defer("message__text", "message__html").order_by("message__not_before", "pk")
    found = {}
    for cover in covers:
        _kind, number, _due, slug, _who = cover.key.split(":", 4)
        message, came_back = cover.message, cover.message.state in CAME_BACK
        words = _("mail came back") if came_back else STEP_NAMES.get(slug, _("personal note"))
        found[int(number)] = Contact(message.accepted_at or message.not_before, words, came_back)
    return found


def _late_days(obligation: Obligation, now: datetime) -> int:
    due_on = obligation.effective_due_on or date.max
    return (local_day(obligation.participation.city.time_zone, now) - due_on).days


def _why(chased: World, obligation: Obligation) -> str | Promise:
    if not chased.staff and not chased.seats_of(obligation):
        return _("No seat of the city is filled, and there are no programme staff to tell.")
    debt = chased.debt(obligation)
    if debt.owed_since > debt.due_on + LADDER[-1].offset:
        return _("The city joined when all its reminders were past.")
    return _("All its reminders have gone out or are past; only a call helps now.")
