"""A city that owes something in a cohort that runs today, and its lead."""

import pytest


@pytest.fixture
def participation(db):
    from tests.hours.evidence import owing_city  # noqa: PLC0415 - models are not ready when this file is read

    return owing_city()


@pytest.fixture
def seat(participation):
    from tests.factories import SeatFactory  # noqa: PLC0415 - the same

    return SeatFactory(city=participation.city, started_on=participation.cohort.starts_on)
