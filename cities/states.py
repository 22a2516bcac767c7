from django.db import models
from django.utils.translation import gettext_lazy as _


class CityKind(models.TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    AGGLOMERATION = "agglomeration", _("agglomeration")
    REGION = "region", _("region or island")
    OTHER = "other", _("other organisation")


class ThemeKind(models.TextChoices):
    DOMAIN = "domain", _("emission domain")
    LEVER = "lever", _("lever of change")


class SeatRole(models.TextChoices):
    """In the order in which a reminder passes from an empty seat to the next."""

    LEAD = "lead", _("lead")
    SECOND = "second", _("second")
    DEPUTY = "deputy", _("deputy")
    VIEWER = "viewer", _("viewer")


WRITING_SEATS = (SeatRole.LEAD, SeatRole.SECOND, SeatRole.DEPUTY)
"""Seats that may submit, log and write; a viewer reads."""
