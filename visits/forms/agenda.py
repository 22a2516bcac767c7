from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Theme
from goals.models import LearningGoal
from polls.forms import TimeInput
from ui.templatetags.kit import weekday
from visits.actions.agenda import Wording
from visits.agenda import agenda_of
from visits.forms.folding import FoldedForm
from visits.forms.takeaways import GoalChoice
from visits.models import AgendaSlot, Visit
from visits.querysets.visits import party_of

SAID = ("title", "day", "starts", "minutes", "place", "address", "host_person", "is_public")


class Coordinates(forms.CharField):
    """`38.00812, 23.79431`, as maps give it to copy: latitude and longitude."""

    def clean(self, value: Any) -> tuple[Decimal, Decimal] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            latitude, longitude = (round(Decimal(part.strip()), 5) for part in text.split(","))
        except (InvalidOperation, ValueError) as error:
            raise forms.ValidationError(_("Write latitude and longitude like 38.00812, 23.79431.")) from error
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError(_("There is no such place on earth."))
        return latitude, longitude


class SlotForm(FoldedForm):
    """One entry of the agenda. A goal that this reader may not know stays with the slot."""

    folded = ("themes", "address", "coordinates", "is_public")

    title = forms.CharField(label=_("What happens"), max_length=150)
    day = forms.TypedChoiceField(label=_("Day"), required=False, coerce=int, empty_value=None)
    starts = forms.TimeField(label=_("Begins at"), required=False, widget=TimeInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440, initial=60)
    place = forms.CharField(label=_("Place"), max_length=150, required=False)
    host_person = forms.CharField(label=_("Who receives the guests"), max_length=150, required=False)
    goals = GoalChoice(
        label=_("Learning goals it is for"),
        required=False,
        queryset=LearningGoal.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), required=False, queryset=Theme.objects, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(label=_("Address"), max_length=250, required=False)
    coordinates = Coordinates(
        label=_("Coordinates"), required=False, help_text=_("Latitude and longitude as a map gives them.")
    )
    is_public = forms.BooleanField(
        label=_("May be shown to everybody after the visit"),
        required=False,
        help_text=_("Otherwise hosts and guests read it, and nobody else."),
    )
    was = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, answers: Any = None, *, visit: Visit, user: Any, slot: AgendaSlot | None = None) -> None:
        super().__init__(answers, initial=_as_written(slot))
        days = [(day.number, _day(day.number, day.on)) for day in agenda_of(visit).days]
        self.fields["day"].choices = [("", _("Not yet: put it aside")), *days]  # type: ignore[attr-defined]
        visible = LearningGoal.objects.visible_to(user)
        kept = [goal.pk for goal in slot.goals.all()] if slot else []
        shown = visible.standing().filter(participation__in=party_of(visit)) | visible.filter(pk__in=kept)
        goals = LearningGoal.objects.filter(pk__in=shown.values("pk")).with_names()
        self.fields["goals"].queryset, self.fields["goals"].with_city = goals, True  # type: ignore[attr-defined]
        self.unseen = list(LearningGoal.objects.filter(pk__in=kept).exclude(pk__in=visible.values("pk")))
        if not goals.exists():
            del self.fields["goals"]

    def clean(self) -> None:
        day, starts = self.cleaned_data.get("day"), self.cleaned_data.get("starts")
        if day and not starts and "starts" not in self.errors:
            self.add_error("starts", _("When does it begin? Or put it aside for now."))
        if starts and not day and "day" not in self.errors:
            self.add_error("day", _("On which day? Or leave the time empty for now."))

    @property
    def said(self) -> Wording:
        answers = self.cleaned_data
        latitude, longitude = answers["coordinates"] or (None, None)
        return Wording(
            **{name: answers[name] for name in SAID},
            latitude=latitude,
            longitude=longitude,
            themes=list(answers["themes"]),
            goals=[*answers.get("goals", []), *self.unseen],
        )


def _day(number: int, on: Any) -> str:
    return f"{number}: {weekday(on)}" if on else str(_("Day %(n)d") % {"n": number})


def _as_written(slot: AgendaSlot | None) -> dict[str, Any]:
    if slot is None:
        return {}
    place = "" if slot.latitude is None else f"{slot.latitude}, {slot.longitude}"
    linked = {"goals": [each.pk for each in slot.goals.all()], "themes": [each.pk for each in slot.themes.all()]}
    return {**{name: getattr(slot, name) for name in SAID}, **linked, "coordinates": place, "was": slot.version}
