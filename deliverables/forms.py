from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from deliverables.actions.reviews import Limits
from deliverables.actions.threads import LONGEST_COMMENT
from deliverables.content.schema import Form
from deliverables.states import Audience, Tick
from deliverables.talk import ALL_OF_IT
from ui.forms import DateInput
from uploads.check import KINDS, KINDS_IN_WORDS
from visits.models import Takeaway

LONGEST_NOTE = 4000
Places = Sequence[tuple[str, Sequence[tuple[str, str]] | str]]
"""Where in an output a comment can belong, as the choices of a select."""


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleaned to a list."""

    widget = FilesInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        # What is wrong with a file, an empty one too, is said by the check that looks inside.
        return data or []


class DraftForm(forms.Form):
    """What a city hands in: files and a word about them."""

    shown_as = "draft_form"

    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("%(kinds)s; up to 25 MB each.") % {"kinds": KINDS_IN_WORDS},
    )
    note = forms.CharField(
        label=_("Note to the programme team"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is new, what is still open. You can leave it empty."),
    )

    late_reason = forms.CharField(
        label=_("Why it comes late"),
        required=False,
        max_length=500,
        help_text=_("One sentence helps the team to plan."),
    )


class LimitsForm(forms.Form):
    """What may change, and until when: asked with changes, and when an approved output is opened again."""

    sections = forms.MultipleChoiceField(
        label=_("Open only these sections"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none and everything may change."),
    )
    due_on = forms.DateField(label=_("By"), required=False, widget=DateInput)

    def __init__(self, asks: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [(each.slug, each.title) for each in asks]  # type: ignore[attr-defined]
        if not asks:
            del self.fields["sections"]

    @property
    def limits(self) -> Limits:
        return Limits(self.cleaned_data.get("sections") or None, self.cleaned_data["due_on"])


class VerdictForm(LimitsForm):
    """An answer to the revision that was on the screen."""

    shown_as = "verdict_form"
    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note to the city"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Needed when you ask for changes: what should be different, in plain words."),
    )

    def __init__(self, asks: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(asks, *args, **kwargs)
        self.fields["due_on"].help_text = _("The last day for the next revision; leave it empty for no day.")
        self.questions = {f"check-{slug}": slug for slug in asks.checklist}
        for name, slug in self.questions.items():
            self.fields[name] = forms.ChoiceField(  # type: ignore[call-arg] # the stubs do not know template_name
                label=asks.checklist[slug],
                required=False,
                choices=Tick.choices,
                widget=forms.RadioSelect,
                template_name="deliverables/review/_question.html",
            )

    def asked(self) -> list[forms.BoundField]:
        """The checklist, one field a question."""
        return [self[name] for name in self.questions]

    @property
    def checklist(self) -> dict[str, str]:
        said = {slug: self.cleaned_data.get(name) for name, slug in self.questions.items()}
        return {slug: tick for slug, tick in said.items() if tick}


class WaiveForm(forms.Form):
    """Takeaways that need no verdict, of the revision that was on the screen, and why."""

    shown_as = "waive_form"
    revision = forms.IntegerField(widget=forms.HiddenInput)
    takeaways = forms.ModelMultipleChoiceField(
        queryset=Takeaway.objects.none(), label=_("Without a verdict"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why no verdict is needed"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The city reads this."),
    )

    def __init__(self, left_out: Sequence[Takeaway], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [each.pk for each in left_out]
        self.fields["takeaways"].queryset = Takeaway.objects.filter(pk__in=numbers)  # type: ignore[attr-defined]


class ReopenForm(LimitsForm):
    shown_as = "reopen_form"
    note = forms.CharField(
        label=_("Why must it change?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The city reads this."),
    )
    field_order = ["note", "sections", "due_on"]

    def __init__(self, asks: Form, *args: Any, **kwargs: Any) -> None:
        super().__init__(asks, *args, **kwargs)
        self.fields["due_on"].label = _("Open until")
        self.fields["due_on"].help_text = _("After this day it is closed to the city; leave it empty for no day.")


class EndorseForm(forms.Form):
    """The word of the pilot side about the revision that was on the screen."""

    shown_as = "endorse_form"
    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("A word to the city and the programme team"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you can show them, and what not. You can leave it empty."),
    )


class CommentForm(forms.Form):
    """Something said about an output, or about one place of it, to an audience that has a name."""

    audience = forms.ChoiceField(label=_("Who may read your comment?"), widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("About"))
    text = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "textarea--s"}),
    )

    def __init__(self, audiences: Sequence[Audience], places: Places, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [(each.value, each.label) for each in audiences]  # type: ignore[attr-defined]
        self.fields["audience"].initial = audiences[0]
        self.fields["about"].choices = [(ALL_OF_IT, _("The whole output")), *places]  # type: ignore[attr-defined]
        if not places:
            self.fields["about"].widget = forms.HiddenInput()


class AnswerForm(forms.Form):
    text = forms.CharField(max_length=LONGEST_COMMENT)


class AssignForm(forms.Form):
    """To whom outputs are given for review."""

    to = forms.ModelChoiceField(
        label=_("Reviewer"),
        required=False,
        empty_label=_("Nobody yet"),
        queryset=get_user_model().objects.filter(is_programme_staff=True, is_active=True).order_by("name", "email"),
    )


class SavedFilterForm(forms.Form):
    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
