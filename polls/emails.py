"""The mail that asks for a date."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model

from cities.models import Representative
from mailing.actions import put
from polls.models import Poll


def asked(poll: Poll, *, now: datetime) -> None:
    """To everybody with a writing seat of a city that is asked, once for each person."""
    seats = Representative.objects.active().writing().filter(city__in=poll.cities.values("pk"))
    people = get_user_model().objects.filter(pk__in=seats.values("user")).order_by("pk")
    for person in people:
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
