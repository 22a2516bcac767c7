"""What people make and write: outputs, stories, hours, and what only the programme team has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.actions import invite
from cities.models import Representative, Theme
from cohorts.models import ImportDraft
from deliverables.models import Deliverable, Review, Revision, RevisionFile
from deliverables.states import State, Verdict
from hours.models import HoursEntry, MonthSheet
from mailing.models import Message
from milestones.models import Extension, Obligation
from milestones.states import ObligationState
from stories.models import Picture, Story
from tests.visibility.roles import EVERYBODY, NOW, SEATS, World, people_of, room_of
from workflow.history import record


def obligation(world: World, owed: Obligation) -> None:
    slug, code = world.city_of(owed), owed.requirement.code
    own = people_of(slug)
    for verb in ("extend", "note"):
        note = world.word(f"history of {slug}'s {code} ({verb})", own)
        record(owed, verb, "noted", by=None, now=NOW, note=note)
    Extension.objects.create(
        obligation=owed,
        new_due_on=date(2026, 6, 1),
        at=NOW,
        reason=world.word(f"why {slug}'s {code} was extended", own),
    )
    if code == "kickoff":
        owed.state, owed.fulfilled_at = ObligationState.FULFILLED, NOW
        owed.fulfilled_note = world.word(f"evidence for {slug}'s {code}", own)
        owed.save()
        return
    deliverable = Deliverable.objects.create(obligation=owed, state=State.DRAFT)
    if code == "roadmap":
        _handed_in(world, deliverable, slug)
    _revision(world, deliverable, 2, f"draft of {slug}'s {code}", own)


def _handed_in(world: World, deliverable: Deliverable, slug: str) -> None:
    obligation = deliverable.obligation
    revision = _revision(world, deliverable, 1, f"{slug}'s roadmap", room_of(slug))
    revision.submitted_at, revision.submitted_by = NOW, revision.by
    revision.save()
    note = world.word(f"answer to {slug}'s roadmap", people_of(slug))
    Review.objects.create(
        revision=revision,
        verdict=Verdict.CHANGES_ASKED,
        note=note,
        fingerprint="0" * 64,
        by=world.people["staff"],
        at=NOW + timedelta(days=1),
    )
    deliverable.state = State.CHANGES_ASKED
    deliverable.save()
    obligation.state, obligation.fulfilled_at = ObligationState.FULFILLED, NOW
    obligation.save()
    note = world.word(f"history of {slug}'s output", people_of(slug))
    record(deliverable, "note", "noted", by=None, now=NOW, note=note)


def _revision(world: World, deliverable: Deliverable, number: int, what: str, readers: Iterable[str]) -> Revision:
    slug = world.city_of(deliverable.obligation)
    author = world.people[next(iter(SEATS[slug]))]
    revision = Revision.objects.create(
        deliverable=deliverable, number=number, by=author, created_at=NOW, note=world.word(f"note of {what}", readers)
    )
    content = world.word(f"content of {what}", readers).encode()
    RevisionFile.objects.create(
        revision=revision,
        file=default_storage.save("deliverables/00/file", ContentFile(content)),
        by=author,
        at=NOW,
        name=f"{world.word(f'file name of {what}', readers)}.pdf",
        size=len(content),
        sha256="0" * 64,
        content_type="application/pdf",
    )
    return revision


def stories(world: World, slug: str) -> None:
    """In every state, by somebody whose seat has ended since; Soria's are about a cohort that is not public."""
    for state in ("draft", "offered", "retired") if slug == "osijek" else ("draft", "offered", "published", "retired"):
        readers = EVERYBODY if state == "published" else people_of(slug)
        said = {
            part: world.word(f"{part} of a {state} story of {slug}", readers)
            for part in ("title", "lead", "body", "pull_quote", "byline")
        }
        story = Story.objects.create(
            slug=f"{state}-of-{slug}",
            state=state,
            written_by=world.people["ended"],
            changed_at=NOW,
            published_on=date(2026, 3, 1),
            cohort=world.cohorts["hidden" if slug == "soria" else "public"],
            **said,
        )
        story.cities.set([world.cities[slug]])
        alt, credit, content = (
            world.word(f"{part} of a picture ({state}, {slug})", readers) for part in ("alt", "credit", "content")
        )
        place = default_storage.save("pictures/picture.jpg", ContentFile(content.encode()))
        Picture.objects.create(story=story, file=place, alt=alt, credit=credit, width=4, height=3)
        record(
            story,
            "send_back",
            "sent it back",
            by=None,
            now=NOW,
            note=world.word(f"history of the {state} story of {slug}", people_of(slug)),
        )


def hours(world: World, slug: str) -> None:
    own = people_of(slug)
    for seat in Representative.objects.active().writing().filter(city=world.cities[slug]):
        sheet = MonthSheet.objects.create(
            seat=seat,
            participation=world.participations[slug],
            month=date(2026, 3, 1),
            note=world.word(f"note on a month of {slug}", own),
        )
        HoursEntry.objects.create(
            sheet=sheet, kind="outputs", hours=7, note=world.word(f"note on hours of {slug}", own)
        )
        record(sheet, "note", "noted", by=None, now=NOW, note=world.word(f"history of hours of {slug}", own))


def programme(world: World) -> None:
    """What only the programme team has: its outbox, its own invitations, files that wait for an import."""
    Theme.objects.create(slug="heat", name="Heat", kind="domain")
    for urgent in (False, True):
        plant = world.canaries.plant if urgent else world.word
        Message.objects.create(
            key=f"mail-{urgent}",
            kind="notice",
            to="somebody@example.org",
            language="en",
            urgent=urgent,
            subject=world.word(f"subject of a mail, urgent: {urgent}", []),
            state="in_doubt",
            worker="w",
            text=plant(f"text of a mail, urgent: {urgent}", []),
            html=f"<p>{plant(f'html of a mail, urgent: {urgent}', [])}</p>",
        )
    for role in ("staff", "colleague"):
        words = (world.canaries.plant(f"{part} of the file {role} brought", {role}) for part in ("name", "content"))
        name, content = words
        sheet = f"twin_city,twin_country,representative_name,representative_email\nBelfast,UK,{content},a@example.org\n"
        ImportDraft.objects.create(
            cohort=world.cohorts["public"], by=world.people[role], file_name=name, content=sheet.encode(), made_at=NOW
        )
    invite(
        email=f"{world.word('address of a colleague to be', [])}@example.org",
        name=world.word("name of a colleague to be", []),
        language="en",
        time_zone="Europe/Brussels",
        by=world.people["staff"],
        now=NOW,
        as_programme_staff=True,
    )
