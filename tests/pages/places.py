"""Every page of the portal with real objects behind it: from the URLconf, the demo and a few odd cases.

A new route must be named here, under its objects or among those that are no pages; the walk stops at one that is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, reverse

from accounts.actions import invite
from accounts.models import User
from cities.actions.seats import appoint
from cities.models import City, Representative
from cohorts.actions.importing import keep_draft
from cohorts.actions.programmes import ensure
from cohorts.models import Cohort, Pairing
from deliverables.models import Deliverable, Publication
from hours.models import MonthSheet
from mailing.models import Message
from milestones.actions.starting import plan_start, start_cohort
from milestones.models import Obligation
from milestones.states import Kind
from reminders.forecast import forecast
from reminders.reading import world
from stories.models import Story
from tests.pages import declared, outputs, sessions, travelling
from tests.visibility.doors import routes
from twinning.demo.history import TLP

CITY, STAFF, VISITOR = "alba-iulia@example.org", "staff@example.org", ""
READERS = {"public": [VISITOR], "signed_in": [CITY, STAFF], None: [VISITOR, CITY]}
"""Who opens a page, by its guard; allauth's pages have none. Whatever asks for a permission is opened by staff."""

FOR_CITIES = (
    sessions.OF_A_PLACE
    | outputs.FOR_CITIES
    | travelling.OF_WHO_TRAVELS
    | {"hours:month", "cities:own", "cities:people", "deliverables:output"}
)
"""Signed-in pages that staff do not open, or open with other objects."""

ANSWERS = {
    (VISITOR, "/invitations/no-such-token/"): 410,
    (CITY, "/accounts/2fa/totp/deactivate/"): 404,
    (CITY, "/accounts/2fa/recovery-codes/"): 404,
}
"""Pages that answer with something else than 200 although nobody did anything wrong."""

