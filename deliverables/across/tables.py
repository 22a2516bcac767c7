"""Figures and answers as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django_countries import countries

from deliverables.across.tallies import Said, Tally
from ui.export import Row


def figures(tallies: Iterable[Tally]) -> tuple[Row, Iterator[Row]]:
    """The counts as header and rows of a table."""
    header = [_("Output"), _("Part"), _("Question"), _("Answer"), _("Answers"), _("Cities")]
    lines = (
        [tally.requirement.name, tally.section.title, tally.field.label, bar.label, bar.count, bar.cities]
        for tally in tallies
        for bar in tally.bars
    )
    return header, lines


def _submitted_on(tally: Tally, row: Said) -> date | None:
    at = row.revision.submitted_at
    return tally.requirement.cohort.local_date(at) if at else None


def answers(tally: Tally, rows: Iterable[Said]) -> tuple[Row, Iterator[Row]]:
    """Rows as header and lines of a table, with all that stands in them."""
    fields = tally.section.fields
    header = [
        _("City"),
        _("English name"),
        _("Country"),
        _("Revision"),
        _("Submitted"),
        *(field.label for field in fields),
    ]
    lines = (
        [
            row.city.name,
            row.city.english_name,
            countries.name(row.city.country),
            row.revision.number,
            _submitted_on(tally, row),
            *(row.read(field.slug) for field in fields),
        ]
        for row in rows
    )
    return header, lines
