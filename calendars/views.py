"""The page with the secret address, and the feeds behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import spoken
from calendars import actions, reading
from calendars.links import owner_of, token_of
from cohorts.models import Cohort
from ui import ical
from ui.guards import public, signed_in

MOST_AN_HOUR = 120
"""All devices of one person together; calendars look a few times a day or an hour."""


@signed_in
@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """One's own address and how to subscribe to it; staff find one of each cohort beside it."""
    token = token_of(request.user)
    cohorts = Cohort.objects.filter(is_record=False).order_by("-starts_on") if request.user.is_programme_staff else ()
    context = {
        "opens": owner_of(token) is not None,
        "own": _address(reverse("calendars:feed", args=[token])),
        "cohorts": [(each, _address(reverse("calendars:cohort", args=[token, each.slug]))) for each in cohorts],
    }
    return render(request, "calendars/subscribe.html", context)


@signed_in
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    actions.renew(request.user, now=timezone.now())
    messages.success(request, _("Your calendar has a new address; the old one is dead. Subscribe to it anew."))
    return redirect("calendars:subscribe")


@public
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Everything of one person, for whoever holds the address; it sets no cookie and reads none."""
    owner = _owner_or_404(token)
    with translation.override(spoken(owner.language)), timezone.override(owner.time_zone):
        return _answer(request, owner, settings.PROGRAMME_NAME, partial(reading.personal, owner))


@public
@require_safe
def cohort(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Everything of one cohort, as long as the holder of the address is programme staff."""
    owner = _owner_or_404(token)
    if not owner.is_programme_staff:
        raise Http404
    with translation.override(spoken(owner.language)), timezone.override(owner.time_zone):
        found = get_object_or_404(Cohort.objects.visible_to(owner), slug=slug, is_record=False)
        return _answer(request, owner, found.name, partial(reading.of_cohort, found))


def _owner_or_404(token: str) -> Any:
    owner = owner_of(token)
    if owner is None:
        raise Http404
    return owner


def _answer(request: HttpRequest, owner: Any, name: str, read: Callable[..., Sequence[ical.Entry]]) -> HttpResponse:
    """The file; a calendar that has it already is told so before it is written, one that asks too often unread."""
    if _asks_too_often(owner):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    entries = read(now=timezone.now())
    etag = quote_etag(sha256(repr((name, entries)).encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(ical.feed(entries, name), content_type=ical.CONTENT_TYPE)
    response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _asks_too_often(owner: Any) -> bool:
    """Counted in the cache that holds the limits of sign-in; allauth's own counts no reading."""
    key = f"calendar:{owner.pk}:{timezone.now():%Y%m%d%H}"
    asked = cache.get(key, 0)
    cache.set(key, asked + 1, 3600)
    return asked >= MOST_AN_HOUR


def _address(path: str) -> dict[str, str]:
    """As it is copied, and as the calendar program of the device opens it."""
    link = f"{settings.SITE_URL}{path}"
    return {"link": link, "opener": f"webcal:{link.partition(':')[2]}"}
