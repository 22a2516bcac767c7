"""Every address of the portal: with which objects it is tried, who may see them there, who may act on them.

A new route has no row here, and the test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Invitation, User
from cities.models import Representative
from cohorts.models import Cohort
from deliverables.models import RevisionFile
from hours.models import MonthSheet
from mailing.models import Message
from milestones.models import Obligation, Requirement
from milestones.states import Kind
from stories.models import Picture, Story
from tests.visibility import (
    calendars,
    declared,
    published,
    sessions,
    taken_away,
    talked_about,
    thread,
    travelling,
    written,
)
from tests.visibility.door import NOBODY, TEAM, Door, Row, of_each, of_the_team, pages, still_in
from tests.visibility.roles import EVERYBODY, SEATS, WITH_A_LOGIN, World, people_of, room_of, writers_of


def outputs(world: World) -> Iterator[tuple[Obligation, frozenset[str]]]:
    """What has been handed in once is known to the room, the rest to the city alone."""
    for each in Obligation.objects.filter(requirement__kind=Kind.OUTPUT).select_related(
        "participation__city", "requirement"
    ):
        slug = each.participation.city.slug
        handed_in = each.requirement.code in ("roadmap", published.CODE)
        yield each, (room_of(slug) if handed_in else people_of(slug)) | TEAM


def city_outputs(world: World) -> Iterator[Any]:
    for each, readers in outputs(world):
        slug = each.participation.city.slug
        yield {"pk": each.pk}, readers, still_in(slug)


def read_outputs(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, readers, NOBODY) for each, readers in outputs(world))


def judged_outputs(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, readers, TEAM) for each, readers in outputs(world))


def files(world: World) -> Iterator[Any]:
    for each in RevisionFile.objects.select_related("revision__deliverable__obligation__participation__city"):
        slug = world.city_of(each.revision.deliverable.obligation)
        readers = people_of(slug) if each.revision.is_draft else room_of(slug)
        kwargs = {"pk": each.revision.deliverable_id, "file_pk": each.pk}
        yield kwargs, readers | TEAM, still_in(slug)


def taken_out_files(world: World) -> Iterator[Any]:
    """Who knows the output but does not write it is refused before the file is looked for."""
    readers = {each.pk: known for each, known in outputs(world)}
    return ((kwargs, readers[kwargs["pk"]], acts) for kwargs, _readers, acts in files(world))


def obligations(world: World) -> Iterator[Any]:
    for each in Obligation.objects.select_related("participation__city"):
        yield {"pk": each.pk}, people_of(each.participation.city.slug) | TEAM, TEAM


def ladders(world: World) -> Iterator[Any]:
    """The milestones of a city stand with what it owes; where it owes nothing there is nothing to see."""
    for slug, each in world.participations.items():
        yield {"pk": each.pk}, people_of(slug) | TEAM if each.obligations.exists() else NOBODY, NOBODY


def read_cohorts(world: World) -> Iterator[Any]:
    return ((kwargs, readers, NOBODY) for kwargs, readers, _acts in cohorts(world))


def cohorts(world: World) -> Iterator[Any]:
    for each in Cohort.objects.all():
        yield {"slug": each.slug}, EVERYBODY if each.is_public else people_of("osijek") | TEAM, TEAM


def members(world: World) -> Iterator[Any]:
    for slug, each in world.participations.items():
        readers = EVERYBODY if each.cohort.is_public else people_of("osijek") | TEAM
        yield {"slug": each.cohort.slug, "city": slug}, readers, TEAM


def requirements(world: World) -> Iterator[Any]:
    for each in Requirement.objects.select_related("cohort"):
        cities = [slug for slug, member in world.participations.items() if member.cohort_id == each.cohort_id]
        people = frozenset().union(*(people_of(slug) for slug in cities))
        yield {"slug": each.cohort.slug, "code": each.code}, people | TEAM, TEAM


def cities(world: World) -> Iterator[Any]:
    for slug in world.cities:
        yield {"slug": slug}, WITH_A_LOGIN if slug == "osijek" else EVERYBODY, NOBODY


def own_cities(world: World) -> Iterator[Any]:
    return (({"slug": slug}, people_of(slug) | TEAM, writers_of(slug) | TEAM) for slug in world.cities)


def desk_cities(world: World) -> Iterator[Any]:
    return (({"slug": slug}, TEAM, TEAM) for slug in world.cities)


def names_of_cities(world: World) -> Iterator[Any]:
    return (({"slug": slug, "pk": city.names.get().pk}, TEAM, TEAM) for slug, city in world.cities.items())


def rooms(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, readers | TEAM, NOBODY) for each, readers in world.pairings.items())


def paired(world: World) -> Iterator[Any]:
    return (({"pk": each.pk}, readers | TEAM, TEAM) for each, readers in world.pairings.items())


def stories(
    world: World, acts: Callable[[str], frozenset[str]]
) -> Iterator[tuple[Story, frozenset[str], frozenset[str]]]:
    for each in Story.objects.prefetch_related("cities"):
        slug = each.cities.all()[0].slug
        yield each, EVERYBODY if each.state == "published" else people_of(slug) | TEAM, acts(slug)


def read_stories(world: World) -> Iterator[Any]:
    return (({"slug": each.slug}, readers, acts) for each, readers, acts in stories(world, lambda slug: NOBODY))


def pictures(world: World) -> Iterator[Any]:
    by_story = {each.story_id: each.pk for each in Picture.objects.all()}
    return (({"pk": by_story[each.pk]}, readers, acts) for each, readers, acts in stories(world, lambda slug: NOBODY))


def written_stories(world: World) -> Iterator[Any]:
    return (
        ({"slug": each.slug}, readers, acts)
        for each, readers, acts in stories(world, lambda slug: writers_of(slug) | TEAM)
    )


def moved_stories(world: World) -> Iterator[Any]:
    for each, readers, acts in stories(world, lambda slug: writers_of(slug) | TEAM):
        for move in ("offer", "take_back", "send_back", "publish", "retire"):
            kwargs = {"slug": each.slug, "move": move}
            yield kwargs, readers, acts if move in ("offer", "take_back") else TEAM


def own_months(world: World) -> Iterator[Any]:
    for slug, each in world.participations.items():
        yield {"participation": each.pk, "text": "2026-03"}, still_in(slug), still_in(slug)


def own_hours(world: World) -> Iterator[Any]:
    return (({"participation": each.pk}, still_in(slug), NOBODY) for slug, each in world.participations.items())


def statements(world: World) -> Iterator[Any]:
    """What somebody did, row by row, is read by themselves and by staff."""
    for each in MonthSheet.objects.select_related("seat__user"):
        own = frozenset(role for role, person in world.people.items() if person == each.seat.user)
        yield {"participation": each.participation_id, "seat": each.seat_id}, own | TEAM, NOBODY


def months_on_the_desk(world: World) -> Iterator[Any]:
    return (({"participation": each.pk, "text": "2026-03"}, TEAM, NOBODY) for each in world.participations.values())


def lockable_months(world: World) -> Iterator[Any]:
    return ((kwargs, readers, TEAM) for kwargs, readers, _acts in months_on_the_desk(world))


def months_of_cohorts(world: World) -> Iterator[Any]:
    return (({**kwargs, "text": "2026-03"}, readers, acts) for kwargs, readers, acts in cohorts(world))


def sheets(world: World) -> Iterator[Any]:
    for each in MonthSheet.objects.select_related("participation__city"):
        yield {"pk": each.pk}, people_of(each.participation.city.slug) | TEAM, TEAM


def keys(world: World) -> Iterator[Any]:
    yield {"pk": world.authenticator.pk}, frozenset({"alba"}), frozenset({"alba"})


def by_letter(world: World) -> Iterator[Any]:
    yield {"token": "no-such-token"}, EVERYBODY, NOBODY


DOORS: dict[str, Row] = {
    **pages("home", "stories", "cities", "cohorts", "map", "about", "privacy", "accessibility", sees=EVERYBODY),
    **pages("healthz", "readyz", "stories:feed", "sitemap", sees=EVERYBODY),
    **of_each(read_cohorts, "cohort", "cohort_pairings"),
    **of_each(cities, "city"),
    **of_each(read_stories, "story"),
    **of_each(pictures, "stories:picture"),
    **of_each(by_letter, "cities:claim"),
    **pages("first_page", "workspace", "cities:people", "cities:own", sees=WITH_A_LOGIN),
    **pages("stories:mine", "deliverables:outputs", sees=WITH_A_LOGIN),
    **pages("accounts:preferences", sees=WITH_A_LOGIN, acts=WITH_A_LOGIN),
    **of_each(own_cities, "cities:describe"),
    **of_each(ladders, "city_milestones"),
    **of_each(rooms, "cohorts:pairing"),
    **of_each(city_outputs, "deliverables:output", "deliverables:save_draft", "deliverables:submit"),
    **of_each(read_outputs, "deliverables:compare"),
    **of_each(judged_outputs, "deliverables:approve", "deliverables:ask_for_changes", "deliverables:reopen"),
    **of_each(judged_outputs, "deliverables:waive_verdicts", "deliverables:ask_verdict"),
    **of_each(files, "deliverables:file"),
    **of_each(taken_out_files, "deliverables:remove_file"),
    **pages("stories:new", "stories:preview", sees=WITH_A_LOGIN,
            acts=TEAM.union(*(writers_of(slug) for slug in SEATS))),
    **of_each(written_stories, "stories:edit", "stories:illustrate"),
    **of_each(moved_stories, "stories:take"),
    **pages("hours:hours", sees=WITH_A_LOGIN),
    **declared.DOORS,
    **of_each(own_months, "hours:month", "hours:reopen"),
    **of_each(own_hours, "hours:own_csv", "hours:own_xlsx"),
    **of_each(statements, "hours:statement"),
    **of_each(months_on_the_desk, "hours:city_month"),
    **of_each(lockable_months, "hours:lock_city"),
    **of_each(months_of_cohorts, "hours:lock"),
    **of_each(sheets, "hours:unlock"),
    **pages("desk", "programme_cohorts", "hours:programme", "stories:programme", sees=TEAM),
    **pages("deliverables:reviews", "mailing:messages", "reminders:programme", "reminders:export", sees=TEAM),
    **pages("reminders:write", sees=TEAM, acts=TEAM),
    **pages("reminders:preview", sees=NOBODY),  # of a notice that comes by itself; without one there is nothing to see
    **pages("accounts:people", "accounts:invitations", "cities:cities", sees=TEAM),
    **pages("accounts:invite", "cities:add", "cities:invite_waiting", sees=TEAM, acts=TEAM),
    **pages("milestones:start", "milestones:extend_all", sees=TEAM, acts=TEAM),
    **of_the_team(User, "accounts:person", "accounts:deactivate", "accounts:reactivate", "accounts:make_staff",
                  "accounts:end_staff"),
    **of_the_team(Invitation, "accounts:resend", "accounts:revoke"),
    **of_each(desk_cities, "cities:city", "cities:facts", "cities:add_name", "cities:appoint"),
    **of_each(names_of_cities, "cities:remove_name"),
    **of_the_team(Representative, "cities:role", "cities:hand_over", "cities:end", "cities:resend", "cities:revoke"),
    **of_the_team(Message, "mailing:message", "mailing:message_html", "mailing:mark_as_sent", "mailing:send_again"),
    **of_the_team(Cohort, "hours:export", key="slug"),
    **of_the_team(Cohort, "matrix", "milestones:import", "milestones:do_import", "milestones:remarks",
                  "milestones:participants", "milestones:pairings", "milestones:requirements", key="slug"),
    **of_each(cohorts, "milestones:make_pairing", "milestones:invite"),
    **of_each(members, "milestones:withdraw", "milestones:take_back"),
    **of_each(paired, "milestones:change_pairing", "milestones:end_pairing"),
    **of_each(requirements, "milestones:requirement"),
    **of_the_team(Obligation, "milestones:obligation"),
    **of_each(obligations, "milestones:extend", "milestones:fulfil", "milestones:reopen", "milestones:waive",
              "milestones:reinstate"),
    **thread.DOORS,
    **sessions.DOORS,
    **calendars.DOORS,
    **travelling.DOORS,
    **talked_about.DOORS,
    **published.DOORS,
    **taken_away.DOORS,
    **written.DOORS,
    # Sign-in, by allauth: it guards its own pages, and what they show is one's own.
    **pages("account_login", "account_signup", "account_inactive", "account_logout", "account_email_verification_sent",
            "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
            "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn", sees=EVERYBODY, acts=EVERYBODY),
    **pages("account_reauthenticate", "account_email", "account_change_password", "account_set_password", "mfa_index",
            "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn", sees=WITH_A_LOGIN, acts=WITH_A_LOGIN),
    "account_confirm_email": lambda world: [Door("account_confirm_email", {"key": "no-such-key"}, acts=EVERYBODY)],
    "account_reset_password_from_key": lambda world: [
        Door("account_reset_password_from_key", {"uidb36": "1", "key": "no-such-key"}, acts=EVERYBODY)
    ],
    **of_each(keys, "mfa_edit_webauthn", "mfa_remove_webauthn"),
}  # fmt: skip


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the portal but the admin's, which has a test of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.lookup_str.rpartition('.')[2]}", pattern
        elif pattern.app_name != "admin":
            yield from routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
