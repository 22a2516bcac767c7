"""What the portal knows of a person's month: sessions and visits they were at, outputs they wrote in.

It proposes hours. Nothing of it counts before the person has confirmed it, and what they confirmed stays as it is when
the evidence changes: the page points it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from deliverables import reading as deliverables
from hours.amounts import QUARTER
from hours.models import HoursEntry
from hours.months import Month, kinds_of_work, last_of
from learning import reading as learning
from ui.templatetags.kit import day, days
from ui.templatetags.kit import hours as in_words
from visits import reading as visits

HOURS_A_DAY = Decimal(6)
"""Of a day on a visit, where the programme says nothing."""
KINDS = {
    "session": ("sessions", "exchange", "meetings", "preparation"),
    "visit": ("visits", "exchange", "meetings"),
    "output": ("outputs", "preparation"),
}
"""Under which kind of work evidence is proposed: the first of these that the programme has, else its first of all."""
SOURCE = re.compile(rf"({'|'.join(KINDS)})-\d{{1,18}}", re.ASCII)


@dataclass(frozen=True)
class Proposal:
    """Hours the portal proposes for one thing somebody did; `source` names the evidence, `session-12`.

    `when` and `why` are words for the person's own page. `note` is what stays beside confirmed hours; of writing it
    does not say when, because nobody else is to read that.
    """

    source: str
    kind: str
    name: str
    when: str
    why: str
    hours: Decimal

    @property
    def note(self) -> str:
        return self.name if self.source.startswith("output") else f"{self.name}, {self.when}"


@dataclass(frozen=True)
class Row:
    """A row of evidence on the page of a month: open to be confirmed, or confirmed."""

    source: str
    name: str = ""
    said: str = ""
    hours: Decimal | None = None
    is_confirmed: bool = False
    has_changed: bool = False


def proposals(month: Month, only: Collection[str] = tuple(KINDS)) -> list[Proposal]:
    """What the month proposes; `only` names the sorts of evidence to ask, each of which costs one statement."""
    return [proposal for sort in KINDS if sort in only for proposal in _SORTS[sort](month)]


def sorts_of(sources: Iterable[str]) -> set[str]:
    return {source.partition("-")[0] for source in sources}


def rows_of(month: Month, entries: Iterable[HoursEntry], *, is_open: bool) -> list[Row]:
    """The evidence on the page: what is confirmed, with what has changed since; then, in an open month, the rest."""
    known = {proposal.source: proposal for proposal in proposals(month)}
    confirmed = [_confirmed(entry, known.get(entry.source)) for entry in entries if entry.source]
    taken = {row.source for row in confirmed}
    waiting = [_waiting(each) for each in known.values() if is_open and each.source not in taken]
    return confirmed + waiting


def in_quarters(minutes: int) -> Decimal:
    """Minutes as hours, to the nearest quarter and half-up, never less than one quarter."""
    nearest = (Decimal(minutes) / 15).to_integral_value(ROUND_HALF_UP)
    return max(nearest, Decimal(1)) * QUARTER


def _confirmed(entry: HoursEntry, now: Proposal | None) -> Row:
    """What the evidence says now is told where it differs from what it said and from what the person says.

    Traces of writing are erased in time: that they are gone says nothing.
    """
    changed = ""
    if now is None and not entry.source.startswith("output"):
        changed = _("The portal does not show this any more: you were taken off the list. Untick it, or leave it.")
    elif now is not None and now.hours not in (entry.proposed, entry.hours):
        changed = _("The portal now counts %(now)s h; it was %(before)s h when you confirmed. Nothing was changed.") % {
            "now": in_words(now.hours),
            "before": in_words(entry.proposed),
        }
    return Row(entry.source, entry.note, changed, entry.hours, is_confirmed=True, has_changed=bool(changed))


def _waiting(proposal: Proposal) -> Row:
    said = ", ".join(part for part in (proposal.when, proposal.why) if part)
    return Row(proposal.source, proposal.name, said, proposal.hours)


def _sessions(month: Month) -> Iterator[Proposal]:
    kind = _kind(month, "session")
    for each in learning.attended(month.seat.user, month.first, last_of(month.first), city=month.participation.city):
        if each.session.cohort_id == month.participation.cohort_id:
            when = day(learning.local_day(each.session))
            yield Proposal(
                f"session-{each.session.pk}",
                kind,
                each.session.title,
                when,
                _("you were there"),
                in_quarters(each.minutes),
            )


def _visits(month: Month) -> Iterator[Proposal]:
    kind, cohort = _kind(month, "visit"), month.participation.cohort
    a_day = Decimal(str(cohort.template.get("visit", {}).get("hours_a_day", HOURS_A_DAY)))
    for visit, there in visits.attended(
        month.seat.user, month.first, last_of(month.first), city=month.participation.city
    ):
        if visit.cohort_id == cohort.pk:
            why = _("%(n)s h a day") % {"n": in_words(a_day)}
            yield Proposal(f"visit-{visit.pk}", kind, visit.title, _in_a_row(there), why, a_day * len(there))


def _outputs(month: Month) -> Iterator[Proposal]:
    kind = _kind(month, "output")
    for each in deliverables.worked(month.seat.user, month.first, last_of(month.first)):
        obligation = each.output.obligation
        if obligation.participation_id == month.participation.pk:
            written = get_text_list([str(on.day) for on in sorted(each.quarters)], _("and"))
            when = _("written on %(days)s %(month)s") % {"days": written, "month": date_format(month.first, "F")}
            yield Proposal(
                f"output-{each.output.pk}",
                kind,
                obligation.requirement.name,
                when,
                _("the time is a guess, change it"),
                QUARTER * sum(each.quarters.values()),
            )


_SORTS: dict[str, Callable[[Month], Iterator[Proposal]]] = {
    "session": _sessions, "visit": _visits, "output": _outputs,
}  # fmt: skip


def _kind(month: Month, sort: str) -> str:
    known = [slug for slug, _name in kinds_of_work(month.participation.cohort)]
    return next((kind for kind in KINDS[sort] if kind in known), known[0])


def _in_a_row(there: Sequence[date]) -> str:
    """12–13 May 2026 where the days follow each other; else each of them."""
    if there[-1].toordinal() - there[0].toordinal() == len(there) - 1:
        return days(there[0], there[-1])
    return get_text_list([day(on) for on in there], _("and"))
