from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from cohorts.models import Cohort
from goals.models import LearningGoal
from stories.actions import Telling
from stories.beginnings import Beginning
from stories.models import Story
from visits.models import Visit

NOTHING_YET = Beginning()


class StoryForm(forms.ModelForm):
    """What a story says. Its picture is a form of its own below."""

    cities = forms.ModelMultipleChoiceField(
        queryset=City.objects.none(), label=_("Cities in this story"), widget=forms.CheckboxSelectMultiple
    )
    themes = forms.ModelMultipleChoiceField(
        queryset=Theme.objects.all(), label=_("Themes"), required=False, widget=forms.CheckboxSelectMultiple
    )

    visits = forms.ModelMultipleChoiceField(
        queryset=Visit.objects.none(),
        label=_("Site visits it tells of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    goals = forms.ModelMultipleChoiceField(
        queryset=LearningGoal.objects.none(),
        label=_("Learning goals it tells of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only inside the programme; visitors do not read this."),
    )

    class Meta:
        model = Story
        fields = [
            "title",
            "lead",
            "body",
            "pull_quote",
            "byline",
            "language",
            "cohort",
            "cities",
            "themes",
            "visits",
            "goals",
        ]
        widgets = {"lead": forms.Textarea(attrs={"rows": 2}), "body": forms.Textarea(attrs={"rows": 18})}

    def __init__(self, *args: Any, choices: dict[str, QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        for name in ("visits", "goals"):
            if not choices[name]:
                del self.fields[name]
        self.fields["byline"].help_text = _("Who tells it, as readers should see it.")
        self.fields["pull_quote"].help_text = _("One sentence of your text that stands out on the page.")
        self.fields["body"].help_text = _(
            "Markdown: ## for a heading, ** around what is bold, - for a list, [words](address) for a link."
        )

    @property
    def telling(self) -> Telling:
        return Telling(**{name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields})


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 25 MB. Place and device data are taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(label=_("What it shows, for those who cannot see it"), max_length=250)
    credit = forms.CharField(label=_("Who took it"), max_length=150)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What should change"), widget=forms.Textarea(attrs={"rows": 3}))


def form_for(
    user: Any, *args: Any, story: Story | None = None, beginning: Beginning = NOTHING_YET, **kwargs: Any
) -> StoryForm:
    """The form with the cities and cohorts this person may tell about: staff all, a representative those around it.

    It can be tied to the visits and goals of its beginning, and to those it is tied to already.
    """
    cohorts = Cohort.objects.visible_to(user)
    cities = City.objects.order_by("name")
    own = City.objects.represented_by(user)
    if not user.has_perm("stories.publish_story"):
        cohorts = cohorts.filter(participations__city__in=own).distinct()
        cities = cities.filter(participations__cohort__in=cohorts).distinct()
    choices = {"cities": cities, "cohort": cohorts, **_threads(user, story, beginning)}
    known = {"byline": user.name, "language": user.language, "cities": own}
    initial = {**known, **beginning.initial} if story is None else {}
    return StoryForm(*args, instance=story, choices=choices, initial=initial, **kwargs)


def _threads(user: Any, story: Story | None, beginning: Beginning) -> dict[str, QuerySet[Any]]:
    visits = Q(pk__in=[each.pk for each in beginning.visits])
    goals = Q(pk__in=[each.pk for each in beginning.goals])
    if story:
        visits, goals = visits | Q(stories=story), goals | Q(stories=story)
    return {
        "visits": Visit.objects.entered_by(user).filter(visits).distinct(),
        "goals": LearningGoal.objects.visible_to(user).filter(goals).distinct(),
    }
