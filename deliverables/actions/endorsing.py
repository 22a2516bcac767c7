"""The pilot side stands behind a revision before the programme team reads it, where the form asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.defaultfilters import date as day
from django.utils.translation import gettext as _

from deliverables import emails
from deliverables.actions.reviews import RevisionOvertaken, silence_clocks, under_review
from deliverables.awaited import asked_of_pilots, awaited
from deliverables.models import Endorsement, Revision
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow


def ask_for_endorsement(revision: Revision) -> None:
    """Tell the pilot side that a revision was submitted and waits for its word, where one is asked for."""
    if asked := awaited(revision.deliverable, revision):
        emails.endorsement_asked(revision, asked)


def endorse(revision: Revision, *, by: Any, now: datetime, note: str = "") -> Endorsement:
    """The pilot city has read this revision and stands behind it; from here on it waits for the programme team.

    It is welcome as long as nobody has answered the revision, also when the team may go on without it. Raises
    RevisionOvertaken (a newer revision, a verdict, an endorsement by a colleague), NotAllowed, NotNow (not asked for).
    """
    with transaction.atomic():
        latest = under_review(revision)
        output = latest.deliverable
        if not by.has_perm("deliverables.endorse_deliverable", output):
            raise NotAllowed(_("Only people with a writing seat of the pilot city can endorse this."))
        if latest.submitted_at is None or asked_of_pilots(output, latest.submitted_at) is None:
            raise NotNow(_("No endorsement is asked for this output."))
        if hasattr(latest, "endorsement"):
            raise RevisionOvertaken(
                _("%(who)s endorsed this revision on %(day)s already. One endorsement is enough.")
                % {"who": latest.endorsement.by, "day": day(latest.endorsement.at)}
            )
        endorsement = Endorsement.objects.create(
            revision=latest, note=note.strip(), fingerprint=latest.fingerprint(), by=by, at=now
        )
        sentence = _("endorsed revision %(n)s") % {"n": latest.number}
        record(output, "endorse", sentence, by=by, now=now, note=endorsement.note)
        silence_clocks(output, "endorse")
        emails.endorsed(endorsement)
    return endorsement
