from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from stories.models import Story
from stories.text import as_html

NEWEST = 30


class StoryFeed(Feed):
    """The newest stories as Atom; what is taken off the pages is gone from here as well."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Stories of %(programme)s") % {"programme": settings.PROGRAMME_NAME}

    def subtitle(self) -> str:
        return _("What twin cities saw, doubted, copied and left alone.")

    def link(self) -> str:
        return reverse("stories")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        return None

    def items(self) -> list[Story]:
        return list(Story.objects.published().newest().prefetch_related("themes")[:NEWEST])

    def item_title(self, item: Story) -> str:
        return item.title

    def item_description(self, item: Story) -> str:
        return str(as_html(f"{item.lead}\n\n{item.body}"))

    def item_author_name(self, item: Story) -> str:
        return item.byline

    def item_pubdate(self, item: Story) -> datetime | None:
        return datetime.combine(item.published_on, time(9), UTC) if item.published_on else None

    def item_updateddate(self, item: Story) -> datetime:
        return item.changed_at

    def item_categories(self, item: Story) -> list[str]:
        return [theme.name for theme in item.themes.all()]
