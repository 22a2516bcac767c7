from django.urls import path

from deliverables.views import across, city, room, staff

app_name = "deliverables"

urlpatterns = [
    path("deliverables/", city.outputs, name="outputs"),
    path("deliverables/<int:pk>/", room.output, name="output"),
    path("deliverables/<int:pk>/files/", city.save_draft, name="save_draft"),
    path("deliverables/<int:pk>/files/<int:file_pk>/", room.file, name="file"),
    path("deliverables/<int:pk>/files/<int:file_pk>/remove/", city.remove_file, name="remove_file"),
    path("deliverables/<int:pk>/submit/", city.submit, name="submit"),
    path("deliverables/<int:pk>/approve/", staff.approve, name="approve"),
    path("deliverables/<int:pk>/return/", staff.ask_for_changes, name="ask_for_changes"),
    path("deliverables/<int:pk>/reopen/", staff.reopen, name="reopen"),
    path("programme/reviews/", staff.ReviewQueue.as_view(), name="reviews"),
    path("programme/cohorts/<slug:slug>/answers/", across.answers, name="answers"),
    path("programme/cohorts/<slug:slug>/answers/<slug:code>/<slug:section>/<slug:field>/", across.rows, name="rows"),
]
