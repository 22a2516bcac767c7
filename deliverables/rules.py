"""Who hands in, who reviews, who comments to whom. Nobody reviews their own, whatever else they are."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q

from accounts.rules import is_programme_staff
from cities.models import Representative
from cities.querysets import RepresentativeQuerySet
from cities.states import SeatRole
from cohorts.models import Pairing, Participation
from cohorts.rules import represents_participation
from cohorts.states import Side
from deliverables.querysets import outputs_visible_to
from deliverables.states import HANDED_IN, Audience


@rules.predicate
def represents_city(user: Any, deliverable: Any) -> bool:
    """Holds a writing seat of the city that owes it, while the city is in the cohort."""
    return bool(deliverable) and represents_participation(user, deliverable.obligation.participation)


@rules.predicate
def has_a_part_in_it(user: Any, deliverable: Any) -> bool:
    """Holds a seat of the city, or wrote, uploaded or submitted a part of any revision."""
    return bool(deliverable) and bool(part_in_it(user, deliverable))


def part_in_it(user: Any, deliverable: Any) -> str:
    """Why somebody has a part in an output: `seat`, `wrote`, or "" for none.

    Remembered by the row at hand, which lives as long as one page: a move takes a fresh row under lock and asks anew.
    """
    known = deliverable.__dict__.setdefault("_parts_known", {})
    if user.pk not in known:
        wrote = "wrote" if _has_written_in_it(user, deliverable) else ""
        known[user.pk] = "seat" if _holds_a_seat_of_it(user, deliverable) else wrote
    return known[user.pk]


def _holds_a_seat_of_it(user: Any, deliverable: Any) -> bool:
    """A seat of the owing city, a viewer's too."""
    city = deliverable.obligation.participation.city_id
    return Representative.objects.held_by(user).filter(city_id=city).exists()


def _has_written_in_it(user: Any, deliverable: Any) -> bool:
    """Began, wrote, uploaded or submitted a part of any revision, the draft and the earlier ones included."""
    wrote = Q(by=user) | Q(submitted_by=user) | Q(files__by=user) | Q(writers=user)
    return deliverable.revisions.filter(wrote).exists()


def seats_that_show(deliverable: Any) -> RepresentativeQuerySet:
    """The writing seats of the cities from whose standing pairing the owing city learns."""
    learning = Pairing.objects.standing().filter(
        sides__participation=deliverable.obligation.participation_id, sides__side=Side.LEARNING
    )
    showing = Participation.objects.active().filter(sides__pairing__in=learning.values("pk"), sides__side=Side.SHOWING)
    return Representative.objects.active().writing().filter(city__in=showing.values("city"))


@rules.predicate
def shows_to_city(user: Any, deliverable: Any) -> bool:
    return bool(deliverable) and seats_that_show(deliverable).filter(user=user).exists()


@rules.predicate
def decides_for_city(user: Any, publication: Any) -> bool:
    """Leads the city that wrote it, or is its second; also after the city has left the cohort."""
    if publication is None:
        return False
    city = publication.deliverable.obligation.participation.city_id
    deciding = Representative.objects.held_by(user).filter(city_id=city, role__in=(SeatRole.LEAD, SeatRole.SECOND))
    return deciding.exists()


def audiences_of(user: Any, deliverable: Any) -> list[Audience]:
    """To whom a person may speak about an output, the fewest readers first; nobody, where they only read along.

    The pairing can be spoken to once it reads the output. A city that left reads its old threads, and adds nothing.
    """
    with_the_pairing = [Audience.PAIRING] if deliverable.state in HANDED_IN else []
    if user.is_programme_staff:
        return [Audience.STAFF, Audience.CITY, *with_the_pairing]
    if not deliverable.obligation.participation.is_active:
        return []
    if _holds_a_seat_of_it(user, deliverable):
        return [Audience.CITY, *with_the_pairing]
    known = with_the_pairing and outputs_visible_to(user).filter(pk=deliverable.pk).exists()
    return with_the_pairing if known else []


@rules.predicate
def speaks_to_somebody(user: Any, deliverable: Any) -> bool:
    return bool(deliverable) and bool(audiences_of(user, deliverable))


may_review = is_programme_staff & ~has_a_part_in_it

rules.add_perm("deliverables.submit_deliverable", represents_city)
rules.add_perm("deliverables.review_deliverable", may_review)
rules.add_perm("deliverables.reopen_deliverable", may_review)
rules.add_perm("deliverables.assign_deliverable", is_programme_staff)
rules.add_perm("deliverables.comment_deliverable", speaks_to_somebody)
rules.add_perm("deliverables.endorse_deliverable", shows_to_city & ~has_a_part_in_it)
rules.add_perm("deliverables.propose_publication", is_programme_staff)
rules.add_perm("deliverables.consent_publication", decides_for_city)
