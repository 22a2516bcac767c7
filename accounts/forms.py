from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from accounts.passwords import demand_good
from accounts.zones import ZoneField


class PreferencesForm(forms.ModelForm):
    """How the portal speaks to a person."""

    time_zone = ZoneField(help_text=_("Deadlines and sessions are shown by this clock too."))

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]


class PasswordField(forms.CharField):
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)


class AcceptForm(PreferencesForm):
    """What somebody without a login fills in to accept an invitation; `answers` is what `actions.accept` takes."""

    email = forms.EmailField(
        label=_("E-mail"), disabled=True, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = PasswordField(
        label=_("Password"), help_text=_("At least 12 characters. Four unrelated words make a good one.")
    )
    password_again = PasswordField(label=_("The same password again"))

    field_order = ["email", "name", "language", "time_zone", "password", "password_again"]

    def __init__(self, invitation: Invitation, **kwargs: Any) -> None:
        known = {name: getattr(invitation, name) for name in ("email", "name", "language", "time_zone")}
        super().__init__(initial=known, **kwargs)

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "language", "time_zone", "password")}

    def clean(self) -> None:
        answers = self.cleaned_data
        if "password" not in answers:
            return
        try:
            demand_good(answers["password"], User(email=answers["email"], name=answers.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)
        else:
            if answers["password"] != answers.get("password_again", answers["password"]):
                self.add_error("password_again", _("The two passwords are not the same."))


class InviteStaffForm(forms.ModelForm):
    """An invitation into the programme team."""

    time_zone = ZoneField(initial=settings.TIME_ZONE)

    class Meta:
        model = Invitation
        fields = ["email", "name", "language", "time_zone"]
