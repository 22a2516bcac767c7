"""How a programme pays for travel: a ceiling for each person, or a table of sums."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from cohorts.models import Cohort
from travel.sums import CENT, Band, UnitCosts

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Scheme:
    """`ceiling` in EUR for each person, over all trips of the cohort or, `over_visit`, for each visit anew.

    Or a `table`.
    """

    ceiling: Decimal | None = None
    over_visit: bool = False
    table: UnitCosts | None = None


def scheme_of(cohort: Cohort) -> Scheme | None:
    """From the key `travel` of its template (docs/formats.md); None where the programme pays no travel."""
    said = cohort.template.get("travel")
    if not said:
        return None
    if said["scheme"] == "unit_costs":
        return Scheme(table=table_of(said["table"]))
    return Scheme(Decimal(str(said["eur"])).quantize(CENT), said["over"] == "visit")


def slugs() -> list[str]:
    """The tables there are."""
    return sorted(path.stem for path in TABLES.glob("*.yaml"))


@cache
def table_of(slug: str) -> UnitCosts:
    """A table by its name, checked against `tables/schema.json`; a programme can name no other (its own schema)."""
    schema: dict[str, Any] = json.loads((TABLES / "schema.json").read_text(encoding="utf-8"))
    said: dict[str, Any] = yaml.safe_load((TABLES / f"{slug}.yaml").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(said)
    bands = [Band(each["from_km"], _eur(each["eur"]), _eur(each["green_eur"])) for each in said["bands"]]
    return UnitCosts(said["slug"], said["name"], said["source"], _eur(said["day_eur"]), tuple(bands))


def _eur(number: float) -> Decimal:
    return Decimal(str(number)).quantize(CENT)
