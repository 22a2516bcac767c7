"""Several workers, sweepers and writers on one PostgreSQL; one of them paused, one whose database goes away."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from mailing import delivery
from mailing.models import Message
from mailing.states import State
from tests.at_once import at_once
from tests.mailing.outbox import let_leases_expire, states

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_eight_writers_of_the_same_mail_write_one(put):
    written = at_once(*(lambda n=n: put("reminder:41", context={"city": f"City {n}"}).pk for n in range(8)))
    assert len(set(written)) == 1
    assert Message.objects.count() == 1


def test_four_workers_and_two_sweepers_send_each_mail_once(fill, sink):
    fill(200)
    at_once(*[delivery.deliver_due] * 4, *[delivery.sweep] * 2)
    assert sink.received == {f"mail-{n}@example.org": 1 for n in range(200)}
    assert set(states().values()) == {State.ACCEPTED}


def test_what_a_claiming_worker_has_locked_is_passed_over(fill):
    fill(60)
    claimed = at_once(*(lambda n=n: {row.pk for row in delivery.claim(f"worker {n}", 50)} for n in range(2)))
    assert claimed[0].isdisjoint(claimed[1])
    assert len(claimed[0] | claimed[1]) == 60


def test_a_worker_paused_past_its_lease_wakes_and_sends_nothing_twice(fill, sink, server_env):
    fill(20)
    sink.hold()
    command = "import django; django.setup(); from mailing.delivery import deliver_due; deliver_due()"
    environment = server_env | {"EMAIL_URL": sink.url}
    with subprocess.Popen([sys.executable, "-c", command], env=environment) as paused:
        assert sink.holding.wait(30)
        os.kill(paused.pid, signal.SIGSTOP)
        let_leases_expire()
        delivery.sweep()
        doubtful = Message.objects.in_doubt().get()
        delivery.deliver_due()
        assert sum(sink.received.values()) == 19
        sink.let_go()
        os.kill(paused.pid, signal.SIGCONT)
        assert paused.wait(60) == 0
    assert sink.received == {f"mail-{n}@example.org": 1 for n in range(20)}
    doubtful.refresh_from_db()
    assert doubtful.state == State.ACCEPTED


def test_a_database_that_restarts_during_a_hand_over_learns_the_answer_afterwards(fill, sink):
    fill(2)
    sink.hold()

    def deliver_or_cut(n):
        if n == 0:
            delivery.deliver_due()
            return
        assert sink.holding.wait(30)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        sink.let_go()

    connection.close()
    at_once(lambda: deliver_or_cut(0), lambda: deliver_or_cut(1))
    assert set(states().values()) == {State.ACCEPTED}
    assert sink.received == {"mail-0@example.org": 1, "mail-1@example.org": 1}
