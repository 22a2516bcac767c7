"""Names, places and sentences of cities that do not exist; the same seed always invents the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

BEGINNINGS = ("Ald", "Bren", "Cor", "Dov", "Est", "Fal", "Gor", "Hal", "Ist", "Kal", "Lum", "Mar", "Nor", "Ost", "Pel")
MIDDLES = ("a", "e", "o", "an", "en", "or", "il", "um", "ev", "ir")
ENDINGS = ("burg", "dal", "ford", "grad", "haven", "kirche", "mar", "nica", "polis", "sund", "vik", "ville")
COUNTRIES = ("AT", "BE", "BG", "DE", "DK", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "NL", "PL", "PT", "RO", "SE", "TR")
WORDS = (
    "city", "street", "tram", "heat", "roof", "river", "council", "neighbours", "energy", "school", "bicycle",
    "market", "budget", "winter", "data", "question", "morning", "bridge", "library", "garden", "engineer", "bus",
    "station", "idea", "visit", "mayor", "plan", "square", "answer", "partner",
)  # fmt: skip
VERBS = ("asks", "changes", "copies", "doubts", "explains", "finds", "measures", "plans", "repairs", "shows")
LANGUAGES = ("en", "el", "ro", "bg", "pt", "es", "de", "tr")


@dataclass(frozen=True)
class Invented:
    """A city as it comes out of the hat; `number` makes its name its own."""

    name: str
    country: str
    latitude: str
    longitude: str
    population: int


def city(number: int, dice: Random) -> Invented:
    return Invented(
        name=f"{dice.choice(BEGINNINGS)}{dice.choice(MIDDLES)}{dice.choice(ENDINGS)} {number}",
        country=dice.choice(COUNTRIES),
        latitude=f"{dice.uniform(37, 60):.5f}",
        longitude=f"{dice.uniform(-9, 30):.5f}",
        population=dice.randrange(5_000, 900_000),
    )


def sentence(dice: Random) -> str:
    first, second, third = dice.sample(WORDS, 3)
    return f"The {first} {dice.choice(VERBS)} what the {second} of the {third} {dice.choice(VERBS)}."


def paragraph(dice: Random, sentences: int = 6) -> str:
    return " ".join(sentence(dice) for _sentence in range(sentences))


def body(dice: Random) -> str:
    """Some three hundred words of Markdown with a heading."""
    parts = [paragraph(dice) for _part in range(5)]
    return "\n\n".join([*parts[:2], f"## {sentence(dice)}", *parts[2:]])
