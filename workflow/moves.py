"""Tables of moves, and the one function that makes a move.

*When* a move is open is read off its table; *who* may make it is a rule of the room. `take()` asks
both on the locked row, then writes the state and the history in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _

from workflow.models import Step
from workflow.refusals import NotAllowed, NotNow

Guard = Callable[[Any], object | None]
ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True)
class Move:
    """One verb of a table.

    `permission` names a rule (`app.verb_model`), `label` is the button, `done` the sentence of the
    history, `guard` answers a sentence that forbids the move or nothing.
    """

    name: str
    source: frozenset[str]
    target: str
    permission: str
    label: object
    done: object
    guard: Guard | None = None
    needs_note: bool = False


class Table:
    """All moves of one model's state field, in the order the buttons appear."""

    def __init__(self, model: str, *moves: Move, title: object = "") -> None:
        self.model = model
        self.title = title
        self.moves = {move.name: move for move in moves}
        registry[model] = self

    def __getitem__(self, name: str) -> Move:
        return self.moves[name]

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())


registry: dict[str, Table] = {}
"""Every table of the portal by `app.Model`; read by `docs/workflows.md` and by the tests."""


def move(
    name: str, source: Iterable[str], target: str, permission: str, label: object, done: object, **more: Any
) -> Move:
    """A Move with its sources given as any iterable of states."""
    return Move(name, frozenset(source), target, permission, label, done, **more)


def table_of(subject: models.Model) -> Table:
    return registry[subject._meta.label]


def open_to(subject: Any, user: Any) -> list[Move]:
    """The moves this person could make now: what the page draws as buttons."""
    return [
        each
        for each in table_of(subject)
        if subject.state in each.source
        and user.has_perm(each.permission, subject)
        and not (each.guard and each.guard(subject))
    ]


def take(
    subject: ModelT, name: str, *, by: Any, now: datetime, note: str = "", also: dict[str, Any] | None = None
) -> ModelT:
    """Make the move `name` on `subject` and return the fresh, saved row.

    Locks the row, asks the rule, the source state and the guard, writes the state with the fields in
    `also`, and adds the history step, all in one transaction. `by` is None only when the portal
    itself acts (no rule is asked then).

    Raises NotAllowed (who) or NotNow (when, guard, missing note); nothing is written then.
    """
    each = table_of(subject)[name]
    with transaction.atomic():
        row: Any = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        _ask(each, row, by, note)
        source, row.state = row.state, each.target
        for field, value in (also or {}).items():
            setattr(row, field, value)
        row.save(update_fields=["state", *(also or {})])
        Step.objects.create(
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            verb=each.name,
            sentence=str(each.done),
            source=source,
            target=each.target,
            by=by,
            at=now,
            note=note,
        )
    return row


def _ask(each: Move, row: Any, by: Any, note: str) -> None:
    if by is not None and not by.has_perm(each.permission, row):
        raise NotAllowed(_("You are not the one who can do this: %(move)s.") % {"move": each.label})
    if row.state not in each.source:
        raise NotNow(
            _("This is “%(state)s” by now, so “%(move)s” is no longer open. Nothing was changed.")
            % {"state": row.get_state_display(), "move": each.label}
        )
    if each.needs_note and not note.strip():
        raise NotNow(_("Please say why: a reason is needed here."), field="note")
    if each.guard and (sentence := each.guard(row)):
        raise NotNow(sentence)
