"""Each signed-in page speaks the reader's language and shows the reader's clock, after the second factor."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from accounts.adapter import FACTORS


class ReaderMiddleware:
    """Language and time zone of the person signed in; caches are told that pages differ by reader and keep none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as stack:
            if reads_as_somebody(request):
                stack.enter_context(timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)))
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if reads_as_somebody(request) and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_rest: Any) -> None:
        """Once the address is found: it says the language of a public page; all others speak the reader's.

        An address may carry a language that the interface does not speak yet: its page is English, whole.
        """
        language = translation.get_language()
        if getattr(view, "guard", "") != "public" and reads_as_somebody(request):
            language = request.user.language
        translation.activate(spoken(language))


def spoken(language: str) -> str:
    """The language to speak to a reader who prefers `language`: theirs, or English rather than a mixture."""
    return language if language in settings.SPOKEN_LANGUAGES else settings.LANGUAGE_CODE


class SecondFactorMiddleware:
    """Who sees other people's work sets up a second factor before anything else, the admin included.

    With a factor, sign-in itself asks for it. Open without one: public pages and the pages of sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        open_to_all = getattr(view, "guard", "") == "public" or getattr(view, "__module__", "").startswith("allauth.")
        if open_to_all or not reads_as_somebody(request) or not request.user.needs_second_factor:
            return None
        if get_adapter().is_mfa_enabled(request.user, FACTORS):
            return None
        messages.warning(request, _("Your role needs a second step at sign-in. Please set one up to go on."))
        return redirect("mfa_index")


def reads_as_somebody(request: HttpRequest) -> bool:
    """Whether somebody is signed in; a visitor without a session cookie touches neither session nor database."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
