"""A cohort with sessions, and a pairing whose cities visit each other: what calendars are filled from."""

import pytest


@pytest.fixture
def world(db):
    from tests.learning.world import make_world  # noqa: PLC0415 - models are not ready when this file is read

    return make_world()


@pytest.fixture
def exchange(db):
    from tests.visits.world import make_exchange  # noqa: PLC0415 - the same

    return make_exchange()
