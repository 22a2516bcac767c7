"""A list that is longer than its page leads on, with its filters kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from stories.models import Story
from tests.deliverables.world import enter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def many_stories() -> None:
    now = timezone.now()
    for number in range(61):
        Story.objects.create(
            slug=f"story-{number}",
            title=f"Story {number}",
            lead="Read on.",
            body="Text.",
            byline="Ana",
            state="published",
            published_on=now.date(),
            changed_at=now,
        )


@pytest.mark.parametrize("path", ["/stories/", "/programme/stories/"])
def test_the_list_of_stories_leads_on_with_its_filters(path: str) -> None:
    client: Client = enter(UserFactory(staff=True))
    page = client.get(path, {"language": "en"}).content.decode()
    assert 'href="?language=en&amp;page=2"' in page
    assert client.get(path, {"language": "en", "page": 2}).status_code == 200
