from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from travel.actions.claims import Spent
from travel.actions.trips import Estimate, Way
from travel.models import Trip
from travel.states import Category, Mode
from ui.forms import DateInput
from visits.models import Visit


class EstimateForm(forms.Form):
    """When, why, and about how much."""

    purpose = forms.CharField(label=_("What for?"), max_length=150)
    starts_on = forms.DateField(label=_("First day on the way"), widget=DateInput)
    ends_on = forms.DateField(label=_("Last day on the way"), widget=DateInput)
    estimate = forms.DecimalField(
        label=_("About how much, in EUR?"),
        min_value=Decimal(0),
        max_value=Decimal(99999),
        decimal_places=2,
        help_text=_("All of it: the journey, nights, meals."),
    )

    def __init__(self, answers: Any = None, *, visit: Visit | None = None, trip: Trip | None = None) -> None:
        initial: dict[str, Any] = {}
        if trip:
            initial = {name: getattr(trip, name) for name in ("purpose", "starts_on", "ends_on", "estimate")}
        elif visit:
            initial = {"starts_on": visit.starts_on, "ends_on": visit.ends_on}
        super().__init__(answers, initial=initial)
        if visit or (trip and trip.visit_id):
            del self.fields["purpose"]

    @property
    def said(self) -> Estimate:
        found = self.cleaned_data
        return Estimate(found["starts_on"], found["ends_on"], found["estimate"], found.get("purpose", ""))


class LegForm(forms.Form):
    mode = forms.ChoiceField(label=_("By"), choices=Mode.choices)
    origin = forms.ModelChoiceField(label=_("From"), queryset=City.objects.none())
    destination = forms.ModelChoiceField(label=_("To"), queryset=City.objects.none())
    is_return = forms.BooleanField(label=_("And back the same way"), required=False, initial=True)

    def __init__(self, answers: Any = None, *, trip: Trip) -> None:
        where = {"origin": trip.city_id, "destination": trip.visit.host_id if trip.visit else None}
        super().__init__(answers, initial=where)
        self.fields["origin"].queryset = self.fields["destination"].queryset = City.objects.order_by("name")  # type: ignore[attr-defined]

    @property
    def way(self) -> Way:
        return Way(**self.cleaned_data)


class LineForm(forms.Form):
    """One sum with its receipt."""

    category = forms.ChoiceField(
        label=_("What for?"), choices=[each for each in Category.choices if each[0] != Category.UNIT_COST]
    )
    spent_on = forms.DateField(label=_("Day"), widget=DateInput)
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
    )
    currency = forms.RegexField(r"^[A-Za-z]{3}$", label=_("Currency"), initial="EUR", strip=True)
    rate = forms.DecimalField(
        label=_("Rate"),
        min_value=Decimal("0.000001"),
        max_digits=14,
        decimal_places=6,
        initial=1,
        help_text=_("How many units of the currency were one euro; 1 for euros."),
    )
    note = forms.CharField(
        label=_("What was it?"), max_length=200, required=False, help_text=_("Where there is no receipt, say why.")
    )
    receipt = forms.FileField(
        label=_("Receipt"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    @property
    def spent(self) -> Spent:
        return Spent(**{name: self.cleaned_data[name] for name in Spent.__dataclass_fields__})
