"""A cohort runs through the portal in Chromium, without the admin: from its template to a story that strangers read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.steps import a_cohort_runs

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_a_cohort_runs_from_its_template_to_a_published_story(
    open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    a_cohort_runs(open_context, tmp_path)
