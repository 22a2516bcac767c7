"""What every page needs around its matter: the programme's name, the languages, the ways to go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, is_valid_path
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _


class Way(NamedTuple):
    """One entry of a navigation; `phone` is its shorter name in the thumb bar, `also` what is found behind it, too."""

    path: str
    name: str | Promise
    icon: str = ""
    phone: str | Promise = ""
    also: tuple[str, ...] = ()


PUBLIC = (
    Way("/stories/", _("Stories")),
    Way("/cities/", _("Cities")),
    Way("/cohorts/", _("Cohorts")),
    Way("/calls/", _("Open calls")),
    Way("/about/", _("How it works")),
)
CITY = (
    Way("/workspace/", _("Overview"), "home", _("Now")),
    Way("/workspace/hours/", _("Hours"), "clock", also=("/hours/",)),
    Way("/deliverables/", _("Outputs"), "file"),
    Way("/visits/", _("Visits"), "pin", also=("/travel/", "/goals/")),
    Way("/sessions/", _("Sessions"), "calendar"),
    Way("/workspace/stories/", _("Stories"), "pencil"),
)
FOOTER = (
    Way("/map/", _("Map")),
    Way("/open-sessions/", _("Open sessions")),
    Way("/stories/feed/", _("Stories feed (Atom)")),
    Way("/privacy/", _("Privacy")),
    Way("/accessibility/", _("Accessibility")),
)
ACCOUNT = (
    Way("/accounts/preferences/", _("Language and time zone"), "globe"),
    Way("/calendar/", _("Calendar"), "calendar"),
    Way("/accounts/password/change/", _("Password"), "lock"),
    Way("/accounts/2fa/", _("Second factor"), "phone"),
)
STAFF = (
    Way("/programme/", _("Desk"), "home"),
    Way("/programme/cohorts/", _("Cohorts"), "grid"),
    Way("/programme/cities/", _("Cities"), "pin"),
    Way("/programme/reviews/", _("Reviews"), "inbox"),
    Way("/deliverables/", _("Outputs"), "file", also=("/goals/", "/programme/goals/", "/programme/thread/")),
    Way("/visits/", _("Visits"), "pin", also=("/travel/", "/programme/travel/")),
    Way("/sessions/", _("Sessions"), "calendar"),
    Way("/programme/hours/", _("Hours"), "clock", also=("/hours/",)),
    Way("/programme/reminders/", _("Reminders"), "bell"),
    Way("/programme/people/", _("People"), "users"),
    Way("/programme/stories/", _("Stories"), "pencil"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `portal` for the frame of a page, `nav` for the signed-in bar, and the clock.

    A view that knows counts passes its own `nav`, made by `ways(request, STAFF, counts={...})`.
    """
    return {
        "portal": {
            "name": settings.PROGRAMME_NAME,
            "grant": settings.GRANT_NUMBER,
            "contact_email": settings.CONTACT_EMAIL,
            "demo": settings.DEMO,
            "url": settings.SITE_URL,
            "languages": SimpleLazyObject(lambda: languages(request)),
            "nav": SimpleLazyObject(lambda: ways(request, PUBLIC)),
            "footer": SimpleLazyObject(lambda: ways(request, FOOTER)),
            "account": SimpleLazyObject(lambda: ways(request, ACCOUNT)),
        },
        "reader": SimpleLazyObject(lambda: reader(request)),
        "nav": SimpleLazyObject(lambda: work_nav(request)),
        "now": timezone.now(),
    }


def reader(request: HttpRequest) -> Any:
    """The signed-in person or None; a visitor without a cookie touches neither session nor database."""
    known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
    return request.user if known else None


def work_nav(request: HttpRequest, counts: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """The signed-in bar of this person's face: the desk for staff, the workspace for a city."""
    staff = getattr(request.user, "is_programme_staff", False)
    return ways(request, STAFF if staff else CITY, counts)


def ways(
    request: HttpRequest, entries: tuple[Way, ...], counts: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """The entries whose pages exist, ready for a template; `counts` says per path how many wait there."""
    here = _without_language(request.path_info)
    built = [way for way in entries if _exists(way.path)]
    behind = {path: way for way in built for path in (way.path, *way.also)}
    current = behind.get(max((path for path in behind if here.startswith(path)), key=len, default=""))
    return [
        {
            "name": way.name,
            "phone": way.phone or way.name,
            "icon": way.icon,
            "url": _in_language(way.path),
            "count": (counts or {}).get(way.path, 0),
            "current": way is current,
        }
        for way in built
    ]


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in every language the interface speaks; empty where there is no choice."""
    rest = _without_language(request.path_info)
    if len(settings.SPOKEN_LANGUAGES) == 1 or not _speaks(rest):
        return []
    current = translation.get_language()
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return [
        {"code": code, "url": escape_uri_path(_in_language(rest, code)) + query, "current": code == current}
        for code, _name in settings.LANGUAGES
        if code in settings.SPOKEN_LANGUAGES
    ]


def _in_language(path: str, code: str = "") -> str:
    code = code or translation.get_language() or settings.LANGUAGE_CODE
    prefixed = code != settings.LANGUAGE_CODE and _speaks(path)
    return f"{get_script_prefix()}{code}{path}" if prefixed else f"{get_script_prefix()}{path[1:]}"


def _without_language(path: str) -> str:
    code = translation.get_language_from_path(path)
    return path.removeprefix(f"/{code}") if code else path


@lru_cache(maxsize=2048)
def _exists(path: str) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        return bool(is_valid_path(path))


@lru_cache(maxsize=2048)
def _speaks(path: str) -> bool:
    """Whether this address stands under a language prefix."""
    other = next(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    with translation.override(other):
        return bool(is_valid_path(f"/{other}{path}"))
