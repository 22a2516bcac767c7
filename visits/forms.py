from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from goals.models import LearningGoal
from visits.actions.takeaways import Said
from visits.models import Takeaway


class CityChoice(forms.ModelChoiceField):
    def label_from_instance(self, participation: Participation) -> str:
        return str(participation.city)


class GoalChoice(forms.ModelMultipleChoiceField):
    """The goals of one city by their questions; those of several with the city's name before each."""

    with_city = False

    def label_from_instance(self, goal: LearningGoal) -> str:
        return f"{goal.participation.city}: {goal.question}" if self.with_city else goal.question


class TakeawayForm(forms.Form):
    """One takeaway, written on a phone between two stops of a visit.

    `cities` are those it may be noted for; with only one there is nothing to choose. A goal that was left out of the
    roadmap stays with the takeaway that answers it, and is offered to no other.
    """

    city = CityChoice(label=_("Whose takeaway is it?"), queryset=Participation.objects.none())
    practice = forms.CharField(
        label=_("What did you see?"), max_length=200, help_text=_("One practice, in a few words.")
    )
    text = forms.CharField(
        label=_("What do you take from it?"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would work at home, and what would have to be different."),
    )  # fmt: skip
    goals = GoalChoice(
        label=_("Which of your goals does it answer?"), required=False, queryset=LearningGoal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    useful_for = forms.CharField(
        label=_("Useful for whom?"), max_length=200, required=False, help_text=_("A colleague, a department, a city.")
    )

    def __init__(self, answers: Any = None, *, cities: list[Participation], takeaway: Takeaway | None = None) -> None:
        super().__init__(answers, initial=_as_written(takeaway))
        self.cities = cities
        several = len(cities) > 1
        offered = Q(dropped_at=None) | Q(pk__in=self.initial.get("goals", []))
        goals = LearningGoal.objects.filter(offered, participation__in=cities).with_names()
        self.fields["goals"].queryset, self.fields["goals"].with_city = goals, several  # type: ignore[attr-defined]
        if not goals.exists():
            del self.fields["goals"]
        if several:
            named = Participation.objects.filter(pk__in=[each.pk for each in cities])
            self.fields["city"].queryset = named.select_related("city")  # type: ignore[attr-defined]
        else:
            del self.fields["city"]

    @property
    def participation(self) -> Participation:
        return self.cleaned_data.get("city") or self.cities[0]

    @property
    def said(self) -> Said:
        answers = self.cleaned_data
        return Said(answers["practice"], answers["text"], answers["useful_for"], list(answers.get("goals", [])))


def _as_written(takeaway: Takeaway | None) -> dict[str, Any]:
    if takeaway is None:
        return {}
    said = {field: getattr(takeaway, field) for field in ("practice", "text", "useful_for")}
    return {**said, "goals": [goal.pk for goal in takeaway.goals.all()]}
