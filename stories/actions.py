"""Writing a story and letting it out."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cities.models import City, Theme
from cities.names import fold, latin
from cohorts.models import Cohort
from goals.models import LearningGoal
from stories.maps import drawn
from stories.models import Picture, Story
from stories.text import cleaned
from ui.visitors import forget_public_pages
from visits.models import Visit
from visits.pictures import shown
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, Refusal

TAKEN = {"feed", "new", "preview", "pictures"}
"""Words that are addresses of their own beside the stories."""


class CannotTell(Refusal):
    """The story cannot be kept or published as it is."""


@dataclass(frozen=True)
class Telling:
    """What a story says; `body` is Markdown."""

    title: str
    lead: str
    body: str
    byline: str
    language: str = "en"
    pull_quote: str = ""
    cohort: Cohort | None = None
    cities: Iterable[City] = field(default_factory=list)
    themes: Iterable[Theme] = field(default_factory=list)
    visits: Iterable[Visit] = field(default_factory=list)
    goals: Iterable[LearningGoal] = field(default_factory=list)


def write(telling: Telling, *, by: Any, now: datetime, slug: str = "", is_demo: bool = False) -> Story:
    """Begin a story as a draft. Raises NotAllowed, CannotTell."""
    if not by.has_perm("stories.write_story"):
        raise NotAllowed(_("Stories are written by the representatives of cities and by programme staff."))
    with transaction.atomic():
        story = Story(slug=slug or _free_slug(telling.title), written_by=by, changed_at=now, is_demo=is_demo)
        _tell(story, telling, by, now)
        record(story, "write", _("began the story"), by=by, now=now)
    return story


def change(story: Story, telling: Telling, *, by: Any, now: datetime) -> Story:
    """Write it anew. A published story is changed by staff only. Raises NotAllowed, CannotTell."""
    with transaction.atomic():
        row = Story.objects.select_for_update().get(pk=story.pk)
        _ask(row, by)
        _tell(row, telling, by, now)
        record(row, "change", _("changed the text"), by=by, now=now)
    return row


def illustrate(story: Story, upload: UploadedFile, *, alt: str, credit: str, by: Any, now: datetime) -> Picture:
    """Give it a picture, in place of the one before.

    Raises PictureRefused, CannotTell, NotAllowed; nothing is kept then.
    """
    _ask(story, by)
    if not alt.strip():
        raise CannotTell(_("Say in words what the picture shows, for those who cannot see it."), field="alt")
    if not credit.strip():
        raise CannotTell(_("Say who took the picture."), field="credit")
    ready = shown(upload)
    place = default_storage.save(f"pictures/{secrets.token_hex(16)}.jpg", ready.file)
    try:
        with transaction.atomic():
            _remove_picture(story)
            picture = Picture.objects.create(
                story=story, file=place, alt=alt.strip(), credit=credit.strip(), width=ready.width, height=ready.height
            )
            record(story, "illustrate", _("gave it a picture"), by=by, now=now)
    except BaseException:
        default_storage.delete(place)
        raise
    return picture


def offer(story: Story, *, by: Any, now: datetime) -> Story:
    return take(story, "offer", by=by, now=now)


def take_back(story: Story, *, by: Any, now: datetime) -> Story:
    return take(story, "take_back", by=by, now=now)


def send_back(story: Story, *, by: Any, now: datetime, note: str) -> Story:
    return take(story, "send_back", by=by, now=now, note=note)


def publish(story: Story, *, by: Any, now: datetime, on: date) -> Story:
    """Let everybody read it; what was published before keeps its first day."""
    with transaction.atomic():
        before = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
        published = take(before, "publish", by=by, now=now, also={"published_on": before.published_on or on})
        transaction.on_commit(forget_public_pages)
    return published


def retire(story: Story, *, by: Any, now: datetime) -> Story:
    retired = take(story, "retire", by=by, now=now)
    transaction.on_commit(forget_public_pages)
    return retired


def _ask(story: Story, by: Any) -> None:
    permission = "stories.publish_story" if story.state == "published" else "stories.write_story"
    if not by.has_perm(permission, story):
        raise NotAllowed(_("You cannot change this story; its cities and programme staff can."))


def _tell(story: Story, telling: Telling, by: Any, now: datetime) -> None:
    cities, themes = list(telling.cities), list(telling.themes)
    _check_cities(cities, by)
    story.title, story.lead, story.byline = telling.title.strip(), telling.lead.strip(), telling.byline.strip()
    story.body, story.pull_quote = cleaned(telling.body), telling.pull_quote.strip()
    story.language, story.cohort, story.changed_at = telling.language, telling.cohort, now
    story.folded = _folded(story, cities)
    story.save()
    story.cities.set(cities)
    story.themes.set(themes)
    _tie(story, telling, by)
    story.map_svg = drawn(story)
    story.save(update_fields=["map_svg"])


def _tie(story: Story, telling: Telling, by: Any) -> None:
    """Tie it to the threads it tells of. What the writer may not know of stays as others tied it."""
    hidden_visits = story.visits.exclude(pk__in=Visit.objects.entered_by(by).values("pk"))
    hidden_goals = story.goals.exclude(pk__in=LearningGoal.objects.visible_to(by).values("pk"))
    story.visits.set([*telling.visits, *hidden_visits])
    story.goals.set([*telling.goals, *hidden_goals])


def _check_cities(cities: list[City], by: Any) -> None:
    if not cities:
        raise CannotTell(_("Name at least one city the story is about."), field="cities")
    if by.has_perm("stories.publish_story"):
        return
    if not City.objects.represented_by(by).filter(pk__in=[city.pk for city in cities]).exists():
        raise CannotTell(_("A story you write is also about a city you hold a seat for."), field="cities")


def _folded(story: Story, cities: list[City]) -> str:
    names = " ".join(name.name for city in cities for name in city.names.all())
    said = " ".join([story.title, story.lead, story.body, names])
    return f"{fold(said)} {fold(latin(names))}"


def _free_slug(title: str) -> str:
    wanted = slugify(latin(title))[:70] or "story"
    slug, number = wanted, 2
    while slug in TAKEN or Story.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _remove_picture(story: Story) -> None:
    for old in Picture.objects.filter(story=story):
        transaction.on_commit(partial(old.file.delete, save=False))
        old.delete()
