"""Over any history of dates, exceptions, missed nights and clock switches every mail tells the truth, once."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.reminders.history import DAYS, VERBS, ZONES, Day, Event, History

EVENTS = st.builds(
    Event,
    day=st.integers(0, DAYS - 1),
    hour=st.integers(4, 12),
    verb=st.sampled_from(VERBS),
    number=st.integers(0, 99),
)
MORNINGS = [(5, 7, 8), (6, 9), (6, 8, 10), (9,), ()]
"""Hours (UTC) of the passes of a day; between them each zone has a morning in at least some."""
STARTS = [date(2026, 3, 9), date(2026, 10, 5), date(2027, 2, 1)]
"""Summer time begins, ends, or stays away."""


@pytest.mark.django_db
def test_no_mail_contradicts_the_page_none_comes_twice_none_is_missed(sample):
    judged = 0

    @settings(
        max_examples=sample(6, 400),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(
        start=st.sampled_from(STARTS),
        zones=st.lists(st.integers(0, len(ZONES) - 1), min_size=3, max_size=3),
        dues=st.lists(st.integers(-10, 40), min_size=2, max_size=4),
        roles=st.sets(st.sampled_from(["second", "deputy"])),
        events=st.lists(EVENTS, min_size=2, max_size=14),
        days=st.lists(
            st.builds(Day, runs=st.sampled_from(MORNINGS), relay_is_up=st.sampled_from([True, False, False])),
            min_size=DAYS,
            max_size=DAYS,
        ),
    )
    def any_history(start, zones, dues, roles, events, days):
        nonlocal judged
        with transaction.atomic():
            history = History(start)
            history.begin(zones, dues, sorted(roles))
            history.live(events, days)
            judged += history.judge()
            transaction.set_rollback(True)

    any_history()
    assert judged > 0
