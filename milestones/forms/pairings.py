from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.actions.pairings import Shape
from cohorts.models import Cohort, Pairing, Participation
from cohorts.states import Side
from ui.forms import DateInput


class Cities(forms.ModelMultipleChoiceField):
    """Cities of a cohort to tick, by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, participation: Participation) -> str:
        return participation.city.name


class SidesForm(forms.Form):
    """The two sides of a pairing, what it is about, and who facilitates."""

    learning = Cities(label=_("Who learns"), queryset=Participation.objects.none(), required=False)
    showing = Cities(label=_("Who shows"), queryset=Participation.objects.none(), required=False)
    activity = forms.CharField(label=_("Pilot activity"), required=False, max_length=200)
    facilitator = forms.ModelChoiceField(label=_("Facilitator"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Participation.objects.active().filter(cohort=cohort).select_related("city").order_by("city__name")
        for side, other in ((Side.LEARNING, Side.SHOWING), (Side.SHOWING, Side.LEARNING)):
            away = cohort.role_on(other) if cohort.role_on(other) != cohort.role_on(side) else ""
            self.fields[side].queryset = active.exclude(role=away)  # type: ignore[attr-defined]
        people = User.objects.filter(is_active=True, seats=None)
        self.fields["facilitator"].queryset = people  # type: ignore[attr-defined]

    def shape(self) -> Shape:
        answers = self.cleaned_data
        return Shape(
            list(answers["learning"]),
            list(answers["showing"]),
            facilitator=answers["facilitator"],
            about=answers["activity"],
        )


class PairForm(SidesForm):
    starts_on = forms.DateField(label=_("Since"), widget=DateInput)


class ChangePairingForm(SidesForm):
    reason = forms.CharField(label=_("Why"), max_length=300)

    @staticmethod
    def of(pairing: Pairing) -> dict[str, Any]:
        """The answers as the pairing stands."""
        return {
            "learning": [each.pk for each in pairing.learning],
            "showing": [each.pk for each in pairing.showing],
            "activity": pairing.activity.name if pairing.activity else "",
            "facilitator": pairing.facilitator,
        }


class EndPairingForm(forms.Form):
    on = forms.DateField(label=_("Ended on"), widget=DateInput)
    reason = forms.CharField(label=_("Why"), max_length=300)
