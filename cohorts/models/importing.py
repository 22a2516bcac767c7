from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.querysets import ImportDraftQuerySet


class ImportDraft(models.Model):
    """A file that was checked for a cohort and waits for the button of the person who brought it.

    It may hold names and addresses: it goes with the import, with the next file, or after a day.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="import_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("checked"))

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to import")
        verbose_name_plural = _("files to import")
        constraints = [models.UniqueConstraint(fields=["cohort", "by"], name="one_draft_per_person")]

    def __str__(self) -> str:
        return self.file_name
