"""Confirming what a month proposes, on its page, with nothing but forms."""

import re
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hours.models import HoursEntry, MonthSheet
from hours.months import Month
from milestones.dates import add_months
from tests.hours.evidence import THIS_MONTH, at_a_session, on_a_visit, page, wrote


def test_a_month_is_confirmed_and_completed_in_three_clicks(client, participation, seat):
    """Open the month, confirm all, mark complete: with nothing but forms."""
    held = Month(seat, participation, THIS_MONTH)
    at_a_session(held, day=1)
    wrote(held, quarters=3, day=1)
    client.force_login(seat.user)

    first = client.get(page(participation)).content.decode()
    assert "Confirm all 2 proposed rows" in first
    assert "2 proposed rows are not confirmed and would be left out." in first
    assert "<span data-sum>0.0</span>" in first

    client.post(page(participation), form_of(first) | {"confirm": "all"})
    second = client.get(page(participation)).content.decode()
    assert "<span data-sum>2.25</span>" in second
    assert 'name="confirm"' not in second

    client.post(page(participation), form_of(second) | {"complete": "1"})
    sheet = MonthSheet.objects.with_totals().get()
    assert (sheet.state, sheet.total) == ("complete", Decimal("2.25"))


def test_one_row_is_ticked_and_corrected_while_the_other_waits(client, participation, seat):
    held = Month(seat, participation, THIS_MONTH)
    session, _output = at_a_session(held, day=1).session_id, wrote(held, quarters=3, day=1)
    client.force_login(seat.user)
    sent = form_of(client.get(page(participation)).content.decode())

    sent |= {f"take-session-{session}": "1", f"amount-session-{session}": "1:15"}
    client.post(page(participation), sent)

    assert [(entry.source, entry.hours) for entry in HoursEntry.objects.all()] == [
        (f"session-{session}", Decimal("1.25"))
    ]


def test_a_bad_amount_of_a_proposal_stays_with_its_sentence_and_its_tick(client, participation, seat):
    session = at_a_session(Month(seat, participation, THIS_MONTH), day=1).session_id
    client.force_login(seat.user)

    answer = client.post(
        page(participation), {f"take-session-{session}": "1", f"amount-session-{session}": "1.3", "hours-outputs": "2"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1.25 and 1.50" in text
    assert form_of(text)[f"take-session-{session}"] == "1"
    assert not HoursEntry.objects.exists()


def test_the_same_as_last_month_takes_what_was_typed_and_no_evidence(client, participation, seat):
    last_month = add_months(THIS_MONTH, -1)
    session = at_a_session(Month(seat, participation, last_month)).session_id
    client.force_login(seat.user)
    last = reverse("hours:month", args=[participation.pk, f"{last_month:%Y-%m}"])
    client.post(
        last, {"hours-outputs": "4", "hours-meetings": "1", "confirm": "all", f"amount-session-{session}": "1.5"}
    )
    client.post(page(participation), {"hours-meetings": "2"})

    offered = client.get(page(participation), {"like": "last"}).content.decode()

    assert {name: value for name, value in form_of(offered).items() if value and name.startswith("hours-")} == {
        "hours-outputs": "4.0",
        "hours-meetings": "2.0",
    }
    assert f"session-{session}" not in offered


def test_the_page_takes_the_same_statements_for_one_proposal_and_for_six(client, participation, seat):
    held = Month(seat, participation, THIS_MONTH)
    client.force_login(seat.user)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(participation)).status_code == 200
        return len(captured)

    counted = []
    for _time in range(2):
        for number in range(1 + 2 * len(counted)):
            at_a_session(held, day=1, title=f"Session {number}", email=f"{number}-{len(counted)}@example.org")
            on_a_visit(held, starts_on=THIS_MONTH, days=[1])
        wrote(held, quarters=1, day=2 + len(counted))
        counted.append(statements())
    assert counted[0] == counted[1] <= 20


def form_of(text: str) -> dict[str, str]:
    """What a browser would send of the month's form as it stands."""
    fields = re.findall(r"<input[^>]*>", text.split("data-sums>")[1].split("</form>", maxsplit=1)[0])
    sent = {}
    for field in fields:
        said = dict(re.findall(r'(name|value|type)="([^"]*)"', field))
        if said.get("type") != "checkbox" or " checked" in field:
            sent[said["name"]] = said.get("value", "")
    return sent
