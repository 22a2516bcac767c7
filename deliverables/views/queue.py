"""The queue of the programme team: what waits for an answer, who gives it, and the views one comes back to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_filters.views import FilterView

from deliverables.actions import queue
from deliverables.actions.queue import KEPT
from deliverables.filters import WHOSE, ReviewFilter
from deliverables.forms import AssignForm, SavedFilterForm
from deliverables.models import Deliverable, SavedFilter
from deliverables.views.finding import output_or_404
from deliverables.waiting import waiting
from ui.guards import staff_only
from ui.views import VisibleMixin, refused, row_number, visible_or_404
from workflow.refusals import Refusal


@staff_only
class ReviewQueue(VisibleMixin, FilterView):
    """What waits for an answer, the longest waiting first."""

    model = Deliverable
    filterset_class = ReviewFilter
    template_name = "deliverables/review/queue.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().in_review()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        request = self.request
        return {
            **context,
            "rows": waiting(context["object_list"], timezone.now()),
            "tabs": self._tabs(),
            "assign_form": AssignForm(),
            "views": SavedFilter.objects.visible_to(request.user),
            "view_form": SavedFilterForm(initial={"query": _kept(request)}),
            "kept": _kept(request),
        }

    def _tabs(self) -> list[dict[str, Any]]:
        """Mine, those of nobody and all, counted under the other filters; one statement."""
        address = self.request.GET.copy()
        chosen = address.get("whose", "")
        address.pop("page", None)
        address.pop("whose", None)
        found = ReviewFilter(address, queryset=self.get_queryset(), request=self.request).qs.order_by()
        counts = found.aggregate(
            mine=Count("pk", filter=Q(reviewer=self.request.user)),
            nobody=Count("pk", filter=Q(reviewer=None)),
            all=Count("pk"),
        )
        tabs = []
        for whose, name in WHOSE:
            query = address.copy()
            if whose:
                query["whose"] = whose
            current = chosen == whose
            tabs.append(
                {"name": name, "url": f"?{query.urlencode()}", "current": current, "count": counts[whose or "all"]}
            )
        return tabs


@staff_only
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the outputs that were ticked to somebody; `me` gives them to oneself."""
    numbers = [row_number(each) for each in request.POST.getlist("of")]
    outputs = list(Deliverable.objects.visible_to(request.user).filter(pk__in=numbers).select_related("obligation"))
    return _assign(request, outputs, f"{reverse('deliverables:reviews')}?{_kept(request)}".rstrip("?"))


@staff_only
@require_POST
def assign_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one output to somebody, from its own page."""
    output = output_or_404(request, pk)
    if output._state.adding:
        refusal = Refusal(_("Nobody has begun this output, so there is nothing to review yet."))
        return refused(request, refusal, to=output.get_absolute_url())
    return _assign(request, [output], output.get_absolute_url())


@staff_only
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    form = SavedFilterForm(request.POST)
    to = reverse("deliverables:reviews")
    if not form.is_valid():
        return refused(request, Refusal(_("Give the view a name.")), to=to, status=422)
    try:
        view = queue.save_filter(form.cleaned_data["name"], form.cleaned_data["query"], by=request.user)
    except Refusal as refusal:
        return refused(request, refusal, to=to)
    messages.success(request, _("“%(name)s” is kept.") % {"name": view.name})
    return redirect(f"{to}?{view.query}")


@staff_only
@require_POST
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = visible_or_404(SavedFilter, request, pk=pk)
    queue.remove_filter(view)
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    return redirect("deliverables:reviews")


def next_in_queue(request: HttpRequest, output: Deliverable) -> str:
    """Where to go on: what waits behind this one in the reader's filtered queue and can be answered; else the queue."""
    found = ReviewFilter(
        request.GET, queryset=Deliverable.objects.visible_to(request.user).in_review(), request=request
    )
    numbers = list(found.qs.values_list("pk", flat=True))
    at = numbers.index(output.pk) if output.pk in numbers else -1
    others = [*numbers[at + 1 :], *numbers[: max(at, 0)]]
    behind = waiting(found.qs.filter(pk__in=others[:LOOKED_AT]), timezone.now())
    ready = {each.output.pk for each in behind if not each.is_held}
    after = next((pk for pk in others if pk in ready), None)
    page = reverse("deliverables:output", args=[after]) if after else reverse("deliverables:reviews")
    return f"{page}?{request.GET.urlencode()}".rstrip("?")


LOOKED_AT = 50
"""Of so many that follow the next one is found that does not wait for its pilot city."""


def _assign(request: HttpRequest, outputs: list[Deliverable], to: str) -> HttpResponse:
    form = AssignForm(request.POST)
    if not form.is_valid():
        return refused(request, Refusal(_("Choose somebody of the programme team.")), to=to, status=422)
    reviewer = request.user if "me" in request.POST else form.cleaned_data["to"]
    try:
        changed = queue.assign(outputs, to=reviewer, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, to=to)
    words = ngettext("%(n)d output changed hands.", "%(n)d outputs changed hands.", len(changed))
    messages.success(request, words % {"n": len(changed)})
    return redirect(to)


def _kept(request: HttpRequest) -> str:
    """The filters of the address, without the page."""
    query = request.GET.copy()
    for name in set(query) - set(KEPT):
        query.pop(name)
    return query.urlencode()
