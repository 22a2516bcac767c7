from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from deliverables.uploads.check import KINDS, KINDS_IN_WORDS

LONGEST_NOTE = 4000


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleaned to a list."""

    widget = FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # What is wrong with a file, an empty one too, is said by the check that looks inside.
        return data or []


class DraftForm(forms.Form):
    """What a city hands in: files and a word about them."""

    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("%(kinds)s; up to 25 MB each.") % {"kinds": KINDS_IN_WORDS},
    )
    note = forms.CharField(
        label=_("Note to the programme team"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is new, what is still open. You can leave it empty."),
    )

    late_reason = forms.CharField(
        label=_("Why it comes late"),
        required=False,
        max_length=500,
        help_text=_("One sentence helps the team to plan."),
    )


class VerdictForm(forms.Form):
    """An answer to the revision that was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note to the city"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Needed when you ask for changes: what should be different, in plain words."),
    )


class ReopenForm(forms.Form):
    note = forms.CharField(
        label=_("Why must it change?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The city reads this."),
    )
