from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from twinning.demo.load import load


class Command(BaseCommand):
    help = "Loads the demo once: real cohorts as records, a running cohort of invented people, stories."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Set DEMO=1 first: the demo makes accounts whose password everybody knows.")
        made = load(now=timezone.now())
        self.stdout.write(f"loaded {made}" if made else "the demo is loaded already")
