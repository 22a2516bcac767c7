"""The types of answers: what can be read, and what is said when it cannot.

A draft keeps every answer as it was typed; only the check before submission asks these questions.
Dates are ISO (2026-05-14); numbers and amounts have a decimal point, a comma is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deliverables.content.lookups import Names
from deliverables.content.schema import Field
from ui.templatetags.kit import day, eur

Complaint = str | Promise | None
NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,4})?")
AMOUNT = re.compile(r"\d{1,12}([.,]\d{1,2})?")
WORD = re.compile(r"\w+(?:[’'.-]\w+)*")


def count_words(text: str) -> int:
    """Words as people count them: “don't” and “2.5” are one each."""
    return len(WORD.findall(text))


def read_date(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        return None


def read_number(raw: str) -> Decimal | None:
    """A number in ASCII digits, at most four decimals."""
    text = raw.strip().replace(" ", "")
    if not (NUMBER.fullmatch(text) and text.isascii()):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing unreadable
        return None


def read_money(raw: str) -> Decimal | None:
    """An amount in EUR, whole cents, not negative."""
    text = raw.strip().replace(" ", "").removeprefix("€").removesuffix("€")
    if not (AMOUNT.fullmatch(text) and text.isascii()):
        return None
    return Decimal(text.replace(",", ".")).quantize(Decimal("0.01"))


def complaint(field: Field, raw: str, names: Names) -> Complaint:
    """What is wrong with an answer that is there, in one sentence; None when it can be read."""
    return TYPES[field.type](field, raw, names)


def shown(field: Field, raw: str, names: Names) -> str:
    """The answer as a reader sees it where that is not what was typed: the label, the name of a row; else ""."""
    if not raw:
        return ""
    match field.type:
        case "choice":
            return field.options.get(raw, "")
        case "scale":
            low, high = field.ends
            ends = {"1": f" ({low})", "5": f" ({high})"}
            return f"{raw} / 5{ends.get(raw, '')}" if _scale(field, raw, names) is None else ""
        case "theme" | "city" | "person" | "row" | "takeaway":
            return names.of(field, raw)
    return ""


def spoken(field: Field, raw: str) -> str:
    """A day, a number or an amount as people read it; "" for other types, and for what cannot be read."""
    match field.type:
        case "date":
            return day(read_date(raw))
        case "number" if (number := read_number(raw)) is not None:
            return f"{formats.number_format(number.normalize() + 0, force_grouping=True)} {field.unit}".rstrip()
        case "money":
            return eur(read_money(raw))
    return ""


def _any(_field: Field, _raw: str, _names: Names) -> Complaint:
    return None


def _date(_field: Field, raw: str, _names: Names) -> Complaint:
    return None if read_date(raw) else _("This is no date. Write it like 2026-05-14.")


def _number(_field: Field, raw: str, _names: Names) -> Complaint:
    return None if read_number(raw) is not None else _("This is no number. Write digits only, such as 12 or 12.5.")


def _money(_field: Field, raw: str, _names: Names) -> Complaint:
    return None if read_money(raw) is not None else _("This is no amount in euro. Write it like 12000 or 12000.50.")


def _choice(field: Field, raw: str, _names: Names) -> Complaint:
    return None if raw in field.options else _("This answer is not in the list. Please choose one.")


def _scale(_field: Field, raw: str, _names: Names) -> Complaint:
    return None if raw in {"1", "2", "3", "4", "5"} else _("Please choose a number from 1 to 5.")


def _known(field: Field, raw: str, names: Names) -> Complaint:
    return None if names.of(field, raw) else _("What you chose is no longer there. Please choose again.")


TYPES: dict[str, Callable[[Field, str, Names], Complaint]] = {
    "text": _any,
    "long": _any,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "scale": _scale,
    "theme": _known,
    "city": _known,
    "person": _known,
    "money": _money,
    "file": _any,
    "row": _known,
    "takeaway": _known,
}
