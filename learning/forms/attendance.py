from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cities.models import City
from learning.actions.registering import Guest, seated
from learning.matching import Row
from learning.models import Registration
from learning.states import Attendance

IGNORE, NEW = "", "new"


class AttendanceForm(forms.Form):
    """A mark for everybody with a place. Only what was changed here is written: others check in at the same time.

    With the second button whoever has no mark was present.
    """

    def __init__(self, answers: Any = None, *, registrations: Sequence[Registration]) -> None:
        super().__init__(answers)
        self.registrations = registrations
        for each in registrations:
            self.fields[f"mark_{each.pk}"] = forms.ChoiceField(
                label=each.name,
                choices=[("", "–"), *Attendance.choices],
                required=False,
                initial=each.attendance,
                show_hidden_initial=True,
            )

    @property
    def rows(self) -> Iterator[tuple[Registration, BoundField]]:
        return ((each, self[f"mark_{each.pk}"]) for each in self.registrations)

    @property
    def marks(self) -> dict[int, str]:
        changed = {int(name.removeprefix("mark_")): self.cleaned_data[name] for name in self.changed_data}
        if self.data.get("rest") != Attendance.PRESENT:
            return changed
        unmarked = [each.pk for each in self.registrations if not self.cleaned_data[f"mark_{each.pk}"]]
        return changed | dict.fromkeys(unmarked, Attendance.PRESENT.value)


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("List of the meeting tool"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        help_text=_("CSV or XLSX with names or addresses. It is shown first; nothing is written yet."),
    )


class StrangersForm(forms.Form):
    """Who could not be matched: somebody registered, somebody new, or nobody of interest."""

    def __init__(self, answers: Any = None, *, rows: Sequence[Row], registrations: Sequence[Registration]) -> None:
        super().__init__(answers)
        self.rows, self.by_pk = rows, {each.pk: each for each in registrations}
        people = [(str(each.pk), f"{each.name}, {each.city}" if each.city else each.name) for each in registrations]
        for row in self.strangers:
            new = [(NEW, _("Came without registering: add them"))] if row.email else []
            choices = [(IGNORE, _("Ignore")), *new, (_("This is"), people)]
            self.fields[f"row_{row.number}"] = forms.ChoiceField(
                label=row.name or row.email, choices=choices, required=False
            )

    @property
    def strangers(self) -> list[Row]:
        return [row for row in self.rows if not row.is_matched]

    @property
    def matched(self) -> list[Row]:
        return [row for row in self.rows if row.is_matched]

    @property
    def fields_of_strangers(self) -> Iterator[tuple[Row, BoundField]]:
        return ((row, self[f"row_{row.number}"]) for row in self.strangers)

    @property
    def marks(self) -> dict[int, str]:
        """Attendance by registration, of the matched and of those assigned here."""
        marks = {row.registration.pk: row.attendance for row in self.rows if row.registration}
        assigned = [self.cleaned_data[f"row_{row.number}"] for row in self.strangers]
        return marks | {int(each): Attendance.PRESENT.value for each in assigned if each not in (IGNORE, NEW)}

    @property
    def newcomers(self) -> list[Guest]:
        """People of invited cities who had not registered, and those to be added."""
        seats = [seated(row.seat) for row in self.rows if row.seat]
        added = [row for row in self.strangers if self.cleaned_data[f"row_{row.number}"] == NEW]
        return [*seats, *(Guest(row.name or row.email, row.email.lower()) for row in added)]


class NewcomerForm(forms.Form):
    """Somebody who came without a place."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    city = forms.ModelChoiceField(
        label=_("For the city"), queryset=City.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, answers: Any = None, *, cities: Any) -> None:
        super().__init__(answers)
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]

    @property
    def guest(self) -> Guest:
        answers = self.cleaned_data
        return Guest(answers["name"], answers["email"].lower(), city=answers["city"])


class ReasonForm(forms.Form):
    note = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
