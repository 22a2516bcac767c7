"""The stops of a learning goal: what each room knows of it, and, where nothing is yet, whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deliverables.querysets import outputs_visible_to
from deliverables.stations import Station, acts, goes_on, judges, stations_of
from goals.models import LearningGoal
from milestones.models import Obligation
from stories.models import Story
from ui.templatetags.kit import day, days
from visits.models import AgendaSlot, Takeaway, Visit
from visits.states import BEING_WRITTEN, VisitState


class Place(StrEnum):
    """Where a stop lies on the way: reached, passed without anything, the next one, or behind that."""

    DONE = "done"
    PASSED = "passed"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Entry:
    """One thing at a stop: what it is, where it stands, and a word about it."""

    title: str
    url: str
    about: str = ""
    text: str = ""


@dataclass(frozen=True)
class Stop:
    """`turn` says what comes next here and who does it, `url` and `action` lead to where they do."""

    slug: str
    title: str | Promise
    entries: Sequence[Entry] = ()
    turn: str = ""
    url: str = ""
    action: str = ""
    place: Place = Place.DONE


@dataclass(frozen=True)
class Known:
    """What a reader may know around a goal, fetched once."""

    goal: LearningGoal
    user: Any
    city: str
    outputs: Sequence[Obligation]
    slots: Sequence[AgendaSlot]
    takeaways: Sequence[Takeaway]
    verdicts: Sequence[Station]
    actions: Sequence[Station]
    stories: Sequence[Story]
    next_visit: Visit | None


def stops_of(goal: LearningGoal, user: Any) -> list[Stop]:
    """From the question to the story; the first empty stop behind all that was reached is the next one."""
    known = _known(goal, user)
    stops = [_asked(known), _planned(known), _answered(known), _judged(known), _acted(known), _told(known)]
    last = max(n for n, each in enumerate(stops) if each.entries)
    return [replace(each, place=_place(n, each, last)) for n, each in enumerate(stops)]


def belonging(stations: Iterable[Station], goal: str, takeaways: set[str]) -> tuple[list[Station], list[Station]]:
    """The rows that judge a goal's takeaways or answer the goal itself, and the rows that act on those."""
    stations = list(stations)
    verdicts = [each for each in stations if each.judges and each.verdict and each.points_at & {goal, *takeaways}]
    judged = {str(each.key) for each in verdicts}
    return verdicts, [each for each in stations if not each.judges and each.points_at & judged]


def _known(goal: LearningGoal, user: Any) -> Known:
    row = goal.participation
    outputs = outputs_visible_to(user).filter(participation=row)
    takeaways = list(_takeaways(goal, user))
    verdicts, actions = belonging(stations_of(outputs, user), str(goal.pk), {str(each.pk) for each in takeaways})
    slots = AgendaSlot.objects.visible_to(user).filter(goals=goal).exclude(visit__state=VisitState.CANCELLED)
    ahead = Visit.objects.entered_by(user).filter(cities=row.city_id, cohort=row.cohort_id, state__in=BEING_WRITTEN)
    return Known(
        goal,
        user,
        str(row.city.latin_name),
        list(outputs.select_related("requirement__cohort")),
        list(slots.select_related("visit__host").order_by("visit__starts_on", "day", "starts", "pk")),
        takeaways,
        verdicts,
        actions,
        list(Story.objects.visible_to(user).filter(goals=goal).order_by("changed_at", "pk")),
        ahead.in_order().first(),
    )


def _takeaways(goal: LearningGoal, user: Any) -> QuerySet[Takeaway]:
    found = Takeaway.objects.visible_to(user).current().filter(goals=goal).select_related("visit__host", "slot")
    return found.order_by("visit__starts_on", "at", "pk")


def _place(number: int, stop: Stop, last: int) -> Place:
    if stop.entries:
        return Place.DONE
    if number < last:
        return Place.PASSED
    return Place.NOW if number == last + 1 else Place.AHEAD


