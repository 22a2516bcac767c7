"""What invented cities have done by today, in bulk: outputs in every state, with revisions, reviews and history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from cohorts.models import Cohort
from deliverables.content.document import Chapter, Document, frozen
from deliverables.content.lookups import Names, themes
from deliverables.content.schema import Form
from deliverables.models import Deliverable, OutputForm, Publication, Review, Revision
from deliverables.sheet import examples_of
from deliverables.states import PublicationState, State, Verdict
from milestones.models import Extension, Obligation
from milestones.states import ObligationState
from twinning.load import invention
from twinning.load.actions.cities import BATCH, Member
from workflow.models import Step

BEHIND = (State.APPROVED, State.SUBMITTED, State.CHANGES_ASKED, State.WAIVED, State.NOT_STARTED)
"""How the five outputs that were due by today stand, in another order for every city; the last one is late."""
AHEAD = (State.NOT_STARTED, State.DRAFT, State.NOT_STARTED)
"""The one that is due now, and the two after it."""
HANDED_IN = (State.APPROVED, State.SUBMITTED, State.CHANGES_ASKED)
VERDICTS = {State.APPROVED: Verdict.APPROVED, State.CHANGES_ASKED: Verdict.CHANGES_ASKED}
EXTENDED_BY = timedelta(days=14)
Texts = dict[str, tuple[OutputForm, dict[str, Any]]]
"""By the slug of a form: the form as it is kept, and what is written in it."""


@dataclass(frozen=True)
class Output:
    """One obligation and how far the city has come with it; `at` is when it was last worked on."""

    obligation: Obligation
    state: State
    lead: User
    at: datetime


def live(cohort: Cohort, members: Sequence[Member], *, staff: User, dice: Random, now: datetime) -> None:
    """Let the cities owe what their cohort asks, and hand in, be late, be reviewed and be waived."""
    outputs = list(_outputs(cohort, members, dice, now))
    Obligation.objects.bulk_create((each.obligation for each in outputs), batch_size=BATCH)
    _extensions(outputs, staff, now)
    begun = [each for each in outputs if each.state not in (State.NOT_STARTED, State.WAIVED)]
    deliverables = Deliverable.objects.bulk_create(
        (Deliverable(obligation=each.obligation, state=each.state) for each in begun), batch_size=BATCH
    )
    texts = _texts(cohort, now)
    revisions = Revision.objects.bulk_create(
        (_revision(deliverable, each, texts, dice) for deliverable, each in zip(deliverables, begun, strict=True)),
        batch_size=BATCH,
    )
    approved = (each for each in revisions if each.deliverable.state == State.APPROVED)
    Publication.objects.bulk_create((_publication(each) for each in approved), batch_size=BATCH)
    read = [(revision, each) for revision, each in zip(revisions, begun, strict=True) if each.state in VERDICTS]
    Review.objects.bulk_create((_review(revision, each, staff) for revision, each in read), batch_size=BATCH)
    Step.objects.bulk_create(_history(begun, staff), batch_size=BATCH)


def _outputs(cohort: Cohort, members: Sequence[Member], dice: Random, now: datetime) -> Iterator[Output]:
    requirements = cohort.requirements.select_related("cohort", "module").order_by("position")
    asked = [(each, each.due_on or cohort.ends_on) for each in requirements]
    for member in members:
        states = [*dice.sample(BEHIND, len(BEHIND)), *AHEAD]
        for (requirement, due_on), state in zip(asked, states, strict=True):
            day = min(due_on, now.date()) - timedelta(days=dice.randrange(1, 9))
            at = datetime.combine(day, time(9, dice.randrange(60)), UTC)
            obligation = Obligation(
                participation=member.participation,
                requirement=requirement,
                base_due_on=due_on,
                effective_due_on=due_on + EXTENDED_BY if state == State.DRAFT else due_on,
                **_settled(state, at),
            )
            yield Output(obligation, state, member.lead, at)


def _settled(state: State, at: datetime) -> dict[str, Any]:
    """The obligation's side of an output's state."""
    if state in HANDED_IN:
        approved_at = at if state == State.APPROVED else None
        return {"state": ObligationState.FULFILLED, "fulfilled_at": at, "approved_at": approved_at}
    if state == State.WAIVED:
        return {"state": ObligationState.WAIVED, "waived_reason": "Agreed with the programme"}
    return {"state": ObligationState.OPEN}


def _extensions(outputs: Sequence[Output], staff: User, now: datetime) -> None:
    extended = (each.obligation for each in outputs if each.obligation.extended_by)
    Extension.objects.bulk_create(
        (
            Extension(
                obligation=each,
                old_due_on=each.base_due_on,
                new_due_on=each.effective_due_on or now.date(),
                reason="More time to ask the neighbours",
                by=staff,
                at=now,
            )
            for each in extended
        ),
        batch_size=BATCH,
    )


def _texts(cohort: Cohort, now: datetime) -> Texts:
    """What every city writes in a form: its worked example."""
    texts = {}
    for slug, data in cohort.forms.items():
        form = Form(data)
        kept, _made = OutputForm.objects.get_or_create(digest=form.digest, defaults={"schema": data, "first_at": now})
        rows = examples_of(form, Names(themes=themes()))
        texts[slug] = kept, frozen(Document(form, [Chapter(section, rows[section.slug]) for section in form]))
    return texts


def _publication(revision: Revision) -> Publication:
    return Publication(
        deliverable=revision.deliverable, revision=revision, state=PublicationState.PUBLIC, at=revision.created_at
    )


def _revision(deliverable: Deliverable, output: Output, texts: Texts, dice: Random) -> Revision:
    handed_in = output.state in HANDED_IN
    form, content = texts.get(output.obligation.requirement.form, (None, None)) if handed_in else (None, None)
    return Revision(
        form=form,
        content=content,
        deliverable=deliverable,
        number=1,
        note=invention.sentence(dice),
        by=output.lead,
        created_at=output.at,
        submitted_by=output.lead if handed_in else None,
        submitted_at=output.at if handed_in else None,
    )


def _review(revision: Revision, output: Output, staff: User) -> Review:
    at = output.at + timedelta(days=1)
    return Review(revision=revision, verdict=VERDICTS[output.state], note="Read with care.", by=staff, at=at)


def _history(begun: Sequence[Output], staff: User) -> Iterator[Step]:
    kind = ContentType.objects.get_for_model(Deliverable)
    for each in begun:
        steps = [("start", each.lead, State.DRAFT)]
        if each.state in HANDED_IN:
            steps.append(("submit", each.lead, State.SUBMITTED))
        if each.state in VERDICTS:
            steps.append(("review", staff, each.state))
        for hours, (verb, by, target) in enumerate(steps):
            yield Step(
                content_type=kind,
                object_id=each.obligation.pk,
                verb=verb,
                sentence=str(target.label),
                target=target,
                by=by,
                at=each.at + timedelta(hours=hours),
            )
