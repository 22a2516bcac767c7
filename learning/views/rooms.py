"""The list of sessions and the room of one, at the same address for every role."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import ListView
from django_filters.views import FilterView

from cohorts.models import Cohort
from learning.actions.afterwards import has_given_feedback, may_give_feedback
from learning.filters import SessionFilter
from learning.forms.registering import CityForm, ColleagueForm
from learning.invited import colleagues, own_seats
from learning.models import CatchUp, LearningSession, Registration
from learning.reading import feedback_on
from learning.states import COMING, RegistrationState, SessionState
from learning.views.fetching import session_or_404
from polls.models import Poll
from ui.guards import signed_in
from ui.views import VisibleMixin
from workflow.models import Step
from workflow.moves import open_to


@signed_in
class OwnSessions(VisibleMixin, ListView):
    """What somebody is invited to or was registered for: ahead first, then over, newest first."""

    model = LearningSession
    template_name = "learning/own_sessions.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_names().with_counts().order_by("starts_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.request.user, timezone.now()
        every = with_own(list(self.object_list), user)
        ahead = [each for each in every if not each.has_ended(now) and each.state != SessionState.HELD]
        over = [each for each in reversed(every) if each not in ahead]
        polls = Poll.objects.waiting_for(user).filter(pk__in=[each.poll_id for each in every if each.poll_id])
        return super().get_context_data(ahead=ahead, over=over, polls=polls, **kwargs)


@signed_in
class AllSessions(VisibleMixin, FilterView):
    """The list of programme staff: every session, the latest first, those without a date at the end."""

    model = LearningSession
    template_name = "learning/all_sessions.html"
    filterset_class = SessionFilter
    paginate_by = 50
    strict = False

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().with_names().with_counts().order_by(F("starts_at").desc(nulls_last=True), "-pk")

    def get_filterset_kwargs(self, filterset_class: type[SessionFilter]) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "now": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from_cohort = self.filterset.form.cleaned_data.get("cohort") if self.filterset.form.is_valid() else None
        planned = Cohort.objects.visible_to(self.request.user).filter(is_record=False)
        return super().get_context_data(cohort=from_cohort, cohorts=planned, **kwargs)


@signed_in
def sessions(request: HttpRequest) -> HttpResponseBase:
    page = AllSessions if request.user.is_programme_staff else OwnSessions
    return page.as_view()(request)


@signed_in
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, session_or_404(request, pk))


def show(request: HttpRequest, found: LearningSession, status: int = 200, **forms: Any) -> HttpResponse:
    """The room of a session; `forms` are those that came back with an error."""
    now, user = timezone.now(), request.user
    own = (
        list(Registration.objects.visible_to(user).filter(session=found).with_names())
        if not user.is_programme_staff
        else []
    )
    mine = next((each for each in own if each.user_id == user.pk), None)
    context = {
        "session": found,
        "mine": mine,
        "others": [each for each in own if each is not mine and each.state in COMING],
        "shows_link": user.is_programme_staff or any(each.state == RegistrationState.REGISTERED for each in own),
        "counts": _counts(found),
        "coming_cities": _coming_cities(found),
        "is_open": found.takes_registrations(now),
        "checks_in": bool(mine and mine.state == RegistrationState.REGISTERED and found.takes_check_ins(now)),
        "answers": Poll.objects.visible_to(user).filter(pk=found.poll_id).first() if found.poll_id else None,
        **_for_comers(found, user, forms, now),
        **_afterwards(found, mine, user, now),
        **(_for_staff(found, user) if user.is_programme_staff else {}),
    }
    return render(request, "learning/session.html", context, status=status)


def with_own(found: list[LearningSession], user: Any) -> list[LearningSession]:
    """The sessions of a list, each with `mine`: this person's registration, in one statement."""
    places = {each.session_id: each for each in Registration.objects.of(user).filter(session__in=found)}
    for each in found:
        each.mine = places.get(each.pk)
    return found


def _counts(found: LearningSession) -> dict[str, int]:
    by_state = Registration.objects.filter(session=found).order_by().values_list("state").annotate(Count("pk"))
    return dict(by_state)


def _coming_cities(found: LearningSession) -> list[dict[str, Any]]:
    """City and how many of its people have a place, or were there: for everybody who is invited, without names."""
    people = Registration.objects.there() if found.state == SessionState.HELD else Registration.objects.registered()
    places = people.filter(session=found).exclude(city=None).order_by()
    return list(places.values("city__name", "city__slug").annotate(people=Count("pk")).order_by("city__name"))


def _for_comers(found: LearningSession, user: Any, forms: dict[str, Any], now: Any) -> dict[str, Any]:
    """What registering needs, as long as it is open."""
    if not found.takes_registrations(now):
        return {}
    seats = colleagues(found, user)
    free = seats.exclude(email__in=Registration.objects.coming().filter(session=found).values("email"))
    offered = list(free[:1])
    return {
        "city_form": forms.get("city_form") or CityForm(cities=[seat.city for seat in own_seats(found, user)]),
        "colleague_form": forms.get("colleague_form") or (ColleagueForm(seats=free) if offered else None),
        "may_register": user.has_perm("learning.register_for_session", found) and not user.is_programme_staff,
    }


def _afterwards(found: LearningSession, mine: Registration | None, user: Any, now: Any) -> dict[str, Any]:
    """Feedback to give, and catching up for who was not there."""
    if not found.has_ended(now) or found.state == SessionState.CANCELLED:
        return {}
    gives = bool(mine and may_give_feedback(mine) and not has_given_feedback(mine))
    done = CatchUp.objects.filter(session=found, user=user).first()
    missed = found.state == SessionState.HELD and found.recording and not (mine and mine.was_there)
    return {
        "gives_feedback": gives,
        "caught_up": done,
        "may_catch_up": bool(missed and not done and own_seats(found, user)),
    }


def _for_staff(found: LearningSession, user: Any) -> dict[str, Any]:
    return {
        "moves": {each.name for each in open_to(found, user)},
        "steps": Step.objects.of(found),
        "feedback": feedback_on(found),
        "quotes": found.quotes.offered().select_related("city"),
        "catch_ups": found.catch_ups.select_related("user", "city"),
    }
