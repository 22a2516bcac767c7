"""A file that somebody brought and never imported holds names and addresses: it is forgotten within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.models import ImportDraft
from cohorts.tasks import drop_drafts
from tests.factories import CohortFactory, UserFactory


@pytest.mark.django_db
def test_the_nightly_task_forgets_files_that_nobody_imported() -> None:
    now, cohort = timezone.now(), CohortFactory()
    for hours in (1, 23, 25, 400):
        ImportDraft.objects.create(
            cohort=cohort, by=UserFactory(), file_name="a.csv", content=b"x", made_at=now - timedelta(hours=hours)
        )
    assert drop_drafts() == 2
    assert {(now - each.made_at) // timedelta(hours=1) for each in ImportDraft.objects.all()} == {1, 23}
