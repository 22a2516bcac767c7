"""Bringing an approved output to the city's public page: staff propose it, the city consents or keeps it inside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.content.document import of_revision
from deliverables.content.published import for_visitors
from deliverables.models import Deliverable, Publication, Revision
from deliverables.states import PublicationState
from ui.visitors import forget_public_pages
from workflow.moves import take
from workflow.refusals import Refusal


class NothingForVisitors(Refusal):
    """Of this revision nothing would stand on a public page."""


def propose(deliverable: Deliverable, *, by: Any, now: datetime) -> Publication:
    """Ask the city whether what was approved last may be public; a mail goes to who leads the city and to its second.

    A question about an older revision that nobody has answered is withdrawn. Raises NotAllowed, NotNow,
    NothingForVisitors.
    """
    with transaction.atomic():
        output = _locked(deliverable.pk)
        revision = output.revisions.submitted().select_related("form").order_by("-number").first()
        _ask_content(output, revision)
        publication, _made = Publication.objects.get_or_create(
            revision=revision, defaults={"deliverable": output, "state": PublicationState.WITHDRAWN, "at": now}
        )
        for older in output.publications.filter(state=PublicationState.PROPOSED).exclude(pk=publication.pk):
            take(older, "withdraw", by=by, now=now, also={"at": now})
        proposed = take(publication, "propose", by=by, now=now, also={"at": now})
        emails.publication_proposed(proposed)
    return proposed


def consent(publication: Publication, *, by: Any, now: datetime) -> Publication:
    """The city agrees: visitors read it from now on, in the place of an older revision. Raises NotAllowed, NotNow."""
    with transaction.atomic():
        output = _locked(publication.deliverable_id)
        for older in output.publications.filter(state=PublicationState.PUBLIC).exclude(pk=publication.pk):
            take(older, "replace", by=by, now=now, also={"at": now})
        return _moved(publication, "consent", by, now)


def withhold(publication: Publication, *, by: Any, now: datetime) -> Publication:
    """The city does not agree, or no longer. Raises NotAllowed, NotNow."""
    return _moved(publication, "withhold", by, now)


def withdraw(publication: Publication, *, by: Any, now: datetime) -> Publication:
    """The programme team takes the question back, or the page off. Raises NotAllowed, NotNow."""
    return _moved(publication, "withdraw", by, now)


def _moved(publication: Publication, move: str, by: Any, now: datetime) -> Publication:
    with transaction.atomic():
        moved = take(publication, move, by=by, now=now, also={"at": now})
        transaction.on_commit(forget_public_pages)
    return moved


def _locked(pk: int) -> Deliverable:
    """One after the other: of two revisions of an output only one becomes public."""
    return Deliverable.objects.select_for_update(of=("self",)).with_names().get(pk=pk)


def _ask_content(output: Deliverable, revision: Revision | None) -> None:
    document = for_visitors(of_revision(revision), output.obligation.requirement.cohort.forms) if revision else None
    if not document or not document.chapters:
        raise NothingForVisitors(
            _("There is nothing here that visitors could read: no text in the form, or only answers that stay inside.")
        )
