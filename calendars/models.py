from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from calendars.querysets import KeyQuerySet


class Key(models.Model):
    """How often somebody has renewed the secret address of their calendar; without a row, never.

    The address itself is kept nowhere: see `calendars.links`.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_key"
    )
    renewals = models.PositiveIntegerField(_("renewals"), default=0)
    renewed_at = models.DateTimeField(_("renewed"))

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering = ["user"]
        verbose_name = _("calendar key")
        verbose_name_plural = _("calendar keys")

    def __str__(self) -> str:
        return f"{self.user}, {self.renewals}"
