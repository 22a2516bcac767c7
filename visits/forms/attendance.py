from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ui.templatetags.kit import weekday
from visits.actions.attendance import Seen
from visits.models import Visit
from visits.people import Expected, expected
from visits.states import Presence

MORE = 3
"""How many people one can add at a time who were not expected."""


@dataclass(frozen=True)
class Line:
    """One person with their two fields; `days` is None on a visit of one day."""

    person: Expected
    presence: BoundField
    days: BoundField | None


class AttendanceForm(forms.Form):
    """Who was there: those expected by city, what is noted of them, and a few more to be added by name."""

    everybody = forms.BooleanField(label=_("All of whom nothing is noted yet were there on all days"), required=False)

    def __init__(self, answers: Any = None, *, visit: Visit) -> None:
        super().__init__(answers)
        noted = {each.key: each for each in visit.attendees.all()}
        people = {each.key: each for each in expected(visit)}
        people |= {key: Expected(key, each.name, each.city_id, each.user_id) for key, each in noted.items()}
        cities = {city.pk: city.name for city in [visit.host, *visit.guests] if city}
        self.people = sorted(people.values(), key=lambda each: (cities.get(each.city_id or 0, ""), each.name))
        self.cities = cities
        self.day_choices = [(n, weekday(visit.date_of(n))) for n in range(1, visit.day_count + 1)]
        for person in self.people:
            self._ask(person, noted.get(person.key))
        for row in range(MORE):
            number = {"n": row + 1}
            self.fields[f"name_{row}"] = forms.CharField(
                label=_("Name of person %(n)d") % number, max_length=150, required=False
            )
            self.fields[f"city_{row}"] = forms.TypedChoiceField(
                label=_("City of person %(n)d") % number,
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", "–"), *cities.items()],
            )

    def _ask(self, person: Expected, noted: Any) -> None:
        presence = [("", _("nothing noted")), *Presence.choices]
        self.fields[f"p_{person.key}"] = forms.ChoiceField(
            label=person.name, choices=presence, required=False, initial=noted.presence if noted else ""
        )
        if len(self.day_choices) > 1:
            self.fields[f"d_{person.key}"] = forms.TypedMultipleChoiceField(
                label=_("Days of %(name)s") % {"name": person.name},
                coerce=int,
                choices=self.day_choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=noted.days if noted else [],
            )

    @property
    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """The people city by city; those of no city last."""
        for city in [*self.cities, None]:
            lines = [self._line(each) for each in self.people if (each.city_id in self.cities and each.city_id) == city]
            if lines:
                yield self.cities.get(city or 0, ""), lines

    @property
    def additions(self) -> Iterator[tuple[BoundField, BoundField]]:
        return ((self[f"name_{row}"], self[f"city_{row}"]) for row in range(MORE))

    @property
    def seen(self) -> list[Seen]:
        """What is said of everybody; days are enough to say that somebody was there."""
        return [*(self._said(each.key) for each in self.people), *self._added()]

    def _line(self, person: Expected) -> Line:
        days = f"d_{person.key}"
        return Line(person, self[f"p_{person.key}"], self[days] if days in self.fields else None)

    def _said(self, key: str) -> Seen:
        presence, days = self.cleaned_data[f"p_{key}"], self.cleaned_data.get(f"d_{key}", [])
        if not presence and (days or self.cleaned_data["everybody"]):
            presence = Presence.PRESENT
        return Seen(key, presence, days)

    def _added(self) -> Iterator[Seen]:
        for row in range(MORE):
            name, city = self.cleaned_data[f"name_{row}"], self.cleaned_data[f"city_{row}"]
            if name or city:
                yield Seen("", Presence.PRESENT, (), name, city)
