"""Who may come to a view at all: every view of the portal wears exactly one of these marks.

The mark stays readable as `view.guard` (also on what `as_view()` returns), so that a test can walk the
URLconf and name a view that forgot it. For `permitted` it is the permission's name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

View = TypeVar("View", bound=Callable[..., Any])
Check = Callable[[HttpRequest, dict[str, Any]], HttpResponseBase | None]


def public(view: View) -> View:
    """Anybody may read this; nothing on it depends on who asks."""
    return _guard("public", lambda request, kwargs: None)(view)


def signed_in(view: View) -> View:
    """Any person with a login; what they see on it follows from `visible_to`."""
    return _guard("signed_in", lambda request, kwargs: _to_sign_in(request))(view)


def staff_only(view: View) -> View:
    """Programme staff. To everybody else the page does not exist."""

    def check(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase | None:
        if not (answer := _to_sign_in(request)) and not request.user.is_programme_staff:
            raise Http404
        return answer

    return _guard("staff_only", check)(view)


def permitted(perm: str) -> Callable[[View], View]:
    """Whom a rule allows to act, by its name `app.verb_model`.

    Without an object in the address the rule is asked here. With one, the view asks about it:
    `VisibleMixin.get_object` does so by itself, a function calls `demand` on what it fetched.
    """

    def check(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase | None:
        if not (answer := _to_sign_in(request)) and not kwargs:
            demand(request.user, perm)
        return answer

    def mark(view: View) -> View:
        guarded = _guard(perm, check)(view)
        if isinstance(guarded, type):
            guarded.permission = perm
        return guarded

    return mark


def demand(user: Any, perm: str, obj: object = None) -> None:
    """Raise PermissionDenied (a 403) unless the rule `perm` allows `user` to act on `obj`."""
    if not user.has_perm(perm, obj):
        raise PermissionDenied


def _guard(name: str, check: Check) -> Callable[[Any], Any]:
    def mark(view: Any) -> Any:
        if isinstance(view, type):
            return method_decorator(mark, name="dispatch")(view)

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return check(request, kwargs) or view(request, *args, **kwargs)

        asked.guard = name
        return asked

    return mark


def _to_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    """The way to sign-in and back for somebody anonymous; nothing for everybody else."""
    if request.user.is_authenticated:
        return None
    redirect = redirect_to_login(_way_back(request))
    return HttpResponseClientRedirect(redirect.url) if request.htmx else redirect


def _way_back(request: HttpRequest) -> str:
    """The page the person was on: a fragment or a button's address is no page to come back to."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    page = request.htmx.current_url or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if page and ours else resolve_url("first_page")
