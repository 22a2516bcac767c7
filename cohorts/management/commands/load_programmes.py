from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cohorts.actions.programmes import load
from cohorts.programmes.checking import check
from cohorts.programmes.reading import BadTemplate, built_in_path, built_in_slugs, read


class Command(BaseCommand):
    help = "Load programme templates: the built-in ones, or the files named. All of them or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        problems, templates = [], []
        for path in options["files"] or [built_in_path(slug) for slug in built_in_slugs()]:
            try:
                templates.append(check(read(path)))
            except BadTemplate as error:
                problems += error.problems
        if problems:
            raise CommandError("\n".join(map(str, problems)))
        for template in templates:
            self.stdout.write(f"loaded {load(template).slug}")
