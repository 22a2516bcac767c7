"""The pages of visits: what is ahead and past, and a takeaway noted on a phone without script."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.models import Participation
from tests.factories import GoalFactory, ParticipationFactory, SeatFactory, TakeawayFactory, UserFactory, VisitFactory
from visits.models import Takeaway, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def alba() -> Participation:
    return ParticipationFactory(city__name="Alba Iulia")


@pytest.fixture
def ana(alba: Participation, client: Client) -> User:
    user = SeatFactory(city=alba.city).user
    client.force_login(user)
    return user


@pytest.fixture
def visit(alba: Participation) -> Visit:
    host = ParticipationFactory(cohort=alba.cohort, city__name="Kozani").city
    return VisitFactory(cohort=alba.cohort, host=host, guests=[alba.city])


def asked(client: Client, where: str, django_assert_max_num_queries: Any, most: int = 25) -> int:
    with django_assert_max_num_queries(most) as seen:
        answer = client.get(where)
    assert (answer.status_code, isinstance(seen, CaptureQueriesContext)) == (200, True)
    return len(seen)


def test_a_city_finds_its_own_visits_what_is_ahead_first(client: Client, ana: User, alba: Participation) -> None:
    today = timezone.localdate()
    days = {"long ago": today - timedelta(300), "lately": today - timedelta(9), "soon": today + timedelta(9)}
    made = {
        name: VisitFactory(cohort=alba.cohort, guests=[alba.city], starts_on=day, ends_on=day)
        for name, day in days.items()
    }
    going_on = VisitFactory(
        cohort=alba.cohort, host=alba.city, starts_on=today - timedelta(1), ends_on=today + timedelta(1)
    )
    VisitFactory(cohort=alba.cohort)
    context = client.get("/visits/").context
    assert (context["ahead"], context["past"]) == ([going_on, made["soon"]], [made["lately"], made["long ago"]])


def test_staff_find_all_visits_and_those_of_a_cohort(client: Client, visit: Visit) -> None:
    other = VisitFactory(starts_on=date(2026, 4, 1), ends_on=date(2026, 4, 1))
    client.force_login(UserFactory(staff=True))
    assert list(client.get("/visits/").context["object_list"]) == [other, visit]
    found = client.get("/visits/", {"cohort": visit.cohort.slug, "when": "past"}).context["object_list"]
    assert list(found) == [visit]


def test_a_takeaway_is_noted_with_what_the_form_asks(
    client: Client, ana: User, alba: Participation, visit: Visit
) -> None:
    goal = GoalFactory(written_in__participation=alba)
    page = client.get(visit.get_absolute_url())
    assert list(page.context["form"].fields) == ["key", "practice", "text", "goals", "useful_for"]
    said = {"practice": "The depot", "text": "", "goals": [goal.pk], "useful_for": "transport office"}
    answer = client.post(reverse("visits:note_takeaway", args=[visit.pk]), said, follow=True)
    kept = Takeaway.objects.get()
    assert (kept.participation, kept.practice, kept.useful_for, kept.by, list(kept.goals.all())) == (
        alba,
        "The depot",
        "transport office",
        ana,
        [goal],
    )
    assert (answer.redirect_chain[0][0], goal.question in answer.content.decode()) == (
        f"{visit.get_absolute_url()}#note",
        True,
    )


def test_only_what_was_seen_has_to_be_said(client: Client, ana: User, visit: Visit) -> None:
    where = reverse("visits:note_takeaway", args=[visit.pk])
    answer = client.post(where, {"practice": " ", "text": "Kept for me"})
    assert (answer.status_code, Takeaway.objects.count()) == (400, 0)
    assert "Kept for me" in answer.content.decode()
    assert client.post(where, {"practice": "The depot"}).status_code == 302


def test_goals_of_another_city_are_not_offered_and_not_taken(client: Client, ana: User, visit: Visit) -> None:
    host = Participation.objects.get(city=visit.host)
    foreign = GoalFactory(written_in__participation=host)
    assert foreign.question not in client.get(visit.get_absolute_url()).content.decode()
    where = reverse("visits:note_takeaway", args=[visit.pk])
    client.post(where, {"practice": "The depot", "goals": [foreign.pk], "city": host.pk})
    assert list(Takeaway.objects.filter(participation=host)) == list(foreign.takeaways.all()) == []


def test_a_goal_that_was_left_out_stays_with_its_takeaway_and_is_offered_to_no_other(
    client: Client, ana: User, alba: Participation, visit: Visit
) -> None:
    gone = GoalFactory(written_in__participation=alba, dropped_at=timezone.now())
    takeaway = TakeawayFactory(visit=visit, participation=alba)
    takeaway.goals.add(gone)
    where = reverse("visits:change_takeaway", args=[takeaway.pk])
    assert list(client.get(where).context["form"].fields["goals"].queryset) == [gone]
    assert "goals" not in client.get(visit.get_absolute_url()).context["form"].fields
    client.post(where, {"practice": "Anew", "goals": [gone.pk]})
    assert (Takeaway.objects.get().practice, list(takeaway.goals.all())) == ("Anew", [gone])


def test_staff_say_whose_takeaway_it_is(client: Client, alba: Participation, visit: Visit) -> None:
    client.force_login(UserFactory(staff=True))
    where = reverse("visits:note_takeaway", args=[visit.pk])
    assert client.post(where, {"practice": "The depot"}).status_code == 400
    client.post(where, {"practice": "The depot", "city": alba.pk})
    assert Takeaway.objects.get().participation == alba


def test_before_the_visit_there_is_nothing_to_note(client: Client, ana: User, alba: Participation) -> None:
    day = timezone.localdate() + timedelta(3)
    visit = VisitFactory(cohort=alba.cohort, guests=[alba.city], starts_on=day, ends_on=day)
    assert client.get(visit.get_absolute_url()).context["form"] is None
    answer = client.post(reverse("visits:note_takeaway", args=[visit.pk]), {"practice": "The depot"})
    assert (answer.status_code, "not begun" in answer.content.decode(), Takeaway.objects.count()) == (400, True, 0)


def test_a_viewer_is_offered_no_form(client: Client, alba: Participation, visit: Visit) -> None:
    client.force_login(SeatFactory(city=alba.city, role="viewer").user)
    assert client.get(visit.get_absolute_url()).context["form"] is None
    answer = client.post(reverse("visits:note_takeaway", args=[visit.pk]), {"practice": "The depot"})
    assert (answer.status_code, Takeaway.objects.count()) == (403, 0)


def test_a_dropped_takeaway_is_off_the_page(client: Client, ana: User, alba: Participation, visit: Visit) -> None:
    takeaway = TakeawayFactory(visit=visit, participation=alba, practice="A mistake")
    client.post(reverse("visits:drop_takeaway", args=[takeaway.pk]))
    assert list(client.get(visit.get_absolute_url()).context["takeaways"]) == []
    assert client.get(reverse("visits:change_takeaway", args=[takeaway.pk])).status_code == 404


def test_three_visits_take_as_many_statements_as_one(
    client: Client, ana: User, alba: Participation, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    staff = Client()
    staff.force_login(UserFactory(staff=True))
    before = [asked(each, "/visits/", django_assert_max_num_queries) for each in (client, staff)]
    for _more in range(2):
        TakeawayFactory(visit=VisitFactory(cohort=alba.cohort, host=visit.host, guests=[alba.city]), participation=alba)
    assert [asked(each, "/visits/", django_assert_max_num_queries) for each in (client, staff)] == before


def test_three_takeaways_take_as_many_statements_as_one(
    client: Client, ana: User, alba: Participation, visit: Visit, django_assert_max_num_queries: Any
) -> None:
    def one_more() -> None:
        takeaway = TakeawayFactory(visit=visit, participation=alba)
        takeaway.goals.set([GoalFactory(written_in__participation=alba) for _goal in range(2)])

    staff = Client()
    staff.force_login(UserFactory(staff=True))
    one_more()
    before = [asked(each, visit.get_absolute_url(), django_assert_max_num_queries) for each in (client, staff)]
    one_more()
    one_more()
    assert [asked(each, visit.get_absolute_url(), django_assert_max_num_queries) for each in (client, staff)] == before
