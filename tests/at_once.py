"""Several people at the same moment: each in a thread and a database connection of its own, released together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from workflow.refusals import Refusal

Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """What each act answered, in their order. What any of them raises is raised here."""
    start = Barrier(len(acts))

    def run(act: Act) -> Any:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def answers_at_once(*acts: Act) -> list[Any]:
    """The same where a refusal is an answer like any other."""
    return at_once(*(lambda act=act: _answer(act) for act in acts))


def outcomes_at_once(*acts: Act) -> Counter[str]:
    """How many were "done" and how many "refused"."""
    return Counter("refused" if isinstance(each, Refusal) else "done" for each in answers_at_once(*acts))


def _answer(act: Act) -> Any:
    try:
        return act()
    except Refusal as refusal:
        return refusal
