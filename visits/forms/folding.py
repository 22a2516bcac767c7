from __future__ import annotations

from django import forms
from django.forms.boundfield import BoundField


class FoldedForm(forms.Form):
    """A form whose rarer questions wait behind a fold, open when one of them came back with an error."""

    folded: tuple[str, ...] = ()

    @property
    def asked_first(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    @property
    def asked_when_needed(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        return any(field.errors for field in self.asked_when_needed)
