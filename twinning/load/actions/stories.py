"""Published stories of invented exchanges, written in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cities.models import Theme
from cities.names import fold
from cohorts.models import Cohort
from cohorts.twinmap.drawing import crop
from cohorts.twinmap.plane import Exchange, Place
from stories.models import Story
from stories.states import State
from twinning.load import invention
from twinning.load.actions.cities import BATCH, Member

A_YEAR = 365
DRAWN_APART = 30
"""So many maps are drawn, a page of cards; further stories share them, since drawing ten thousand takes minutes."""


def tell(cohort: Cohort, members: Sequence[Member], number: int, *, dice: Random, now: datetime) -> None:
    """Stories of two neighbours each, from the last year, in the languages of the demo."""
    first = Story.objects.count() + 1
    told = [_couple(members, place) for place in range(number)]
    maps = [_map(couple) for couple in told[: min(DRAWN_APART, len(members) // 2)]]
    stories = Story.objects.bulk_create(
        (
            _story(
                couple,
                dice,
                cohort=cohort,
                slug=f"load-story-{first + place}",
                changed_at=now,
                map_svg=maps[place % len(maps)],
            )
            for place, couple in enumerate(told)
        ),
        batch_size=BATCH,
    )
    cities, themes = Story.cities.through, Story.themes.through
    cities.objects.bulk_create(
        (
            cities(story=story, city=member.city)
            for story, couple in zip(stories, told, strict=True)
            for member in couple
        ),
        batch_size=BATCH,
    )
    known = list(Theme.objects.order_by("pk"))
    themes.objects.bulk_create(
        (themes(story=story, theme=theme) for story in stories for theme in dice.sample(known, 2)), batch_size=BATCH
    )


def _couple(members: Sequence[Member], place: int) -> tuple[Member, Member]:
    twin = 2 * place % (len(members) - len(members) % 2)
    return members[twin], members[twin + 1]


def _map(couple: Sequence[Member]) -> str:
    """As `stories.maps.drawn` would draw it."""
    twin, pilot = (
        Place(each.city.name, float(each.city.latitude or 0), float(each.city.longitude or 0), each.participation.role)
        for each in couple
    )
    return str(crop(Exchange((twin,), (pilot,)), width=640, height=480))


def _story(couple: Sequence[Member], dice: Random, **fields: Any) -> Story:
    names = " and ".join(member.city.name for member in couple)
    title, lead, body = f"{invention.sentence(dice)} {names}"[:120], invention.paragraph(dice, 2), invention.body(dice)
    return Story(
        language=dice.choice(invention.LANGUAGES),
        title=title,
        lead=lead,
        body=body,
        byline=couple[0].lead.name,
        written_by=couple[0].lead,
        state=State.PUBLISHED,
        published_on=fields["changed_at"].date() - timedelta(days=dice.randrange(A_YEAR)),
        folded=fold(f"{title} {lead} {body} {names}"),
        **fields,
    )
