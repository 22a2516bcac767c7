from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reminders.actions import Digest, due, send_due


class Command(BaseCommand):
    help = "Sends the reminders of one day to everybody, or of this hour to those whose morning it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="as if it were the morning of this day everywhere")
        parser.add_argument("--dry-run", action="store_true", help="print what would go to whom and why; write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        on = self._day(options["on"])
        act = due if options["dry_run"] else send_due
        digests = act(now=timezone.now(), on=on)
        for digest in digests:
            self._print(digest)
        verb = "would go" if options["dry_run"] else "written"
        notices = sum(len(each.notices) for each in digests)
        mails, inside = (
            ("mail" if len(digests) == 1 else "mails"),
            ("notice in it" if notices == 1 else "notices in them"),
        )
        self.stdout.write(f"{len(digests)} {mails} {verb}, {notices} {inside}.")

    def _print(self, digest: Digest) -> None:
        for notice in digest.notices:
            what, city = notice.obligation.requirement.name, notice.obligation.participation.city.latin_name
            self.stdout.write(
                f"{digest.day} {notice.seat.email}: {what} of {city}, due {notice.debt.due_on},"
                f" step {notice.step.slug}, because {notice.step.because}"
            )

    def _day(self, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise CommandError(f"--on {text}: write the day as YYYY-MM-DD, for example 2026-05-12.") from error
