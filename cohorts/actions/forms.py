"""Forms of a running cohort: it keeps those it started with, until staff let it take over newer ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort, FormBook
from cohorts.programmes.forms import dangling
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal


class CannotTakeOver(Refusal):
    """The programme's forms do not fit together with what this cohort asks for."""


def take_over_forms(cohort: Cohort, *, by: Any, now: datetime) -> list[str]:
    """Give a cohort its programme's present version of the forms it uses; the slugs of those that changed.

    What was submitted keeps the form it was written in. A form the programme has dropped stays as it is.
    Raises NotAllowed or CannotTakeOver.
    """
    if by is not None and not by.has_perm("cohorts.run_cohort"):
        raise NotAllowed(_("Only programme staff can change the forms of a cohort."))
    with transaction.atomic():
        kept = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk).forms
        offered = cohort.programme.template.get("forms", {})
        changed = [slug for slug, form in kept.items() if offered.get(slug, form) != form]
        if changed:
            forms = {**kept, **{slug: offered[slug] for slug in changed}}
            _ask_links(forms)
            cohort.form_book = keep_forms(forms)
            cohort.save(update_fields=["form_book"])
            names = ", ".join(forms[slug]["name"] for slug in changed)
            record(cohort, "take_over_forms", _("took over newer forms: %s") % names, by=by, now=now, forms=changed)
    return changed


def keep_forms(forms: Mapping[str, Any]) -> FormBook:
    """The book that holds just these forms, made where there is none."""
    digest = sha256(json.dumps(forms, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return FormBook.objects.get_or_create(digest=digest, defaults={"forms": forms})[0]


def _ask_links(forms: dict[str, Any]) -> None:
    for form, _path, of in dangling(forms.values()):
        raise CannotTakeOver(
            _("“%(form)s” now points at %(of)s, which this cohort does not have. Its forms stay as they are.")
            % {"form": form["name"], "of": of}
        )
