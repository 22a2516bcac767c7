"""Staff run a cohort from the browser, without script; nobody else gets in."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from cities.models import Representative
from cohorts.models import Cohort, ImportDraft, Pairing, Participation
from mailing.models import Message
from milestones.models import Obligation, Requirement
from tests.factories import (
    CohortFactory,
    ModuleFactory,
    ObligationFactory,
    PairingFactory,
    ParticipationFactory,
    RequirementFactory,
    SeatFactory,
    UserFactory,
)
from tests.programmes.real import DATA

pytestmark = pytest.mark.django_db
START = {"programme": "twinning-learning-programme", "number": "2", "starts_on": "2024-09-23", "months": "", "name": ""}
SLUG = "twinning-learning-programme-2"


@pytest.fixture
def staff(settings: object) -> User:
    settings.DEMO = True  # type: ignore[attr-defined]  # the second factor has its own tests
    return UserFactory(staff=True)


@pytest.fixture
def desk(client: Client, staff: User) -> Client:
    client.force_login(staff)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"milestones:{name}", args=args)


def sheet(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("cities.csv", text.encode())}


def test_a_cohort_is_started_and_its_real_cities_come_in_after_one_bad_row_is_mended(desk: Client) -> None:
    preview = desk.get(at("start"), START)
    assert "23 September 2024 – 22 March 2026" in preview.content.decode()
    assert not Cohort.objects.exists()
    assert desk.post(at("start"), START).url == at("import", SLUG)

    real = (DATA / "pairings.csv").read_text(encoding="utf-8")
    bad = real.replace("2,Plymouth,United Kingdom", "2,Plymouth,Untied Kingdom")
    assert bad != real
    desk.post(at("import", SLUG), sheet(bad))
    page = desk.get(at("import", SLUG)).content.decode()
    assert "&#x27;Untied Kingdom&#x27; is not a country" in page
    assert at("do_import", SLUG) not in page

    desk.post(at("import", SLUG), sheet(real))
    shown = desk.get(at("import", SLUG))
    assert "Import 10 rows" in shown.content.decode()
    assert not Participation.objects.exists()
    button = {"shown": shown.context["plan"].fingerprint}
    desk.post(at("do_import", SLUG), button)
    assert "no file waiting" in desk.post(at("do_import", SLUG), button, follow=True).content.decode()  # a second press
    assert (Participation.objects.count(), Pairing.objects.count(), ImportDraft.objects.count()) == (21, 9, 0)
    assert "Χαλκίδα" in desk.get(at("participants", SLUG)).content.decode()
    assert "CF4Cities" in desk.get(at("pairings", SLUG)).content.decode()


def test_nothing_is_imported_that_was_not_shown(desk: Client) -> None:
    desk.post(at("start"), START)
    desk.post(at("import", SLUG), sheet("twin_city,twin_country\nLund,SE"))
    assert desk.post(at("do_import", SLUG)).status_code == 409
    assert not Participation.objects.exists()


def test_a_file_of_another_kind_is_refused_at_its_field(desk: Client) -> None:
    desk.post(at("start"), START)
    answer = desk.post(at("import", SLUG), {"file": SimpleUploadedFile("a.csv", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "This is a file of kind PDF" in answer.content.decode()


def test_the_sheet_comes_back_with_remarks(desk: Client) -> None:
    desk.post(at("start"), START)
    desk.post(at("import", SLUG), sheet("twin_city,twin_country,phone\nLund,Atlantis,=1+1"))
    content = b"".join(desk.get(at("remarks", SLUG)).streaming_content)  # type: ignore[attr-defined]
    rows = [[each.value for each in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert rows == [
        ["twin_city", "twin_country", "phone", "remarks"],
        ["Lund", "Atlantis", "=1+1", "twin_country: 'Atlantis' is not a country"],
    ]


def test_one_persons_file_is_not_seen_by_a_colleague(desk: Client) -> None:
    desk.post(at("start"), START)
    desk.post(at("import", SLUG), sheet("twin_city,twin_country\nLund,SE"))
    desk.force_login(UserFactory(staff=True))
    assert desk.get(at("remarks", SLUG)).status_code == 404
    assert desk.get(at("import", SLUG)).context["draft"] is None


def test_invitations_are_sent_with_one_button(desk: Client) -> None:
    desk.post(at("start"), START)
    desk.post(at("import", SLUG), sheet("twin_city,twin_country,representative_email\nLund,SE,ada@example.org"))
    shown = desk.get(at("import", SLUG)).context["plan"].fingerprint
    desk.post(at("do_import", SLUG), {"shown": shown})
    assert not Message.objects.exists()
    desk.post(at("invite", SLUG))
    assert Message.objects.get().to == "ada@example.org"
    assert Representative.objects.get().invitation is not None


def test_a_withdrawal_is_announced_and_then_done(desk: Client) -> None:
    cohort = CohortFactory()
    twin, pilot = ParticipationFactory(cohort=cohort), ParticipationFactory(cohort=cohort, pilot=True)
    pairing = PairingFactory(cohort=cohort, learning=[twin], showing=[pilot])
    page = at("withdraw", cohort.slug, twin.city.slug)
    assert "because one of its sides would be empty" in desk.get(page).content.decode()
    today = cohort.local_date(timezone.now()).isoformat()
    assert desk.post(page, {"on": today, "reason": ""}).status_code == 422
    assert desk.post(page, {"on": today, "reason": "No staff."}).status_code == 302
    pairing.refresh_from_db()
    assert pairing.ended_on is not None
    assert "No staff." in desk.get(at("participants", cohort.slug)).content.decode()


def test_one_date_is_extended_for_several_cities_or_for_none(desk: Client) -> None:
    requirement = RequirementFactory()
    owed = [ObligationFactory(requirement=requirement) for _city in range(3)]
    day = date(timezone.now().year + 2, 1, 15).isoformat()
    chosen = [each.pk for each in owed]
    assert desk.get(at("extend_all"), {"of": chosen}).status_code == 200
    desk.post(at("extend_all"), {"obligations": chosen, "new_due_on": day, "reason": "Storm."})
    assert {each.effective_due_on.isoformat() for each in Obligation.objects.all()} == {day}
    again = desk.post(at("extend_all"), {"obligations": chosen, "new_due_on": day, "reason": "Storm."})
    assert again.status_code == 422
    assert "already has this date" in again.content.decode()


@pytest.mark.parametrize(
    ("verb", "answers", "state"),
    [
        ("fulfil", {"note": "On the list."}, "fulfilled"),
        ("waive", {"reason": "Did it before."}, "waived"),
    ],
)
def test_an_obligation_is_settled_and_opened_again(
    desk: Client, verb: str, answers: dict[str, str], state: str
) -> None:
    obligation = ObligationFactory()
    desk.post(at(verb, obligation.pk), answers)
    obligation.refresh_from_db()
    assert obligation.state == state
    assert desk.post(at(verb, obligation.pk), answers).status_code == 409
    back = {"fulfil": "reopen", "waive": "reinstate"}[verb]
    assert desk.post(at(back, obligation.pk), {"reason": ""}).status_code == 422
    desk.post(at(back, obligation.pk), {"reason": "It was not."})
    obligation.refresh_from_db()
    assert obligation.state == "open"
    assert "It was not." in desk.get(at("obligation", obligation.pk)).content.decode()


def test_the_panel_of_the_matrix_is_the_page_without_its_frame(desk: Client) -> None:
    obligation = ObligationFactory()
    whole = desk.get(at("obligation", obligation.pk))
    part = desk.get(at("obligation", obligation.pk), headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert obligation.requirement.name in part.content.decode()


def test_a_requirement_is_changed_after_its_preview(desk: Client) -> None:
    obligation = ObligationFactory()
    requirement = obligation.requirement
    page = at("requirement", requirement.cohort.slug, requirement.code)
    answers = {
        "name": "New name",
        "short_name": "New",
        "why": "",
        "module": requirement.module_id,
        "anchor": "cohort_start",
        "anchor_requirement": "",
        "offset_months": 4,
        "offset_days": 0,
    }
    shown = desk.get(page, answers)
    assert shown.context["moving"] == 1
    assert Requirement.objects.get().name == requirement.name
    desk.post(page, {**answers, "shown": shown.context["shown"]})
    obligation.refresh_from_db()
    assert (Requirement.objects.get().name, obligation.effective_due_on) == ("New name", date(2026, 5, 1))


@pytest.fixture
def addresses() -> Callable[[int], list[str]]:
    """Every list page of a cohort of `size` pairings."""

    def make(size: int) -> list[str]:
        cohort = CohortFactory()
        requirement = RequirementFactory(module=ModuleFactory(cohort=cohort))
        for _pair in range(size):
            twin, pilot = ParticipationFactory(cohort=cohort), ParticipationFactory(cohort=cohort, pilot=True)
            PairingFactory(cohort=cohort, learning=[twin], showing=[pilot])
            SeatFactory(city=twin.city)
            ObligationFactory(requirement=requirement, participation=twin)
        names = ("participants", "pairings", "requirements", "import")
        return [at(name, cohort.slug) for name in names] + [at("requirement", cohort.slug, requirement.code)]

    return make


def test_the_number_of_questions_does_not_grow_with_the_rows(
    desk: Client, addresses: Callable[[int], list[str]]
) -> None:
    def questions(page: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get(page)
        return len(asked)

    one, three = addresses(1), addresses(3)
    for page in one:  # what a process asks once in its life
        questions(page)
    assert [questions(page) for page in one] == [questions(page) for page in three]


def test_a_representative_finds_none_of_these_pages(client: Client, addresses: Callable[[int], list[str]]) -> None:
    pages = addresses(1)
    obligation = Obligation.objects.get()
    client.force_login(SeatFactory(city=obligation.participation.city, role="second").user)
    assert [client.get(page).status_code for page in pages[:4]] == [404] * 4
    assert client.get(at("obligation", obligation.pk)).status_code == 404
    for verb in ("extend", "fulfil", "waive", "reopen", "reinstate"):
        assert client.post(at(verb, obligation.pk), {"reason": "x"}).status_code == 403
    obligation.refresh_from_db()
    assert obligation.state == "open"


def test_an_anonymous_visitor_is_led_to_sign_in(client: Client, addresses: Callable[[int], list[str]]) -> None:
    assert {client.get(page).status_code for page in addresses(1)} == {302}


def test_the_room_of_a_pairing_opens_for_its_cities_and_facilitator_only(client: Client) -> None:
    cohort, facilitator = CohortFactory(), UserFactory()
    twin, pilot = ParticipationFactory(cohort=cohort), ParticipationFactory(cohort=cohort, pilot=True)
    pairing = PairingFactory(cohort=cohort, learning=[twin], showing=[pilot], facilitator=facilitator)
    inside = [SeatFactory(city=each.city).user for each in (twin, pilot)] + [facilitator]
    outside = SeatFactory(city=ParticipationFactory(cohort=cohort).city).user
    codes = []
    for person in [*inside, outside]:
        client.force_login(person)
        codes.append(client.get(reverse("cohorts:pairing", args=[pairing.pk])).status_code)
    assert codes == [200, 200, 200, 404]
