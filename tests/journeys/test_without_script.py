"""The same story with JavaScript switched off: script adds comfort and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.steps import a_cohort_runs

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def test_a_cohort_runs_without_script(open_context: Callable[..., BrowserContext], tmp_path: Path) -> None:
    a_cohort_runs(partial(open_context, java_script_enabled=False), tmp_path)
