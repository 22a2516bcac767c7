"""Making and correcting cities. Callers have asked the rules of `cities.rules`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cities.birth import free_slug, name_of, names_of, unsaved_city
from cities.models import City, CityName, Theme
from cities.names import keys
from cities.querysets import CityQuerySet
from cities.splitting import SplitName
from cities.states import CityKind
from workflow.history import record
from workflow.refusals import Refusal

FACTS = (
    *("name", "english_name", "country", "kind", "parent", "note", "website"),
    *("population", "latitude", "longitude", "time_zone"),
)
"""What staff may correct; the slug stays, because it is an address that people have kept."""


class NotAName(Refusal):
    """Nothing by which a city could be found: no letter and no digit."""


class NameTaken(Refusal):
    """Another city of the country has this name already."""


class NotApart(Refusal):
    """A city cannot be part of itself, also not by way of its own parts."""


class NameNeeded(Refusal):
    """The name shown to everybody is changed, not removed."""


@transaction.atomic
def create_city(
    said: SplitName,
    country: str,
    *,
    kind: str = CityKind.CITY,
    parent: City | None = None,
    by: User | None,
    now: datetime,
) -> City:
    """Make a city from what was said of it; place, clock, population and address come by themselves.

    `country` is an ISO code. Raises NotAName or NameTaken.
    """
    _demand_free(City.objects.all(), said.name, country, kind)
    city = unsaved_city(said, country, kind, parent)
    city.slug = free_slug(city, set(City.objects.values_list("slug", flat=True)))
    city.save()
    CityName.objects.bulk_create(names_of(city, *said.aliases))
    record(city, "create", _("added to the portal"), by=by, now=now)
    return city


@transaction.atomic
def edit_city(city: City, *, by: User, now: datetime, **facts: Any) -> City:
    """Correct facts (see FACTS). An old name keeps finding the city. Raises NotAName, NameTaken or NotApart."""
    city = City.objects.select_for_update(of=("self",)).get(pk=city.pk)
    before = {fact: getattr(city, fact) for fact in FACTS}
    changed = {fact: value for fact, value in facts.items() if fact in FACTS and value != before[fact]}
    if not changed:
        return city
    _demand_possible(city, changed)
    for fact, value in changed.items():
        setattr(city, fact, value)
    city.save(update_fields=list(changed))
    _know_by_name(city)
    shown = {fact: [_written(before[fact]), _written(value)] for fact, value in changed.items()}
    record(city, "edit", _("facts corrected"), by=by, now=now, facts=shown)
    return city


@transaction.atomic
def describe_city(city: City, *, by: User, now: datetime, **description: Any) -> City:
    """What the city itself says: `website`, `offers`, `seeks`, `offers_themes`, `seeks_themes`."""
    city = City.objects.select_for_update(of=("self",)).get(pk=city.pk)
    texts = {each: description[each] for each in ("website", "offers", "seeks") if each in description}
    changed = {each: text for each, text in texts.items() if text != getattr(city, each)}
    for each, text in changed.items():
        setattr(city, each, text)
    city.save(update_fields=list(changed))
    moved = [each for each in ("offers_themes", "seeks_themes") if _set_themes(city, each, description.get(each))]
    if changed or moved:
        record(city, "describe", _("description changed"), by=by, now=now, changed=[*changed, *moved])
    return city


@transaction.atomic
def add_alias(city: City, name: str, *, by: User, now: datetime) -> CityName:
    """Let the city be found by one more name. Raises NotAName or NameTaken."""
    name = " ".join(name.split())
    if not keys(name):
        raise NotAName(_("“%s” has no letter in it.") % name, field="name")
    other = City.objects.filter(country=city.country).exclude(pk=city.pk).called(name).first()
    if other:
        raise NameTaken(_("“%(name)s” is a name of %(city)s.") % {"name": name, "city": other}, field="name")
    if city.names.filter(name=name).exists():
        raise NameTaken(_("%(city)s has this name already.") % {"city": city}, field="name")
    row = name_of(city, name)
    row.save()
    record(city, "add_name", _("also called “%s”") % name, by=by, now=now)
    return row


@transaction.atomic
def remove_alias(alias: CityName, *, by: User, now: datetime) -> None:
    """Stop finding the city by this name. Raises NameNeeded for the official and the English one."""
    city = alias.city
    if alias.name in (city.name, city.english_name):
        raise NameNeeded(_("“%s” is shown on every page. Change it among the facts instead.") % alias.name)
    record(city, "remove_name", _("no longer called “%s”") % alias.name, by=by, now=now)
    alias.delete()


def _demand_free(others: CityQuerySet, name: str, country: str, kind: str) -> None:
    if not keys(name):
        raise NotAName(_("“%s” has no letter in it.") % name, field="name")
    known = others.filter(country=country, kind=kind).called(name).first()
    if known:
        sentence = _("The portal has %(city)s already, by the name “%(name)s”.")
        raise NameTaken(sentence % {"city": known, "name": name}, field="name")


def _demand_possible(city: City, changed: dict[str, Any]) -> None:
    if changed.keys() & {"name", "country", "kind"}:
        after = {fact: changed.get(fact, getattr(city, fact)) for fact in ("name", "country", "kind")}
        _demand_free(City.objects.exclude(pk=city.pk), after["name"], str(after["country"]), after["kind"])
    above: City | None = changed.get("parent")
    while above:
        if above.pk == city.pk:
            raise NotApart(_("%s cannot be a part of itself or of its own parts.") % city, field="parent")
        above = above.parent


def _know_by_name(city: City) -> None:
    known = set(city.names.values_list("name", flat=True))
    CityName.objects.bulk_create(row for row in names_of(city) if row.name not in known)


def _set_themes(city: City, field: str, themes: Iterable[Theme] | None) -> bool:
    if themes is None or {theme.pk for theme in themes} == {theme.pk for theme in getattr(city, field).all()}:
        return False
    getattr(city, field).set(themes)
    return True


def _written(value: Any) -> str | int | None:
    """A fact as the history keeps it."""
    return value if value is None or isinstance(value, int) else str(value)
