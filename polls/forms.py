from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from milestones.dates import instant
from polls.actions import MOST_OPTIONS, Slot, Span
from polls.models import Option, Poll
from polls.states import Choice
from ui.forms import DateInput
from ui.templatetags.kit import days, when

ROWS = MOST_OPTIONS // 2


class TimeInput(forms.TimeInput):
    """The browser's own control for a time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class CandidatesForm(forms.Form):
    """Rows of two fields, as many as are filled in; `candidates` is what they say."""

    names: tuple[str, str]

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        first, second = self.names
        return ((self[f"{first}_{row}"], self[f"{second}_{row}"]) for row in range(ROWS))

    def pairs(self) -> Iterator[tuple[int, Any, Any]]:
        """Rows in which both are filled in; half a row is an error at its empty field."""
        first, second = self.names
        for row in range(ROWS):
            one, other = self.cleaned_data.get(f"{first}_{row}"), self.cleaned_data.get(f"{second}_{row}")
            if one is not None and other is not None:
                yield row, one, other
            elif (one is None) != (other is None):
                empty = f"{first if one is None else second}_{row}"
                if empty not in self.errors:
                    self.add_error(empty, _("Fill in both, or leave both empty."))


class SlotsForm(CandidatesForm):
    """Candidates of one length; days and times as they are in one zone."""

    names = ("day", "time")

    def __init__(self, answers: Any = None, *, zone: str, minutes: int) -> None:
        super().__init__(answers)
        self.zone, self.minutes = zone, minutes
        self.candidates: list[Slot | Span] = []
        for row in range(ROWS):
            number = {"n": row + 1}
            self.fields[f"day_{row}"] = forms.DateField(label=_("Day %(n)d") % number, required=False, widget=DateInput)
            self.fields[f"time_{row}"] = forms.TimeField(
                label=_("Time %(n)d") % number, required=False, widget=TimeInput
            )

    def clean(self) -> None:
        for row, day, time in self.pairs():
            begins = instant(datetime.combine(day, time), self.zone)
            if begins is None:
                self.add_error(f"time_{row}", _("This time does not exist there: the clocks are put forward."))
            else:
                self.candidates.append(Slot(begins, begins + timedelta(minutes=self.minutes)))


class SpansForm(CandidatesForm):
    """Candidates of several days."""

    names = ("first", "last")

    def __init__(self, answers: Any = None) -> None:
        super().__init__(answers)
        self.candidates: list[Slot | Span] = []
        for row in range(ROWS):
            number = {"n": row + 1}
            for name, label in (("first", _("First day %(n)d")), ("last", _("Last day %(n)d"))):
                self.fields[f"{name}_{row}"] = forms.DateField(label=label % number, required=False, widget=DateInput)

    def clean(self) -> None:
        for row, first, last in self.pairs():
            if last < first:
                self.add_error(f"last_{row}", _("It ends before it begins."))
            else:
                self.candidates.append(Span(first, last))


class AnswerForm(forms.Form):
    """What one person says to each candidate, with the times of the event and their own."""

    def __init__(self, answers: Any = None, *, poll: Poll, said: Mapping[int, str]) -> None:
        super().__init__(answers)
        for option in poll.options.all():
            self.fields[f"option_{option.pk}"] = forms.ChoiceField(
                label=said_of(option, poll.zone),
                choices=Choice.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=said.get(option.pk, ""),
            )

    @property
    def choices(self) -> dict[int, str]:
        return {int(name.removeprefix("option_")): choice for name, choice in self.cleaned_data.items()}


def said_of(option: Option, zone: str) -> str:
    """A candidate in words: a slot in its zone and the reader's, a span in days."""
    return when(option.starts_at, zone) if option.starts_at else days(option.starts_on, option.ends_on)
