"""Visits and sessions that took place, as the files in `data/` tell them: a day, two days, only a month, or words."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cities.models import City, Theme
from cohorts.models import Cohort
from learning.actions import sessions
from learning.actions.sessions import Said
from learning.models import LearningSession
from learning.states import Audience, Kind
from visits.actions.records import Days, note_visit
from visits.models import Visit

DATA = Path(__file__).parent / "data"
WHEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?|(\d{4})-(\d{2})")
GROUPS_RAN = "between September 2024 and February 2025"
MET = {"workshop": Kind.WORKSHOP, "clustered_session": Kind.CLUSTERED}
THEMES = {
    "Built environment": "buildings", "Energy": "energy", "Circular economy": "circular-economy",
    "Sustainable mobility": "mobility", "Nature-based solutions": "nature-based-solutions",
}  # fmt: skip


def load_visits(cohorts: dict[str, Cohort], *, by: Any) -> list[Visit]:
    """Visits of the cohorts given by the number in the file."""
    rows = [row for row in _rows("events.csv") if row["kind"] == "site_visit" and row["cohort"] in cohorts]
    return [_visit(row, cohorts[row["cohort"]], by) for row in rows]


def load_sessions(cohorts: dict[str, Cohort], *, by: Any) -> list[LearningSession]:
    """Workshops and clustered sessions that took place; those that were only planned are left out."""
    rows = [row for row in _rows("events.csv") if row["kind"] in MET and row["cohort"] in cohorts]
    return [
        _session(
            cohorts[row["cohort"]],
            _title(row["title"]),
            Kind(MET[row["kind"]]),
            _in_words(row["date"]),
            cities=_named(row["cities"]),
            place="" if row["place"] == "online" else row["place"],
            by=by,
        )
        for row in rows
        if "planned" not in row["title"]
    ]


def load_groups(cohort: Cohort, *, by: Any) -> list[LearningSession]:
    """The sessions of the first Online Discussion Groups, with the cities that led them."""
    asked = {each.name.partition(": ")[2].casefold(): each for each in cohort.requirements.select_related("module")}
    made = []
    for row in _rows("discussion_groups.csv"):
        requirement = asked[row["theme"].casefold()]
        theme = Theme.objects.filter(slug=THEMES.get(row["theme"])).first()
        leads = [(city, theme) for city in _named(row["lead_cities"])]
        fields: dict[str, Any] = {"requirement": requirement, "module": requirement.module}
        kind = Kind.DISCUSSION if row["kind"] == "thematic" else Kind.ASSISTANCE
        made.append(_session(cohort, requirement.name, kind, GROUPS_RAN, leads=leads, by=by, **fields))
    return made


def load_meeting(cohort: Cohort, *, by: Any) -> LearningSession:
    """The consortium in Písek, where lead and follower cities looked back."""
    return _session(
        cohort,
        "Annual meeting of the consortium",
        Kind.CONSORTIUM,
        "reported on 12 December 2022",
        place="Písek",
        summary="Lead and follower cities looked back on five years, and worked on how to tell them.",
        by=by,
    )


def load_exchange(cohort: Cohort, *, by: Any) -> Visit:
    """Two districts of one city receive guests from two countries."""
    (row,) = _rows("peer_visits.csv")
    host, guest = row["host"].split("; "), row["guest"].split("; ")
    return note_visit(
        cohort,
        f"{' and '.join(guest)} visit {' and '.join(host)}",
        cities=_named(f"{row['host']}; {row['guest']}"),
        host=None,
        place=" and ".join(host),
        days=row["year"],
        by=by,
        now=datetime.combine(cohort.ends_on, time(18), UTC),
    )


def _days(text: str) -> Days | str:
    said = WHEN.fullmatch(text)
    if said is None:
        return _in_words(text)
    if said[1]:
        return Days(date.fromisoformat(said[1]), date.fromisoformat(said[2] or said[1]))
    year, month = int(said[3]), int(said[4])
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), only_month=True)


def _title(text: str) -> str:
    """Without the remark at its end; what else stands in brackets belongs to it."""
    return re.sub(r"[()]", "", re.sub(r" \([^)]*\)$", "", text))


def _in_words(text: str) -> str:
    """The date of a source as one says it: "before 8 April 2024", "25 October 2023", "October 2023"."""
    told = re.sub(r"\d{4}-\d{2}-\d{2}", lambda found: f"{date.fromisoformat(found[0]):%-d %B %Y}", text)
    return re.sub(r"^(\d{4}-\d{2})$", lambda found: f"{date.fromisoformat(found[1] + '-01'):%B %Y}", told)


def _visit(row: dict[str, str], cohort: Cohort, by: Any) -> Visit:
    days = _days(row["date"])
    last = days.last if isinstance(days, Days) else cohort.ends_on
    title = _title(row["title"])
    return note_visit(
        cohort,
        title,
        cities=_named(row["cities"]),
        host=City.objects.filter(names__name=row["place"]).first(),
        days=days,
        place=row["place"],
        source=row["source"].split(" ; ")[0],
        by=by,
        now=datetime.combine(last, time(18), UTC),
    )


def _session(  # noqa: PLR0913 - what a source tells, named at each call
    cohort: Cohort, title: str, kind: Kind, when: str, *, cities: list[City] | None = None,
    leads: list[tuple[City, Theme | None]] | None = None, by: Any, **fields: Any,
) -> LearningSession:  # fmt: skip
    audience = Audience.CITIES if cities else Audience.COHORT
    said = Said(
        {"title": title, "kind": kind, "audience": audience, "date_in_words": when, **fields},
        cities=cities or [],
        leads=leads or [],
    )
    return sessions.note(cohort, said, by=by, now=datetime.combine(cohort.ends_on, time(18), UTC))


def _named(text: str) -> list[City]:
    """The cities of a list in a file, as far as they are known."""
    return list(City.objects.filter(names__name__in=[name.strip() for name in text.split(";")]).distinct())


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
