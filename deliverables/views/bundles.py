"""A cohort's outputs of one kind as one file: asked for, watched while it is made, fetched by who asked."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.models import Cohort
from deliverables.actions import bundles as making
from deliverables.models import Bundle
from deliverables.states import BundleKind
from deliverables.views.room import ALONE
from milestones.models import Requirement
from milestones.states import Kind
from ui.guards import staff_only
from ui.views import page_or_part, refused
from workflow.refusals import Refusal

FETCHED = {
    BundleKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    BundleKind.ZIP: "application/zip",
}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def bundles(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What this person asked for and can still fetch; sent with a kind, one more."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)
    requirement = get_object_or_404(Requirement, cohort=cohort, code=code, kind=Kind.OUTPUT)
    now = timezone.now()
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        try:
            making.ask(
                cohort,
                code=code,
                kind=kind if kind in BundleKind.values else BundleKind.ZIP,
                by=request.user,
                language=translation.get_language(),
                now=now,
            )
        except Refusal as refusal:
            return refused(request, refusal, to=request.path)
        return redirect("deliverables:bundles", slug, code)
    own = Bundle.objects.visible_to(request.user).filter(cohort=cohort, code=code, expires_at__gt=now)
    found = list(own)
    context = {
        "cohort": cohort,
        "requirement": requirement,
        "bundles": found,
        "is_making": any(each.is_unfinished for each in found),
    }
    return page_or_part(request, "deliverables/bundles/bundles.html", "deliverables/bundles/_bundles.html", context)


@staff_only
@require_safe
def bundle(request: HttpRequest, slug: str, code: str, pk: int) -> HttpResponseBase:
    """The file, for the person who asked, within 24 hours."""
    own = Bundle.objects.visible_to(request.user).filter(cohort__slug=slug, code=code)
    found = get_object_or_404(own.ready(timezone.now()), pk=pk)
    content_type = FETCHED[BundleKind(found.kind)]
    name = f"{slug}-{code}.{found.kind}"
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
