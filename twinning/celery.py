"""The Celery application: the doorbell of the database, never its memory."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
TRANSPORT_ALIASES["folder"] = "twinning.broker:Transport"

app = Celery("twinning")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # A killed worker's task is given to another one; the database decides what of it is still to do.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    # Shorter than the broker's visibility timeout, so no task runs twice at a time.
    task_time_limit=1800,
    broker_connection_retry_on_startup=True,
    beat_schedule={
        "sweep the outbox": {"task": "mailing.tasks.sweep", "schedule": 60.0},
        "hourly reminders": {"task": "reminders.tasks.send", "schedule": crontab(minute=5)},
        "files without a row": {"task": "deliverables.tasks.remove_orphans", "schedule": crontab(hour=3, minute=30)},
        "guests and files to forget": {"task": "learning.tasks.forget", "schedule": crontab(hour=3, minute=50)},
        "logistics of past visits": {"task": "visits.tasks.erase_logistics", "schedule": crontab(hour=3, minute=45)},
        "traces of writing": {"task": "hours.tasks.erase_traces", "schedule": crontab(hour=3, minute=20)},
        "imports nobody finished": {"task": "cohorts.tasks.drop_drafts", "schedule": crontab(hour=3, minute=40)},
        "receipts without a row": {"task": "travel.tasks.remove_orphans", "schedule": crontab(hour=3, minute=35)},
        "receipts to be scanned": {"task": "travel.tasks.scan", "schedule": 60.0},
        "files to be scanned": {"task": "deliverables.tasks.scan", "schedule": 60.0},
        "bundles nobody makes": {"task": "deliverables.tasks.sweep_bundles", "schedule": 120.0},
        "bundles of yesterday": {"task": "deliverables.tasks.expire_bundles", "schedule": crontab(hour=3, minute=50)},
        "beat is alive": {"task": "twinning.tasks.beat", "schedule": 15.0},
    },
)
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_our_logging(**_options: Any) -> None:
    """Worker and beat write the same structured lines as the web process."""
    dictConfig(app.conf["LOGGING"])
