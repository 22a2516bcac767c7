"""The tables of moves as a page people read: `docs/workflows.md` is made by this, and a test compares."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.utils import translation

from workflow.moves import Move, Table, registry

INTRODUCTION = """# Workflows

Made by `manage.py workflows --write` from the tables in each room's `states.py`; do not edit by hand.
*Who* names a rule in the room's `rules.py`; *guard* is a further condition, read beside the table.
"""


def as_markdown() -> str:
    """Every table of moves of the portal, in English, as one Markdown page."""
    with translation.override("en"):
        return "\n".join([INTRODUCTION, *(line for name in sorted(registry) for line in _table(registry[name]))]) + "\n"


def _table(table: Table) -> Iterator[str]:
    labels = dict(apps.get_model(table.model)._meta.get_field("state").flatchoices)
    yield f"## {table.title} (`{table.model}`)\n"
    yield "| move | button | from | to | who | note | guard |"
    yield "|---|---|---|---|---|---|---|"
    for each in table:
        yield _row(each, {str(state): str(label) for state, label in labels.items()})
    yield ""


def _row(each: Move, labels: dict[str, str]) -> str:
    source = ", ".join(labels[state] for state in labels if state in each.source)
    guard = f"`{each.guard.__name__}`" if each.guard else ""
    note = "needed" if each.needs_note else ""
    return (
        f"| `{each.name}` | {each.label} | {source} | {labels[each.target]} | `{each.permission}` | {note} | {guard} |"
    )
