"""What cities wrote in a form and let visitors read: the outputs, who knows which answer, and the doors to them.

Alba Iulia's is public; Köln has been asked; Izmir has left the cohort and taken its consent back; Osijek agreed, but
its cohort is not shown to anybody outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from cohorts.actions.forms import keep_forms
from cohorts.models import Cohort
from deliverables.content.schema import Form
from deliverables.models import Deliverable, OutputForm, Publication, Review, Revision
from deliverables.states import PublicationState, State, Verdict
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from tests.factories import ObligationFactory, RequirementFactory
from tests.visibility.door import NOBODY, TEAM, Row, of_each, of_the_team
from tests.visibility.roles import EVERYBODY, NOW, SEATS, World, people_of, room_of
from workflow.history import record

CODE = "told"
TOLD = {
    "alba-iulia": PublicationState.PUBLIC,
    "koln": PublicationState.PROPOSED,
    "izmir": PublicationState.WITHDRAWN,
    "osijek": PublicationState.PUBLIC,
}
FORM = {
    "slug": CODE, "name": "Told", "purpose": "What a city tells.",
    "sections": [{"slug": "all", "title": "All", "fields": [
        {"slug": "open", "label": "For everybody", "type": "text"},
        {"slug": "inside", "label": "For the programme", "type": "text", "public": False},
        {"slug": "who", "label": "Who", "type": "person"},
        {"slug": "sure", "label": "How sure", "type": "scale", "ends": ["Not", "Very"]},
    ]}],
}  # fmt: skip


def make_published(world: World) -> None:
    form = Form(FORM)
    kept = OutputForm.objects.create(digest=form.digest, schema=FORM, first_at=NOW)
    book = keep_forms({CODE: FORM})
    for cohort in world.cohorts.values():
        cohort.form_book = book
        cohort.save()
        RequirementFactory(
            module=cohort.modules.get(),
            code=CODE,
            kind=Kind.OUTPUT,
            name="Told",
            short_name="Told",
            form=CODE,
            owed_by=["twin"],
        )
    for slug, state in TOLD.items():
        _told(world, slug, state, kept)


def _told(world: World, slug: str, state: str, form: OutputForm) -> None:
    participation, room = world.participations[slug], room_of(slug)
    requirement = Requirement.objects.get(cohort=participation.cohort, code=CODE)
    owed = ObligationFactory(requirement=requirement, participation=participation)
    output = Deliverable.objects.create(obligation=owed, state=State.APPROVED)
    author = world.people[next(iter(SEATS[slug]))]
    readers = EVERYBODY if is_public(slug) else room
    values = {"open": world.word(f"public answer of {slug}", readers), "sure": "4"}
    values |= {name: world.word(f"{name} answer of {slug}", room) for name in ("inside", "who")}
    content = {"slug": "all", "rows": [{"id": str(UUID(int=owed.pk)), "values": values, "shown": {}}]}
    revision = Revision.objects.create(
        deliverable=output,
        number=1,
        by=author,
        created_at=NOW,
        submitted_by=author,
        submitted_at=NOW,
        form=form,
        content={"form": form.digest, "sections": [content]},
        note=world.word(f"note of what {slug} told", room),
    )
    Review.objects.create(
        revision=revision,
        verdict=Verdict.APPROVED,
        by=world.people["staff"],
        at=NOW,
        fingerprint="0" * 64,
        note=world.word(f"answer to what {slug} told", people_of(slug)),
    )
    publication = Publication.objects.create(deliverable=output, revision=revision, state=state, at=NOW)
    note = world.word(f"history of what {slug} published", people_of(slug))
    record(publication, "note", "noted", by=None, now=NOW, note=note)


def is_public(slug: str) -> bool:
    return TOLD[slug] == PublicationState.PUBLIC and slug != "osijek"


def told() -> Iterator[tuple[str, Obligation]]:
    for each in Obligation.objects.filter(requirement__code=CODE).select_related("participation__city"):
        yield each.participation.city.slug, each


def pages_of_visitors(world: World) -> Iterator[Any]:
    return (({"slug": slug, "pk": each.pk}, EVERYBODY if is_public(slug) else NOBODY, NOBODY) for slug, each in told())


def files_of_visitors(world: World) -> Iterator[Any]:
    """The form lets no file out."""
    return (({"slug": slug, "pk": each.pk, "file_pk": 1}, NOBODY, NOBODY) for slug, each in told())


def previews(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, people_of(slug) | TEAM, NOBODY) for slug, each in told())


def questions(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, room_of(slug) | TEAM, TEAM) for slug, each in told())


def consents(world: World) -> Iterator[Any]:
    for slug, each in told():
        leads = frozenset(role for role, seat in SEATS[slug].items() if seat == "lead")
        yield {"pk": each.pk}, room_of(slug) | TEAM, leads


def counted(world: World) -> Iterator[Any]:
    for cohort in Cohort.objects.all():
        yield {"slug": cohort.slug, "code": CODE, "section": "all", "field": "sure"}, TEAM, NOBODY


def forms(world: World) -> Iterator[Any]:
    return (({"slug": cohort.slug, "code": CODE}, TEAM, NOBODY) for cohort in Cohort.objects.all())


def taken_over(world: World) -> Iterator[Any]:
    for cohort in Cohort.objects.all():
        yield {"slug": cohort.slug}, EVERYBODY if cohort.is_public else people_of("osijek") | TEAM, TEAM


DOORS: dict[str, Row] = {
    **of_each(pages_of_visitors, "published_output"),
    **of_each(files_of_visitors, "published_file"),
    **of_each(previews, "deliverables:preview"),
    **of_each(questions, "deliverables:propose", "deliverables:withdraw"),
    **of_each(consents, "deliverables:consent", "deliverables:withhold"),
    **of_the_team(Cohort, "deliverables:answers", "deliverables:forms", key="slug"),
    **of_each(counted, "deliverables:rows"),
    **of_each(forms, "deliverables:form"),
    **of_each(taken_over, "deliverables:take_over_forms"),
}
