"""The portal checks itself: what staff would only notice when it is too late."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Pairing
from milestones.models import Obligation


@dataclass(frozen=True)
class Check:
    is_fine: bool
    text: str
    url: str = ""
    action: str = ""


def checks_of(cohort: Cohort) -> list[Check]:
    return [_paired(cohort), _facilitated(cohort), _owing(cohort)]


def _paired(cohort: Cohort) -> Check:
    """Cities that owe something and have no counterpart, although the programme pairs its cities."""
    if cohort.template.get("pairings") == "none":
        return Check(True, _("This programme runs without pairings."))
    standing = Pairing.objects.standing().filter(sides__participation=OuterRef("pk"))
    alone = list(
        cohort.participations.active().exclude(obligations=None).exclude(Exists(standing)).select_related("city")
    )
    if not alone:
        return Check(True, _("Every city that owes something has a counterpart."))
    text = ngettext("%(who)s has no counterpart.", "%(who)s have no counterpart.", len(alone))
    who = ", ".join(str(each.city) for each in alone[:4])
    return Check(False, text % {"who": who}, reverse("milestones:pairings", args=[cohort.slug]), _("Find one"))


def _facilitated(cohort: Cohort) -> Check:
    count = Pairing.objects.standing().filter(cohort=cohort, facilitator=None).count()
    if not count:
        return Check(True, _("Every pairing has a facilitator."))
    text = ngettext("%(n)s pairing has no facilitator.", "%(n)s pairings have no facilitator.", count) % {"n": count}
    return Check(False, text, reverse("milestones:pairings", args=[cohort.slug]), _("Name one"))


def _owing(cohort: Cohort) -> Check:
    """Requirements that nobody owes: a role without cities, or an import that came before."""
    owed = Obligation.objects.filter(requirement=OuterRef("pk"))
    count = cohort.requirements.exclude(Exists(owed)).count()
    if not count:
        return Check(True, _("Every requirement is owed by somebody."))
    text = ngettext("%(n)s requirement is owed by nobody.", "%(n)s requirements are owed by nobody.", count)
    return Check(
        False, text % {"n": count}, reverse("milestones:participants", args=[cohort.slug]), _("See the cities")
    )
