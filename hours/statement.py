"""A person's hours of a period as a PDF: month by month, kind by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cities.models import Representative
from cohorts.models import Participation
from hours.models import Declaration, HoursEntry
from hours.months import kinds_of_work
from hours.states import State
from ui.languages import language_of
from ui.paper import frame, typeset
from ui.templatetags.kit import hours as in_words
from ui.templatetags.kit import month as month_name

TEMPLATE = Path(__file__).parent / "statement.typ"


def statement_pdf(
    seat: Representative,
    participation: Participation,
    entries: Sequence[HoursEntry],
    declarations: Iterable[Declaration] = (),
) -> bytes:
    """The file, in the language that is active; `entries` are in the order of their months, with their sheets.

    `declarations` are the latest versions of these months, where hours are a cost record.
    """
    city, names = participation.city, dict(kinds_of_work(participation.cohort))
    months = [list(lines) for _first, lines in groupby(entries, lambda entry: entry.sheet.month)]
    told = {
        "title": _("Statement of hours"),
        "person": seat.name,
        "city": city.name,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "programme": settings.PROGRAMME_NAME,
        "stamp": [
            (_("Cohort"), participation.cohort.name),
            (_("Period"), _period([lines[0].sheet.month for lines in months])),
            (_("Hours"), f"{in_words(_sum(entries))} h"),
        ],
        "months": [_month(lines, names) for lines in months],
        "remarks": [_declared(each) for each in declarations],
        "words": frame()
        | {
            "month": _("Month"),
            "kind": _("Kind of work"),
            "note": _("Note"),
            "hours": _("Hours"),
            "sum": _("Sum"),
        },
    }
    return typeset(TEMPLATE, told | {"city_language": language_of(city.name, str(city.country)) or told["language"]})


def _declared(declaration: Declaration) -> str:
    return _("Declaration of %(month)s, version %(version)d, %(state)s; SHA-256 %(digest)s.") % {
        "month": month_name(declaration.sheet.month),
        "version": declaration.version,
        "state": declaration.get_state_display(),
        "digest": declaration.digest,
    }


def _month(lines: Sequence[HoursEntry], names: dict[str, str]) -> dict[str, Any]:
    sheet = lines[0].sheet
    return {
        "name": month_name(sheet.month),
        "state": str(State(sheet.state).label),
        "sum": in_words(_sum(lines)),
        "lines": [[names.get(line.kind, line.kind), line.note, in_words(line.hours)] for line in lines],
    }


def _sum(entries: Sequence[HoursEntry]) -> Decimal:
    return sum((entry.hours for entry in entries), Decimal(0))


def _period(months: Sequence[date]) -> str:
    first, last = month_name(months[0]), month_name(months[-1])
    return first if first == last else f"{first} – {last}"
