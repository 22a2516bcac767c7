"""The version ladder: what was handed in, what was answered, and who waits for whom since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from deliverables.awaited import NAMED, Awaited, asked_of_pilots
from deliverables.content.schema import Form, form_of
from deliverables.models import Deliverable, Revision
from deliverables.states import State, Verdict
from ui.templatetags.kit import city_name, day

DONE, NOW, AHEAD = "is-done", "is-now", "is-ahead"


class Rung(NamedTuple):
    """`revision` is the number of the one that can be opened from here; 0 for none."""

    place: str
    title: str
    text: str
    revision: int = 0


def ladder(
    output: Deliverable,
    revisions: Sequence[Revision],
    now: datetime,
    *,
    with_reviews: bool,
    pilots: Sequence[City] = (),
) -> list[Rung]:
    """The rungs in order. `revisions` by number, as far as the reader may see them; reviews are for city and staff.

    `pilots` are the cities that are asked to endorse, where the form wants that.
    """
    form = form_of(output.obligation.requirement)
    rungs = []
    for revision in revisions:
        if not revision.is_draft:
            rungs.append(_handed_in(revision))
            if hasattr(revision, "endorsement"):
                rungs.append(_endorsed(revision, pilots))
            if with_reviews and hasattr(revision, "review"):
                rungs.append(_answered(revision, form))
    limits = _limits(output.open_sections, output.answer_by or output.open_until, form) if with_reviews else ()
    return rungs + list(_ahead(output, revisions, now, pilots, "; ".join(limits)))


def _handed_in(revision: Revision) -> Rung:
    text = f"{day(revision.submitted_at)}, {revision.submitted_by}"
    return Rung(DONE, _("Revision %(n)s submitted") % {"n": revision.number}, text, revision.number)


def _endorsed(revision: Revision, pilots: Sequence[City]) -> Rung:
    given = revision.endorsement
    return Rung(DONE, _endorsed_by(pilots), f"{day(given.at)}, {given.by}")


def _answered(revision: Revision, form: Form) -> Rung:
    review = revision.review
    text = f"{day(review.at)}, {review.by}"
    if review.verdict == Verdict.APPROVED:
        return Rung(DONE, _("Approved"), text)
    return Rung(DONE, _("Changes asked"), "; ".join([text, *_limits(review.sections, review.due_on, form)]))


def _limits(sections: Sequence[str] | None, on: date | None, form: Form) -> Iterator[str]:
    """What may change, and until when: "only “What we want to learn”", "by 22 May 2026"."""
    if sections is not None:
        titles = [section.title for section in form if section.slug in sections]
        yield _("only %(sections)s") % {"sections": get_text_list([f"“{title}”" for title in titles], _("and"))}
    if on:
        yield _("by %(day)s") % {"day": day(on)}


def _ahead(
    output: Deliverable, revisions: Sequence[Revision], now: datetime, pilots: Sequence[City], limits: str
) -> Iterator[Rung]:
    """Where it stands now, who is asked to act and since when, and what follows."""
    state, form = output.shown_state, form_of(output.obligation.requirement)
    if state == State.WAIVED:
        yield Rung(NOW, _("Waived"), output.obligation.waived_reason)
    elif state == State.SUBMITTED:
        yield from _in_review(output, [each for each in revisions if not each.is_draft][-1], now, pilots)
        yield from _next_draft(revisions)
    elif state != State.APPROVED:
        yield _with_the_city(output, revisions, limits)
        if form.endorsement and pilots:
            yield Rung(AHEAD, _endorsed_by(pilots), _within(form.endorsement[0]))
        yield Rung(AHEAD, _("Approved"), _("by the programme team, %(days)s") % {"days": _within(form.review_days)})


def _in_review(output: Deliverable, last: Revision, now: datetime, pilots: Sequence[City]) -> Iterator[Rung]:
    since = {"day": day(last.submitted_at)}
    asked = None
    if pilots and last.submitted_at and not hasattr(last, "endorsement"):
        asked = asked_of_pilots(output, last.submitted_at)
    if asked and not asked.is_over(now):
        yield _waiting_for(asked, pilots)
        yield Rung(AHEAD, _("In review"), _("from %(day)s also without it") % {"day": day(asked.given_up_on)})
    else:
        yield Rung(NOW, _("In review"), _("with the programme team since %(day)s") % since)
    yield Rung(AHEAD, _("Approved"), _("by the programme team"))


def _waiting_for(asked: Awaited, pilots: Sequence[City]) -> Rung:
    words = {"since": day(asked.asked_at), "due": day(asked.due_on)}
    return Rung(NOW, _endorsed_by(pilots), _("asked since %(since)s, expected by %(due)s") % words)


def _next_draft(revisions: Sequence[Revision]) -> Iterator[Rung]:
    if revisions[-1].is_draft:
        words = {"n": revisions[-1].number}
        yield Rung(AHEAD, _("Revision %(n)s, draft") % words, _("takes its place once it is submitted"))


def _with_the_city(output: Deliverable, revisions: Sequence[Revision], limits: str) -> Rung:
    last = revisions[-1] if revisions else None
    city = output.obligation.participation.city
    if last is None:
        return Rung(NOW, _("Not started"), _("%(city)s begins") % {"city": city.latin_name})
    if last.is_draft:
        title = _("Revision %(n)s, draft") % {"n": last.number}
        since: datetime | None = last.created_at
    else:
        title = _("Revision %(n)s to come") % {"n": last.number + 1}
        since = last.review.at if hasattr(last, "review") else last.submitted_at
    by = _("%(city)s, since %(day)s") % {"city": city.latin_name, "day": day(since)}
    return Rung(NOW, title, "; ".join(filter(None, [by, limits])))


def _endorsed_by(pilots: Sequence[City]) -> str:
    if not 0 < len(pilots) <= NAMED:
        return _("Endorsed by the pilot side")
    names = format_html_join(", ", "{}", ((city_name(city, alias=False),) for city in pilots))
    return format_html(_("Endorsed by {cities}"), cities=names)


def _within(days: int) -> str:
    return ngettext("within %(n)d day", "within %(n)d days", days) % {"n": days}
