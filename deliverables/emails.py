"""The mails of an output: to its city, to those who show it something, to those who review it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from cities.models import Representative
from cities.states import SeatRole
from cohorts.models import Pairing
from cohorts.states import Side
from deliverables.awaited import Awaited, review_due_on
from deliverables.content.schema import form_of
from deliverables.models import Comment, Deliverable, Endorsement, Publication, Review, Revision, Thread
from deliverables.rules import seats_that_show
from deliverables.states import Audience
from mailing.actions import put
from workflow.models import Step


def approved(review: Review) -> None:
    output = review.revision.deliverable
    _write(_of_the_city(output), output, "approved", review.revision_id, {"review": review}, review.at)


def changes_asked(review: Review) -> None:
    output = review.revision.deliverable
    context = {"review": review, "sections": titles(output, review.sections), "until": review.due_on}
    _write(_of_the_city(output), output, "changes_asked", review.revision_id, context, review.at)


def opened_again(deliverable: Deliverable, *, reason: str, now: datetime) -> None:
    sections = titles(deliverable, deliverable.open_sections)
    context = {"reason": reason, "sections": sections, "until": deliverable.open_until}
    once_per = f"{deliverable.pk}:{now.isoformat()}"
    _write(_of_the_city(deliverable), deliverable, "opened_again", once_per, context, now)


def titles(deliverable: Deliverable, slugs: Sequence[str] | None) -> list[str]:
    """The titles of these sections in the order of the form; none when all of them are meant."""
    return [section.title for section in form_of(deliverable.obligation.requirement) if section.slug in (slugs or ())]


def endorsement_asked(revision: Revision, awaited: Awaited) -> None:
    """To the people of the pilot side who could give it."""
    output, at = revision.deliverable, revision.submitted_at
    asked = _people(seats_that_show(output))
    _write(asked, output, "endorsement_asked", revision.pk, {"revision": revision, "awaited": awaited}, at)


def endorsed(endorsement: Endorsement) -> None:
    """To the city, and to the colleague whose turn it is now."""
    output, at = endorsement.revision.deliverable, endorsement.at
    readers = list(_of_the_city(output))
    if output.reviewer and output.reviewer not in readers:
        readers.append(output.reviewer)
    _write(readers, output, "endorsed", endorsement.revision_id, {"endorsement": endorsement}, at)


def assigned(outputs: Sequence[Deliverable], steps: Sequence[Step], *, to: Any, by: Any) -> None:
    """One mail about everything that was given to a colleague in one go; `steps` are its history, one for each."""
    waiting = Deliverable.objects.in_review().filter(pk__in=[each.pk for each in outputs])
    since = {each.pk: each.waiting_since for each in waiting}
    lines = [
        {"output": each, "due_on": review_due_on(each, since[each.pk]) if each.pk in since else None}
        for each in outputs
    ]
    address = outputs[0].get_absolute_url() if len(outputs) == 1 else f"{reverse('deliverables:reviews')}?whose=mine"
    put(
        key=f"deliverable:assigned:{steps[0].pk}",
        kind="deliverable:assigned",
        to=to.email,
        recipient=to,
        language=to.language,
        template="deliverables/mails/assigned",
        context={"lines": lines, "by": by, "reader": to, "address": address, "first": outputs[0]},
        about=address,
        not_before=steps[0].at,
    )


def commented(comment: Comment) -> None:
    """To whoever the thread concerns and can read it. Until they have spoken again, nobody is told a second time."""
    thread = comment.thread
    last_words = dict(thread.comments.order_by().values_list("by").annotate(Max("pk")))
    for person in concerned(thread, comment.by):
        once_per = f"{thread.pk}:{last_words.get(person.pk, 0)}"
        context = {"comment": comment, "thread": thread, "audience": thread.get_audience_display()}
        _write([person], thread.deliverable, "comment", once_per, context, comment.at)


def concerned(thread: Thread, speaker: Any) -> list[Any]:
    """Those who should hear of a new comment: who spoke in the thread, the sides it is addressed to, the reviewer.

    While an output has no reviewer and nobody of the programme team is in the thread, a question goes to all of them.
    """
    output = thread.deliverable
    spoke = thread.comments.order_by().values("by")
    near = Q(pk__in=spoke) | Q(pk=output.reviewer_id)
    if thread.audience != Audience.STAFF:
        near |= Q(pk__in=_of_the_city(output).values("pk"))
    if thread.audience == Audience.PAIRING:
        near |= Q(pk__in=_people(seats_that_show(output)).values("pk")) | Q(pk__in=_facilitators(output))
    team = get_user_model().objects.filter(is_active=True, is_programme_staff=True)
    if output.reviewer_id is None and not team.filter(pk__in=spoke).exists():
        near |= Q(is_programme_staff=True)
    people = get_user_model().objects.filter(near, is_active=True).exclude(pk=speaker.pk).order_by("pk")
    return [each for each in people if Thread.objects.visible_to(each).filter(pk=thread.pk).exists()]


def publication_proposed(publication: Publication) -> None:
    """To those who can consent: whoever leads the city, and its second."""
    output = publication.deliverable
    seats = Representative.objects.active().filter(city=output.obligation.participation.city_id)
    deciding = _people(seats.filter(role__in=(SeatRole.LEAD, SeatRole.SECOND)))
    context = {"publication": publication, "preview": reverse("deliverables:preview", args=[output.pk])}
    once_per = f"{publication.pk}:{publication.at.isoformat()}"
    _write(deciding, output, "publication_proposed", once_per, context, publication.at)


def _of_the_city(deliverable: Deliverable) -> QuerySet[Any]:
    """Everybody with a seat of the owing city."""
    return _people(Representative.objects.active().filter(city=deliverable.obligation.participation.city_id))


def _people(seats: QuerySet[Representative]) -> QuerySet[Any]:
    return get_user_model().objects.filter(pk__in=seats.values("user")).order_by("pk")


def _facilitators(deliverable: Deliverable) -> QuerySet[Any, Any]:
    learning = {"sides__participation": deliverable.obligation.participation_id, "sides__side": Side.LEARNING}
    return Pairing.objects.standing().filter(**learning).exclude(facilitator=None).values("facilitator")


def _write(
    people: Iterable[Any], deliverable: Deliverable, name: str, once_per: object, context: dict[str, Any], at: Any
) -> None:
    """One mail for each person. `once_per` names what may be told to them only once."""
    address = deliverable.get_absolute_url()
    for person in people:
        put(
            key=f"deliverable:{name}:{once_per}:{person.pk}",
            kind=f"deliverable:{name}",
            to=person.email,
            recipient=person,
            language=person.language,
            template=f"deliverables/mails/{name}",
            context={"deliverable": deliverable, "reader": person, "address": address, **context},
            about=address,
            not_before=at,
        )
