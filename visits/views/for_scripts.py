"""What a script of a page is answered, where a person would get a page."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, JsonResponse


def wants_data(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def not_taken(form: BaseForm) -> JsonResponse:
    """Why: all sentences of the form in one line."""
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"refused": " ".join(wrong)}, status=400)
