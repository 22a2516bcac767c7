from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from cities.models import City
from cohorts.models import Cohort
from cohorts.states import Role
from ui.forms import DateInput


class JoinForm(forms.Form):
    """A city that joins: by any of its names, as a role of this programme."""

    city = forms.CharField(label=_("City"), max_length=120, help_text=_("Any of its names: Κοζάνη or Kozani."))
    country = forms.ChoiceField(label=_("Country"))
    role = forms.ChoiceField(label=_("Role"))
    joined_on = forms.DateField(label=_("Joins on"), widget=DateInput)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", ""), *countries]  # type: ignore[attr-defined]
        self.fields["role"].choices = list(cohort.role_names.items()) or Role.choices  # type: ignore[attr-defined]
        self.fields["joined_on"].initial = cohort.starts_on

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("city") and answers.get("country"):
            found = City.objects.match(answers["city"], answers["country"])
            if found is None:
                self.add_error("city", _("No city of this name is known in that country. Add it under Cities first."))
            answers["city"] = found
        return answers


class WithdrawForm(forms.Form):
    on = forms.DateField(label=_("Left on"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
