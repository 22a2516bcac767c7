"""What fills the addresses of outputs, goals and visits; their states are looked at where these rooms are tested."""

from __future__ import annotations

from typing import Any

from cohorts.models import Cohort, Participation
from deliverables.models import Deliverable
from goals.models import LearningGoal
from visits.models import Takeaway, Visit

BUTTONS = {
    # files
    "deliverables:export", "deliverables:work_in_word", "deliverables:bundle", "visits:programme_file",
    "visits:calendar_file", "visits:photo",
    # leads on
    "follow",
    # opened with a question
    "deliverables:compare_files",
    # buttons
    "deliverables:here", "deliverables:begin_next", "deliverables:add_row", "deliverables:take_in_rows",
    "deliverables:waive_verdicts",
    "deliverables:ask_verdict",
    "deliverables:save_part",
    "deliverables:bring_back", "deliverables:drop_row", "deliverables:attach", "deliverables:move_row",
    "deliverables:endorse", "deliverables:close", "deliverables:assign", "deliverables:assign_one",
    "deliverables:comment", "deliverables:answer", "deliverables:resolve", "deliverables:open_thread_again",
    "deliverables:keep_view", "deliverables:remove_view", "deliverables:take_in",
    "visits:move_dates", "visits:ask_dates", "visits:decide_dates", "visits:move_slot", "visits:drop_slot",
    "visits:take_back_report", "visits:remove_photo", "visits:note_takeaway", "visits:drop_takeaway", "visits:take",
    # rooms of visits that are ahead: tests/visits/test_in_the_browser.py
    "visits:change", "visits:dates", "visits:agenda", "visits:add_slot", "visits:change_slot", "visits:attendance",
    "visits:report", "visits:write_report", "visits:add_photo", "visits:caption_photo", "visits:propose",
    "visits:propose_in_pairing", "visits:propose_in_cohort",
}  # fmt: skip
FOR_CITIES = {"visits:change_takeaway", "deliverables:bring_in"}


def output_places(demo: Cohort, own: Participation) -> dict[str, list[dict[str, Any]]]:
    outputs = Deliverable.objects.filter(obligation__participation=own)
    several = outputs.filter(revisions__number=2, revisions__submitted_at__isnull=False)
    visits = [{"pk": each.pk} for each in Visit.objects.filter(cities=own.city).order_by("pk")[:2]]
    drafts = Deliverable.objects.filter(state="draft", obligation__participation=own)
    return {
        "deliverables:compare": [{"pk": each.pk} for each in several],
        "deliverables:bring_in": [{"pk": each.pk} for each in drafts],
        "deliverables:bundles": [{"slug": demo.slug, "code": "learning-roadmap"}],
        "goal": [{"pk": each.pk} for each in LearningGoal.objects.filter(participation=own)[:2]],
        **dict.fromkeys(["visits:visit", "visits:history", "visits:programme"], visits),
        "visits:change_takeaway": [{"pk": each.pk} for each in Takeaway.objects.filter(participation=own)[:1]],
    }
