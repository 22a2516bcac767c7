"""Who they are, where they sit, who shares a room with whom; and the world that holds what they made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator

from accounts.models import User
from cities.models import City
from cities.states import SeatRole
from cohorts.models import Cohort, Pairing, Participation
from learning.models import LearningSession
from milestones.models import Obligation
from tests.visibility.canaries import Canaries

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ANONYMOUS, STAFF = "anonymous", frozenset({"staff"})
SEATS = {
    "alba-iulia": {"alba": "lead", "deputy": "deputy", "viewer": "viewer"},
    "kozani": {"kozani": "lead"},
    "koln": {"koln": "lead"},
    "soria": {"soria": "lead"},
    "valencia": {"valencia": "lead"},
    "izmir": {"withdrawn": "lead"},
    "penteli": {"unpaired": "lead"},
    "galway": {"galway": "lead"},
    "osijek": {"hidden": "lead"},
}
"""Who holds which seat of which city, by the name the tests call the person."""
PILOTS = {"kozani", "valencia", "galway"}
SHARE_A_ROOM = [
    {"alba", "deputy", "viewer", "kozani", "facilitator"},
    {"koln", "soria", "valencia"},
]
OTHERS = {"ended", "facilitator", "evaluator", "staff", "colleague"}
WITH_A_LOGIN = frozenset(role for seats in SEATS.values() for role in seats) | OTHERS
EVERYBODY = WITH_A_LOGIN | {ANONYMOUS}


def people_of(slug: str) -> frozenset[str]:
    return frozenset(SEATS[slug])


def writers_of(slug: str) -> frozenset[str]:
    return frozenset(role for role, seat in SEATS[slug].items() if seat != SeatRole.VIEWER)


def room_of(slug: str) -> frozenset[str]:
    """Everybody who stands in a pairing with the city today, its own people among them."""
    own = people_of(slug)
    return own.union(*(room for room in SHARE_A_ROOM if own & room))


def known_to(slug: str) -> frozenset[str]:
    """Who learns the names of its people: its room, and the cities that are on a visit with it."""
    together = {"alba-iulia", "penteli", "galway"}
    met = [people_of(other) for other in together] if slug in together else []
    return room_of(slug).union(*met)


@dataclass
class World:
    canaries: Canaries = field(default_factory=Canaries)
    people: dict[str, User] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    participations: dict[str, Participation] = field(default_factory=dict)
    pairings: dict[Pairing, frozenset[str]] = field(default_factory=dict)
    """Each with those who may enter its room."""
    sessions: dict[str, LearningSession] = field(default_factory=dict)
    authenticator: Authenticator = field(init=False)

    def word(self, place: str, readers: Iterable[str]) -> str:
        """A word for one place, for its readers and for programme staff."""
        return self.canaries.plant(place, {*readers, "staff", "colleague"})

    def city_of(self, obligation: Obligation) -> str:
        return obligation.participation.city.slug
