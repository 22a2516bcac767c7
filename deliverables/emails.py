"""The mails of an output: what the programme team answered, to everybody with a seat of the city."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cities.models import Representative
from deliverables.models import Deliverable, Review
from mailing.actions import put


def approved(review: Review) -> None:
    _to_the_city(review.revision.deliverable, "approved", review.revision_id, {"review": review})


def changes_asked(review: Review) -> None:
    _to_the_city(review.revision.deliverable, "changes_asked", review.revision_id, {"review": review})


def opened_again(deliverable: Deliverable, *, reason: str, now: datetime) -> None:
    _to_the_city(deliverable, "opened_again", f"{deliverable.pk}:{now.isoformat()}", {"reason": reason})


def _to_the_city(deliverable: Deliverable, name: str, once_per: object, context: dict[str, Any]) -> None:
    """One mail for each person with a seat. `once_per` names what may be told only once."""
    city = deliverable.obligation.participation.city
    address = deliverable.get_absolute_url()
    for seat in Representative.objects.active().filter(city=city).select_related("user"):
        put(
            key=f"deliverable:{name}:{once_per}:{seat.user_id}",
            kind=f"deliverable:{name}",
            to=seat.user.email,
            recipient=seat.user,
            language=seat.user.language,
            template=f"deliverables/mails/{name}",
            context={"deliverable": deliverable, "reader": seat.user, "address": address, **context},
            about=address,
        )
