from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.zones import known_zone
from cities.querysets import CityNameQuerySet, CityQuerySet, RepresentativeQuerySet, ThemeQuerySet
from cities.states import CityKind, SeatRole, ThemeKind


class Theme(models.Model):
    """An emission domain or a lever of change; what cities offer, seek and write about."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=ThemeKind.choices)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """A city, or a district, agglomeration, region or body that takes part as one.

    `name` is what its inhabitants write; `english_name` stands beside it in grey where it differs.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("official name"), max_length=120)
    english_name = models.CharField(_("English name"), max_length=120, blank=True)
    language = models.CharField(_("language of the name"), max_length=10, blank=True)
    country = CountryField(_("country"))
    kind = models.CharField(_("kind"), max_length=15, choices=CityKind.choices, default=CityKind.CITY)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("part of")
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Brussels", validators=[known_zone])
    website = models.URLField(_("website"), blank=True)
    offers = models.TextField(_("what it offers"), blank=True)
    seeks = models.TextField(_("what it seeks"), blank=True)
    offers_themes = models.ManyToManyField(Theme, blank=True, related_name="offered_by", verbose_name=_("offers"))
    seeks_themes = models.ManyToManyField(Theme, blank=True, related_name="sought_by", verbose_name=_("seeks"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        indexes = [models.Index(fields=["country", "name"], name="city_by_country")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CityKind.values), name="city_kind_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="city_coordinates_on_earth",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="city_not_its_own_part"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def latin_name(self) -> str:
        """The name an English reader can say: for lists, slugs and subjects."""
        return self.english_name or self.name


class CityName(models.Model):
    """One name by which a city is found: official, English, historic, another language or script.

    `folded` holds what `cities.names.searchable` makes of it.
    """

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, blank=True)
    folded = models.TextField(editable=False)

    objects = CityNameQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("name of a city")
        verbose_name_plural = _("names of cities")
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="city_name_once")]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """A dated seat of a person for a city. Offered by mail, claimed by link, ended at once.

    It gives rights while `user` is set and `ended_on` is empty; the history stays with the city.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(_("seat"), max_length=10, choices=SeatRole.choices, default=SeatRole.LEAD)
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    invitation = models.ForeignKey(
        "accounts.Invitation", null=True, blank=True, on_delete=models.SET_NULL, related_name="seats"
    )
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ["city", "pk"]
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=SeatRole.values), name="seat_role_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="seat_ends_after_start"
            ),
            models.UniqueConstraint(fields=["city", "email"], condition=Q(ended_on=None), name="one_seat_per_city"),
            models.UniqueConstraint(
                fields=["city", "user"], condition=Q(ended_on=None), name="one_seat_per_person_and_city"
            ),
            models.UniqueConstraint(fields=["city"], condition=Q(ended_on=None, role="lead"), name="one_lead_per_city"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.email}, {self.city}"

    @property
    def is_claimed(self) -> bool:
        return self.user_id is not None
