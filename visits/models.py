from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cohorts.models import Cohort
from visits.querysets import VisitQuerySet


class Visit(models.Model):
    """A site visit that took place: who went where, and when. Rooms with agenda, party and report build on it.

    `only_month` says that the sources name no day: `starts_on` is then the first of that month.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="visits", verbose_name=_("cohort"))
    title = models.CharField(_("title"), max_length=150)
    host = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="visits_hosted", verbose_name=_("host")
    )
    cities = models.ManyToManyField(City, related_name="visits", verbose_name=_("cities that took part"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    only_month = models.BooleanField(_("only the month is known"), default=False)
    source = models.URLField(_("source"), max_length=500, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="visit_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title