NO_PAGES = declared.BUTTONS | sessions.BUTTONS | outputs.BUTTONS | travelling.BUTTONS | {
    # machines
    "healthz", "readyz", "sitemap", "stories:feed", "stories:picture", "mailing:message_html",
    # opened with a question, at the end
    "reminders:preview",
    # files
    "cohort_pairings", "published_file", "reminders:export", "deliverables:file", "hours:own_csv", "hours:own_xlsx",
    "hours:statement", "hours:export", "milestones:remarks",
    "mfa_download_recovery_codes",
    # buttons
    "accounts:deactivate", "accounts:reactivate", "accounts:make_staff", "accounts:end_staff", "accounts:resend",
    "accounts:revoke", "cities:invite_waiting", "cities:add_name", "cities:remove_name", "cities:resend",
    "cities:revoke", "deliverables:save_draft", "deliverables:remove_file", "deliverables:submit",
    "deliverables:approve", "deliverables:ask_for_changes", "deliverables:reopen",
    "deliverables:propose", "deliverables:consent", "deliverables:withhold", "deliverables:withdraw",
    "deliverables:take_over_forms", "hours:reopen", "hours:lock",
    "hours:lock_city",
    "hours:unlock", "mailing:mark_as_sent", "mailing:send_again", "milestones:do_import", "milestones:invite",
    "milestones:take_back", "milestones:extend", "milestones:fulfil", "milestones:waive", "milestones:reopen",
    "milestones:reinstate", "stories:preview", "stories:illustrate",
    "stories:take", "mfa_login_webauthn",
    # keys of one's own, which the demo's people do not have
    "account_confirm_email", "account_reset_password_from_key", "mfa_edit_webauthn", "mfa_remove_webauthn",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    reader: str
    path: str

    @property
    def status(self) -> int:
        return ANSWERS.get((self.reader, self.path), 200)

    def __str__(self) -> str:
        return f"{self.path} as {self.reader or 'a visitor'}"


def places(now: datetime) -> Iterator[Place]:
    """Every page of the loaded demo for everybody who may open it."""
    empty, token = _odd_cases(now)
    objects = _objects(empty, token) | _sessions(now)
    for name, route in routes():
        if name not in NO_PAGES:
            for kwargs in objects[name] if _asks(route) else [{}]:
                for reader in _readers(name, route):
                    yield Place(reader, reverse(name, kwargs=kwargs))
    yield from _of_staff()
    yield from _with_a_question(now)


def _readers(name: str, route: URLPattern) -> list[str]:
    guard = getattr(route.callback, "guard", None)
    return [CITY] if name in FOR_CITIES else READERS.get(guard, [STAFF])


def _asks(route: URLPattern) -> bool:
    return bool(route.pattern.converters or route.pattern.regex.groups)


def _odd_cases(now: datetime) -> tuple[Cohort, str]:
    """A cohort without cities into which a bad sheet was brought, a seat to be claimed, a colleague to be."""
    staff = User.objects.get(email=STAFF)
    plan = plan_start(ensure(TLP), number=77, starts_on=now.date(), name="Empty cohort")
    empty = start_cohort(plan, by=staff, now=now)
    sheet = b"twin_city,twin_country,representative_name\nSplit,Croatia,\nNowhere,Atlantis,Somebody\n"
    keep_draft(empty, name="cities.csv", content=sheet, by=staff, now=now)
    city = City.objects.get(slug="zaragoza")
    appoint(city=city, role="deputy", name="Pilar Demo", email="new@example.org", invite=True, by=staff, now=now)
    invite(
        email="tom@example.org",
        name="Tom Berg",
        language="en",
        time_zone="Europe/Vienna",
        by=staff,
        now=now,
        as_programme_staff=True,
    )
    letter = Message.objects.get(to="new@example.org").text
    return empty, letter.split("/invitations/")[1].split("/")[0]


def _objects(empty: Cohort, token: str) -> dict[str, list[dict[str, Any]]]:
    demo = Cohort.objects.get(is_demo=True)
    both = [{"slug": demo.slug}, {"slug": empty.slug}]
    city = City.objects.get(slug="alba-iulia")
    own = demo.participations.get(city=city)
    seat = {"pk": Representative.objects.get(city=city, role="lead", ended_on=None).pk}
    stories = [{"slug": slug} for slug in _one_of_each(Story.objects.order_by("pk"), "slug")]
    paired = [{"pk": Pairing.objects.get(cohort=demo, sides__participation=own).pk}]
    sheets = MonthSheet.objects.filter(participation=own, seat__user__email=CITY)
    months = [{"participation": own.pk, "text": f"{month:%Y-%m}"} for month in _one_of_each(sheets, "month")]
    owed = Obligation.objects.filter(participation=own, requirement__kind=Kind.OUTPUT)
    requirement = demo.requirements.filter(kind=Kind.OUTPUT).first()
    return {
        **dict.fromkeys(["cohort", "matrix", *_of_cohorts("import", "participants", "pairings")], both),
        **dict.fromkeys(_of_cohorts("make_pairing", "requirements"), both[:1]),
        **{key: [{"slug": slug} for slug in ("alba-iulia", "kozani", "zaragoza")] for key in ["city", "cities:city"]},
        **{key: [{"slug": city.slug}] for key in ["cities:describe", "cities:facts", "cities:appoint"]},
        **{key: [seat] for key in ["cities:role", "cities:hand_over", "cities:end"]},
        **dict.fromkeys(["story", "stories:edit"], stories),
        **dict.fromkeys(["cohorts:pairing", *_of_cohorts("change_pairing", "end_pairing")], paired),
        **dict.fromkeys(["hours:month", "hours:city_month"], months),
        "city_milestones": [{"pk": own.pk}],
        "cities:claim": [{"token": token}, {"token": "no-such-token"}],
        "deliverables:output": [{"pk": each.pk} for each in owed],
        **dict.fromkeys(["deliverables:answers", "deliverables:forms"], both),
        "deliverables:rows": [
            {**each, "code": "learning-roadmap", "section": "goals", "field": "theme"} for each in both
        ],
        "deliverables:form": [{"slug": demo.slug, "code": code} for code in ("learning-roadmap", "info-session")],
        **_published(),
        **outputs.output_places(demo, own),
        "milestones:obligation": [
            {"pk": pk} for pk in _one_of_each(Obligation.objects.filter(participation__cohort=demo))
        ],
        "milestones:requirement": [{"slug": demo.slug, "code": requirement.code}],
        "milestones:withdraw": [{"slug": demo.slug, "city": city.slug}],
        "accounts:person": [{"pk": User.objects.get(email=CITY).pk}],
        "mailing:message": [{"pk": pk} for pk in _one_of_each(Message.objects.all())],
    }


def _published() -> dict[str, list[dict[str, Any]]]:
    """What Soria lets everybody read, and what Alba Iulia has been asked about."""
    state = dict(Publication.objects.order_by("pk").values_list("state", "deliverable"))
    return {
        "published_output": [{"slug": "soria", "pk": state["public"]}],
        "deliverables:preview": [{"pk": state["proposed"]}],
    }


def _sessions(now: datetime) -> dict[str, list[dict[str, Any]]]:
    staff, lead = (User.objects.get(email=email) for email in (STAFF, CITY))
    demo = Cohort.objects.get(is_demo=True)
    places = declared.declared_places(Cohort.objects.get(number=77), lead, now)
    return places | sessions.session_places(demo, staff, lead, now) | travelling.travel_places(demo, staff, lead, now)


def _of_cohorts(*names: str) -> list[str]:
    return [f"milestones:{name}" for name in names]


def _one_of_each(found: QuerySet[Any], field: str = "pk") -> list[Any]:
    """One object in each state there is."""
    return list(dict(found.values_list("state", field)).values())


def _of_staff() -> Iterator[Place]:
    """An output in each state, as the programme team reads it."""
    for pk in _one_of_each(Deliverable.objects.all()):
        yield Place(STAFF, reverse("deliverables:output", args=[pk]))


def _with_a_question(now: datetime) -> Iterator[Place]:
    """What one finds behind filters and first steps."""
    demo = Cohort.objects.get(is_demo=True)
    start = reverse("milestones:start")
    late = Obligation.objects.filter(participation__cohort=demo, state="open").order_by("effective_due_on").first()
    yield from (Place(VISITOR, f"{path}?q=zzzz") for path in ("/stories/", "/cities/"))
    yield from (Place(STAFF, f"{path}?q=zzzz") for path in (reverse("matrix", args=[demo.slug]), "/programme/cities/"))
    yield Place(STAFF, f"{reverse('matrix', args=[demo.slug])}?state=late")
    yield Place(STAFF, f"{start}?programme={TLP}&number=12&starts_on={demo.ends_on}")
    yield Place(STAFF, f"{reverse('milestones:extend_all')}?of={late.pk}")
    yield Place(STAFF, f"{reverse('reminders:write')}?of={late.pk}")
    yield from (Place(STAFF, f"/programme/reminders/?list={which}") for which in ("coming", "sent", "silent"))
    coming = forecast(world(Obligation.objects.all()), now=now)[0]
    yield Place(STAFF, f"{reverse('reminders:preview')}?of={coming.obligation.pk}&step={coming.step.days}")
