from django.contrib import admin

from visits.models import Visit


@admin.register(Visit)
class VisitAdmin(admin.ModelAdmin):
    list_display = ["title", "cohort", "host", "starts_on", "ends_on"]
    list_filter = ["cohort"]
    search_fields = ["title", "place"]
    raw_id_fields = ["cities", "host"]
