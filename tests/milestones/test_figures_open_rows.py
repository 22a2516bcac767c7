"""Every figure of the desk, of the matrix and of the answers read across opens just the rows that it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import escape, unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation
from cities.models import City
from cohorts.models import Cohort, Participation
from deliverables.models import Deliverable, Revision
from hours.models import MonthSheet
from mailing.models import Message
from mailing.states import State as Mail
from milestones.actions.obligations import fulfil, waive
from milestones.models import Milestone, Obligation, Requirement
from stories.models import Story
from tests.deliverables.across import make_across
from tests.deliverables.world import enter
from tests.factories import (
    CityFactory,
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OUTPUTS = ("roadmap", "plan", "report")
STANDS = {
    "roadmap": ("approved", "approved", "approved", "submitted", "changes_asked", "late", "waived"),
    "plan": ("approved", "submitted", "late", "late", "draft", "waived", "open"),
    "report": ("open", "open", "due_soon", "late", "waived", "waived", "approved"),
}
"""Of seven cities how each output stands."""
DAYS = {"late": -9, "due_soon": 5}
FIGURE = re.compile(
    r'<p class="tile__figure"><a href="([^"]+)">(\d+)</a>'
    r'|<li><a href="([^"]+)"><span class="dot[^>]*></span><span class="num">(\d+)</span>'
)
FOOT = re.compile(r'<a(?: class="is-late")? href="([^"]+)">(\d+) (?:of \d+|late|waived)</a>')
COUNTED = re.compile(r'<td class="num"><a href="([^"]+)"[^>]*>(\d+)<')


@pytest.fixture
def cohort() -> Cohort:
    """Seven cities that owe three outputs, one that left, and a second cohort where the same things are amiss."""
    now = timezone.now()
    cohort = running("One", seven=True)
    running("Another", seven=False)
    for state in (Mail.BOUNCED, Mail.DEAD, Mail.IN_DOUBT, Mail.DUE, Mail.CANCELLED):
        Message.objects.create(
            key=f"note:{state}", kind="note", to=f"{state}@example.org", subject=state, text="-", html="-", state=state
        )
    for n, state in enumerate(("offered", "offered", "draft")):
        Story.objects.create(title=f"Story {n}", slug=f"story-{n}", state=state, changed_at=now)
    return cohort


def running(name: str, *, seven: bool) -> Cohort:
    today = timezone.localdate()
    cohort = CohortFactory(name=name, starts_on=today - timedelta(days=120), ends_on=today + timedelta(days=200))
    module = ModuleFactory(cohort=cohort, starts_on=cohort.starts_on, ends_on=cohort.ends_on)
    asked = [
        RequirementFactory(module=module, code=code, name=code.title(), position=n) for n, code in enumerate(OUTPUTS)
    ]
    first = Milestone.objects.create(cohort=cohort, name="Under way", position=1)
    first.requirements.set(asked[:1])
    for n in range(7 if seven else 2):
        member = ParticipationFactory(cohort=cohort, city=CityFactory(country="PT" if n % 2 else "RO"))
        people(member.city, n)
        for requirement in asked:
            owe(member, requirement, STANDS[requirement.code][n])
        MonthSheet.objects.create(
            seat=member.city.seats.earliest("pk"),
            participation=member,
            month=(today.replace(day=1) - timedelta(days=1)).replace(day=1),
            state="open" if n % 3 == 0 else "complete",
        )
    left = ParticipationFactory(cohort=cohort, withdrawn_on=today, withdrawal_reason="No people")
    for requirement in asked:
        owe(left, requirement, "late")
    return cohort


def people(city: City, n: int) -> None:
    """Of some cities nobody leads, in some an invitation lies about."""
    SeatFactory(city=city, role="lead" if n % 3 else "second")
    if n % 2:
        sent_at = timezone.now() - timedelta(days=20)
        letter = Invitation.objects.create(
            email=f"{city.slug}@example.org", token_hash=city.slug, sent_at=sent_at, expires_at=timezone.now()
        )
        for role in ("deputy", "viewer"):
            SeatFactory(city=city, user=None, role=role, invitation=letter, email=f"{role}@{city.slug}.example.org")


def owe(member: Participation, requirement: Requirement, stands: str) -> None:
    due_on = timezone.localdate() + timedelta(days=DAYS.get(stands, 60))
    owed = ObligationFactory(requirement=requirement, participation=member, base_due_on=due_on)
    Obligation.objects.filter(pk=owed.pk).update(effective_due_on=due_on)
    staff = UserFactory(staff=True)
    if stands in ("submitted", "changes_asked", "approved"):
        output = Deliverable.objects.create(obligation=owed, state=stands)
        at = timezone.now()
        Revision.objects.create(
            deliverable=output, number=1, by=staff, created_at=at, submitted_at=at, submitted_by=staff
        )
        fulfil(owed, by=staff, now=at, by_evidence=True)
    elif stands == "draft":
        Deliverable.objects.create(obligation=owed, state=stands)
    elif stands == "waived":
        waive(owed, by=staff, now=timezone.now(), reason="Merged with another.")


def opened(client: Client, address: str) -> int:
    """How many rows the page at this address lists, and that its filters stand there as chosen."""
    page = client.get(address)
    assert page.status_code == 200, address
    context = page.context
    form = context["filter"].form if "filter" in context else None
    if form is not None:
        assert form.is_valid(), (address, form.errors)
        chosen = {name: str(value) for name, value in page.wsgi_request.GET.items() if name in form.fields}
        for value in map(escape, chosen.values()):
            shown = rf'<option value="{re.escape(value)}" selected|<input [^>]*value="{re.escape(value)}"'
            assert re.search(shown, page.text), (address, value)
    if "undone" in context:
        state = context["state"]
        return str(context["undone"]).count("<li><a ") if state else len(context["matrix"].rows)
    if "active" in context:
        return len(context["active"])
    if context.get("page_obj") or context.get("page"):
        return (context.get("page_obj") or context["page"]).paginator.count
    return len(context["rows"])


def differing(client: Client, page: str, figures: Iterator[tuple[str, str]]) -> list[tuple[str, int, int]]:
    """The figures that say another number than their address lists; there has to be one figure at least."""
    pairs = [(unescape(url), int(number)) for url, number in figures]
    assert pairs
    full = [(url if url.startswith("/") else f"{page.partition('?')[0]}{url}", number) for url, number in pairs]
    return [(url, number, n) for url, number in full if (n := opened(client, url)) != number]


def test_each_tile_and_each_part_of_it_opens_the_cities_it_counts(cohort: Cohort) -> None:
    staff = enter(UserFactory(staff=True))
    desk = f"/programme/?cohort={cohort.slug}"
    found = [tuple(filter(None, each)) for each in FIGURE.findall(staff.get(desk).text)]
    assert tuple(number for url, number in found if "state=approved" in url)[::2] == ("3", "1", "1")
    assert differing(staff, desk, iter(found)) == []


def test_each_line_of_the_desk_opens_what_it_counts(cohort: Cohort) -> None:
    staff = enter(UserFactory(staff=True))
    lines = staff.get(f"/programme/?cohort={cohort.slug}").context["lines"]
    said = {line.text: line.number for line in lines}
    assert list(said.values()) == [4, 2, 3, 3, 3, 3, 2], said
    assert [(line.text, line.number) for line in lines if opened(staff, line.rows or line.url) != line.number] == []


@pytest.mark.parametrize("query", ["", "?country=PT", "?milestone=", "?requirement=plan"])
def test_the_foot_of_each_column_opens_what_it_sums_up(cohort: Cohort, query: str) -> None:
    staff = enter(UserFactory(staff=True))
    reached = str(cohort.milestones.get().pk) if query == "?milestone=" else ""
    address = f"/programme/cohorts/{cohort.slug}/{query}{reached}"
    assert differing(staff, address, iter(FOOT.findall(staff.get(address).text))) == []


def test_the_counts_above_the_matrix_hold_beside_the_other_filters(cohort: Cohort) -> None:
    staff = enter(UserFactory(staff=True))
    address, milestone = f"/programme/cohorts/{cohort.slug}/", cohort.milestones.get()
    page = staff.get(address, {"milestone": milestone.pk}).context
    for state, _look, count in page["chips"]:
        both = staff.get(address, {"milestone": milestone.pk, "state": state}).context
        assert (len(both["matrix"].rows), state) == (count, state)
    late = staff.get(address, {"state": "late"}).context
    both = staff.get(address, {"state": "late", "milestone": milestone.pk}).context
    assert len(both["matrix"].rows) == late["tallies"][0].reached


@pytest.mark.parametrize("query", ["", "?country=PT", "?read=approved", "?output=stakeholder-engagement-plan"])
def test_each_answer_read_across_opens_its_rows(query: str) -> None:
    world = make_across(cities=2)
    for approved in (True, False):
        for owed in world.city(country="PT").values():
            world.hand_in(owed, approved=approved)
    staff = enter(world.staff)
    address = f"/programme/cohorts/{world.cohort.slug}/answers/{query}"
    figures = COUNTED.findall(staff.get(address).text)
    assert differing(staff, address, iter(figures)) == []
    inside = unescape(figures[0][0])
    assert differing(staff, inside, iter(COUNTED.findall(staff.get(inside).text))) == []
