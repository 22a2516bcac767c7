from django.contrib import admin

from travel.models import Trip


@admin.register(Trip)
class TripAdmin(admin.ModelAdmin):
    list_display = ["purpose", "traveller", "city", "starts_on", "state"]
    list_filter = ["state", "cohort"]
    search_fields = ["purpose", "traveller__name"]
    raw_id_fields = ["visit", "traveller", "city"]
    readonly_fields = ["state", "reference"]
