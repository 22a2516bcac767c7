from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cohorts.actions.importing import BadCells
from cohorts.actions.programmes import ensure
from cohorts.importing.plan import Plan
from cohorts.importing.reading import LARGEST_FILE
from cohorts.models import Cohort, Programme
from cohorts.programmes.reading import BadTemplate, built_in_slugs
from milestones.actions.importing import import_into
from milestones.actions.starting import plan_start, start_cohort
from workflow.refusals import Refusal


class Command(BaseCommand):
    help = "Import the cities and pairings of a cohort from a CSV or XLSX file, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--programme", required=True, metavar="SLUG")
        parser.add_argument("--number", required=True, type=int, metavar="N")
        parser.add_argument("--start", required=True, type=_day, metavar="YYYY-MM-DD")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                plan = import_into(_cohort(options), _content(options["file"]), by=None, now=timezone.now())
                transaction.set_rollback(options["dry_run"])
        except BadCells as refusal:
            raise CommandError(f"nothing was written:\n{refusal}") from refusal
        except (Refusal, BadTemplate) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("\n".join(_summary(plan, dry_run=options["dry_run"])))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _cohort(options: dict[str, Any]) -> Cohort:
    """The cohort named, started from its template when it does not exist yet."""
    slug, number, start = options["programme"], options["number"], options["start"]
    known = Cohort.objects.filter(programme__slug=slug, number=number).first()
    if known and known.starts_on != start:
        raise CommandError(f"{known} started on {known.starts_on}, not on {start}; give that day to import into it")
    if known:
        return known
    try:
        programme = ensure(slug)
    except Programme.DoesNotExist as error:
        raise CommandError(f"no programme '{slug}'; built in are: {', '.join(built_in_slugs())}") from error
    return start_cohort(plan_start(programme, number=number, starts_on=start), by=None, now=timezone.now())


def _summary(plan: Plan, *, dry_run: bool) -> Iterable[str]:
    yield from (f"warning: {warning}" for warning in plan.warnings)
    if plan.reading.columns.ignored:
        yield f"columns ignored: {', '.join(plan.reading.columns.ignored)}"
    yield f"rows: {plan.rows_ready} taken, {plan.reading.skipped} skipped"
    yield f"cities: {len(plan.cities_made)} made, {len(plan.cities_matched)} matched"
    yield f"participations: {len(plan.participations)} made, {plan.participations_known} already there"
    yield f"pairings: {len(plan.pairings)} made, {plan.pairings_known} already there"
    yield f"seats: {len(plan.seats)} made, to be claimed by invitation"
    if dry_run:
        yield "dry run: nothing was written"
    elif plan.changes_nothing:
        yield "nothing changed: all of this was there"
