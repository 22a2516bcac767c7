from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.zones import known_zone
from cities.models import City
from cohorts.models import Cohort
from polls.querysets import AnswerQuerySet, OptionQuerySet, PollQuerySet
from polls.states import Choice, PollState


class Poll(models.Model):
    """When could we meet? Candidates, and what the people of some cities say to each.

    It stands on the page of what the date is for (`about`, a path); that room decides who asks and who decides.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="polls", verbose_name=_("cohort"))
    question = models.CharField(_("question"), max_length=200)
    zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    cities = models.ManyToManyField(City, related_name="+", verbose_name=_("cities that are asked"))
    about = models.CharField(_("page"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=PollState.choices, default=PollState.OPEN)
    decided = models.ForeignKey(
        "Option", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("the date")
    )

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PollState.values), name="poll_state_known"),
            models.CheckConstraint(
                condition=Q(state=PollState.DECIDED, decided__isnull=False)
                | (~Q(state=PollState.DECIDED) & Q(decided__isnull=True)),
                name="poll_decided_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return self.about


class Option(models.Model):
    """One candidate: a slot with its instants, or a span of days."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("to"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "starts_on", "pk"]
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on"), starts_at=None, ends_at=None),
                name="option_is_a_slot_or_a_span",
            ),
        ]

    def __str__(self) -> str:
        return str(self.starts_at or f"{self.starts_on} – {self.ends_on}")

    @property
    def minutes(self) -> int:
        """The length of a slot."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60) if self.ends_at and self.starts_at else 0


class Answer(models.Model):
    """What one person says to one candidate."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(_("answer"), max_length=5, choices=Choice.choices)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["option", "user"], name="answer_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="answer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_choice_display()}"
