"""Themes and the demo's descriptions, from the files in `cities/data/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from cities.models import City, Theme

FOLDER = Path(__file__).parents[1] / "data"


@transaction.atomic
def load_themes() -> int:
    """Make or rename the emission domains and levers of change; answer how many there are."""
    for each in _read("themes.yaml"):
        Theme.objects.update_or_create(slug=each["slug"], defaults={"name": each["name"], "kind": each["kind"]})
    return Theme.objects.count()


@transaction.atomic
def load_offers() -> int:
    """Give the demo's cities that exist what they offer and seek; answer how many there were."""
    cities = City.objects.in_bulk(field_name="slug")
    found = [each for each in _read("offers.yaml") if each["city"] in cities]
    for each in found:
        city = cities[each["city"]]
        city.offers, city.seeks = each["offers"], each["seeks"]
        city.save(update_fields=["offers", "seeks"])
        city.offers_themes.set(Theme.objects.filter(slug__in=each["offers_themes"]))
        city.seeks_themes.set(Theme.objects.filter(slug__in=each["seeks_themes"]))
    return len(found)


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
