"""What answers can point at: themes, cities, people of the pairing, rows of this and other outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part

from django.db.models import Q

from cities.models import City, Representative, Theme
from cohorts.models import Pairing, Participation
from deliverables.content.schema import Field, Form, title_field_of
from deliverables.content.sources import Sources, sources_for
from deliverables.models import Part
from visits.models import Takeaway

Choices = dict[str, str]


@dataclass(frozen=True)
class Names:
    """The things an output can point at, by key, with the name a reader sees. Order is the order of the list.

    `sources` are those among them that rows are to be written about.
    """

    themes: Mapping[str, Choices] = part(default_factory=dict)
    cities: Choices = part(default_factory=dict)
    people: Choices = part(default_factory=dict)
    rows: Mapping[tuple[str, str], Choices] = part(default_factory=dict)
    takeaways: Choices = part(default_factory=dict)
    sources: Sources = part(default_factory=dict)

    def choices(self, field: Field) -> Choices:
        """What can be chosen in this field; empty for fields that are typed."""
        match field.type:
            case "choice":
                return field.options
            case "theme":
                kinds = [field.theme_kind] if field.theme_kind else list(self.themes)
                return {slug: name for kind in kinds for slug, name in self.themes.get(kind, {}).items()}
            case "row":
                return self.rows.get(field.of, {})
        return {"city": self.cities, "person": self.people, "takeaway": self.takeaways}.get(field.type, {})

    def of(self, field: Field, raw: str) -> str:
        return self.choices(field).get(raw, "")


def names_for(form: Form, participation: Participation) -> Names:
    """Everything the fields of `form` may name for this city, one question for each kind of thing that occurs."""
    types = {field.type for _section, field in form.fields()}
    return Names(
        themes=themes() if "theme" in types else {},
        cities=_cities(participation) if "city" in types else {},
        people=_people(participation) if "person" in types else {},
        rows=_rows(form, participation) if "row" in types else {},
        takeaways=_takeaways(participation) if "takeaway" in types else {},
        sources=sources_for(form, participation),
    )


def themes() -> dict[str, Choices]:
    """Every theme by its kind."""
    found: dict[str, Choices] = {}
    for theme in Theme.objects.all():
        found.setdefault(theme.kind, {})[theme.slug] = theme.name
    return found


def _cities(participation: Participation) -> Choices:
    taking_part = Participation.objects.active().filter(cohort=participation.cohort_id)
    return {
        each.slug: each.latin_name for each in City.objects.filter(pk__in=taking_part.values("city")).order_by("name")
    }


def _people(participation: Participation) -> Choices:
    """Seats of the city and of its counterparts in the cohort; who left keeps the name in what was submitted."""
    pairings = Pairing.objects.standing().filter(sides__participation=participation)
    near = Participation.objects.active().filter(Q(pairings__in=pairings.values("pk")) | Q(pk=participation.pk))
    seats = Representative.objects.active().filter(city__in=near.values("city")).select_related("city")
    return {str(seat.pk): f"{seat.name}, {seat.city.latin_name}" for seat in seats.order_by("city__name", "name")}


def _takeaways(participation: Participation) -> Choices:
    """What the city noted on its visits, in their order."""
    noted = Takeaway.objects.current().filter(participation=participation).order_by("visit__starts_on", "at")
    return {str(number): practice for number, practice in noted.values_list("pk", "practice")}


def _rows(form: Form, participation: Participation) -> dict[tuple[str, str], Choices]:
    """Rows of the city's outputs that fields of this form point at, named by their title field."""
    wanted = {field.of for _section, field in form.fields() if field.type == "row"}
    asked = Q()
    for slug, section in wanted:
        asked |= Q(deliverable__obligation__requirement__form=slug, section=section)
    parts = Part.objects.standing().filter(asked, deliverable__obligation__participation=participation)
    titles = {of: title_field_of(participation.cohort.forms, of) for of in wanted}
    found: dict[tuple[str, str], Choices] = {of: {} for of in wanted}
    for each in parts.select_related("deliverable__obligation__requirement").order_by("section", "position", "at"):
        of = (each.deliverable.obligation.requirement.form, each.section)
        if name := each.values.get(titles[of], ""):
            found[of][str(each.key)] = name
    return found
