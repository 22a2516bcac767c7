from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.zones import ZoneField
from cities.models import City, Representative
from cities.splitting import SplitName
from cities.states import SeatRole


class AddCityForm(forms.ModelForm):
    """Enough to make a city; the gazetteer fills the rest."""

    class Meta:
        model = City
        fields = ["name", "english_name", "country", "kind", "parent", "note"]
        labels = {"name": _("Name, as its inhabitants write it")}
        help_texts = {
            "english_name": _("Only where it differs: Cologne for Köln, Kozani for Κοζάνη."),
            "parent": _("For a district or a municipality inside a larger city."),
            "note": _("For colleagues, such as the body that takes part. Not searched."),
        }


def said_in(answers: dict[str, Any]) -> SplitName:
    """What the form says of a city, as the actions take it."""
    return SplitName(answers["name"], answers["english_name"], note=answers["note"])


class CityFactsForm(AddCityForm):
    """What staff correct."""

    time_zone = ZoneField()
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta(AddCityForm.Meta):
        fields = [
            *AddCityForm.Meta.fields,
            "population",
            "latitude",
            "longitude",
            "time_zone",
            "website",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = City.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean(self) -> None:
        if (self.cleaned_data.get("latitude") is None) != (self.cleaned_data.get("longitude") is None):
            self.add_error("longitude", _("Give both latitude and longitude, or neither."))


class AliasForm(forms.Form):
    name = forms.CharField(
        label=_("Another name"), max_length=120, help_text=_("In any script or language; accents do not matter.")
    )


class DescriptionForm(forms.ModelForm):
    """What a city says about itself."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = City
        fields = ["offers", "offers_themes", "seeks", "seeks_themes", "website"]
        labels = {
            "offers": _("What your city can show others"),
            "offers_themes": _("Themes of what you can show"),
            "seeks": _("What your city wants to learn"),
            "seeks_themes": _("Themes of what you want to learn"),
        }
        widgets = {
            "offers": forms.Textarea(attrs={"rows": 4}),
            "seeks": forms.Textarea(attrs={"rows": 4}),
            "offers_themes": forms.CheckboxSelectMultiple,
            "seeks_themes": forms.CheckboxSelectMultiple,
        }


class SuccessorForm(forms.ModelForm):
    """Who is to have a seat."""

    class Meta:
        model = Representative
        fields = ["name", "email", "organisation"]
        labels = {"organisation": _("Organisation, where it is not the city itself")}

    def validate_constraints(self) -> None:
        """Whether the seat is free is asked when it is given, with a sentence that names who has it."""


class AppointForm(SuccessorForm):
    invite = forms.BooleanField(label=_("Send the invitation now"), required=False, initial=True)

    class Meta(SuccessorForm.Meta):
        fields = ["role", *SuccessorForm.Meta.fields]
        help_texts = {"role": _("The lead is written to first; a viewer reads and gets no reminders.")}


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Seat"), choices=SeatRole.choices)


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the mandate ends"), max_length=300, help_text=_("Everybody who sees the city's seats can read it.")
    )
