"""Who may arrange a visit, agree to it, write its report, and say what it brought."""

from __future__ import annotations

from typing import Any

import rules

from accounts.rules import is_programme_staff
from cities.models import Representative
from cohorts.models import Pairing
from cohorts.rules import represents_participation
from visits.party import Need, needs
from visits.standing import standing


@rules.predicate
def writes_for_a_city_or_facilitates(user: Any) -> bool:
    """Holds a writing seat of some city, or facilitates a pairing that stands."""
    seats = Representative.objects.held_by(user).writing()
    return seats.exists() or Pairing.objects.standing().filter(facilitator=user).exists()


@rules.predicate
def arranges(user: Any, visit: Any) -> bool:
    """Is staff, the facilitator, or writes for one of its cities that are still in the cohort."""
    return bool(visit) and standing(user, visit).arranges


@rules.predicate
def answers_the_proposal(user: Any, visit: Any) -> bool:
    """Is staff, the facilitator, or writes for another city than the one whose proposal the days are."""
    return bool(visit) and standing(user, visit).answers(visit)


@rules.predicate
def stands_on_that_side(user: Any, report: Any) -> bool:
    """Is staff, the facilitator, or writes for a city of the side whose part of the report it is."""
    return bool(report) and standing(user, report.visit).writes(report.visit, report.side)


@rules.predicate
def notes_for_a_city(user: Any, visit: Any) -> bool:
    """Is staff or holds a writing seat of one of its cities that are still in the cohort."""
    return bool(visit) and bool(standing(user, visit).is_staff or standing(user, visit).cities)


@rules.predicate
def speaks_for_the_delegate(user: Any, delegate: Any) -> bool:
    """Is the delegate, writes for their city, or is staff or the facilitator."""
    return bool(delegate) and bool(needs(user, delegate) - {Need.HOST})


@rules.predicate
def took_it_home(user: Any, takeaway: Any) -> bool:
    """Holds a writing seat of the city whose takeaway it is, while that city is in the cohort."""
    return bool(takeaway) and represents_participation(user, takeaway.participation)


rules.add_perm("visits.note_visit", is_programme_staff)
rules.add_perm("visits.propose_visit", is_programme_staff | writes_for_a_city_or_facilitates)
rules.add_perm("visits.arrange_visit", arranges)
rules.add_perm("visits.confirm_visit", answers_the_proposal)
rules.add_perm("visits.reopen_visit", is_programme_staff)
rules.add_perm("visits.write_report", stands_on_that_side)
rules.add_perm("visits.change_delegate", speaks_for_the_delegate)
rules.add_perm("visits.note_takeaway", notes_for_a_city)
rules.add_perm("visits.change_takeaway", is_programme_staff | took_it_home)
