"""Demo stories: texts in files, told through the same door as every other story."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import yaml

from cities.models import City, Theme
from cohorts.models import Cohort
from stories import actions
from stories.models import Story

FOLDER = Path(__file__).parent / "demo"


def load_stories(*, by: Any) -> list[Story]:
    """Tell and publish every demo story on its own day."""
    return [load_story(path, by=by) for path in sorted(FOLDER.glob("*.md"))]


def load_story(path: Path, *, by: Any) -> Story:
    """One file: YAML between two rules, then Markdown."""
    _nothing, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    said = yaml.safe_load(head)
    now = datetime.combine(said["published_on"], time(9), UTC)
    telling = actions.Telling(
        title=said["title"],
        lead=" ".join(said["lead"].split()),
        body=body,
        byline=said["byline"],
        language=said["language"],
        pull_quote=said.get("pull_quote", ""),
        cohort=_cohort(said.get("cohort")),
        cities=_cities(said["cities"]),
        themes=Theme.objects.filter(slug__in=said["themes"]),
    )
    story = actions.write(telling, by=by, now=now, slug=said["slug"], is_demo=True)
    return actions.publish(story, by=by, now=now, on=said["published_on"])


def _cohort(named: dict[str, Any] | None) -> Cohort | None:
    if not named:
        return None
    return Cohort.objects.filter(programme__slug=named["programme"], number=named["number"]).first()


def _cities(names: list[str]) -> list[City]:
    """In the order of the file; a city the portal does not know stays out of the chips."""
    found = (City.objects.filter(names__name=name).order_by("pk").first() for name in names)
    return [city for city in found if city]
