from django import forms
from django.utils.translation import gettext_lazy as _

from milestones.models import Obligation
from ui.forms import DateInput


class ExtendForm(forms.Form):
    new_due_on = forms.DateField(label=_("New date"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("The city reads this beside its new date."))


class ExtendAllForm(ExtendForm):
    """One new date and one reason for several cities."""

    obligations = forms.ModelMultipleChoiceField(
        label=_("For whom"), queryset=Obligation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    field_order = ["obligations", "new_due_on", "reason"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500)


class EvidenceForm(forms.Form):
    note = forms.CharField(
        label=_("How do we know"), max_length=300, required=False, help_text=_("Such as “on the attendance list”.")
    )
