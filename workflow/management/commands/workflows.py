from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from workflow.describe import as_markdown


class Command(BaseCommand):
    help = "Prints every table of moves as Markdown; --write puts it into docs/workflows.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            (settings.BASE_DIR / "docs" / "workflows.md").write_text(as_markdown(), encoding="utf-8")
        else:
            self.stdout.write(as_markdown(), ending="")
