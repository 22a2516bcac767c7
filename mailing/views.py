from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView
from django_filters.views import FilterView

from mailing import actions
from mailing.backends import keeps_mails
from mailing.filters import MessageFilter
from mailing.models import Message
from ui.guards import staff_only
from ui.views import VisibleMixin, refused, visible_or_404
from workflow.models import Step
from workflow.moves import open_to
from workflow.refusals import Refusal

STYLE_ATTRIBUTE = re.compile(r'\sstyle="[^"]*"')
STYLE_ELEMENT = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
MOST_SHOWN_IN_DOUBT = 20


def may_be_read(message: Message) -> bool:
    """Security mails hold links that open another person's account; they are shown only where mail is kept as files."""
    return not message.urgent or keeps_mails()


@staff_only
class MailListView(VisibleMixin, FilterView):
    """The outbox: what waits, what went, and on top what only a person can settle."""

    model = Message
    filterset_class = MessageFilter
    template_name = "mailing/mails.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().defer("text", "html", "attachment")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        doubtful = self.get_queryset().in_doubt()[:MOST_SHOWN_IN_DOUBT]
        return super().get_context_data(in_doubt=doubtful, **kwargs)


@staff_only
class MailView(VisibleMixin, DetailView):
    """One mail: the words that were sent, and what happened to it."""

    model = Message
    template_name = "mailing/mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            readable=may_be_read(self.object),
            moves=open_to(self.object, self.request.user),
            steps=Step.objects.of(self.object),
            **kwargs,
        )


@staff_only
def mail_as_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML side of a mail, alone on its page, in a sandbox: no script, no form, nothing from elsewhere."""
    message = visible_or_404(Message, request, pk=pk)
    if not may_be_read(message):
        raise PermissionDenied
    # The style element says the same as the style attributes, and a hash can allow it alone.
    page = STYLE_ATTRIBUTE.sub("", message.html)
    styles = " ".join(f"'sha256-{_hash(css)}'" for css in STYLE_ELEMENT.findall(page)) or "'none'"
    policy = f"sandbox; default-src 'none'; img-src 'self'; style-src {styles}; frame-ancestors 'none'"
    return HttpResponse(page, headers={"Content-Security-Policy": policy})


@staff_only
@require_POST
def mark_as_sent(request: HttpRequest, pk: int) -> HttpResponse:
    return _settle(request, pk, as_sent=True, done=_("Marked as sent."))


@staff_only
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _settle(request, pk, as_sent=False, done=_("The mail will be sent again."))


def _settle(request: HttpRequest, pk: int, *, as_sent: bool, done: str) -> HttpResponse:
    message = visible_or_404(Message, request, pk=pk)
    try:
        actions.settle(message, by=request.user, now=timezone.now(), as_sent=as_sent)
    except Refusal as refusal:
        return refused(request, refusal, to=message.get_absolute_url())
    messages.success(request, done)
    return redirect("mailing:messages")


def _hash(css: str) -> str:
    return b64encode(sha256(css.encode()).digest()).decode()
