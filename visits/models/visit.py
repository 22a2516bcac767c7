from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.zones import known_zone
from cities.models import City
from cohorts.models import Cohort, Pairing
from milestones.models import Requirement
from polls.models import Poll
from visits.querysets.visits import VisitQuerySet
from visits.states import TOOK_PLACE, UNDATED, Direction, HostKind, ReportSide, VisitState


class Visit(models.Model):
    """A site visit: who goes where, when and for what. Agenda, attendance, takeaways and the report build on it.

    It belongs to a pairing or to a free group of cities. Its days are those of `zone`; a proposal may still lack them.
    `cities` may hold the host as well; whoever else is in it is a guest. `proposed_by` is the city whose proposal the
    present days are; None for the programme team and facilitators. `uid` and `sequence` are what calendars know it
    by: the number rises whenever a calendar has something to change. `only_month` says that the sources of a visit
    name no day: `starts_on` is then the first of that month. Where they name no month either, `date_in_words` says what
    they do: "before 8 April 2024".
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="visits", verbose_name=_("cohort"))
    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="visits", verbose_name=_("pairing")
    )
    title = models.CharField(_("title"), max_length=150)
    host = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="visits_hosted", verbose_name=_("host")
    )
    host_kind = models.CharField(_("where"), max_length=10, choices=HostKind.choices, default=HostKind.CITY)
    cities = models.ManyToManyField(City, related_name="visits", verbose_name=_("cities that take part"))
    requirements = models.ManyToManyField(
        Requirement, blank=True, related_name="visits", verbose_name=_("what it counts for")
    )
    number = models.PositiveSmallIntegerField(_("which visit of the programme"), null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    online_link = models.URLField(_("link to join"), max_length=500, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    only_month = models.BooleanField(_("only the month is known"), default=False)
    date_in_words = models.CharField(_("what is known of its date"), max_length=60, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    source = models.URLField(_("source"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=VisitState.choices, default=VisitState.PROPOSED)
    proposed_by = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("whose proposal")
    )
    poll = models.OneToOneField(
        Poll, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("poll for its dates")
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_on").asc(nulls_last=True), "pk"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="visit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False, ends_on__isnull=False)
                | Q(starts_on=None, ends_on=None, state__in=UNDATED)
                | Q(starts_on=None, ends_on=None, state=VisitState.CLOSED) & ~Q(date_in_words=""),
                name="visit_has_its_days",
            ),
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(condition=Q(direction__in=["", *Direction.values]), name="visit_direction_known"),
            models.CheckConstraint(
                condition=Q(host_kind=HostKind.CITY, host__isnull=False)
                | Q(host_kind__in=[HostKind.ELSEWHERE, HostKind.ONLINE]),
                name="visit_in_a_city_has_its_host",
            ),
            models.UniqueConstraint(
                fields=["pairing", "number"],
                condition=~Q(state=VisitState.CANCELLED),
                name="visit_number_once_in_its_pairing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("visits:visit", args=[self.pk])

    @property
    def guests(self) -> list[City]:
        """Who comes to learn; asks nothing more of the database after `with_names()`."""
        return [city for city in self.cities.all() if city.pk != self.host_id]

    @property
    def report_sides(self) -> list[ReportSide]:
        """Whose parts make the report whole; without a host the cities write it as one."""
        return [ReportSide.HOST, ReportSide.GUESTS] if self.host_id else [ReportSide.GUESTS]

    @property
    def has_only_one_voice(self) -> bool:
        """Whether there is no second city that could agree to a proposal of the first."""
        return len({self.host_id, *(city.pk for city in self.cities.all())} - {None}) < 2

    @property
    def has_taken_place(self) -> bool:
        return self.state in TOOK_PLACE

    @property
    def is_off(self) -> bool:
        return self.state == VisitState.CANCELLED

    @property
    def day_count(self) -> int:
        """How many days it lasts; 0 while it has none."""
        return (self.ends_on - self.starts_on).days + 1 if self.starts_on and self.ends_on else 0

    def date_of(self, day: int) -> date | None:
        """The calendar day of day 1, 2, ... of the visit."""
        return self.starts_on + timedelta(days=day - 1) if self.starts_on else None

    def has_begun(self, today: date) -> bool:
        return self.starts_on is not None and self.starts_on <= today

    def is_over(self, today: date) -> bool:
        """On its last day or after it."""
        return self.ends_on is not None and self.ends_on <= today

    def is_ahead(self, today: date) -> bool:
        """Ahead or going on, as `upcoming` finds them."""
        return self.state in UNDATED if self.ends_on is None else self.ends_on >= today
