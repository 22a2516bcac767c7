"""Correction by staff. Dates and states move on the desk, where they leave a history; here they are read."""

from django.contrib import admin

from milestones.models import Milestone, Obligation, Requirement


@admin.register(Requirement)
class RequirementAdmin(admin.ModelAdmin):
    list_display = ("name", "cohort", "kind", "position")
    list_filter = ("cohort", "kind")
    fields = ("cohort", "code", "name", "short_name", "why", "position")
    readonly_fields = ("cohort", "code")


@admin.register(Milestone)
class MilestoneAdmin(admin.ModelAdmin):
    list_display = ("name", "cohort", "position")
    list_filter = ("cohort",)
    filter_horizontal = ("requirements",)
    readonly_fields = ("cohort",)


@admin.register(Obligation)
class ObligationAdmin(admin.ModelAdmin):
    list_display = ("requirement", "participation", "effective_due_on", "state")
    list_filter = ("requirement__cohort", "state")
    list_select_related = ("requirement", "participation__city")
    fields = readonly_fields = (
        "participation",
        "requirement",
        "base_due_on",
        "effective_due_on",
        "state",
        "fulfilled_at",
        "approved_at",
        "fulfilled_note",
        "waived_reason",
    )
