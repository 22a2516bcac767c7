"""Discussion groups run on sessions alone: phases are modules, and who completed which is shown and taken away."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from cohorts.actions.programmes import ensure
from learning.actions import attendance, guests
from learning.actions.sessions import Said, When, announce, draft
from learning.links import Wish, confirm_path
from learning.models import LearningSession
from learning.reading import attended, cities_completing, people_completing
from milestones.actions.joining import join
from milestones.actions.starting import plan_start, start_cohort
from milestones.models import Requirement
from tests.factories import CityFactory, SeatFactory, ThemeFactory, UserFactory
from tests.learning.world import NOW, World, enter

pytestmark = pytest.mark.django_db


def test_a_discussion_group_runs_from_onboarding_to_completed_phases() -> None:
    staff = UserFactory(staff=True)
    cohort = start_cohort(
        plan_start(ensure("online-discussion-groups"), number=1, starts_on=NOW.date()), by=staff, now=NOW
    )
    aachen, visby = CityFactory(name="Aachen"), CityFactory(name="Visby")
    join(cohort, aachen, "lead", joined_on=NOW.date(), by=staff, now=NOW)
    join(cohort, visby, "partner", joined_on=NOW.date(), by=staff, now=NOW)
    eva = SeatFactory(city=visby, user__name="Eva").user
    held = [
        hold(requirement, number, [(aachen, ThemeFactory())], staff)
        for number, requirement in enumerate(cohort.requirements.filter(kind="session").order_by("position"))
        if requirement.code in ("onboarding", "energy")
    ]
    for session in held:
        take_part(session, ["Guest", eva] if session.requirement.code == "onboarding" else ["Guest"], staff)
    modules = list(cohort.modules.order_by("position"))
    people = {row.name: [(each.done, each.asked) for each in row.phases] for row in people_completing(cohort, modules)}
    assert people == {"Guest": [(1, 1), (1, 1), (0, 0)], "Eva": [(1, 1), (0, 1), (0, 0)]}
    cities = {row.name: [(each.done, each.asked) for each in row.phases] for row in cities_completing(cohort, modules)}
    assert cities == {"Aachen": [(0, 1), (0, 0), (0, 0)], "Visby": [(1, 1), (0, 5), (0, 5)]}
    book = enter(staff).get(f"/programme/cohorts/{cohort.slug}/phases/", {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:5] == [
        "Name",
        "City",
        "E-mail",
        "Phase 1: onboarding",
        "Phase 1: onboarding: of",
    ]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Eva", "Guest"]


def hold(requirement: Requirement, number: int, leads: list, staff: object) -> LearningSession:
    when = When(NOW + timedelta(days=number + 1), "Europe/Brussels", 60)
    fields = {
        "title": requirement.name,
        "requirement": requirement,
        "module": requirement.module,
        "audience": "public",
        "online_link": "https://meet.example.org/",
        "kind": "discussion",
    }
    made = draft(requirement.cohort, Said(fields, when, leads=leads), by=staff, now=NOW)
    return announce(made, by=staff, now=NOW)


def take_part(session: LearningSession, people: list, staff: object) -> None:
    from learning.actions.registering import register  # noqa: PLC0415

    over = session.ends_at + timedelta(minutes=1)
    for person in people:
        if person == "Guest":
            wish = Wish([session.pk], "Guest", "guest@example.org", "en", "Europe/Brussels")
            guests.confirm(confirm_path(wish, now=NOW).rstrip("/").rpartition("/")[2], now=NOW)
        else:
            register(session, by=person, now=NOW)
    marks = {each.pk: "present" for each in session.registrations.all()}
    attendance.note(session, marks, by=staff, now=over)
    attendance.close(session, by=staff, now=over)


def test_the_hours_room_reads_attended_minutes_of_closed_sessions_in_their_own_day(world: World) -> None:
    late = When(NOW.replace(day=31, hour=22, minute=30), "Europe/Brussels", 45)  # 1 June, half past midnight there
    session = world.session(when=late)
    place = world.place(session, world.ana)
    june, may = (late.starts_at.date().replace(month=6, day=1), late.starts_at.date())
    attendance.note(session, {place.pk: "present"}, by=world.staff, now=late.ends_at)
    assert attended(world.ana, june, june) == []
    attendance.close(session, by=world.staff, now=late.ends_at)
    assert [(each.session, each.minutes) for each in attended(world.ana, june, june)] == [(session, 45)]
    assert (attended(world.ana, may, may), attended(world.greta, june, june)) == ([], [])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_a_session_is_taken_away(world: World, kind: str) -> None:
    session = world.session()
    world.place(session, world.ana)
    answer = enter(world.staff).get(f"/sessions/{session.pk}/people/", {"export": kind})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="session-{session.pk}.{kind}"'
    assert enter(world.ana).get(f"/sessions/{session.pk}/people/", {"export": kind}).status_code == 403
