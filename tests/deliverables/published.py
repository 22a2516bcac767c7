"""Alba Iulia's approved action plan, everybody around it, and the way it becomes public."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from deliverables.actions import publishing
from deliverables.models import Deliverable, Publication
from tests.deliverables.across import NOW, make_across
from tests.factories import PairingFactory, ParticipationFactory, SeatFactory, UserFactory

LATER = NOW + timedelta(days=1)


class Public:
    """Alba Iulia's approved action plan, and everybody around it."""

    def __init__(self) -> None:
        self.across = make_across()
        self.owed = self.across.city(name="Alba Iulia", slug="alba-iulia")["action-plan"]
        self.revision = self.across.hand_in(self.owed, approved=True)
        city = self.owed.participation.city
        pilot = ParticipationFactory(cohort=self.across.cohort, pilot=True)
        PairingFactory(cohort=self.across.cohort, learning=[self.owed.participation], showing=[pilot])
        self.people: dict[str, User] = {"staff": self.across.staff, "stranger": UserFactory()}
        for role in ("lead", "second", "deputy", "viewer"):
            self.people[role] = SeatFactory(city=city, role=role).user
        self.people["pilot"] = SeatFactory(city=pilot.city).user

    @property
    def output(self) -> Deliverable:
        return Deliverable.objects.get(pk=self.owed.pk)

    def asked(self) -> Publication:
        return publishing.propose(self.output, by=self.people["staff"], now=NOW)

    def published(self) -> Publication:
        return publishing.consent(self.asked(), by=self.people["lead"], now=NOW)

    @property
    def address(self) -> str:
        return reverse("published_output", args=["alba-iulia", self.owed.pk])
