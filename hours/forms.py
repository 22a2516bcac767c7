from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.actions import Line
from hours.amounts import NotHours, parse
from hours.models import HoursEntry
from ui.templatetags.kit import hours as in_words


class AmountField(forms.Field):
    """An amount of hours as people type it; cleans to Decimal quarter hours."""

    def to_python(self, value: Any) -> Any:
        try:
            return parse(str(value or ""))
        except NotHours as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MonthForm(forms.Form):
    """One amount and one note for each kind of work, made from the programme's kinds."""

    note = forms.CharField(label=_("A word on this month"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        entries: Iterable[HoursEntry] = (),
        closed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        self.entries = {entry.kind: entry for entry in entries}
        for slug, name in kinds:
            entry = self.entries.get(slug)
            self.fields[f"hours-{slug}"] = AmountField(
                label=name, required=False, disabled=closed,
                initial=in_words(entry.hours) if entry and entry.hours else "",
                widget=forms.TextInput(attrs={"data-hours": "month", "inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"note-{slug}"] = forms.CharField(
                label=_("Note on “%s”") % name, required=False, max_length=300, disabled=closed,
                initial=entry.note if entry else "",
            )  # fmt: skip
        self.fields["note"].disabled = closed

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "hours": self[f"hours-{slug}"], "note": self[f"note-{slug}"]} for slug, name in self.kinds
        ]

    @property
    def total(self) -> Decimal:
        """What the fields hold together, as far as it can be read."""
        if not self.is_bound:
            return sum((entry.hours for entry in self.entries.values()), Decimal(0))
        return sum((self.cleaned_data.get(f"hours-{slug}", Decimal(0)) for slug, _name in self.kinds), Decimal(0))

    @property
    def lines(self) -> dict[str, Line]:
        said = self.cleaned_data
        return {slug: Line(said[f"hours-{slug}"], said[f"note-{slug}"].strip()) for slug, _name in self.kinds}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why it is opened again"), max_length=300)
