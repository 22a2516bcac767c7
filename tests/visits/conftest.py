from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.visits.world import Exchange
    from visits.models import Delegate


@pytest.fixture
def exchange(db: None) -> Exchange:
    from tests.visits.world import make_exchange  # noqa: PLC0415 - the models are there once Django is set up

    return make_exchange()


@pytest.fixture
def radu(exchange: Exchange) -> Delegate:
    """Somebody from the energy company, without a login, who has told everything for a confirmed visit."""
    from tests.visits.world import NOW, TOLD, fresh, named  # noqa: PLC0415
    from visits.actions import party  # noqa: PLC0415

    delegate = named(exchange, exchange.confirmed(), "Radu")
    for by in (exchange.ana, exchange.staff):
        party.tell(delegate, TOLD, by=by, now=NOW)
    return fresh(delegate)
