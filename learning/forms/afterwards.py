from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from learning.actions.afterwards import Answers
from learning.forms.registering import CityForm
from learning.models import CatchUp, Feedback
from learning.reading import QUESTIONS, wording_of

SCALE = [
    (1, _("1, not at all")), (2, _("2, a little")), (3, _("3, partly")), (4, _("4, mostly")), (5, _("5, very much")),
]  # fmt: skip


class FeedbackForm(forms.Form):
    """Three questions and a line; under a minute."""

    def __init__(self, answers: Any = None) -> None:
        super().__init__(answers)
        for name in QUESTIONS:
            self.fields[name] = forms.TypedChoiceField(
                label=wording_of(Feedback, name), choices=SCALE, coerce=int, widget=forms.RadioSelect
            )
        self.fields["line"] = forms.CharField(
            label=_("In one line: what do you take with you?"), max_length=300, required=False
        )
        self.fields["may_quote"] = forms.BooleanField(
            label=_("You may publish this line with my name"),
            required=False,
            help_text=_("Only then is your name kept, beside the line and not your answers. You can withdraw it here."),
        )

    @property
    def answers(self) -> Answers:
        return Answers(**self.cleaned_data)


class CatchUpForm(CityForm):
    """Two answers after the recording."""

    def __init__(self, answers: Any = None, *, cities: list[City]) -> None:
        super().__init__(answers, cities=cities)
        for name in ("learned", "use"):
            self.fields[name] = forms.CharField(
                label=wording_of(CatchUp, name),
                max_length=2000,
                min_length=20,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("A sentence or two."),
            )
