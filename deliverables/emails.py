"""The mails of an output: what the programme team answered, to everybody with a seat of the city."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from cities.models import Representative
from deliverables.models import Deliverable, Review
from mailing.actions import put


def approved(review: Review) -> None:
    _to_the_city(review.revision.deliverable, "approved", review.revision_id, {"review": review}, review.at)


def changes_asked(review: Review) -> None:
    _to_the_city(review.revision.deliverable, "changes_asked", review.revision_id, {"review": review}, review.at)


def opened_again(deliverable: Deliverable, *, reason: str, now: datetime) -> None:
    _to_the_city(deliverable, "opened_again", f"{deliverable.pk}:{now.isoformat()}", {"reason": reason}, now)


def _to_the_city(deliverable: Deliverable, name: str, once_per: object, context: dict[str, Any], at: datetime) -> None:
    """One mail for each person with a seat. `once_per` names what may be told only once."""
    city = deliverable.obligation.participation.city
    address = deliverable.get_absolute_url()
    seats = Representative.objects.active().filter(city=city)
    for person in get_user_model().objects.filter(seats__in=seats).distinct():
        put(
            key=f"deliverable:{name}:{once_per}:{person.pk}",
            kind=f"deliverable:{name}",
            to=person.email,
            recipient=person,
            language=person.language,
            template=f"deliverables/mails/{name}",
            context={"deliverable": deliverable, "reader": person, "address": address, **context},
            about=address,
            not_before=at,
        )
