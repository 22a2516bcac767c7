from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Participation
from goals.models import LearningGoal
from visits.actions.takeaways import Said
from visits.agenda import agenda_of
from visits.models import AgendaSlot, Takeaway, Visit


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
    roadmap stays with the takeaway that answers it, and is offered to no other. `key` numbers a new one, so that it is
    kept once however often it is sent.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    city = CityChoice(label=_("Whose takeaway is it?"), queryset=Participation.objects.none())
    slot = forms.ModelChoiceField(
        label=_("Where?"), required=False, queryset=AgendaSlot.objects.none(), empty_label=_("Somewhere else")
    )
    practice = forms.CharField(
        label=_("What did you see?"), max_length=200, help_text=_("One practice, in a few words.")
    )
    text = forms.CharField(
        label=_("What do you take from it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would work at home, and what would have to be different."),
    )
    goals = GoalChoice(
        label=_("Which of your goals does it answer?"),
        required=False,
        queryset=LearningGoal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    useful_for = forms.CharField(
        label=_("Useful for whom?"), max_length=200, required=False, help_text=_("A colleague, a department, a city.")
    )

    def __init__(
        self, answers: Any = None, *, visit: Visit, cities: list[Participation], takeaway: Takeaway | None = None
    ) -> None:
        super().__init__(answers, initial=_as_written(takeaway))
        self.cities = cities
        self._offer_goals()
        self._offer_slots(visit)
        if len(cities) > 1:
            choice: Any = self.fields["city"]
            choice.queryset = Participation.objects.filter(pk__in=[each.pk for each in cities]).select_related("city")
            choice.choices = [("", choice.empty_label), *((each.pk, str(each.city)) for each in cities)]
        else:
            del self.fields["city"]
        if takeaway:
            del self.fields["key"]

    def _offer_goals(self) -> None:
        offered = Q(dropped_at=None) | Q(pk__in=self.initial.get("goals", []))
        choice: Any = self.fields["goals"]
        choice.with_city = len(self.cities) > 1
        choice.queryset = LearningGoal.objects.filter(offered, participation__in=self.cities).with_names()
        choice.choices = [(goal.pk, choice.label_from_instance(goal)) for goal in choice.queryset]
        if not choice.choices:
            del self.fields["goals"]

    def _offer_slots(self, visit: Visit) -> None:
        slots = agenda_of(visit).slots
        choice: Any = self.fields["slot"]
        choice.queryset = AgendaSlot.objects.filter(visit=visit)
        choice.choices = [("", choice.empty_label), *((slot.pk, slot.title) for slot in slots)]
        if not slots:
            del self.fields["slot"]

    @property
    def participation(self) -> Participation:
        return self.cleaned_data.get("city") or self.cities[0]

    @property
    def said(self) -> Said:
        answers = self.cleaned_data
        goals = list(answers.get("goals", []))
        return Said(answers["practice"], answers["text"], answers["useful_for"], goals, answers.get("slot"))


def _as_written(takeaway: Takeaway | None) -> dict[str, Any]:
    if takeaway is None:
        return {"key": uuid4()}
    said = {field: getattr(takeaway, field) for field in ("practice", "text", "useful_for")}
    return {**said, "slot": takeaway.slot_id, "goals": [goal.pk for goal in takeaway.goals.all()]}
