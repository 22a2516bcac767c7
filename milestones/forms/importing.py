from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """The spreadsheet of a cohort."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )
