"""Each signed-in page speaks the reader's language and shows the reader's clock."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class ReaderMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # An anonymous visitor has no session cookie: public pages then touch neither session nor user.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
            if not translation.get_language_from_path(request.path_info):
                translation.activate(request.user.language)
        response = self.get_response(request)
        timezone.deactivate()
        return response
