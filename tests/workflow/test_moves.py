from datetime import UTC, datetime

import pytest
from django.apps import apps

from milestones.models import Obligation
from tests.factories import ObligationFactory, UserFactory
from workflow.models import Step
from workflow.moves import open_to, registry, take
from workflow.refusals import NotAllowed, NotNow

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.fixture
def obligation(db) -> Obligation:
    return ObligationFactory()


@pytest.fixture
def staff(db):
    return UserFactory(staff=True)


def test_a_move_writes_the_state_and_one_line_of_history(obligation, staff):
    take(obligation, "waive", by=staff, now=NOW, note="No pilot yet.", also={"waived_reason": "No pilot yet."})

    obligation.refresh_from_db()
    step = Step.objects.of(obligation).get()
    assert (obligation.state, obligation.waived_reason) == ("waived", "No pilot yet.")
    assert (step.verb, step.source, step.target, step.by, step.at, step.note) == (
        "waive",
        "open",
        "waived",
        staff,
        NOW,
        "No pilot yet.",
    )


def test_a_move_is_refused_to_somebody_without_the_right_and_nothing_is_written(obligation):
    somebody = UserFactory()

    with pytest.raises(NotAllowed):
        take(obligation, "waive", by=somebody, now=NOW, note="Please.")

    obligation.refresh_from_db()
    assert obligation.state == "open"
    assert not Step.objects.exists()


def test_a_stale_page_cannot_repeat_a_move(obligation, staff):
    stale = Obligation.objects.get(pk=obligation.pk)
    take(obligation, "waive", by=staff, now=NOW, note="No pilot yet.")

    with pytest.raises(NotNow, match="no longer open"):
        take(stale, "waive", by=staff, now=NOW, note="Again.")

    assert Step.objects.of(obligation).count() == 1


def test_a_move_that_needs_a_reason_is_refused_without_one(obligation, staff):
    with pytest.raises(NotNow, match="say why"):
        take(obligation, "waive", by=staff, now=NOW, note="  ")


def test_the_portal_itself_may_fulfil_without_a_rule_being_asked(obligation):
    fulfilled = take(obligation, "fulfil", by=None, now=NOW, also={"fulfilled_at": NOW})

    assert fulfilled.state == "fulfilled"
    assert Step.objects.of(obligation).get().by is None


def test_buttons_are_the_moves_that_would_be_taken(obligation, staff):
    assert [move.name for move in open_to(obligation, staff)] == ["fulfil", "waive"]
    assert open_to(obligation, UserFactory()) == []


def test_every_table_leads_only_to_states_of_its_model():
    for name, table in registry.items():
        states = {value for value, _label in apps.get_model(name)._meta.get_field("state").flatchoices}
        for move in table:
            assert move.target in states, f"{name}: {move.name}"
            assert move.source <= states, f"{name}: {move.name}"
