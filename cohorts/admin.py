"""Correction by staff. What has a process is done on the desk; here it is read."""

from django.contrib import admin

from cohorts.models import Cohort, Pairing, Participation, PilotActivity, Programme


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ("name", "slug")
    readonly_fields = ("slug", "template")


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ("name", "programme", "starts_on", "ends_on", "is_public")
    list_filter = ("programme", "is_public")
    readonly_fields = ("programme", "number", "slug", "starts_on", "ends_on", "template")


@admin.register(Participation)
class ParticipationAdmin(admin.ModelAdmin):
    list_display = ("city", "cohort", "role", "joined_on", "withdrawn_on")
    list_filter = ("cohort", "role")
    search_fields = ("city__name", "city__english_name")
    readonly_fields = ("cohort", "city", "withdrawn_on", "withdrawal_reason")


@admin.register(PilotActivity)
class PilotActivityAdmin(admin.ModelAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    autocomplete_fields = ("cities",)


@admin.register(Pairing)
class PairingAdmin(admin.ModelAdmin):
    list_display = ("__str__", "cohort", "facilitator", "starts_on", "ended_on")
    list_filter = ("cohort",)
    readonly_fields = ("cohort", "starts_on", "ended_on", "end_reason")
