"""A request that cannot hold acceptable files is turned away before its first byte is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ui.views import refused
from uploads.check import LARGEST, MEBIBYTE, MOST_FILES
from uploads.refusals import UploadRefused

MOST_BYTES = MOST_FILES * LARGEST + MEBIBYTE


class UploadSizeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > MOST_BYTES:
            sentence = _("That is more than %(n)s files of 25 MB at once. Please hand in smaller or fewer files.")
            return refused(request, UploadRefused(sentence % {"n": MOST_FILES}), to=request.path, status=413)
        return self.get_response(request)
