"""Every cohort on the desk: where it stands, and the way into it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.models import Cohort
from ui.guards import staff_only


@staff_only
def cohorts(request: HttpRequest) -> HttpResponse:
    """Running cohorts first, then those ahead, past ones and records."""
    today = timezone.localdate()
    rows = Cohort.objects.visible_to(request.user).select_related("programme").with_counts()
    ordered = sorted(rows, key=lambda row: (row.is_record, row.ends_on < today, -row.starts_on.toordinal()))
    return render(request, "pages/cohorts.html", {"cohorts": ordered, "today": today})
