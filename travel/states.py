from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflow.moves import Table, move


class TripState(models.TextChoices):
    ESTIMATED = "estimated", _("estimated")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    PAID = "paid", _("paid")


WITH_THE_TRAVELLER = (TripState.ESTIMATED, TripState.RETURNED)
"""States in which the journey and what is claimed for it can be written."""

SETTLED = (TripState.APPROVED, TripState.PAID)
"""States in which the sum stands."""


class Mode(models.TextChoices):
    """How one travels; `travel/emissions.yaml` knows each of them."""

    TRAIN = "train", _("train")
    NIGHT_TRAIN = "night_train", _("night train")
    COACH = "coach", _("coach or bus")
    SHARED_CAR = "shared_car", _("car, shared by two or more")
    CAR = "car", _("car, alone")
    FERRY = "ferry", _("ferry")
    PLANE = "plane", _("plane")


GREEN = (Mode.TRAIN, Mode.NIGHT_TRAIN, Mode.COACH, Mode.SHARED_CAR)
"""Modes that unit-cost tables pay better for."""


class Category(models.TextChoices):
    """What money was spent on."""

    JOURNEY = "journey", _("journey there and back")
    LOCAL = "local", _("local transport")
    NIGHTS = "nights", _("nights")
    MEALS = "meals", _("meals")
    OTHER = "other", _("other")
    UNIT_COST = "unit_cost", _("sum of the table")


def nothing_is_claimed(trip: Any) -> Promise | None:
    """The guard of submitting."""
    return None if trip.lines.exists() else _("There is nothing to claim yet: add what you spent.")


MOVES = Table(
    "travel.Trip",
    move("submit", WITH_THE_TRAVELLER, TripState.SUBMITTED, "travel.claim_trip",
         _("Submit the claim"), _("submitted the claim"), guard=nothing_is_claimed),
    move("take_back", [TripState.SUBMITTED], TripState.ESTIMATED, "travel.claim_trip",
         _("Take it back"), _("took the claim back")),
    move("send_back", [TripState.SUBMITTED], TripState.RETURNED, "travel.judge_trip",
         _("Return it"), _("returned the claim"), needs_note=True),
    move("approve", [TripState.SUBMITTED], TripState.APPROVED, "travel.judge_trip",
         _("Approve"), _("approved the claim")),
    move("pay", [TripState.APPROVED], TripState.PAID, "travel.judge_trip",
         _("Mark as paid"), _("noted the payment"), needs_note=True),
    title=_("Travel claim"),
)  # fmt: skip
