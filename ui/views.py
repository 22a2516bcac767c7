"""What the views of all rooms share: start from what may be seen, answer a part, pass on a refusal."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django_htmx.http import reswap, retarget

from ui.guards import demand

MOST_DIGITS = 16
"""No row has a longer number; the database takes none of 20 digits, and Python reads none of 5,000."""


class VisibleMixin:
    """Every lookup starts from what this reader may see; for them the rest does not exist.

    A view under `@permitted` also asks its rule about the object it fetched.
    """

    queryset_method = "visible_to"
    permission: str | None = None
    request: HttpRequest

    def get_queryset(self) -> QuerySet[Any]:
        return getattr(super().get_queryset(), self.queryset_method)(self.request.user)  # type: ignore[misc]

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        found = super().get_object(queryset)  # type: ignore[misc]
        if self.permission:
            demand(self.request.user, self.permission, found)
        return found


class FragmentMixin(TemplateResponseMixin, ContextMixin):
    """Same address, same context: htmx gets `fragment_template`, which the page itself includes."""

    fragment_template = ""

    def get_template_names(self) -> list[str]:
        return [self.fragment_template] if wants_part(self.request) else super().get_template_names()

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **response_kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response


def wants_part(request: HttpRequest) -> bool:
    """True when htmx asks for a piece of a page that is already on the screen."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def row_number(text: str) -> int:
    """The key of a row as a form or an address sends it; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0


def visible_or_404(model: type[Model], request: HttpRequest, **lookup: Any) -> Any:
    """The one object of `model` that this reader may see; 404 for an unknown and for a hidden one alike."""
    return get_object_or_404(model._default_manager.visible_to(request.user), **lookup)


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """What `FragmentMixin` does, for function views."""
    response = render(request, part if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def refused(request: HttpRequest, refusal: Exception, *, to: str, status: int | None = None) -> HttpResponse:
    """Answer an anticipated "no" with its sentence and a way back to the address `to`.

    `refusal` is a Refusal of any room: its text is one sentence for the reader. With htmx the sentence
    joins the notices of the page on the screen, and nothing else on it is touched. The status is the
    refusal's own (403 for who, 409 for when), unless the view says another.
    """
    status = status or getattr(refusal, "status", 409)
    context = {"sentence": str(refusal), "to": to}
    if wants_part(request):
        answer = render(request, "components/refusal.html", context, status=status)
        return reswap(retarget(answer, "#notices"), "innerHTML")
    return render(request, "refused.html", context, status=status)


def refuse(form: BaseForm, refusal: Exception) -> None:
    """Write an anticipated "no" into the form: at the field it is about, else above the form."""
    field = getattr(refusal, "field", None)
    form.add_error(field if field in form.fields else None, str(refusal))
