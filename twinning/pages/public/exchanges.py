"""Who learns from whom as the maps draw it: one statement, and a drawing that is kept as long as nothing changes."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.models import PairingSide, Participation
from cohorts.states import Side
from cohorts.twinmap.drawing import crop, europe
from cohorts.twinmap.plane import Exchange, Place
from ui.languages import language_of

FIELDS = (
    "pairing_id", "side", "participation__role", "participation__cohort_id", "participation__city__name",
    "participation__city__country", "participation__city__latitude", "participation__city__longitude",
)  # fmt: skip


def exchanges(sides: QuerySet[PairingSide], alone: QuerySet[Participation] | None = None) -> tuple[Exchange, ...]:
    """The pairings behind these sides, older cohorts in the first series; `alone` adds cities without a counterpart."""
    standing = sides.filter(
        pairing__ended_on=None, participation__withdrawn_on=None, participation__city__latitude__isnull=False
    )
    pairings: dict[tuple[int, int], dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for pairing, side, role, cohort, name, country, lat, lon in standing.order_by(
        "participation__cohort__starts_on", "pairing_id", "participation__city__name"
    ).values_list(*FIELDS):
        pairings[cohort, pairing][side].append(Place(name, float(lat), float(lon), role, language_of(name, country)))
    series = {cohort: number for number, cohort in enumerate(dict.fromkeys(cohort for cohort, _pairing in pairings), 1)}
    once: dict[tuple[tuple[Place, ...], tuple[Place, ...]], Exchange] = {}
    for (cohort, _pairing), both in pairings.items():
        sides_met = tuple(both[Side.LEARNING]), tuple(both[Side.SHOWING])
        # The same cities may meet in two cohorts: one line, in the colour of the first.
        once.setdefault(sides_met, Exchange(*sides_met, min(series[cohort], 2)))
    return (*once.values(), *_alone(alone))


def _alone(participations: QuerySet[Participation] | None) -> list[Exchange]:
    if participations is None:
        return []
    rows = participations.filter(sides=None, city__latitude__isnull=False).values_list(
        "role", "city__name", "city__country", "city__latitude", "city__longitude"
    )
    return [Exchange((Place(n, float(a), float(o), role, language_of(n, c)),)) for role, n, c, a, o in rows]


def europe_map(found: tuple[Exchange, ...]) -> SafeString:
    """The signature map of these exchanges, drawn anew only when they or the language change."""
    return _europe(found, get_language() or "en") if found else mark_safe("")


def city_map(found: tuple[Exchange, ...], name: str) -> SafeString:
    """A city with all it is joined to."""
    return _city(found, name, get_language() or "en") if found else mark_safe("")


@lru_cache(maxsize=64)
def _europe(found: tuple[Exchange, ...], language: str) -> SafeString:
    cities = {place.name for exchange in found for place in exchange.places}
    desc = _("%(cities)s cities in %(exchanges)s exchanges; the same content stands below as a list.") % {
        "cities": len(cities),
        "exchanges": len(found),
    }
    return europe(found, title=_("Who learns from whom"), desc=desc)


@lru_cache(maxsize=512)
def _city(found: tuple[Exchange, ...], name: str, language: str) -> SafeString:
    places = {place.name: place for exchange in found for place in exchange.places}
    title = _("%(city)s and the cities it is joined to") % {"city": name}
    learning = tuple(place for place in places.values() if place.role not in ("pilot", "lead"))
    showing = tuple(place for place in places.values() if place.role in ("pilot", "lead"))
    whole = found[0] if len(found) == 1 else Exchange(learning, showing)
    return crop(whole, width=480, height=360, title=title, ident="city-map")
