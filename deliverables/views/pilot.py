"""What the pilot side does in the room of an output: read a revision and stand behind it, or ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cities.models import City
from deliverables.awaited import Awaited, asked_of_pilots, pilot_cities_of
from deliverables.forms import EndorseForm
from deliverables.models import Deliverable, Endorsement, Revision
from deliverables.states import State


@dataclass(frozen=True)
class Endorsing:
    """The endorsement of the newest submitted revision: given, or asked of `pilots` and still to come."""

    revision: Revision
    given: Endorsement | None
    asked: Awaited | None
    pilots: Sequence[City]
    now: datetime

    @property
    def is_over(self) -> bool:
        """The programme team need not wait any longer."""
        return self.asked is not None and self.asked.is_over(self.now)


def endorsing(output: Deliverable, revisions: Sequence[Revision], now: datetime) -> Endorsing | None:
    """What a reader is told of it; nothing where no endorsement was given or is awaited."""
    latest = newest(revisions)
    if latest is None:
        return None
    given = getattr(latest, "endorsement", None)
    asked = asked_of_pilots(output, latest.submitted_at) if output.state == State.SUBMITTED and not given else None
    pilots = pilot_cities_of(output) if asked else []
    return Endorsing(latest, given, asked, pilots, now) if given or pilots else None


def panel(user: Any, output: Deliverable, found: Endorsing | None) -> dict[str, Any]:
    """`endorsing` for everybody who reads the revision, `endorse_form` for those who are asked."""
    if found is None:
        return {}
    if found.asked is None or not user.has_perm("deliverables.endorse_deliverable", output):
        return {"endorsing": found}
    return {"endorsing": found, "endorse_form": EndorseForm(initial={"revision": found.revision.pk})}


def newest(revisions: Sequence[Revision]) -> Revision | None:
    """The last one that was submitted, of revisions by number."""
    return next((each for each in reversed(revisions) if not each.is_draft), None)
