"""How forms look: label, hint, error and control of every field from one template, tied together for screen readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

WITHOUT_BOX = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput, forms.HiddenInput)


class KitField(BoundField):
    """A bound field whose control wears the classes of kit.css."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        field.widget.attrs.pop("placeholder", None)  # it vanishes while one types; the label and the hint stay

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        classes = [kit_class(widget), widget.attrs.get("class", ""), built.get("class", "")]
        if css := " ".join(filter(None, dict.fromkeys(classes))):
            built["class"] = css
        return built

    @property
    def is_single_choice(self) -> bool:
        """One box to tick: its label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class Renderer(TemplatesSetting):
    """The project's FORM_RENDERER: `{{ form }}` and `{{ field.as_field_group }}` come out in kit style."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = KitField


class DateInput(forms.DateInput):
    """The browser's own date control; it speaks ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def kit_class(widget: forms.Widget) -> str:
    """The class of kit.css for a control."""
    if isinstance(widget, WITHOUT_BOX):
        return ""
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.NumberInput):
        return "input input--num"
    if isinstance(widget, forms.DateInput):
        return "input input--date"
    return "input"
