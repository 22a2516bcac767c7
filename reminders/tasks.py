from celery import shared_task
from django.utils import timezone

from reminders.actions import send_due


@shared_task
def send() -> int:
    """Each hour: the digests of everybody whose morning it is."""
    return len(send_due(now=timezone.now()))