def _asked(known: Known) -> Stop:
    goal = known.goal
    roadmap = next((each for each in known.outputs if each.pk == goal.written_in_id), None)
    url = f"{reverse('deliverables:output', args=[roadmap.pk])}#part-{goal.pk}" if roadmap else ""
    if goal.dropped_at:
        text = _("Left out of the roadmap since %(date)s") % {"date": day(goal.dropped_at)}
    elif goal.agreed_at:
        text = _("Agreed %(date)s") % {"date": day(goal.agreed_at)}
    else:
        text = _("Not agreed yet: the roadmap waits for its approval")
    about = f"{day(goal.first_at)} · {goal.participation.cohort}"
    title = roadmap.requirement.name if roadmap else _("Learning roadmap")
    return Stop("asked", _("%(city)s asks the question") % {"city": known.city}, [Entry(title, url, about, text)])


def _planned(known: Known) -> Stop:
    entries = [Entry(each.title, each.get_absolute_url(), _of_visit(each.visit)) for each in known.slots]
    turn = _("Whoever writes the agenda of a visit attaches the question to a slot: %(city)s or its host.")
    visit = known.next_visit
    url, action = (reverse("visits:agenda", args=[visit.pk]), visit.title) if visit else _visits()
    return Stop("planned", lazy("On the agenda of a visit"), entries, turn % {"city": known.city}, url, action)


def _answered(known: Known) -> Stop:
    entries = [
        Entry(
            each.practice,
            each.get_absolute_url(),
            " · ".join(filter(None, [_of_visit(each.visit), each.seen_at])),
            each.text,
        )
        for each in known.takeaways
    ]
    turn = _("Who is on a visit for %(city)s notes what they take home, and ticks this question.")
    url, action = (known.next_visit.get_absolute_url(), known.next_visit.title) if known.next_visit else _visits()
    return Stop("answered", lazy("Answered by a takeaway"), entries, turn % {"city": known.city}, url, action)


def _judged(known: Known) -> Stop:
    entries = [Entry(each.name, each.url, each.output.requirement.name, each.verdict) for each in known.verdicts]
    turn = _("%(city)s judges what it saw: adopt, adapt or park.") % {"city": known.city}
    return Stop("judged", lazy("Judged for the city"), entries, turn, *_to(known, judges))


def _acted(known: Known) -> Stop:
    entries = [Entry(each.name, each.url, each.output.requirement.name) for each in known.actions]
    offered = _("A verdict to go on becomes an action; %(city)s is offered the line.") % {"city": known.city}
    is_parked = known.verdicts and not any(map(goes_on, known.verdicts))
    turn = _("Parked: nothing follows unless the verdict changes.") if is_parked else offered
    return Stop("acted", lazy("Becomes an action"), entries, turn, *_to(known, acts))


def _told(known: Known) -> Stop:
    entries = [Entry(each.title, each.get_absolute_url(), each.get_state_display()) for each in known.stories]
    turn = _("Whoever writes for %(city)s can tell what came of it.") % {"city": known.city}
    if not known.user.has_perm("stories.write_story"):
        return Stop("told", lazy("Told in a story"), entries, turn)
    told = next((each.visit_id for each in known.takeaways if each.visit.has_taken_place), None)
    url = reverse("stories:new") + (f"?visit={told}" if told else "")
    return Stop("told", lazy("Told in a story"), entries, turn, url, _("Start a story"))


def _of_visit(visit: Visit) -> str:
    """The visit with its host and days, in one line."""
    when = days(visit.starts_on, visit.ends_on) if visit.starts_on else _("no dates yet")
    return " · ".join(filter(None, [visit.title, str(visit.host or ""), when]))


def _visits() -> tuple[str, str]:
    return reverse("visits:visits"), _("Visits")


def _to(known: Known, wanted: Callable[[Obligation], bool]) -> tuple[str, str]:
    """The first of the city's outputs in which this is done."""
    output = next((each for each in known.outputs if wanted(each)), None)
    return (reverse("deliverables:output", args=[output.pk]), output.requirement.name) if output else ("", "")
