from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.models import City, Theme
from cohorts.models import Cohort
from goals.models import LearningGoal
from stories.querysets import PictureQuerySet, StoryQuerySet
from stories.states import State
from visits.models import Visit


class Story(models.Model):
    """What an exchange was like and what came of it, told for everybody.

    `body` is Markdown as written; `folded` is what search reads; `map_svg` is the cut-out of the exchange that
    stands for a photograph until somebody sends one. Both are made when the story is saved. `visits` and `goals` are
    the threads it is a station of; visitors do not read them.
    """

    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("title"), max_length=120)
    lead = models.CharField(_("lead"), max_length=400, help_text=_("One or two sentences that make one read on."))
    body = models.TextField(_("text"))
    pull_quote = models.CharField(_("pull quote"), max_length=240, blank=True)
    byline = models.CharField(_("byline"), max_length=150)
    cities = models.ManyToManyField(City, related_name="stories", verbose_name=_("cities"))
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="stories", verbose_name=_("cohort")
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="stories", verbose_name=_("themes"))
    visits = models.ManyToManyField(
        Visit, blank=True, related_name="stories", verbose_name=_("site visits it tells of")
    )
    goals = models.ManyToManyField(
        LearningGoal, blank=True, related_name="stories", verbose_name=_("learning goals it tells of")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="stories_written"
    )
    changed_at = models.DateTimeField(_("changed"))
    published_on = models.DateField(_("published"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo text"), default=False)
    folded = models.TextField(editable=False, default="")
    map_svg = models.TextField(editable=False, default="")

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="story_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_on__isnull=False), name="story_published_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_on", "-id"], name="story_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.slug])


class Picture(models.Model):
    """The picture of a story, re-encoded and without metadata; shown as long as its story may be seen."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="picture")
    file = models.FileField(_("picture"), max_length=120)
    alt = models.CharField(_("what it shows, for those who cannot see it"), max_length=250)
    credit = models.CharField(_("who took it"), max_length=150)
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(condition=~Q(alt="") & ~Q(credit=""), name="picture_described_and_credited")
        ]

    def __str__(self) -> str:
        return self.alt
