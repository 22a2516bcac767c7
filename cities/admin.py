"""Corrections by the operators. Seats and names have their buttons on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from cities.models import City, CityName, Representative, Theme


class NameInline(admin.TabularInline):
    model = CityName
    fields = ["name", "language"]
    readonly_fields = ["name", "language"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: City | None = None) -> bool:
        return False


@admin.register(City)
class CityAdmin(admin.ModelAdmin):
    list_display = ["name", "english_name", "country", "kind", "population", "time_zone"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "english_name", "slug"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["slug", "name", "english_name"]
    inlines = [NameInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "kind"]
    list_filter = ["kind"]


@admin.register(Representative)
class RepresentativeAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "city", "role", "started_on", "ended_on"]
    list_filter = ["role"]
    search_fields = ["name", "email", "city__name"]
    fields = ["city", "role", "name", "organisation", "email", "user", "started_on", "ended_on", "end_reason"]
    readonly_fields = ["city", "role", "email", "user", "started_on", "ended_on", "end_reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Representative | None = None) -> bool:
        return False
