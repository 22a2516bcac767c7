from django.contrib import admin

from deliverables.models import Deliverable, Review, Revision, RevisionFile


class ReadOnly(admin.ModelAdmin):
    """Outputs are written in their room only: what was handed in and answered stays as it is."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Deliverable)
class DeliverableAdmin(ReadOnly):
    list_display = ["obligation", "state"]
    list_filter = ["state"]
    list_select_related = ["obligation__requirement", "obligation__participation__city"]


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ["deliverable", "number", "submitted_at"]
    list_select_related = ["deliverable__obligation__requirement", "deliverable__obligation__participation__city"]


@admin.register(RevisionFile)
class RevisionFileAdmin(ReadOnly):
    list_display = ["name", "content_type", "size", "at"]
    exclude = ["file"]


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["revision", "verdict", "by", "at"]
    list_select_related = ["revision__deliverable__obligation__requirement", "by"]
