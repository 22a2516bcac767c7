from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from hours.actions.months import Line, Written
from hours.amounts import NotHours, parse
from hours.evidence import SOURCE, Row
from hours.models import HoursEntry
from hours.tables import CHOICES
from ui.templatetags.kit import hours as in_words


class AmountField(forms.Field):
    """An amount of hours as people type it; cleans to Decimal quarter hours."""

    def to_python(self, value: Any) -> Any:
        try:
            return parse(str(value or ""))
        except NotHours as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MonthForm(forms.Form):
    """A month: one amount and one note for each kind of work, and the rows of evidence with their ticks.

    Without `evidence` the rows are those that were sent: what they are called stands in their evidence.
    """

    note = forms.CharField(label=_("A word on this month"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        entries: Iterable[HoursEntry] = (),
        evidence: Sequence[Row] | None = None,
        closed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.entries = {entry.kind: entry for entry in entries if not entry.source}
        self.evidence = _sent(self.data) if evidence is None else evidence
        for slug, name in kinds:
            self._add_kind(slug, name)
        for row in self.evidence:
            self._add_evidence(row)
        for field in self.fields.values():
            field.disabled = closed

    def _add_kind(self, slug: str, name: str) -> None:
        entry = self.entries.get(slug)
        self.fields[f"hours-{slug}"] = AmountField(
            label=name, required=False, initial=in_words(entry.hours) if entry and entry.hours else ""
        )
        self.fields[f"note-{slug}"] = forms.CharField(
            label=_("Note on “%s”") % name, required=False, max_length=300, initial=entry.note if entry else ""
        )

    def _add_evidence(self, row: Row) -> None:
        self.fields[f"amount-{row.source}"] = AmountField(
            label=_("Hours of “%s”") % row.name, required=False, initial=in_words(row.hours)
        )
        self.fields[f"take-{row.source}"] = forms.BooleanField(label=row.name, required=False, initial=row.is_confirmed)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "hours": self[f"hours-{slug}"], "note": self[f"note-{slug}"]} for slug, name in self.kinds
        ]

    @property
    def evidence_rows(self) -> list[dict[str, Any]]:
        return [
            {"row": row, "hours": self[f"amount-{row.source}"], "take": self[f"take-{row.source}"]}
            for row in self.evidence
        ]

    @property
    def waiting(self) -> list[Row]:
        """What is proposed and not confirmed."""
        return [row for row in self.evidence if not row.is_confirmed]

    @property
    def proposed(self) -> Decimal:
        """The hours that wait to be confirmed."""
        return sum((row.hours or Decimal(0) for row in self.waiting), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What the fields hold together, as far as it can be read; what is not confirmed does not count."""
        if self.is_bound:
            amounts = [self.cleaned_data.get(f"hours-{slug}") for slug, _name in self.kinds]
            return sum((each for each in [*amounts, *self._ticked().values()] if each), Decimal(0))
        confirmed = (row.hours for row in self.evidence if row.is_confirmed and row.hours)
        return sum((entry.hours for entry in self.entries.values()), Decimal(0)) + sum(confirmed, Decimal(0))

    @property
    def written(self) -> Written:
        said = self.cleaned_data
        lines = {slug: Line(said[f"hours-{slug}"], said[f"note-{slug}"].strip()) for slug, _name in self.kinds}
        return Written(lines, self._ticked(), said["note"])

    def _ticked(self) -> dict[str, Decimal | None]:
        """The hours of each row of evidence, None where it is not ticked; one button ticks them all."""
        said, all_of_them = self.cleaned_data, "confirm" in self.data
        return {
            row.source: said.get(f"amount-{row.source}") if all_of_them or said.get(f"take-{row.source}") else None
            for row in self.evidence
        }


def _sent(data: Mapping[str, Any]) -> list[Row]:
    """The rows of evidence that a browser sends: each has its amount, ticked or not."""
    names = (key.removeprefix("amount-") for key in data if key.startswith("amount-"))
    return [Row(source) for source in names if SOURCE.fullmatch(source)]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why it is opened again"), max_length=300)


class WholeMonthField(forms.Field):
    """A month as `2026-05`; cleans to its first day."""

    widget = forms.TextInput(attrs={"type": "month", "pattern": "[0-9]{4}-[0-9]{2}", "placeholder": "2026-05"})

    def to_python(self, value: Any) -> date | None:
        try:
            return date.fromisoformat(f"{value}-01") if value else None
        except ValueError as error:
            raise forms.ValidationError(_("Write a month as 2026-05.")) from error


class PeriodForm(forms.Form):
    """From which month to which; an empty one leaves that side open."""

    since = WholeMonthField(label=_("From month"), required=False)
    until = WholeMonthField(label=_("To month"), required=False)

    @property
    def period(self) -> tuple[date | None, date | None]:
        return self.cleaned_data["since"], self.cleaned_data["until"]


class ExportForm(PeriodForm):
    by = forms.ChoiceField(label=_("A line for each"), choices=CHOICES)
    export = forms.ChoiceField(label=_("File"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])

    field_order = ("by", "since", "until", "export")


class SignForm(forms.Form):
    """Who oversees the work and signs after the person."""

    supervisor = forms.ModelChoiceField(queryset=User.objects.none(), label=_("Who oversees your work"))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["supervisor"]).queryset = people


class BackForm(forms.Form):
    reason = forms.CharField(label=_("Why you send it back"), max_length=300)


class ShareForm(forms.Form):
    """Which part of a calendar year somebody works."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    percent = forms.DecimalField(
        label=_("Percent of the year"), min_value=Decimal("0.01"), max_value=100, decimal_places=2
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"year": self.cleaned_data["year"], "share": self.cleaned_data["percent"] / 100}
