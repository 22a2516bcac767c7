from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milestones.actions.requirements import Change
from milestones.models import Requirement


class RequirementForm(forms.ModelForm):
    """The words and the clock of a requirement; who owes it stays."""

    class Meta:
        model = Requirement
        fields = [
            "name",
            "short_name",
            "why",
            "module",
            "anchor",
            "anchor_requirement",
            "offset_months",
            "offset_days",
        ]
        help_texts = {"anchor_requirement": _("Only where it is counted from another requirement.")}
        labels = {"anchor_requirement": _("Which one")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = self.instance.cohort
        self.fields["module"].queryset = cohort.modules.all()  # type: ignore[attr-defined]
        others = cohort.requirements.exclude(pk=self.instance.pk)
        self.fields["anchor_requirement"].queryset = others  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Nothing is written into the row here: the action does that, after the preview."""

    def change(self) -> Change:
        return Change(**{name: self.cleaned_data[name] for name in self._meta.fields})  # type: ignore[union-attr]
