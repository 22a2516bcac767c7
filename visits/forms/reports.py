from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.actions.reports import NEEDED
from visits.models import Report, Visit
from visits.models.report import WORDS

HELP = {
    "topics": _("Begun from the agenda; leave out what did not happen."),
    "practices": _("One a line is enough: what it is, and what makes it work."),
    "surprises": _("Also what was harder than it looks."),
}


class ReportForm(forms.Form):
    """One side's part of the report. `was` is the version it was opened from."""

    was = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, answers: Any = None, *, visit: Visit, side: str, report: Report | None) -> None:
        super().__init__(answers, initial=_as_written(visit, report), prefix=side)
        for name in WORDS:
            column: Any = Report._meta.get_field(name)
            self.fields[name] = forms.CharField(
                label=column.verbose_name,
                max_length=column.max_length,
                required=False,
                help_text=HELP.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 4 if name in NEEDED else 2}),
            )

    @property
    def words(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


def _as_written(visit: Visit, report: Report | None) -> dict[str, Any]:
    """What is kept, or, for a new part, the topics as the agenda had them."""
    if report:
        return {**{name: getattr(report, name) for name in WORDS}, "was": report.version}
    planned = sorted((slot for slot in visit.slots.all() if slot.day), key=lambda slot: (slot.day, slot.first_minute))
    return {"topics": "\n".join(slot.title for slot in planned), "was": 0}
