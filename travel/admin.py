"""Corrections by the operators. Whose trip it is stays as it is: nobody can hand over a claim to approve it."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from travel.models import Trip


@admin.register(Trip)
class TripAdmin(admin.ModelAdmin):
    list_display = ["purpose", "traveller", "city", "starts_on", "state"]
    list_filter = ["state", "cohort"]
    search_fields = ["purpose", "traveller__name"]
    readonly_fields = ["cohort", "visit", "traveller", "city", "state", "reference"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Trip | None = None) -> bool:
        return False
