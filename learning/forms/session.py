from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.zones import ZoneField
from cities.models import City, Theme
from cohorts.models import Cohort, Pairing
from learning.actions.sessions import Said, When
from learning.models import LearningSession
from learning.states import Audience, Kind, SessionState
from milestones.dates import instant
from milestones.models import Requirement
from milestones.states import Kind as RequirementKind
from polls.forms import TimeInput
from ui.forms import DateInput

SPARE_ROWS = 3
PLAIN = (
    "title", "kind", "requirement", "module", "summary", "audience", "pairing", "place", "online_link", "speakers",
    "capacity", "recording",
)  # fmt: skip
KINDS_BY_WORD = {
    "kick-off": Kind.KICK_OFF, "seminar": Kind.SEMINAR, "workshop": Kind.WORKSHOP, "clustered": Kind.CLUSTERED,
    "technical": Kind.ASSISTANCE, "thematic": Kind.DISCUSSION, "onboarding": Kind.DISCUSSION,
    "consortium": Kind.CONSORTIUM,
}  # fmt: skip


class WhenForm(forms.Form):
    """A day and a time as they are in a zone, and how long."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    time = forms.TimeField(label=_("Time"), widget=TimeInput)
    zone = ZoneField()
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440)
    note = forms.CharField(
        label=_("Why"), required=False, max_length=300, help_text=_("Stands in the mail to those who come.")
    )

    def __init__(self, answers: Any = None, *, session: LearningSession) -> None:
        super().__init__(answers, initial=when_of(session))

    def clean(self) -> None:
        refuse_skipped(self)

    @property
    def when(self) -> When:
        return said_when(self)


class SessionForm(forms.ModelForm):
    """All that a session is. Its time is asked here while it is a draft; afterwards it is moved."""

    day = forms.DateField(
        label=_("Day"), required=False, widget=DateInput, help_text=_("Leave it empty while a poll looks for the date.")
    )
    time = forms.TimeField(label=_("Time"), required=False, widget=TimeInput)
    zone = ZoneField()
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440)
    online_link = forms.URLField(
        label=_("Link to join"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Shown to those who are registered, and to nobody else."),
    )
    recording = forms.URLField(label=_("Recording"), required=False, max_length=500, assume_scheme="https")
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    cities = forms.ModelMultipleChoiceField(
        label=_("Chosen cities"), queryset=City.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LearningSession
        fields = [*PLAIN, "themes", "cities"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "speakers": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, answers: Any = None, *, session: LearningSession, cohort: Cohort) -> None:
        super().__init__(answers, instance=session, initial=when_of(session))
        members = City.objects.filter(participations__cohort=cohort, participations__withdrawn_on=None).order_by("name")
        choices = {
            "requirement": cohort.requirements.filter(kind=RequirementKind.SESSION).order_by("position"),
            "module": cohort.modules.order_by("position"),
            "pairing": cohort.pairings.filter(ended_on=None).with_sides(),
            "cities": members,
        }
        for name, found in choices.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]
        self.fields["pairing"].label_from_instance = _sides  # type: ignore[attr-defined]
        if not cohort.takes_pairings:
            del self.fields["pairing"]
            self.fields["audience"].choices = [each for each in Audience.choices if each[0] != Audience.PAIRING]  # type: ignore[attr-defined]
        if session.state != SessionState.DRAFTED:
            for name in ("day", "time", "zone", "minutes"):
                del self.fields[name]
        self._add_rows(session, list(members))

    def _add_rows(self, session: LearningSession, members: list[City]) -> None:
        leads = [(str(each.city_id), str(each.theme_id or "")) for each in session.leads.all()] if session.pk else []
        materials = [(each.name, each.url) for each in session.materials.all()] if session.pk else []
        cities = [("", "–"), *((str(each.pk), each.name) for each in members)]
        themes = [("", "–"), *((str(each.pk), each.name) for each in Theme.objects.all())]
        self.kept = {"lead": leads, "material": materials}
        for row, (city, theme) in enumerate([*leads, *[("", "")] * SPARE_ROWS]):
            self.fields[f"lead_{row}"] = _choice(_("Lead city %(n)d") % {"n": row + 1}, cities, city)
            self.fields[f"lead_theme_{row}"] = _choice(_("for the theme"), themes, theme)
        for row, (name, url) in enumerate([*materials, *[("", "")] * SPARE_ROWS]):
            self.fields[f"material_{row}"] = forms.CharField(
                label=_("Material %(n)d") % {"n": row + 1}, required=False, max_length=150, initial=name
            )
            self.fields[f"material_url_{row}"] = forms.URLField(
                label=_("Its address"), required=False, max_length=500, initial=url, assume_scheme="https"
            )

    def rows_of(self, what: str, second: str) -> Iterator[tuple[BoundField, BoundField]]:
        count = len(self.kept[what]) + SPARE_ROWS
        return ((self[f"{what}_{row}"], self[f"{what}_{second}_{row}"]) for row in range(count))

    @property
    def lead_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        return self.rows_of("lead", "theme")

    @property
    def material_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        return self.rows_of("material", "url")

    @property
    def about(self) -> list[BoundField]:
        return self._named("title", "kind", "requirement", "module", "summary", "themes")

    @property
    def whom(self) -> list[BoundField]:
        return self._named("audience", "pairing", "cities", "capacity")

    @property
    def timed(self) -> list[BoundField]:
        return self._named("day", "time", "zone", "minutes")

    @property
    def where(self) -> list[BoundField]:
        return self._named("place", "online_link", "speakers", "recording")

    def _named(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> None:
        super().clean()
        answers = self.cleaned_data
        if "day" in self.fields and (answers.get("day") is None) != (answers.get("time") is None):
            self.add_error("time" if answers.get("time") is None else "day", _("Fill in both, or leave both empty."))
        refuse_skipped(self)
        for name, url in self._rows("material", "url"):
            if bool(name) != bool(url):
                self.add_error(None, _("A material needs a name and an address."))

    @property
    def said(self) -> Said:
        answers = self.cleaned_data
        known = {city.pk: city for city in self.fields["cities"].queryset}  # type: ignore[attr-defined]
        themes = Theme.objects.in_bulk()
        leads = dict.fromkeys(
            (known[int(city)], themes.get(int(theme or 0))) for city, theme in self._rows("lead", "theme") if city
        )
        return Said(
            fields={name: answers[name] for name in PLAIN if name in answers},
            when=said_when(self) if "zone" in self.fields else None,
            themes=list(answers["themes"]),
            cities=list(answers["cities"]),
            leads=list(leads),
            materials=[(name, url) for name, url in self._rows("material", "url") if name],
        )

    def _rows(self, what: str, second: str) -> Iterator[tuple[str, str]]:
        get = self.cleaned_data.get
        for row in range(len(self.kept[what]) + SPARE_ROWS):
            yield get(f"{what}_{row}") or "", get(f"{what}_{second}_{row}") or ""


def started_from(requirement: Requirement | None, cohort: Cohort) -> LearningSession:
    """A session that is not kept yet, with what the requirement says already."""
    session = LearningSession(cohort=cohort, zone=cohort.time_zone)
    if requirement:
        words = requirement.name.lower()
        session.requirement, session.module = requirement, requirement.module
        session.title, session.summary = requirement.name, requirement.why
        session.kind = next((kind for word, kind in KINDS_BY_WORD.items() if word in words), Kind.OTHER)
    return session


def when_of(session: LearningSession) -> dict[str, Any]:
    """The time of a session as a form shows it: the wall clock of its zone."""
    said: dict[str, Any] = {"zone": session.zone, "minutes": session.minutes}
    if session.starts_at:
        there = session.starts_at.astimezone(ZoneInfo(session.zone))
        said |= {"day": there.date(), "time": there.time()}
    return said


def said_when(form: forms.BaseForm) -> When:
    answers = form.cleaned_data
    begins = None
    if answers.get("day") and answers.get("time"):
        begins = instant(datetime.combine(answers["day"], answers["time"]), answers["zone"])
    return When(begins, answers["zone"], answers["minutes"])


def refuse_skipped(form: forms.BaseForm) -> None:
    """A wall time that the clocks jump over is an error at its field."""
    answers = form.cleaned_data
    is_said = {"day", "time", "zone", "minutes"} <= answers.keys() and answers["day"] and answers["time"]
    if is_said and said_when(form).starts_at is None:
        form.add_error("time", _("This time does not exist there: the clocks are put forward."))


def _sides(pairing: Pairing) -> str:
    """Alba Iulia, Lund – Kozani."""
    return " – ".join(", ".join(each.city.name for each in side) for side in (pairing.learning, pairing.showing))


def _choice(label: Any, choices: list[tuple[str, str]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
