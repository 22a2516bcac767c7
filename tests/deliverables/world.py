"""A small cohort: Alba Iulia learns from Kozani; Köln is in the same cohort and paired with nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client

from accounts.models import User
from deliverables.actions import handing_in
from deliverables.models import Deliverable, Review, Revision
from milestones.models import Obligation
from tests.deliverables.corpus.good import written
from tests.factories import (
    CityFactory,
    CohortFactory,
    ObligationFactory,
    PairingFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@dataclass
class World:
    """People are named by their city; `ana` leads Alba Iulia, `radu` reads along there as a viewer."""

    staff: User
    colleague: User
    ana: User
    radu: User
    nikos: User
    greta: User
    roadmap: Obligation
    plan_of_koln: Obligation

    def hand_in(self, note: str = "Here it is.", at: datetime = NOW, by: User | None = None) -> Deliverable:
        return handing_in.submit(self.roadmap, note=note, uploads=[upload()], by=by or self.ana, now=at)

    def approve_once(self, output: Deliverable) -> None:
        """The output has a revision that was approved before it was opened again."""
        revision = Revision.objects.create(
            deliverable=output, number=1, by=self.ana, created_at=NOW, submitted_at=NOW, submitted_by=self.ana
        )
        Review.objects.create(revision=revision, verdict="approved", fingerprint="-", by=self.staff, at=NOW)

    def latest(self) -> Revision:
        return Revision.objects.filter(deliverable=self.roadmap.pk).order_by("-number")[0]


def upload(name: str = "roadmap.pdf", content: bytes | None = None) -> TemporaryUploadedFile:
    """What Django hands to a view: a file on the disk of the server."""
    content = written() if content is None else content
    made = TemporaryUploadedFile(name, "application/octet-stream", len(content), None)
    made.write(content)
    made.seek(0)
    return made


def kept(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def make_world() -> World:
    cohort = CohortFactory()
    alba, kozani, koln = (
        CityFactory(name="Alba Iulia", slug="alba-iulia"),
        CityFactory(name="Κοζάνη", english_name="Kozani", slug="kozani", country="GR", time_zone="Europe/Athens"),
        CityFactory(name="Köln", slug="koln", country="DE", time_zone="Europe/Berlin"),
    )
    twin, other = (ParticipationFactory(cohort=cohort, city=city) for city in (alba, koln))
    pilot = ParticipationFactory(cohort=cohort, city=kozani, pilot=True)
    PairingFactory(cohort=cohort, learning=[twin], showing=[pilot])
    roadmap = RequirementFactory(
        module__cohort=cohort, name="Learning Roadmap", code="learning-roadmap", why="What you want to learn."
    )
    return World(
        staff=UserFactory(name="Sofia Brandt", staff=True),
        colleague=UserFactory(name="Tom Berg", staff=True),
        ana=SeatFactory(city=alba, user__name="Ana Moldovan").user,
        radu=SeatFactory(city=alba, user__name="Radu Pop", role="viewer").user,
        nikos=SeatFactory(city=kozani, user__name="Nikos Vafeas").user,
        greta=SeatFactory(city=koln, user__name="Greta Lind").user,
        roadmap=ObligationFactory(requirement=roadmap, participation=twin),
        plan_of_koln=ObligationFactory(requirement=roadmap, participation=other),
    )


def enter(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client
