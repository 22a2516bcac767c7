"""A visit to take into one's calendar."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ui.guards import signed_in
from ui.ical import as_file
from visits.calendar import entries_of, is_dated
from visits.views.fetching import inside_or_404


@signed_in
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Its days and its agenda, for who may enter its room."""
    found = inside_or_404(request, pk)
    if not is_dated(found):
        raise Http404
    return as_file(entries_of(found), name=f"visit-{found.pk}")
