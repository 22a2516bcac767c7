"""A month with evidence: Ana was at a workshop and on a visit, and wrote in an output."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cohorts.models import Participation
from deliverables.models import Deliverable, WritingTrace
from hours.months import Month
from learning.models import LearningSession, Registration
from milestones.states import Kind
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    VisitFactory,
)
from visits.models import Attendee

THIS_MONTH = timezone.localdate().replace(day=1)


def owing_city() -> Participation:
    """Alba Iulia, which owes an output in a cohort of two years around today."""
    cohort = CohortFactory(starts_on=date(THIS_MONTH.year - 1, 1, 1), ends_on=date(THIS_MONTH.year + 1, 12, 31))
    module = ModuleFactory(cohort=cohort)
    row = ParticipationFactory(cohort=cohort, city=CityFactory(name="Alba Iulia"))
    ObligationFactory(requirement=RequirementFactory(module=module), participation=row)
    return row


def page(participation) -> str:
    return reverse("hours:month", args=[participation.pk, f"{THIS_MONTH:%Y-%m}"])


def at_a_session(place: Month, *, day: int = 14, minutes: int = 90, title: str = "Workshop 2", **more: Any) -> Any:
    """Her registration for a session that was held on this day of the month, ten o'clock in Brussels."""
    begins = datetime(place.first.year, place.first.month, day, 8, tzinfo=UTC)
    session = LearningSession.objects.create(
        cohort=more.pop("cohort", place.participation.cohort),
        title=title,
        audience="cohort",
        state="held",
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        minutes=minutes,
        zone="Europe/Brussels",
        updated_at=begins,
    )
    whose = {"user": place.seat.user, "city": place.seat.city, "name": place.seat.name, "email": place.seat.email}
    return Registration.objects.create(
        session=session, at=begins, **{"state": "registered", "attendance": "present"} | whose | more
    )


def on_a_visit(place: Month, *, starts_on: date, days: list[int], **more: Any) -> Attendee:
    """Her attendance on some days of a visit, counted from 1."""
    visit = VisitFactory(
        cohort=place.participation.cohort,
        title="Visit in Kozani",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=max(days) - 1),
        state="held",
    )
    whose = {"user": place.seat.user, "city": place.seat.city, "name": place.seat.name}
    return Attendee.objects.create(visit=visit, key=f"u{place.seat.user_id}", days=days, **whose | more)


def wrote(place: Month, *, quarters: int, day: int = 12, name: str = "Learning Roadmap") -> Deliverable:
    """Traces of so many quarter hours from nine o'clock on, in an output of her city."""
    requirement = RequirementFactory(cohort=place.participation.cohort, kind=Kind.OUTPUT, name=name)
    owed = ObligationFactory(requirement=requirement, participation=place.participation)
    output = Deliverable.objects.create(obligation=owed)
    began = datetime(place.first.year, place.first.month, day, 6, tzinfo=UTC)
    for number in range(quarters):
        quarter = began + timedelta(minutes=15 * number)
        WritingTrace.objects.create(user=place.seat.user, deliverable=output, quarter=quarter)
    return output
