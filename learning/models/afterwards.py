from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models import City
from learning.models.session import LearningSession
from learning.querysets.afterwards import CatchUpQuerySet, FeedbackQuerySet, QuoteQuerySet

ON_THE_SCALE = (1, 5)


class Feedback(models.Model):
    """One person's answers after a session, from 1 (not at all) to 5 (very much), without their name.

    `mark` is a keyed digest of the registration: it lets nobody answer twice and tells nobody who answered. The
    number of the row is drawn by lot and there is no instant, so that their order says nothing either.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="feedback")
    mark = models.CharField(max_length=64, editable=False)
    useful = models.PositiveSmallIntegerField(_("It was useful to me"))
    clear = models.PositiveSmallIntegerField(_("It was clear"))
    will_use = models.PositiveSmallIntegerField(_("I will use it in my work"))
    line = models.CharField(_("in one line"), max_length=300, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["session", "mark"], name="feedback_once"),
            models.CheckConstraint(
                condition=Q(useful__range=ON_THE_SCALE, clear__range=ON_THE_SCALE, will_use__range=ON_THE_SCALE),
                name="feedback_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.useful}, {self.clear}, {self.will_use}"


class Quote(models.Model):
    """A line somebody lets be published with their name, apart from their answers; withdrawn as easily as given."""

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="quotes")
    registration = models.OneToOneField(
        "learning.Registration", null=True, on_delete=models.SET_NULL, related_name="quote"
    )
    text = models.CharField(_("quote"), max_length=300)
    name = models.CharField(_("name"), max_length=150)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField(_("consent given"))
    withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-consented_at", "-pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="quote_says_something")]

    def __str__(self) -> str:
        return self.text


class CatchUp(models.Model):
    """Somebody who missed a session has watched its recording and answered two questions about it."""

    session = models.ForeignKey(LearningSession, on_delete=models.CASCADE, related_name="catch_ups")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    learned = models.TextField(_("What was new to you?"), max_length=2000)
    use = models.TextField(_("What will your city do with it?"), max_length=2000)
    at = models.DateTimeField(_("answered"))

    objects = CatchUpQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("catch-up")
        verbose_name_plural = _("catch-ups")
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="catch_up_once"),
            models.CheckConstraint(condition=~Q(learned="") & ~Q(use=""), name="catch_up_answers_both"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.session}"
