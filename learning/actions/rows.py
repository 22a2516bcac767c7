"""What the writers of this room do first: ask who may run sessions, and hold the row of the session."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from learning.models import LearningSession
from workflow.refusals import NotAllowed


def held(session: LearningSession) -> LearningSession:
    """The row of a session, held until the transaction ends: places are counted under it."""
    return LearningSession.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session.pk)


def demand_staff(by: Any) -> None:
    """Raises NotAllowed."""
    if not by.has_perm("learning.run_session"):
        raise NotAllowed(_("Only programme staff can run sessions."))
