from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.actions.photos import Caption
from visits.models import Photo
from visits.states import Consent


class CaptionForm(forms.Form):
    """What stands beside a picture."""

    alt = forms.CharField(
        label=_("What does it show?"),
        max_length=250,
        help_text=_("In a sentence, for people who cannot see it."),
    )
    credit = forms.CharField(label=_("Who took it?"), max_length=150)
    consent = forms.ChoiceField(
        label=_("The people in it"),
        choices=Consent.choices,
        widget=forms.RadioSelect,
        help_text=_("Ask them first. Whoever changes their mind can have the picture deleted at any time."),
    )

    def __init__(self, *args: Any, photo: Photo | None = None, **kwargs: Any) -> None:
        if photo:
            kwargs["initial"] = {name: getattr(photo, name) for name in ("alt", "credit", "consent")}
        super().__init__(*args, **kwargs)

    @property
    def caption(self) -> Caption:
        answers = self.cleaned_data
        return Caption(answers["alt"].strip(), answers["credit"].strip(), answers["consent"])


class PhotoForm(CaptionForm):
    picture = forms.FileField(
        label=_("Picture"), widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    field_order = ["picture"]
