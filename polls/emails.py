"""The mail that asks for a date."""

from __future__ import annotations

from datetime import datetime

from cities.models import Representative
from mailing.actions import put
from polls.models import Poll


def asked(poll: Poll, *, now: datetime) -> None:
    """To everybody with a writing seat of a city that is asked, once for each person."""
    seats = Representative.objects.active().writing().filter(city__in=poll.cities.values("pk"))
    people = {seat.user for seat in seats.select_related("user").order_by("pk")}
    for person in sorted(people, key=lambda each: each.pk):
        put(
            key=f"poll:asked:{poll.pk}:{person.pk}",
            kind="poll:asked",
            to=person.email,
            recipient=person,
            language=person.language,
            template="polls/mails/asked",
            context={"poll": poll, "reader": person},
            about=poll.about,
            not_before=now,
        )
