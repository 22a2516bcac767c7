"""Public pages for visitors without any cookie come from a cache for a minute: no statement, no template."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from secrets import token_hex
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_page
from redis.exceptions import RedisError

SECONDS = 60
EDITION = "edition"


def kept_for_visitors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Keep what a visitor without a cookie gets. Others get it fresh: a cookie may carry a notice meant for one."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A query string is anybody's to invent: kept, it would fill the cache with pages that nobody asks for again.
        fresh = request.COOKIES or request.htmx or request.META.get("QUERY_STRING")
        edition = None if fresh else _edition()
        kept = cache_page(SECONDS, cache="pages", key_prefix=edition)(view) if edition else view
        return kept(request, *args, **kwargs)

    return answered


def forget_public_pages() -> None:
    """After a story came out or was taken off: the next visitor sees it so.

    A new edition begins, and pages of the old one are never read again. The cache is not emptied: in Redis that
    would take the waiting tasks with it.
    """
    with suppress(RedisError):
        caches["pages"].delete(EDITION)


def _edition() -> str | None:
    """The mark of all pages kept now; None while Redis is away, and pages are then drawn for every visitor."""
    try:
        return caches["pages"].get_or_set(EDITION, token_hex, timeout=None)
    except RedisError:
        return None
