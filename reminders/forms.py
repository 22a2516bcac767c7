from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milestones.models import Obligation


class NoteForm(forms.Form):
    """A personal note to the people behind the chosen obligations."""

    of = forms.ModelMultipleChoiceField(queryset=Obligation.objects.none(), widget=forms.MultipleHiddenInput)
    sending = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The greeting, what is open with its date and link, and your name are added to each mail."),
    )

    def __init__(self, *args: Any, open_ones: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].queryset = open_ones  # type: ignore[attr-defined]
