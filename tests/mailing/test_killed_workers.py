"""A real Celery worker over Redis on PostgreSQL, killed again and again, some of it inside the hand-over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone

from mailing import actions, delivery, tasks
from mailing.models import Message
from mailing.states import NOT_YET_SENT, State
from tests.factories import UserFactory
from tests.mailing.outbox import let_leases_expire
from tests.mailing.sink import Sink
from twinning.celery import app

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]

CONCURRENCY = 2
COMMAND = ["-m", "celery", "-A", "twinning", "worker", f"--concurrency={CONCURRENCY}", "--loglevel=error"]


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[Callable[[], None]]:
    """A running worker; calling what this gives kills it and its children as a power cut would."""
    process = subprocess.Popen([sys.executable, *COMMAND], env=environment, start_new_session=True)

    def kill() -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    try:
        yield kill
    finally:
        kill()


def ring(url: str) -> None:
    """What beat does each minute, once for each process of the worker."""
    with app.connection_for_write(url) as broker:
        for _process in range(CONCURRENCY):
            tasks.sweep.apply_async(connection=broker)


def wait_for(what: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.005)


def unfinished() -> bool:
    return Message.objects.filter(state__in=[*NOT_YET_SENT, State.HANDING_OVER]).exists()


def run_with_kills(environment: dict[str, str], sink: Sink, number: int, kills: list[str]) -> None:
    """Deliver `number` mails; each of `kills` says where the worker is killed: between, inside, or inside and lost."""
    for turn, where in enumerate(kills, start=1):
        with worker(environment) as kill:
            ring(environment["REDIS_URL"])
            goal = number * turn // (len(kills) + 1)
            wait_for(lambda goal=goal: len(sink.messages) >= goal)
            if where != "between":
                sink.hold(losing=where == "lost inside")
                assert sink.holding.wait(60)
            kill()
            sink.let_go()
        let_leases_expire()
    with worker(environment):
        ring(environment["REDIS_URL"])
        wait_for(lambda: not unfinished())


@pytest.mark.proof
def test_each_mail_arrives_once_or_is_shown_in_doubt_however_workers_die(fill, sink, server_env, sample):
    number = sample(300, 2000)
    kills = ["lost inside", "between", "inside", "between", "between"][: sample(2, 5)]
    fill(number)
    run_with_kills(server_env | {"EMAIL_URL": sink.url}, sink, number, kills)

    assert max(sink.received.values()) == 1
    accepted = set(Message.objects.filter(state=State.ACCEPTED).values_list("to", flat=True))
    doubtful = Message.objects.in_doubt()
    assert len(accepted) + doubtful.count() == number
    assert accepted <= set(sink.received)
    inside = sum(where != "between" for where in kills)
    assert inside <= doubtful.count() <= len(kills) * CONCURRENCY

    staff = UserFactory(staff=True)
    for mail in doubtful:
        actions.settle(mail, by=staff, now=timezone.now(), as_sent=mail.to in sink.received)
    delivery.deliver_due()
    assert sink.received == {f"mail-{n}@example.org": 1 for n in range(number)}
