"""Nobody comes through a door that nobody thought of."""

from collections.abc import Iterator

import rules
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import FLOORS

# These guard their own views.
GUARDED_BY_THEMSELVES = {"admin", "allauth"}
MARKS = {"public", "signed_in", "staff_only"}


def doors(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address below `resolver` that a view of ours answers."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name not in GUARDED_BY_THEMSELVES:
                yield from doors(pattern, address)
        elif pattern.lookup_str.split(".")[0] not in GUARDED_BY_THEMSELVES:
            yield address, pattern


def own_doors() -> list[tuple[str, str | None]]:
    return [(address, getattr(pattern.callback, "guard", None)) for address, pattern in doors(get_resolver())]


def test_there_are_doors_to_look_at() -> None:
    assert "/healthz" in [address for address, _guard in own_doors()]


def test_every_view_says_who_may_come() -> None:
    assert [address for address, guard in own_doors() if guard is None] == []


def test_every_permission_on_a_view_is_a_rule() -> None:
    named = {guard for _address, guard in own_doors()} - MARKS - {None}
    assert [guard for guard in sorted(map(str, named)) if not rules.perm_exists(guard)] == []


def test_every_model_says_who_may_see_it() -> None:
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in FLOORS and not hasattr(model._default_manager.all(), "visible_to")
    ]
    assert silent == []
