"""The programme of a visit as a PDF to print: its days with their slots, and the stops one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ui.languages import language_of
from ui.paper import frame, typeset
from ui.templatetags.kit import days, weekday
from visits.agenda import Day, agenda_of
from visits.models import AgendaSlot, Visit

TEMPLATE = Path(__file__).parent / "programme.typ"


def programme_pdf(visit: Visit) -> bytes:
    """The file, in the language that is active; `visit` was fetched `with_room`."""
    agenda = agenda_of(visit)
    place = visit.host.name if visit.host else visit.place or str(visit.get_host_kind_display())
    told = {
        "title": visit.title,
        "place": place,
        "place_language": language_of(place, str(visit.host.country)) if visit.host else "",
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "programme": settings.PROGRAMME_NAME,
        "stamp": _stamp(visit),
        "days": [{"name": _day(day), "slots": [_slot(slot) for slot in day.slots]} for day in agenda.days],
        "stops": [_stop(visit, slot) for slot in agenda.stops],
        "words": frame() | {"stops": _("Stops"), "free": _("Nothing is planned on this day yet.")},
    }
    return typeset(TEMPLATE, told | {"place_language": told["place_language"] or told["language"]})


def _stamp(visit: Visit) -> list[tuple[str, str]]:
    """When, who, and in which zone the times are."""
    when = days(visit.starts_on, visit.ends_on) or _("not set yet")
    stamp = [(_("When"), when), (_("Times"), visit.zone.replace("_", " "))]
    if visit.host:
        stamp.append((_("Host"), str(visit.host)))
    return [*stamp, (_("Guests"), ", ".join(str(city) for city in visit.guests))]


def _day(day: Day) -> str:
    name = _("Day %(n)d") % {"n": day.number}
    return f"{name}, {weekday(day.on)}" if day.on else name


def _slot(slot: AgendaSlot) -> dict[str, Any]:
    starts = slot.starts.strftime("%H:%M") if slot.starts else ""
    lines = [slot.place, slot.address, slot.host_person]
    goals = [goal.question for goal in getattr(slot, "shown_goals", [])]
    return {"time": f"{starts}–{slot.ends}", "title": slot.title, "lines": lines, "goals": goals}


def _stop(visit: Visit, slot: AgendaSlot) -> list[str]:
    """When, where, and the address with the coordinates."""
    starts = slot.starts.strftime("%H:%M") if slot.starts else ""
    when = f"{weekday(slot.date)}, {starts}" if slot.date else f"{_('Day %(n)d') % {'n': slot.day}}, {starts}"
    where = "" if slot.latitude is None else f"{slot.latitude}, {slot.longitude}"
    return [when, slot.place or slot.title, " · ".join(part for part in (slot.address, where) if part)]
