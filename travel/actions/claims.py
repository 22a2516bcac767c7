"""A claim: what was spent with its receipts, handed in, returned, approved, paid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from travel import emails
from travel.actions.trips import held, own
from travel.balances import balance_of
from travel.emissions import kilometres
from travel.models import Line, Trip
from travel.schemes import scheme_of
from travel.states import Category
from travel.sums import NOTHING, UnitCosts, in_euros, unit_cost
from ui.templatetags.kit import eur
from uploads.check import check
from uploads.keeping import Shelf, all_or_nothing
from uploads.refusals import UploadRefused
from uploads.scanning import first_state, ring_the_scanner
from uploads.states import Scan
from workflow.moves import take
from workflow.refusals import NotNow, Refusal

RECEIPTS = ("application/pdf", "image/png", "image/jpeg")
MOST_LINES = 60
MOST_EUR = Decimal("99999.99")


class NotALine(Refusal):
    """A sum that is none or not paid, a day that is still ahead, neither a receipt nor words, or a line twice."""


class OverCeiling(Refusal):
    """What is approved and claimed passes the ceiling, and nobody said why that is right."""


class Outdated(Refusal):
    """The claim is another than the one that was looked at."""


@dataclass(frozen=True)
class Spent:
    """One sum: `rate` is how many units of `currency` were one euro."""

    category: str
    spent_on: date
    amount: Decimal
    currency: str = "EUR"
    rate: Decimal = Decimal(1)
    note: str = ""


def add_line(trip: Trip, spent: Spent, receipt: UploadedFile | None = None, *, by: Any, now: datetime) -> Line:
    """Write down what was spent, with its receipt. Raises NotAllowed, NotNow, NotALine or UploadRefused."""
    with all_or_nothing(Line.SHELF) as shelf:
        row = own(trip, by=by)
        scheme = scheme_of(row.cohort)
        if scheme and scheme.table:
            raise NotALine(_("This programme pays the sum of a table, whatever was spent."))
        sum_in_euros = _checked(row, spent, has_receipt=receipt is not None, today=row.cohort.local_date(now))
        kept = _kept(shelf, receipt) if receipt else {}
        if row.lines.filter(**vars(spent), sha256=kept.get("sha256", "")).exists():
            raise NotALine(_("This line is there already. If it was spent twice, say so in words."), field="note")
        line = Line.objects.create(trip=row, eur=sum_in_euros, **vars(spent), **kept)
        if kept and line.scan == Scan.WAITING:
            transaction.on_commit(partial(ring_the_scanner, "travel.tasks.scan"))
    return line


def drop_line(line: Line, *, by: Any) -> None:
    """Raises NotAllowed or NotNow."""
    with transaction.atomic():
        own(line.trip, by=by)
        if line.file:
            transaction.on_commit(partial(default_storage.delete, str(line.file)))
        line.delete()


def submit(trip: Trip, *, by: Any, now: datetime) -> Trip:
    """Hand the claim in, from the first day of the trip on. Where a table pays, its sum is written here.

    Over the ceiling it can be submitted; whether it is approved is decided then. Raises NotAllowed or NotNow.
    """
    with transaction.atomic():
        row = own(trip, by=by)
        if row.cohort.local_date(now) < row.starts_on:
            raise NotNow(_("The trip has not begun yet. What it costs is claimed afterwards."))
        if row.lines.exclude(file="").exclude(scan=Scan.CLEAN).exists():
            raise NotNow(_("A receipt is still being checked, or was refused by the virus scanner."))
        scheme = scheme_of(row.cohort)
        if scheme and scheme.table:
            _write_unit_cost(row, scheme.table)
        return take(row, "submit", by=by, now=now, also={"submitted_at": now})


def take_back(trip: Trip, *, by: Any, now: datetime) -> Trip:
    """Raises NotAllowed or NotNow."""
    with transaction.atomic():
        return take(held(trip), "take_back", by=by, now=now, also={"submitted_at": None})


def send_back(trip: Trip, *, note: str, lines: Collection[int] = (), by: Any, now: datetime) -> Trip:
    """Return it to the traveller with what is wrong, and with which of its lines. The mark of an earlier return goes.

    Raises NotAllowed, NotNow, or Outdated when one of the lines is no longer claimed.
    """
    with transaction.atomic():
        row = take(held(trip), "send_back", by=by, now=now, note=note)
        row.lines.update(is_returned=False)
        if row.lines.filter(pk__in=lines).update(is_returned=True) != len(set(lines)):
            raise Outdated(_("A line you marked is no longer claimed. Look at the claim again."))
        emails.returned(row, note=note, now=now)
    return row


def approve(trip: Trip, *, seen: Decimal, reason: str = "", by: Any, now: datetime) -> Trip:
    """Approve the sum that was `seen`. Over the ceiling that needs a reason.

    Raises NotAllowed, NotNow, Outdated when the claim has changed meanwhile, or OverCeiling.
    """
    with transaction.atomic():
        row = held(trip)
        done = take(row, "approve", by=by, now=now, note=reason)
        if row.spent != seen:
            raise Outdated(_("The claim is %(sum)s by now. Look at it again.") % {"sum": eur(row.spent)})
        stands = balance_of(row)
        if stands.is_over and not reason.strip():
            words = {"over": eur(-(stands.left or NOTHING)), "ceiling": eur(stands.ceiling)}
            raise OverCeiling(_("This is %(over)s above the ceiling of %(ceiling)s. Say why it is paid.") % words)
        emails.approved(done, now=now)
    return done


def pay(trip: Trip, *, reference: str, by: Any, now: datetime) -> Trip:
    """Note that it was paid, with the reference of the payment. Raises NotAllowed or NotNow."""
    with transaction.atomic():
        reference = reference.strip()[:100]
        row = take(held(trip), "pay", by=by, now=now, note=reference, also={"reference": reference})
        emails.paid(row, now=now)
    return row


def _checked(row: Trip, spent: Spent, *, has_receipt: bool, today: date) -> Decimal:
    """The sum in EUR. Raises NotALine."""
    if spent.category not in Category.values or spent.category == Category.UNIT_COST:
        raise NotALine(_("Choose what the money was spent on."), field="category")
    if spent.amount <= 0 or spent.rate <= 0:
        raise NotALine(_("Amount and rate are more than nothing."), field="amount")
    if (spent.currency == "EUR") != (spent.rate == 1):
        raise NotALine(_("The rate of a euro is 1; of any other currency say how many were one euro."), field="rate")
    if spent.spent_on > max(today, row.ends_on):
        raise NotALine(_("This day is still ahead."), field="spent_on")
    if not has_receipt and not spent.note.strip():
        raise NotALine(_("Add the receipt, or say why there is none."), field="note")
    if row.lines.count() >= MOST_LINES:
        raise NotALine(_("A claim has at most %(n)d lines.") % {"n": MOST_LINES})
    found = in_euros(spent.amount, spent.rate)
    if found > MOST_EUR:
        raise NotALine(_("This is more than a claim can hold. Is the rate in units for one euro?"), field="rate")
    return found


def _kept(shelf: Shelf, receipt: UploadedFile) -> dict[str, Any]:
    found = check(receipt)
    if found.content_type not in RECEIPTS:
        raise UploadRefused(_("“%s” is no receipt. Please send a PDF, or a picture as PNG or JPEG.") % found.name)
    kept = shelf.keep(receipt)
    return {
        "file": kept.place,
        "sha256": kept.sha256,
        "name": found.name,
        "content_type": found.content_type,
        "scan": first_state(),
    }


def _write_unit_cost(row: Trip, table: UnitCosts) -> None:
    """One line with the sum of the table, in place of an earlier one: green when all legs are.

    By the distance from where the journey began to the farthest place it led to, however many legs that took.
    """
    legs = list(row.legs.select_related("origin", "destination").order_by("pk"))
    lengths = [kilometres(legs[0].origin, each.destination) for each in legs]
    if not legs or None in lengths:
        raise NotNow(_("Say first by which way you went: the table pays by distance."))
    farthest = max(each for each in lengths if each is not None)
    is_green = all(each.is_green for each in legs)
    worth = unit_cost(table, km=Decimal(farthest), is_green=is_green, days=row.days)
    if not worth:
        raise NotNow(_("By the table a way of %(km)d km is worth nothing.") % {"km": farthest})
    row.lines.filter(category=Category.UNIT_COST).delete()
    note = _("%(table)s, %(km)d km") % {"table": table.name, "km": farthest}
    Line.objects.create(
        trip=row, category=Category.UNIT_COST, spent_on=row.starts_on, amount=worth, eur=worth, note=note
    )
