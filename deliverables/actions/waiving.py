"""Staff decide that a takeaway needs no verdict, and say why; or that it needs one after all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from deliverables.actions.drafts import lock
from deliverables.actions.reviews import BadAnswer, under_review
from deliverables.models import Deliverable, Review, Revision, VerdictWaiver
from deliverables.states import Verdict
from deliverables.verdicts import without_a_verdict
from workflow.history import record
from workflow.refusals import NotAllowed, NotNow


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
        _demand_staff(output, by)
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


def ask_again(output: Deliverable, *, takeaway: UUID, by: Any, now: datetime) -> None:
    """The takeaway needs its verdict after all, in this revision or the next.

    A line of the output's history. Raises NotAllowed (not staff, or a part in it), BadAnswer where no verdict was
    waived, and NotNow while the last revision is one that was approved with the waiver.
    """
    with transaction.atomic():
        lock(output.obligation)
        output = Deliverable.objects.select_for_update(of=("self",)).with_names().get(pk=output.pk)
        _demand_staff(output, by)
        latest = output.revisions.submitted().order_by("-number").first()
        if latest and Review.objects.filter(revision=latest, verdict=Verdict.APPROVED).exists():
            raise NotNow(_("This revision is approved without the verdict. Ask for it when the next one is handed in."))
        waiver = output.verdict_waivers.select_related("takeaway").filter(takeaway=takeaway).first()
        if waiver is None:
            raise BadAnswer(_("No verdict is waived on this takeaway."), field="takeaway")
        done = _("asked again for the verdict on “%(takeaway)s”") % {"takeaway": waiver.takeaway}
        record(output, "ask_verdict", done, by=by, now=now, takeaway=str(takeaway))
        waiver.delete()


def _demand_staff(output: Deliverable, by: Any) -> None:
    if not by.has_perm("deliverables.review_deliverable", output):
        raise NotAllowed(_("Verdicts are waived by programme staff who have no part in this output."))
