from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scan(models.TextChoices):
    """What the virus scanner said; without a scanner every file that passed the checks counts as clean."""

    CLEAN = "clean", _("checked")
    WAITING = "waiting", _("being checked")
    INFECTED = "infected", _("refused by the virus scanner")
