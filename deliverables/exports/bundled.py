"""The outputs of one kind of a whole cohort, city by city: what a bundle holds, and its list of contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deliverables.models import Bundle, Deliverable, Revision
from deliverables.querysets import outputs_visible_to
from milestones.querysets import ObligationQuerySet


@dataclass
class Entry:
    """A city with its newest submitted revision, or with none yet. `paths` is what the archive holds of it."""

    output: Deliverable
    revision: Revision | None
    paths: list[str]

    @property
    def city(self) -> Any:
        return self.output.obligation.participation.city

    @property
    def state(self) -> str:
        withdrawn = self.output.obligation.participation.withdrawn_on
        label = str(self.output.shown_state.label)
        return _("%(state)s, withdrawn from the cohort") % {"state": label} if withdrawn else label

    @property
    def submitted_on(self) -> Any:
        return timezone.localtime(self.revision.submitted_at).date() if self.revision else None

    def listed(self) -> list[Any]:
        """Its line in the index, under `header`."""
        number = self.revision.number if self.revision else None
        city = self.city
        return [city.name, city.latin_name, city.country.name, self.state, number, self.submitted_on]


def header() -> list[str]:
    return [_("City"), _("Name in English"), _("Country"), _("State"), _("Revision"), _("Submitted")]


def outputs(bundle: Bundle) -> ObligationQuerySet:
    """Every city that owes this output, as far as the person who asked may know of it."""
    owed = outputs_visible_to(bundle.by).filter(requirement__cohort=bundle.cohort_id, requirement__code=bundle.code)
    return owed.order_by("participation__city__name", "pk")


def newest(bundle: Bundle) -> Any:
    """The newest submitted revisions, newest first for each city."""
    return (
        Revision.objects.visible_to(bundle.by)
        .submitted()
        .filter(deliverable__obligation__in=outputs(bundle).values("pk"))
        .order_by("deliverable", "-number")
    )


def entries(bundle: Bundle) -> Iterator[Entry]:
    """One city at a time, so that a large cohort costs no more memory than a small one."""
    for owed in outputs(bundle).with_names().select_related("deliverable").iterator(chunk_size=20):
        output = Deliverable.of(owed)
        submitted = Revision.objects.visible_to(bundle.by).submitted().filter(deliverable=output.pk)
        whole = submitted.select_related("form", "submitted_by").prefetch_related("files")
        revision = whole.order_by("-number").first()
        if revision:
            revision.deliverable = output
        yield Entry(output, revision, [])
