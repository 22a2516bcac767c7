from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Programme
from cohorts.programmes.reading import built_in_names
from ui.forms import DateInput


class StartForm(forms.Form):
    """Which programme, which number, from when; the lengths of its modules where they differ."""

    programme = forms.ChoiceField(label=_("Programme"))
    number = forms.IntegerField(label=_("Cohort number"), min_value=1, max_value=9999)
    starts_on = forms.DateField(label=_("Starts on"), widget=DateInput)
    months = forms.CharField(
        label=_("Months of each module"),
        required=False,
        max_length=100,
        help_text=_("Only where they differ from the template: one number for each module, such as 4, 10, 6."),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, help_text=_("Empty: the programme's name and the number.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = built_in_names() | dict(Programme.objects.values_list("slug", "name"))
        self.fields["programme"].choices = sorted(names.items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def clean_months(self) -> list[int] | None:
        words = self.cleaned_data["months"].replace(",", " ").replace(";", " ").split()
        if not all(word.isascii() and word.isdigit() for word in words):
            raise forms.ValidationError(_("Write whole numbers with commas between them, such as 4, 10, 6."))
        return [int(word) for word in words] or None
