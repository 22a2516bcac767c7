from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from twinning.load.load import load


class Command(BaseCommand):
    help = "Adds a cohort of invented cities, stories and hours for measuring; the same seed makes the same rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cities", type=_pair_or_more, default=100, metavar="N", help="two or more (100)")
        parser.add_argument("--stories", type=_none_or_more, default=30, metavar="N", help="published stories (30)")
        parser.add_argument("--hours", type=_none_or_more, default=0, metavar="N", help="cells of hours (0)")
        parser.add_argument("--seed", type=int, default=1, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {name: options[name] for name in ("cities", "stories", "hours", "seed")}
        cohort = load(**wanted, now=timezone.now())
        self.stdout.write(
            f"{cohort.slug}: {wanted['cities']} cities, {wanted['stories']} stories, {wanted['hours']} hours"
        )


def _pair_or_more(text: str) -> int:
    if (number := int(text)) < 2:
        raise ArgumentTypeError("a cohort has at least two cities")
    return number


def _none_or_more(text: str) -> int:
    if (number := int(text)) < 0:
        raise ArgumentTypeError("not a number of rows")
    return number
