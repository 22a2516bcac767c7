"""From the desk: see who is late and write to all of them, with a look at the mail first, in three clicks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from mailing.models import Message
from tests.factories import ObligationFactory, SeatFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_writing_to_all_that_are_late(open_context, live_server, script):
    due_on = timezone.localdate() - timedelta(days=5)
    rows = [ObligationFactory(base_due_on=due_on, requirement__name=f"Plan {number}") for number in (1, 2)]
    for row in rows:
        SeatFactory(city=row.participation.city)
    client = Client()
    client.force_login(UserFactory(staff=True, name="Sofia Brandt"))
    context = open_context(java_script_enabled=script, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}])
    page = context.new_page()
    page.goto("/programme/")
    page.get_by_role("link", name="Reminders", exact=True).first.click()
    page.get_by_role("link", name="Write to all 2 that are late").click()
    expect(page.locator(".mail__body").first).to_contain_text("Plan 1")
    page.get_by_role("button", name="Send these 2 mails").click()
    expect(page.get_by_text("2 mails are on their way.")).to_be_visible()
    expect(page.get_by_text("Sofia Brandt: wrote to").first).to_be_visible()
    assert Message.objects.filter(kind="note").count() == 2
