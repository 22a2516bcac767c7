"""What can be taken away: revisions as documents, the form for Word, comparisons, and bundles of whole cohorts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cohorts.models import Cohort
from deliverables.models import Bundle, Revision
from tests.visibility.door import NOBODY, TEAM, Row, of_each, still_in
from tests.visibility.published import told
from tests.visibility.roles import World, people_of, room_of

CODE = "roadmap"


def make_taken_away(world: World) -> None:
    """A bundle that one of the programme team asked for: nobody else fetches it, colleagues neither."""
    for cohort in Cohort.objects.all():
        content = world.word(f"bundle of {cohort.slug}", {"staff"}).encode()
        Bundle.objects.create(
            cohort=cohort,
            code=CODE,
            kind="zip",
            total=1,
            language="en",
            by=world.people["staff"],
            asked_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
            file=default_storage.save("bundles/bundle", ContentFile(content)),
        )


def documents(world: World) -> Iterator[Any]:
    for each in Revision.objects.select_related("deliverable__obligation__participation__city"):
        slug = world.city_of(each.deliverable.obligation)
        readers = people_of(slug) if each.is_draft else room_of(slug)
        for kind in ("docx", "pdf"):
            yield {"pk": each.deliverable_id, "number": each.number, "kind": kind}, readers | TEAM, NOBODY


def forms_for_word(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, room_of(slug) | TEAM, still_in(slug)) for slug, each in told())


def two_files(world: World) -> Iterator[Any]:
    """Without the files' numbers there is nothing to see."""
    return (({"pk": each.pk}, NOBODY, NOBODY) for _slug, each in told())


def asked_for(world: World) -> Iterator[Any]:
    return (({"slug": each.slug, "code": CODE}, TEAM, TEAM) for each in Cohort.objects.all())


def bundles(world: World) -> Iterator[Any]:
    for each in Bundle.objects.select_related("cohort"):
        yield {"slug": each.cohort.slug, "code": CODE, "pk": each.pk}, frozenset({"staff"}), NOBODY


DOORS: dict[str, Row] = {
    **of_each(documents, "deliverables:export"),
    **of_each(forms_for_word, "deliverables:work_in_word", "deliverables:bring_in", "deliverables:take_in"),
    **of_each(two_files, "deliverables:compare_files"),
    **of_each(asked_for, "deliverables:bundles"),
    **of_each(bundles, "deliverables:bundle"),
}
