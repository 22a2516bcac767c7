from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.zones import present_name
from cities.models import City
from cohorts.models import Cohort, Pairing, Participation
from milestones.models import Requirement
from milestones.states import Kind
from ui.forms import DateInput
from visits.actions.planning import Plan
from visits.actions.records import Days
from visits.forms.folding import FoldedForm
from visits.models import Visit
from visits.siblings import next_owed, siblings_of
from visits.states import HostKind


class DaysForm(forms.Form):
    """The first and the last day, and why they move."""

    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(
        label=_("Last day"), widget=DateInput, required=False, help_text=_("Leave it empty for a visit of one day.")
    )
    reason = forms.CharField(
        label=_("Why it moves"), max_length=300, required=False, help_text=_("Goes into the mail to all concerned.")
    )

    def __init__(self, answers: Any = None, *, visit: Visit) -> None:
        super().__init__(answers, initial={"starts_on": visit.starts_on, "ends_on": visit.ends_on})
        if visit.starts_on is None:
            del self.fields["reason"]

    @property
    def days(self) -> Days:
        first = self.cleaned_data["starts_on"]
        return Days(first, self.cleaned_data["ends_on"] or first)


class PlanForm(FoldedForm):
    """Who goes where, and what it counts for: of the cities of a pairing, or of a cohort for a free group."""

    folded = ("host_kind", "place", "online_link", "title", "zone", "number")

    host = forms.ModelChoiceField(
        label=_("Host"), queryset=City.objects.none(), required=False, empty_label=_("Nobody of these")
    )
    guests = forms.ModelMultipleChoiceField(
        label=_("Guests"), queryset=City.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    host_kind = forms.ChoiceField(
        label=_("Where you meet"), choices=HostKind.choices, widget=forms.RadioSelect, initial=HostKind.CITY
    )
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("If it is not the host city itself.")
    )
    online_link = forms.URLField(
        label=_("Link to join"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to hosts and guests, and to nobody else."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=150, required=False, help_text=_("Left empty, it is made of the cities' names.")
    )
    zone = forms.ChoiceField(label=_("Time zone of the agenda"), required=False)
    number = forms.IntegerField(
        label=_("Which visit of the programme is it?"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=_("1 for the first visit of these cities, 2 for the second."),
    )
    requirements = forms.ModelMultipleChoiceField(
        label=_("What it counts for"),
        queryset=Requirement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When the visit is closed, this is fulfilled for the cities that were there."),
    )

    def __init__(
        self, answers: Any = None, *, cohort: Cohort, pairing: Pairing | None = None, visit: Visit | None = None
    ) -> None:
        initial = as_planned(visit) if visit else first_guess(pairing)
        super().__init__(answers, initial=initial)
        self.pairing = pairing
        here = Participation.objects.active().filter(cohort=cohort)
        here = here.filter(pairings=pairing) if pairing else here
        kept = [city.pk for city in [*initial.get("guests", []), initial.get("host")] if city]
        cities = City.objects.filter(pk__in=[*here.values_list("city", flat=True), *kept]).order_by("name")
        self.fields["host"].queryset = self.fields["guests"].queryset = cities  # type: ignore[attr-defined]
        known = {cohort.time_zone, *(city.time_zone for city in cities), *([visit.zone] if visit else [])}
        zones = sorted({present_name(zone) for zone in known})
        self.fields["zone"].choices = [("", _("As in the host city")), *((zone, zone) for zone in zones)]  # type: ignore[attr-defined]
        asked = Requirement.objects.filter(cohort=cohort, kind=Kind.VISIT).order_by("position")
        self.fields["requirements"].queryset = asked  # type: ignore[attr-defined]
        if not asked.exists():
            del self.fields["requirements"]

    @property
    def plan(self) -> Plan:
        answers = {**self.cleaned_data, "pairing": self.pairing}
        answers["guests"] = list(answers["guests"])
        answers["requirements"] = list(answers.get("requirements", []))
        return Plan(**{name: answers[name] for name in Plan.__dataclass_fields__})


class ProposalForm(PlanForm):
    """A plan with its days, if they are known."""

    starts_on = forms.DateField(
        label=_("First day"),
        widget=DateInput,
        required=False,
        help_text=_("Leave both days empty to find them together, by a poll."),
    )
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput, required=False)
    field_order = ["host", "guests", "starts_on", "ends_on", "requirements"]

    def clean(self) -> None:
        if self.cleaned_data.get("ends_on") and not self.cleaned_data.get("starts_on"):
            self.add_error("starts_on", _("Name the first day as well."))

    @property
    def days(self) -> Days | None:
        first = self.cleaned_data["starts_on"]
        return Days(first, self.cleaned_data["ends_on"] or first) if first else None


def first_guess(pairing: Pairing | None) -> dict[str, Any]:
    """Who learns is the guest of who shows; it is their next visit, and counts for the first that is still owed."""
    if pairing is None:
        return {}
    showing = [each.city for each in pairing.showing]
    others = siblings_of(pairing.cohort, pairing, ())
    next_one = next_owed(pairing.learning, others.visits)
    return {
        "host": showing[0] if showing else None,
        "guests": [each.city for each in pairing.learning],
        "number": others.next_number(),
        "requirements": [next_one.pk] if next_one else [],
    }


def as_planned(visit: Visit) -> dict[str, Any]:
    fields = ("host", "host_kind", "place", "online_link", "title", "zone", "number")
    said = {field: getattr(visit, field) for field in fields}
    said["zone"] = present_name(visit.zone)
    return {**said, "guests": visit.guests, "requirements": list(visit.requirements.all())}
