"""Public pages for visitors without any cookie come from a cache for a minute: no statement, no template."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_page

SECONDS = 60


def kept_for_visitors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a visitor without a cookie gets. Others get it fresh: a cookie may carry a notice meant for one."""
    kept = cache_page(SECONDS, cache="pages")(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (view if request.COOKIES or request.htmx else kept)(request, *args, **kwargs)

    return answered


def forget_public_pages() -> None:
    """After a story came out or was taken off: the next visitor sees it so."""
    caches["pages"].clear()
