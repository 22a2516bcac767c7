"""Words, dates and signs as every page writes them. Nothing here reads the clock: `now` is passed in."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from ui.languages import language_of
from ui.looks import LOOKS, UNKNOWN

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """12 May 2024; an instant is shown as the day it is in the reader's zone."""
    return formats.date_format(_on(value), "DATE_FORMAT") if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """Thu 14 May 2026."""
    return f"{formats.date_format(_on(value), 'D')} {day(value)}" if value else ""


@register.filter
def month(value: date | None) -> str:
    """May 2024."""
    return capfirst(formats.date_format(_on(value), "YEAR_MONTH_FORMAT")) if value else ""


@register.filter
def days(first: date | None, last: date | None) -> str:
    """12–13 May 2024, 30 April – 2 May 2024; one day when both are the same or one is missing."""
    if not (first and last) or first == last:
        return day(first or last)
    if (first.year, first.month) == (last.year, last.month):
        number = re.match(r"\d+\.?", day(first))
        return f"{number[0] if number else first.day}–{day(last)}"
    start = formats.date_format(first, "MONTH_DAY_FORMAT") if first.year == last.year else day(first)
    return f"{start} – {day(last)}"


@register.filter
def clock(instant: datetime | None, zone: str | None = None) -> str:
    """23:59 in Bucharest; without a zone in the reader's own."""
    if not instant:
        return ""
    local = _in_zone(instant, zone)
    time = formats.date_format(local, "TIME_FORMAT")
    place = zone_place(str(local.tzinfo))
    return f"{time} UTC" if place == "UTC" else _("%(time)s in %(place)s") % {"time": time, "place": place}


@register.filter
def zone_place(zone: str) -> str:
    """The place by which a zone is called: Bucharest."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def moment(instant: datetime | None, zone: str | None = None) -> str:
    """14 May 2026, 23:59 in Bucharest; without a zone in the reader's own."""
    if not instant:
        return ""
    local = _in_zone(instant, zone)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {clock(instant, zone)}"


@register.filter
def at(instant: datetime | None, zone: str) -> str:
    """Thu 14 May 2026, 10:00 in Brussels (CEST): an event for a reader whose zone nobody knows."""
    if not instant:
        return ""
    there = _in_zone(instant, zone)
    name = there.strftime("%Z")
    short = name if name.isalpha() else f"UTC{name}"
    return f"{weekday(there.date())}, {clock(instant, zone)} ({short})"


@register.filter
def when(instant: datetime | None, zone: str) -> str:
    """Thu 14 May 2026, 10:00 in Brussels (CEST), 11:00 your time: an event in its own zone and in the reader's."""
    if not instant:
        return ""
    said, mine = at(instant, zone), yours(instant, zone)
    return f"{said}, {mine}" if mine else said


@register.filter
def yours(instant: datetime | None, zone: str) -> str:
    """11:00 your time, with its day where that differs too; nothing where both clocks show the same."""
    if not instant:
        return ""
    there, here = _in_zone(instant, zone), _in_zone(instant, None)
    if there.utcoffset() == here.utcoffset():
        return ""
    time = formats.date_format(here, "TIME_FORMAT")
    if there.date() != here.date():
        time = f"{formats.date_format(here, 'D')} {time}"
    return _("%(time)s your time") % {"time": time}


@register.filter
def relative(value: date | None, now: date) -> str:
    """in 2 days, today, 3 days ago: only ever beside the date itself."""
    if not value:
        return ""
    away = (_on(value) - _on(now)).days
    if away in (-1, 0, 1):
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[away]
    if away > 0:
        return ngettext("in %(n)d day", "in %(n)d days", away) % {"n": away}
    return ngettext("%(n)d day ago", "%(n)d days ago", -away) % {"n": -away}


@register.filter
def due(value: date | None, now: date) -> str:
    """14 May 2026, in 2 days; or 9 May 2026, 3 days late."""
    if not value:
        return ""
    late = (_on(now) - _on(value)).days
    away = ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late > 0 else relative(value, now)
    return f"{day(value)}, {away}"


@register.filter
def hours(value: Decimal | None) -> str:
    """9.5, 8.0, 7.25: quarter hours with at least one decimal, so that columns stand straight."""
    if value is None:
        return ""
    exact = Decimal(value).quantize(Decimal("0.01"))
    return formats.number_format(exact, 1 if exact * 10 % 1 == 0 else 2)


@register.filter
def eur(value: Decimal | None) -> str:
    """EUR 1,612.40, never broken across lines."""
    return "" if value is None else f"EUR\u00a0{formats.number_format(value, 2, force_grouping=True)}"


@register.filter
def initials(name: str) -> str:
    """AM for Ana Moldovan."""
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A sign from the sprite; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" {css}" if css else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def state_badge(state: str, label: object = "") -> SafeString:
    """A state as symbol, word and colour; `label` replaces the state's own word."""
    look = LOOKS.get(state, UNKNOWN)
    return format_html(
        '<span class="badge badge--{}">{}{}</span>', look.colour, icon(look.icon), label or look.word or state
    )


@register.simple_tag
def lang_name(code: str) -> str:
    """A language as its speakers call it: Ελληνικά, Türkçe."""
    return capfirst(get_language_info(code)["name_local"])


@register.simple_tag
def city_name(city: Any, alias: bool = True) -> SafeString:
    """A city as its people write it, marked with its language, the English form beside it in grey."""
    name = in_language(city.name, language_of(city.name, str(city.country)))
    if not alias or not city.english_name or city.english_name == city.name:
        return name
    return format_html('{} <span class="alias" lang="en">{}</span>', name, city.english_name)


@register.simple_tag
def in_language(text: str, code: str = "") -> SafeString:
    """A text in another language, marked as such for screen readers and hyphenation."""
    return format_html('<span lang="{}">{}</span>', code, text) if code else format_html("{}", text)


@register.filter
def says_optional(field: Any) -> bool:
    """Whether "(optional)" helps at this field: not where the whole form is optional, as in a filter."""
    return not field.field.required and any(other.required for other in field.form.fields.values())


def _on(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _in_zone(instant: datetime, zone: str | None) -> datetime:
    return timezone.localtime(instant, ZoneInfo(zone) if zone else None)
