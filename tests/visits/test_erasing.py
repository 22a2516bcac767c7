"""Personal data of a party is gone on its day, from the database and from files, and the log says what was erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailing import delivery
from mailing.models import Message
from tests.visits.world import LAST, LATER, NOW, TOLD, Exchange, days_from, fresh, named
from visits.actions import party, planning
from visits.models import Delegate, Logistics, Visit
from visits.party import NEEDED_BY
from visits.tasks import erase_logistics
from workflow.models import Step
from workflow.refusals import NotNow

pytestmark = pytest.mark.django_db


def everything_kept() -> str:
    """All of the database, and every file below the portal's folder."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names are the database's own
            rows.append(str(cursor.fetchall()))
    files = [path.read_bytes().decode("utf-8", "replace") for path in Path(settings.MEDIA_ROOT).rglob("*.*")]
    return "\n".join([*rows, *files])


def test_logistics_are_gone_on_their_day_and_the_log_says_how_many_of_what(
    exchange: Exchange, radu: Delegate, client: Client
) -> None:
    words = ("zqdiet", "zqaccess", "zqcontact", "radu@example.org")
    assert party.erase(today=LAST + timedelta(59), now=LATER) == 0
    assert [word in everything_kept() for word in words] == [True] * 4
    assert party.erase(today=LAST + timedelta(60), now=LATER) == 1
    assert [word in everything_kept() for word in words] == [False] * 4
    assert (fresh(radu).name, fresh(radu).email) == ("Radu", "")
    step = Step.objects.get(verb="erase_logistics")
    assert step.change == {"people": 1, "erased": {**dict.fromkeys(NEEDED_BY, 1), "email": 1, "mails": 1}}
    assert party.erase(today=LAST + timedelta(61), now=LATER) == 0
    client.force_login(exchange.staff)
    page = client.get(reverse("visits:erasures")).content.decode()
    assert ("emergency contact 1" in page, step.by) == (True, None)
    client.force_login(exchange.ana)
    assert client.get(reverse("visits:erasures")).status_code == 404


def test_nothing_is_told_again_once_it_was_erased(exchange: Exchange, radu: Delegate) -> None:
    long_after = datetime(2026, 5, 10, 9, tzinfo=UTC)
    with pytest.raises(NotNow):
        party.tell(radu, TOLD, by=exchange.ana, now=long_after)


def test_a_visit_that_was_called_off_without_dates_is_forgotten_as_well(exchange: Exchange) -> None:
    visit = exchange.proposed(None)
    party.tell(named(exchange, visit, "Radu"), {"diet": "vegan"}, by=exchange.ana, now=NOW)
    planning.cancel(visit, reason="Elections", by=exchange.ana, now=NOW)
    assert party.erase(today=date(2026, 4, 30), now=LATER) == 0
    assert (party.erase(today=date(2026, 5, 1), now=LATER), Logistics.objects.count()) == (1, 0)


def test_who_has_a_login_keeps_their_row_after_the_erasing(exchange: Exchange, radu: Delegate) -> None:
    own = named(exchange, radu.visit, exchange.ana)
    party.erase(today=LAST + timedelta(60), now=LATER)
    assert (fresh(own).email, list(Delegate.objects.of(exchange.ana))) == (exchange.ana.email, [own])


def test_the_nightly_task_erases(exchange: Exchange, radu: Delegate) -> None:
    today = timezone.localdate()
    Visit.objects.update(starts_on=today - timedelta(61), ends_on=today - timedelta(59))
    assert erase_logistics() == 0
    Visit.objects.update(ends_on=today - timedelta(60))
    assert (erase_logistics(), Logistics.objects.count()) == (1, 0)


def test_what_was_written_to_an_address_without_a_login_goes_with_it(exchange: Exchange, radu: Delegate) -> None:
    """The mail that names him, that of new days and that of the end, each with the entry for his calendar."""
    named(exchange, radu.visit, exchange.ana)
    planning.reschedule(radu.visit, days_from(LAST, 2), by=exchange.nikos, now=NOW)
    planning.cancel(radu.visit, reason="Snow", by=exchange.nikos, now=NOW)
    other = exchange.confirmed(title="Another visit")
    named(exchange, other, "Radu")
    own = Message.objects.filter(to="radu@example.org")
    assert [bool(each.attachment) for each in own.order_by("pk")] == [True] * 4
    others = Message.objects.exclude(to="radu@example.org").count()
    Visit.objects.filter(pk=other.pk).update(ends_on=LAST + timedelta(30))
    party.erase(today=LAST + timedelta(64), now=LATER)
    assert [each.about for each in own] == [Delegate.objects.get(visit=other).get_absolute_url()]
    gone = Message.objects.filter(to="")
    assert sorted(gone.values_list("kind", "text", "html", "attachment")) == [
        (f"visit:{what}", "", "", None) for what in ("cancelled", "party", "rescheduled")
    ]
    assert Message.objects.exclude(to__in=["", "radu@example.org"]).count() == others
    assert Step.objects.get(verb="erase_logistics").change["erased"]["mails"] == 3


def test_the_address_goes_from_a_visit_called_off_without_dates_where_nothing_was_told(exchange: Exchange) -> None:
    visit = exchange.proposed(None)
    radu = named(exchange, visit, "Radu")
    planning.cancel(visit, reason="Elections", by=exchange.ana, now=NOW)
    party.erase(today=date(2026, 5, 1), now=LATER)
    assert (fresh(radu).email, "radu@example.org" in everything_kept()) == ("", False)


@pytest.mark.django_db(transaction=True)
def test_the_file_of_such_a_mail_is_deleted_where_mails_are_kept_as_files(
    exchange: Exchange, radu: Delegate, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "mailing.backends.Folder", str(tmp_path)
    delivery.deliver_due()
    kept = [each.read_text() for each in tmp_path.iterdir()]
    assert sum("radu@example.org" in each for each in kept) == 1
    party.erase(today=LAST + timedelta(60), now=LATER)
    left = [each.read_text() for each in tmp_path.iterdir()]
    assert (len(left), any("radu@example.org" in each for each in left)) == (len(kept) - 1, False)
