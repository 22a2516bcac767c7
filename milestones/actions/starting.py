"""Starting a cohort: first in words, what a template would make from a date; then, in one transaction, the thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.actions.forms import keep_forms
from cohorts.models import Cohort, Module, Programme
from cohorts.programmes.checking import requirements
from milestones.dates import add_months, after
from milestones.models import Milestone, Requirement
from milestones.states import EVENT_ANCHORS, Anchor, Kind
from workflow.history import record
from workflow.refusals import NotAllowed, Refusal

KIND_OF_SECTION = {"sessions": Kind.SESSION, "visits": Kind.VISIT, "outputs": Kind.OUTPUT, "other": Kind.OTHER}


class CannotStart(Refusal):
    """The template cannot be started with this number, date or these lengths."""


@dataclass(frozen=True)
class PlannedModule:
    slug: str
    name: str
    months: int
    starts_on: date
    ends_on: date
    hours_min: Decimal
    hours_max: Decimal


@dataclass(frozen=True)
class PlannedRequirement:
    """A requirement with the date it would get; None where each city has its own day."""

    kind: Kind
    said: dict[str, Any]
    due_on: date | None

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.said["due"]["anchor"])

    @property
    def of(self) -> str | None:
        return self.said["due"].get("of")


@dataclass(frozen=True)
class Plan:
    """All that starting a cohort would make."""

    programme: Programme
    number: int
    name: str
    slug: str
    modules: list[PlannedModule]
    requirements: list[PlannedRequirement]
    milestones: list[dict[str, Any]]

    @property
    def starts_on(self) -> date:
        return self.modules[0].starts_on

    @property
    def ends_on(self) -> date:
        return self.modules[-1].ends_on


def plan_start(
    programme: Programme,
    *,
    number: int,
    starts_on: date,
    module_months: Sequence[int] | None = None,
    name: str = "",
) -> Plan:
    """What starting cohort `number` of a programme on a day would make; writes nothing.

    `module_months` replaces the template's lengths, in the order of its modules. Raises CannotStart.
    """
    template = programme.template
    if Cohort.objects.filter(programme=programme, number=number).exists():
        raise CannotStart(_("Cohort %d of this programme exists already.") % number, field="number")
    if not 1 <= number <= 9999:
        raise CannotStart(_("Cohorts are numbered from 1 to 9999."), field="number")
    if not 2000 <= starts_on.year <= 2100:
        raise CannotStart(_("Choose a start between the years 2000 and 2100."), field="starts_on")
    modules = list(_modules(template, starts_on, module_months))
    due = {module.slug: module for module in modules}
    return Plan(
        programme=programme,
        number=number,
        name=name or _("%(programme)s, cohort %(number)d") % {"programme": programme.name, "number": number},
        slug=f"{programme.slug}-{number}",
        modules=modules,
        requirements=_in_order(template, due, starts_on),
        milestones=template.get("milestones", []),
    )


def start_cohort(plan: Plan, *, by: Any, now: datetime, is_demo: bool = False, is_record: bool = False) -> Cohort:
    """Make what the plan says, with a frozen copy of the template. Raises NotAllowed or CannotStart.

    `by` is None when the portal itself acts, from the command line. With `is_record` it is a cohort that ran
    elsewhere: shown, and nothing is asked of its cities.
    """
    if by is not None and not by.has_perm("milestones.start_cohort"):
        raise NotAllowed(_("Only programme staff can start a cohort."))
    try:
        with transaction.atomic():
            cohort = _make_cohort(plan, is_demo=is_demo, is_record=is_record)
            _make_requirements(cohort, plan, _make_modules(cohort, plan))
            record(cohort, "start", _("started from the template"), by=by, now=now)
    except IntegrityError as error:
        raise CannotStart(_("Cohort %d of this programme exists already.") % plan.number, field="number") from error
    return cohort


def _modules(template: dict[str, Any], first: date, lengths: Sequence[int] | None) -> Iterator[PlannedModule]:
    said = template["modules"]
    lengths = list(lengths or [module["months"] for module in said])
    if len(lengths) != len(said) or not all(1 <= months <= 60 for months in lengths):
        raise CannotStart(_("Give each module a length from 1 to 60 months."))
    before = 0
    for module, months in zip(said, lengths, strict=True):
        yield PlannedModule(
            slug=module["slug"],
            name=module["name"],
            months=months,
            starts_on=add_months(first, before),
            ends_on=add_months(first, before + months) - timedelta(days=1),
            hours_min=Decimal(str(module["hours"]["min"])),
            hours_max=Decimal(str(module["hours"]["max"])),
        )
        before += months


def _in_order(template: dict[str, Any], modules: dict[str, PlannedModule], first: date) -> list[PlannedRequirement]:
    """Requirements as the columns of the matrix: by module, then by date, then as the template lists them."""
    planned = [
        PlannedRequirement(KIND_OF_SECTION[str(path[0])], said, _due(said, modules[said["module"]], first))
        for path, said in requirements(template)
    ]
    places = list(modules)
    return sorted(planned, key=lambda each: (places.index(each.said["module"]), each.due_on or date.max))


def _due(said: dict[str, Any], module: PlannedModule, first: date) -> date | None:
    anchors = {
        Anchor.COHORT_START: first,
        Anchor.MODULE_START: module.starts_on,
        Anchor.MODULE_END: module.ends_on,
    }
    due = said["due"]
    if due["anchor"] in EVENT_ANCHORS:
        return None
    return after(anchors[Anchor(due["anchor"])], due.get("months", 0), due.get("days", 0))


def _make_cohort(plan: Plan, **kept: bool) -> Cohort:
    return Cohort.objects.create(
        programme=plan.programme,
        number=plan.number,
        name=plan.name,
        slug=plan.slug,
        summary=plan.programme.summary,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        template={key: said for key, said in plan.programme.template.items() if key != "forms"},
        form_book=keep_forms(plan.programme.template.get("forms", {})),
        **kept,
    )


def _make_modules(cohort: Cohort, plan: Plan) -> dict[str, Module]:
    made = Module.objects.bulk_create(
        Module(
            cohort=cohort,
            slug=module.slug,
            name=module.name,
            position=position,
            starts_on=module.starts_on,
            ends_on=module.ends_on,
            hours_min=module.hours_min,
            hours_max=module.hours_max,
        )
        for position, module in enumerate(plan.modules, start=1)
    )
    return {module.slug: module for module in made}


def _make_requirements(cohort: Cohort, plan: Plan, modules: dict[str, Module]) -> None:
    """Requirements first without their anchors' rows, then those that count from another one, then milestones."""
    rows = {
        each.said["code"]: Requirement(
            cohort=cohort,
            module=modules[each.said["module"]],
            position=position,
            kind=each.kind,
            anchor=each.anchor,
            offset_months=each.said["due"].get("months", 0),
            offset_days=each.said["due"].get("days", 0),
            needs_pairing=each.said.get("needs_pairing", False),
            why=each.said.get("why", ""),
            form=each.said.get("form", ""),
            **{key: each.said[key] for key in ("code", "name", "short_name", "owed_by")},
        )
        for position, each in enumerate(plan.requirements, start=1)
    }
    waiting = {each.said["code"]: each.of for each in plan.requirements if each.of}
    Requirement.objects.bulk_create(row for code, row in rows.items() if code not in waiting)
    while waiting:
        ready = [code for code, of in waiting.items() if of not in waiting]
        for code in ready:
            rows[code].anchor_requirement = rows[str(waiting.pop(code))]
            rows[code].save()
    for position, said in enumerate(plan.milestones, start=1):
        milestone = Milestone.objects.create(cohort=cohort, name=said["name"], position=position)
        milestone.requirements.set(rows[code] for code in said["requirements"])
