from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError as BrokerAway

from mailing import delivery

logger = logging.getLogger(__name__)


@shared_task
def deliver() -> None:
    """Send one chunk of what is due; ring for the next one when there may be more."""
    if delivery.deliver_due(limit=delivery.CHUNK) == delivery.CHUNK:
        ring()


@shared_task
def sweep() -> None:
    """Every minute: settle what stopped workers left, and send what nobody rang for."""
    delivery.sweep()
    deliver()


def ring() -> None:
    """The doorbell. When the broker is away nothing is lost: the row is there and the sweeper finds it."""
    try:
        deliver.apply_async(retry=True, retry_policy={"max_retries": 1, "interval_start": 0})
    except (BrokerAway, OSError) as error:
        logger.warning("The broker does not answer (%s); the sweeper will send the mail.", error)
