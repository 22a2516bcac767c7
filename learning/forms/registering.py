from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, Representative
from learning.links import Wish
from learning.models import LearningSession
from ui.templatetags.kit import at


class CityForm(forms.Form):
    """For which of one's cities, where somebody stands for several."""

    city = forms.ModelChoiceField(
        label=_("For which city"), queryset=City.objects.none(), required=False, empty_label=None
    )

    def __init__(self, answers: Any = None, *, cities: list[City]) -> None:
        super().__init__(answers)
        self.fields["city"].queryset = City.objects.filter(pk__in=[city.pk for city in cities])  # type: ignore[attr-defined]
        if len(cities) < 2:
            del self.fields["city"]

    @property
    def chosen(self) -> City | None:
        return self.cleaned_data.get("city")


class SeatChoice(forms.ModelChoiceField):
    def label_from_instance(self, seat: Representative) -> str:
        return f"{seat.name or seat.email}, {seat.city}"


class ColleagueForm(forms.Form):
    """Somebody of one's city; they are told by mail."""

    seat = SeatChoice(label=_("Colleague"), queryset=Representative.objects.none(), empty_label=None)

    def __init__(self, answers: Any = None, *, seats: Any) -> None:
        super().__init__(answers)
        self.fields["seat"].queryset = seats  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Who comes instead; they need no login."""

    deputy_name = forms.CharField(label=_("Name"), max_length=150)
    deputy_email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("They get a mail with the link to join and a link of their own.")
    )


class GuestForm(forms.Form):
    """Somebody from outside registers for an open session, and for others of the same cohort in one go."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, help_text=_("A mail comes with a link; with it you are registered.")
    )
    also = forms.ModelMultipleChoiceField(
        label=_("Register me for these as well"),
        required=False,
        queryset=LearningSession.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, answers: Any = None, *, others: Any) -> None:
        super().__init__(answers)
        self.fields["also"].queryset = others  # type: ignore[attr-defined]
        self.fields["also"].label_from_instance = lambda each: f"{each.title}: {at(each.starts_at, each.zone)}"  # type: ignore[attr-defined]
        if not others:
            del self.fields["also"]

    def wish(self, session: LearningSession, *, language: str, zone: str) -> Wish:
        answers = self.cleaned_data
        also = [each.pk for each in answers.get("also", [])]
        return Wish([session.pk, *also], answers["name"], answers["email"].lower(), language, zone)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the slide"),
        max_length=20,
        help_text=_("Six digits; they change every minute."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input--short"}
        ),
    )
