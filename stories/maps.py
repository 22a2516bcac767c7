"""The cut-out of an exchange: who learns from whom in a story, drawn once when it is saved."""

from __future__ import annotations

from cities.models import City
from cohorts.models import PairingSide
from cohorts.states import Side
from cohorts.twinmap.drawing import crop
from cohorts.twinmap.plane import Exchange, Place
from stories.models import Story
from ui.languages import language_of


def drawn(story: Story) -> str:
    """SVG of the story's cities with the arc between their sides, or an empty text when none has coordinates."""
    cities = [city for city in story.cities.order_by("pk") if city.latitude is not None]
    if not cities:
        return ""
    showing = _showing(story, cities)
    learning = tuple(_place(city, "twin") for city in cities if city.pk not in showing)
    shown = tuple(_place(city, "pilot") for city in cities if city.pk in showing)
    exchange = Exchange(learning, shown) if learning else Exchange(shown)
    return str(crop(exchange, width=640, height=480, ident=f"story-{story.pk}"))


def _showing(story: Story, cities: list[City]) -> set[int]:
    """Cities that show something to another city of the same story."""
    sides = PairingSide.objects.filter(participation__city__in=cities)
    if story.cohort_id:
        sides = sides.filter(pairing__cohort=story.cohort)
    return set(sides.filter(side=Side.SHOWING).values_list("participation__city", flat=True))


def _place(city: City, role: str) -> Place:
    language = language_of(city.name, str(city.country))
    return Place(city.name, float(city.latitude or 0), float(city.longitude or 0), role, language)
