"""Staff decide that a takeaway needs no verdict, and say why."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deliverables.actions.reviews import BadAnswer, under_review
from deliverables.models import Revision, VerdictWaiver
from deliverables.verdicts import without_a_verdict
from workflow.history import record
from workflow.refusals import NotAllowed


def waive_verdicts(
    revision: Revision, *, takeaways: Collection[UUID], reason: str, by: Any, now: datetime
) -> list[VerdictWaiver]:
    """This revision, and those after it, may leave these takeaways without a verdict.

    Each is one line of the output's history. Raises NotAllowed (not staff, or a part in it), RevisionOvertaken, and
    BadAnswer without a reason, or when one of them has its verdict or waiver by now.
    """
    if not reason.strip():
        raise BadAnswer(_("Say why no verdict is needed; the city reads it."), field="reason")
    with transaction.atomic():
        latest = under_review(revision)
        output = latest.deliverable
        if not by.has_perm("deliverables.review_deliverable", output):
            raise NotAllowed(_("Verdicts are waived by programme staff who have no part in this output."))
        left_out = {each.pk: each for each in without_a_verdict(output, latest)}
        if not takeaways or not left_out.keys() >= set(takeaways):
            raise BadAnswer(_("Choose takeaways that have no verdict yet."), field="takeaways")
        waivers = [
            VerdictWaiver(takeaway=left_out[pk], deliverable=output, reason=reason.strip(), by=by, at=now)
            for pk in takeaways
        ]
        VerdictWaiver.objects.bulk_create(waivers)
        for each in waivers:
            done = _("waived the verdict on “%(takeaway)s”") % {"takeaway": each.takeaway}
            record(output, "waive_verdict", done, by=by, now=now, note=each.reason, takeaway=str(each.takeaway_id))
    return waivers
