from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a city is *in a cohort*; the programme may call it otherwise ("visiting city")."""

    TWIN = "twin", _("twin")
    PILOT = "pilot", _("pilot")
    LEAD = "lead", _("lead")
    FOLLOWER = "follower", _("follower")
    PARTNER = "partner", _("partner")


class Side(models.TextChoices):
    """The two sides of a pairing: who came to learn, and who has something to show."""

    LEARNING = "learning", _("learning")
    SHOWING = "showing", _("showing")
