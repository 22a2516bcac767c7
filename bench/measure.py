"""The run: grow the data, count statements, measure in interleaved rounds, write the report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from statistics import median

from django.core.management import call_command
from django.utils import timezone

from bench import hours, importing, mail, report
from bench.report import Line
from bench.worker import Answer, Ask, Worker, worker
from bench.world import grown
from tests.performance.statements import most_repeated

UNIT = "bare: page of 21 KB (the unit)"
MAILS = 500
IMPORTED = 1000
PUBLIC = ("home", "story", "city", "cohort")


def run(rounds: int) -> None:
    now = timezone.now()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with worker("twinning.settings") as portal, worker("bench.bare.settings") as bare:
        say("10 cities: counting statements")
        small = grown(10, now=now)
        few = _look(portal, small)
        say("100 and 1,000 cities: counting statements")
        middle, large = grown(100, now=now), grown(1000, now=now)
        many = _look(portal, large)
        costs = _costs(portal, bare, middle, large, rounds)
    say(f"mail: {MAILS} a round")
    mails = mail.measure(MAILS, rounds)
    say(f"import: {IMPORTED} cities a round")
    imports = importing.measure(IMPORTED, rounds, now=now)
    say(f"hours: {hours.TIMES} times the table")
    of_hours = hours.measure(_slug(middle), rounds, today=timezone.localdate(now))
    lines = [
        *_pages(costs, many),
        *_matrix(costs, few, many),
        *_first_pages(costs, many),
        *_statements(few, many),
        *_bulk(mails, imports),
        *_hours(*of_hours),
    ]
    say(report.write(lines, costs | _others(mails, imports), UNIT, rounds=rounds))


def _look(portal: Worker, pages: dict[str, Ask]) -> dict[str, Answer]:
    """Every page by name. One that answers anything but 200 stops the run."""
    seen = {name: portal.look(ask) for name, ask in pages.items()}
    if broken := {name: answer.status for name, answer in seen.items() if answer.status != HTTPStatus.OK}:
        raise RuntimeError(f"These pages do not answer: {broken}")
    return seen


def _costs(
    portal: Worker, bare: Worker, middle: dict[str, Ask], large: dict[str, Ask], rounds: int
) -> dict[str, float]:
    subjects = {**_anchors(bare, middle), **_subjects(portal, middle, large)}
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds):
        say(f"pages: round {number + 1} of {rounds}")
        for name, (process, ask) in subjects.items():
            taken[name].append(process.cost(ask))
    return {name: median(each) for name, each in taken.items()}


def _anchors(bare: Worker, middle: dict[str, Ask]) -> dict[str, tuple[Worker, Ask]]:
    slug = _slug(middle)
    pages = {
        "bare: constant answer": "/constant/",
        UNIT: "/page/",
        "bare: the same, 30 rows from the database": "/database/",
        "bare: the same, whole page from the cache": "/cached/",
        "bare: matrix 100 x 8, Django template": f"/matrix-template/{slug}/",
        "bare: matrix 100 x 8, cells in Python": f"/matrix-python/{slug}/",
    }
    return {name: (bare, Ask(path)) for name, path in pages.items()}


def _slug(pages: dict[str, Ask]) -> str:
    return pages["cohort"].path.split("/")[2]


def _subjects(portal: Worker, middle: dict[str, Ask], large: dict[str, Ask]) -> dict[str, tuple[Worker, Ask]]:
    pages = {
        "story list, 30 cards": middle["stories"],
        "story list from the cache": replace(middle["stories"], from_cache=True),
        **{f"{name} page": middle[name] for name in PUBLIC},
        "matrix 100 x 8": middle["matrix"],
        "matrix 1,000 x 8": large["matrix"],
        "desk": middle["desk"],
        "workspace": middle["workspace"],
    }
    return {name: (portal, ask) for name, ask in pages.items()}


def _pages(costs: dict[str, float], many: dict[str, Answer]) -> Iterator[Line]:
    unit = costs[UNIT]
    kb = f"{many['stories'].size / 1000:.0f} KB"
    yield Line("P1", "story list: statements", len(many["stories"].statements), 8)
    yield Line("P1", "story list: cost", costs["story list, 30 cards"] / unit, 4, "x", note=kb)
    yield Line("P1", "story list from the cache: cost", costs["story list from the cache"] / unit, 0.6, "x")
    for name in PUBLIC:
        yield Line("P2", f"{name} page: statements", len(many[name].statements), 6)
        yield Line("P2", f"{name} page: cost", costs[f"{name} page"] / unit, 4, "x")


def _matrix(costs: dict[str, float], few: dict[str, Answer], many: dict[str, Answer]) -> Iterator[Line]:
    least, most = len(few["matrix"].statements), len(many["matrix"].statements)
    cost, large = costs["matrix 100 x 8"], costs["matrix 1,000 x 8"]
    yield Line("P3", "matrix: statements for 1,000 cities", most, 12)
    yield Line("P3", "matrix: statements more than for 10 cities", abs(most - least), 0)
    yield Line("P3", "matrix 100 x 8: cost", cost / costs[UNIT], 8, "x")
    yield Line("P3", "matrix: cost exponent from 100 to 1,000 cities", math.log10(large / cost), 1.05)


def _first_pages(costs: dict[str, float], many: dict[str, Answer]) -> Iterator[Line]:
    for name in ("desk", "workspace"):
        yield Line("P5", f"{name}: statements", len(many[name].statements), 20)
        yield Line("P5", f"{name}: cost", costs[name] / costs[UNIT], 15, "x")


def _statements(few: dict[str, Answer], many: dict[str, Answer]) -> Iterator[Line]:
    both = few.keys() & many.keys()
    grown_by = {name: len(many[name].statements) - len(few[name].statements) for name in sorted(both)}
    growing = [f"{name} {by:+d}" for name, by in grown_by.items() if by]
    repeats = {name: most_repeated(many[name].statements)[1] for name in sorted(both)}
    often = [f"{name} {times}" for name, times in repeats.items() if times > 2]
    yield Line(
        "P6",
        f"pages (of {len(both)}) whose statements change from 10 to 1,000 cities",
        len(growing),
        0,
        note=", ".join(growing),
    )
    yield Line("P6", "most often the same statement on one page", max(repeats.values()), 2, note=", ".join(often))


def _bulk(mails: dict[str, mail.Sent], imports: dict[str, float]) -> Iterator[Line]:
    anchor, ours = mails["fifty a task"], mails["the outbox"]
    pace = f"{ours.a_second:.0f} against {anchor.a_second:.0f} mails a second by the clock"
    yield Line("P8", "outbox against 50 a task", anchor.cpu_ms / ours.cpu_ms, 0.6, "x", at_least=True, note=pace)
    ratio = imports["bulk_create"] / imports["import"]
    yield Line("P11", "import of 1,000 cities against bulk_create", ratio, 0.3, "x", at_least=True)


def _hours(before: hours.Costs, after: hours.Costs, anchors: hours.Costs) -> Iterator[Line]:
    for name, words in hours.NAMES.items():
        note = f"{after[name]:.2f} against {anchors[name]:.2f} ms of PostgreSQL"
        yield Line("P9", f"{words}: SQL against one indexed table", after[name] / anchors[name], 2, "x", note=note)
        yield Line(
            "P9", f"{words}: when the table is {hours.TIMES} times as long", after[name] / before[name], 1.25, "x"
        )


def _others(mails: dict[str, mail.Sent], imports: dict[str, float]) -> dict[str, float]:
    return {
        "a mail, 50 a task": mails["fifty a task"].cpu_ms,
        "a mail, the outbox": mails["the outbox"].cpu_ms,
        "1,000 cities, bulk_create": imports["bulk_create"],
        "1,000 cities, import": imports["import"],
    }


def say(text: str) -> None:
    print(text, flush=True)
