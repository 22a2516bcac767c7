from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, Representative
from milestones.dates import instant
from polls.forms import TimeInput
from ui.forms import DateInput
from visits.actions.party import Named
from visits.models import Delegate, Logistics, Visit
from visits.party import rules_of, travelling
from visits.standing import standing

JOURNEYS = ("arrives_at", "departs_at")
PARTS = ("day", "time")


class DelegateForm(forms.Form):
    """Somebody for the party: from a seat of the city, or by name and address."""

    seat = forms.ModelChoiceField(
        label=_("From the city's people"), queryset=Representative.objects.none(), required=False, empty_label="–"
    )
    city = forms.ModelChoiceField(label=_("City"), queryset=City.objects.none(), required=False)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Whoever signs in with this address finds their own page.")
    )
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, answers: Any = None, *, visit: Visit, user: Any) -> None:
        super().__init__(answers)
        stands = standing(user, visit)
        sending = [city.pk for city in travelling(visit) if stands.leads or city.pk in stands.cities]
        named = visit.delegates.values("email")
        seats = Representative.objects.current().filter(city__in=sending).exclude(email__in=named)
        self.fields["seat"].queryset = seats.select_related("city").order_by("city__name", "pk")  # type: ignore[attr-defined]
        cities = City.objects.filter(pk__in=sending)
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]
        self.fields["city"].empty_label = None if len(sending) == 1 else "–"  # type: ignore[attr-defined]
        categories = [(each.slug, each.name) for each in rules_of(visit.cohort).categories]
        if categories:
            self.fields["category"].choices = [("", "–"), *categories]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]

    def clean(self) -> None:
        said = self.cleaned_data
        if not said.get("seat") and not (said.get("name") and said.get("city")) and not self.errors:
            raise forms.ValidationError(_("Choose somebody from the list, or say the name, the address and the city."))

    @property
    def named(self) -> Named:
        said, seat = self.cleaned_data, self.cleaned_data["seat"]
        category = said.get("category", "")
        if seat:
            name = seat.user.name if seat.user else seat.name or seat.email
            return Named(seat.city, name, seat.user.email if seat.user else seat.email, category)
        return Named(said["city"], said["name"], said["email"], category)


class LogisticsForm(forms.Form):
    """What a delegate tells for the journey, as far as this person may write it; times are those of the visit."""

    arrives_day = forms.DateField(label=_("Arrives on"), required=False, widget=DateInput)
    arrives_time = forms.TimeField(label=_("At"), required=False, widget=TimeInput)
    departs_day = forms.DateField(label=_("Departs on"), required=False, widget=DateInput)
    departs_time = forms.TimeField(label=_("At"), required=False, widget=TimeInput)
    needs_room = forms.BooleanField(label=_("Needs a hotel room"), required=False)
    diet = forms.CharField(
        label=_("Diet"), max_length=200, required=False, help_text=_("Such as vegetarian, or an allergy.")
    )
    access_needs = forms.CharField(
        label=_("Access needs"),
        max_length=300,
        required=False,
        help_text=_("What makes the visit possible for you: no stairs, a loop, breaks."),
    )
    emergency_contact = forms.CharField(
        label=_("Emergency contact"), max_length=200, required=False, help_text=_("A name and a telephone number.")
    )

    def __init__(self, answers: Any = None, *, delegate: Delegate, fields: list[str]) -> None:
        self.zone = delegate.visit.zone
        super().__init__(answers, initial=_initial(getattr(delegate, "logistics", None), ZoneInfo(self.zone)))
        asked = {f"{field.removesuffix('_at')}_{part}" for field in JOURNEYS if field in fields for part in PARTS}
        for name in set(self.fields) - asked - set(fields):
            del self.fields[name]

    def clean(self) -> None:
        for field in JOURNEYS:
            way = field.removesuffix("_at")
            day, at = (self.cleaned_data.get(f"{way}_{part}") for part in PARTS)
            self.cleaned_data[field] = None
            if bool(day) != bool(at) and f"{way}_day" in self.fields:
                self.add_error(f"{way}_time" if day else f"{way}_day", _("Say both the day and the time."))
            elif day and at:
                self.cleaned_data[field] = instant(datetime.combine(day, at), self.zone)
                if self.cleaned_data[field] is None:
                    self.add_error(f"{way}_time", _("This time does not exist on that day: the clocks change."))


def _initial(told: Logistics | None, zone: ZoneInfo) -> dict[str, Any]:
    if told is None:
        return {}
    initial: dict[str, Any] = {
        name: getattr(told, name) for name in ("needs_room", "diet", "access_needs", "emergency_contact")
    }
    for field in JOURNEYS:
        if at := getattr(told, field):
            there: datetime = at.astimezone(zone)
            way = field.removesuffix("_at")
            initial |= {f"{way}_day": there.date(), f"{way}_time": time(there.hour, there.minute)}
    return initial
