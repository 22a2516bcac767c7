"""The matrix as HTML, written in Python: a template engine spends eight times as long on a thousand cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from itertools import groupby

from django.urls import reverse
from django.utils import formats
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from twinning.pages.matrix.rows import DONE, Cell, Column, Matrix, Row, no_counterpart, states_of
from twinning.pages.standing import Standing
from ui.languages import language_of
from ui.looks import LOOKS
from ui.templatetags.kit import city_name, icon, state_badge

QUIET = ("approved", "fulfilled", "open")
"""What the list leaves out: done, or simply far ahead."""


def table_parts(matrix: Matrix, opens: str = "") -> dict[str, SafeString]:
    """Head, body and foot of the table, each safe HTML; the page's template owns the table around them.

    `opens` is the address to which a figure of the foot adds its column and state; without it they lead nowhere.
    """
    draw = _Pen()
    parts = {
        "head": _head(matrix),
        "body": "".join(draw.row(row, matrix.columns) for row in matrix.rows),
        "foot": "".join(_sum(column, matrix, opens) for column in matrix.columns),
    }
    return {name: mark_safe(html) for name, html in parts.items()}  # noqa: S308 - every word in it was escaped above


def listed(matrix: Matrix, state: str = "") -> SafeString:
    """The list view: each city with what stands so; without a state, with what is neither done nor simply far ahead.

    Empty when that is nothing.
    """
    draw = _Pen()
    wanted = states_of(state) if state else LOOKS.keys() - set(QUIET)
    entries = (draw.entry(row, matrix.columns, wanted) for row in matrix.rows)
    return mark_safe("".join(entries))  # noqa: S308 - written escaped


def city_heading(row: Row) -> SafeString:
    city = row.participation.city
    name = format_html('<span lang="{}">{}</span>', language_of(city.name, str(city.country)), city.name)
    english = f"{city.english_name} · " if city.english_name and city.english_name != city.name else ""
    return format_html("{}<small>{}{}</small>", name, english, row.counterpart or no_counterpart())


class _Pen:
    """Draws cells; what repeats (one mark per standing, the address around an id) is made once."""

    def __init__(self) -> None:
        before, after = reverse("milestones:obligation", args=[0]).split("0")
        self.before, self.after = escape(before), escape(after)
        self.mark = cache(self._mark)
        self.reached = cache(lambda names: _flag(_("milestone reached: %(names)s"), names))
        self.badge = cache(lambda standing: state_badge(standing.state, standing.word))
        self.nothing = (
            f'<td class="matrix__not-owed"><span class="visually-hidden">{escape(_("not asked for"))}</span></td>'
        )

    def row(self, row: Row, columns: list[Column]) -> str:
        city = escape(reverse("cities:city", args=[row.participation.city.slug]))
        cells = "".join(
            self.cell(row.cells.get(c.requirement.pk), c.starts_module, row.marks.get(c.requirement.pk, ""))
            for c in columns
        )
        return f'<tr><th scope="row"><a href="{city}">{city_heading(row)}</a></th>{cells}</tr>'

    def cell(self, cell: Cell | None, starts_module: bool, reached: str) -> str:
        if cell is None:
            return self.nothing
        css = ' class="mod-start"' if starts_module else ""
        classes, inside = self.mark(cell.standing)
        href = f"{self.before}{cell.obligation_id}{self.after}"
        return f'<td{css}><a class="{classes}" href="{href}">{inside}{self.reached(reached)}</a></td>'

    def entry(self, row: Row, columns: list[Column], wanted: Collection[str]) -> str:
        owed = [(column, cell) for column in columns if (cell := row.cells.get(column.requirement.pk))]
        items = "".join(self.item(column, cell) for column, cell in owed if cell.standing.state in wanted)
        if not items:
            return ""
        city = city_name(row.participation.city)
        head = f'<p class="city-list__name">{city} <span class="meta">{escape(row.counterpart)}</span></p>'
        return f"<li>{head}<ul>{items}</ul></li>"

    def item(self, column: Column, cell: Cell) -> str:
        href, what = f"{self.before}{cell.obligation_id}{self.after}", escape(column.requirement.name)
        return f'<li><a href="{href}">{what} {self.badge(cell.standing)}</a></li>'

    def _mark(self, standing: Standing) -> tuple[str, str]:
        look = LOOKS[standing.state]
        return (
            f"matrix__cell matrix__cell--{look.colour}",
            f"{icon(look.icon)}<span>{escape(standing.word)}{plus(standing)}</span>",
        )


def plus(standing: Standing) -> SafeString:
    """ "+7" beside an extended date, in words for those who listen."""
    if not standing.plus or standing.state not in ("due_soon", "open", "late", "draft"):
        return mark_safe("")
    return format_html(
        ' <span class="plus">+{}<span class="visually-hidden"> {}</span></span>', standing.plus, _("days extended")
    )


def _flag(words: str, milestones: str) -> str:
    """A flag beside what a milestone ends with; nothing where none does."""
    said = f'<span class="visually-hidden">, {escape(words % {"names": milestones})}</span>'
    return f'<span class="matrix__flag">{icon("flag")}{said}</span>' if milestones else ""


def _head(matrix: Matrix) -> str:
    groups = [list(group) for _key, group in groupby(matrix.columns, key=lambda c: c.requirement.module_id)]
    modules = "".join(_module(group) for group in groups)
    corner = f"{escape(_('City'))} <small>{escape(_('with its counterpart'))}</small>"
    return (
        f'<tr><th class="corner" scope="col" rowspan="2">{corner}</th>{modules}</tr>'
        f"<tr>{''.join(_column(column) for column in matrix.columns)}</tr>"
    )


def _module(columns: list[Column]) -> str:
    module = columns[0].requirement.module
    name = escape(module.name if module else _("Whole cohort"))
    return f'<th scope="colgroup" colspan="{len(columns)}" class="mod-start"><span>{name}</span></th>'


def _column(column: Column) -> str:
    css = ' class="mod-start"' if column.starts_module else ""
    name, short_name = escape(column.requirement.name), escape(column.requirement.short_name)
    when = escape(formats.date_format(column.due_on, "j M") if column.due_on else _("own date"))
    flag = _flag(_("the last step to the milestone: %(names)s"), column.completes)
    return f'<th scope="col"{css} title="{name}">{short_name}{flag}<small>{when}</small></th>'


def _sum(column: Column, matrix: Matrix, opens: str) -> str:
    counts: Counter[str] = matrix.column_counts(column)
    owed = sum(counts.values()) - counts["waived"]
    done = sum(counts[state] for state in DONE)
    figures = [
        ("done", done, _("%(done)s of %(owed)s") % {"done": done, "owed": owed}),
        ("late", counts["late"], _("%(n)s late") % {"n": counts["late"]}),
        ("waived", counts["waived"], _("%(n)s waived") % {"n": counts["waived"]}),
    ]
    lines = [_figure(column, *each, opens) for each in figures if each[0] == "done" or each[1]]
    css = ' class="mod-start"' if column.starts_module else ""
    return f"<td{css}>{'<br>'.join(lines)}</td>"


def _figure(column: Column, state: str, number: int, words: str, opens: str) -> str:
    """A figure of the foot; where it counts something it opens just these rows."""
    css = ' class="is-late"' if state == "late" else ""
    if not number or not opens:
        return f"<span{css}>{escape(words)}</span>"
    return f'<a{css} href="{escape(f"{opens}requirement={column.requirement.code}&state={state}")}">{escape(words)}</a>'
