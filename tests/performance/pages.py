"""The pages whose statements are counted, here and in the benchmarks, and who opens them."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator

from accounts.models import User
from cohorts.models import Cohort, Participation
from deliverables.models import Deliverable
from deliverables.states import State
from milestones.models import Obligation
from stories.models import Story

ANYBODY, LEAD, STAFF = "anybody", "lead", "staff"

PAGES = {
    "home": (ANYBODY, "/"),
    "stories": (ANYBODY, "/stories/"),
    "story": (ANYBODY, "/stories/{story}/"),
    "stories feed": (ANYBODY, "/stories/feed/"),
    "cities": (ANYBODY, "/cities/"),
    "city": (ANYBODY, "/cities/{city}/"),
    "published output": (ANYBODY, "/cities/{city}/outputs/{published}/"),
    "sitemap": (ANYBODY, "/sitemap.xml"),
    "cohorts": (ANYBODY, "/cohorts/"),
    "cohort": (ANYBODY, "/cohorts/{cohort}/"),
    "pairings.csv": (ANYBODY, "/cohorts/{cohort}/pairings.csv"),
    "map": (ANYBODY, "/map/"),
    "workspace": (LEAD, "/workspace/?as={participation}"),
    "own milestones": (LEAD, "/milestones/{participation}/"),
    "own outputs": (LEAD, "/deliverables/"),
    "one output": (LEAD, "/deliverables/{output}/"),
    "own people": (LEAD, "/workspace/people/"),
    "own hours": (LEAD, "/workspace/hours/{participation}/{month}/"),
    "address of the calendar": (LEAD, "/calendar/"),
    "own stories": (LEAD, "/workspace/stories/"),
    "pairing": (LEAD, "/pairings/{pairing}/"),
    "desk": (STAFF, "/programme/?cohort={cohort}"),
    "matrix": (STAFF, "/programme/cohorts/{cohort}/"),
    "cohort's cities": (STAFF, "/programme/cohorts/{cohort}/cities/"),
    "cohort's pairings": (STAFF, "/programme/cohorts/{cohort}/pairings/"),
    "cohort's requirements": (STAFF, "/programme/cohorts/{cohort}/requirements/"),
    "cohort's answers": (STAFF, "/programme/cohorts/{cohort}/answers/"),
    "answers to a question": (STAFF, "/programme/cohorts/{cohort}/answers/output-1/stakeholders/kind/"),
    "cohort's forms": (STAFF, "/programme/cohorts/{cohort}/forms/"),
    "one form": (STAFF, "/programme/cohorts/{cohort}/forms/output-1/"),
    "what visitors will read": (STAFF, "/deliverables/{published}/publication/"),
    "one obligation": (STAFF, "/programme/obligations/{obligation}/"),
    "all cities": (STAFF, "/programme/cities/"),
    "one city": (STAFF, "/programme/cities/{city}/"),
    "reviews": (STAFF, "/programme/reviews/"),
    "all outputs": (STAFF, "/deliverables/"),
    "all hours": (STAFF, "/programme/hours/?cohort={cohort}"),
    "people": (STAFF, "/programme/people/"),
    "all stories": (STAFF, "/programme/stories/"),
    "mails": (STAFF, "/programme/mails/"),
}


def first_twin(cohort: Cohort) -> Participation:
    return cohort.participations.filter(role="twin").select_related("city").earliest("pk")


def places(cohort: Cohort, today: date) -> dict[str, object]:
    """What fills the addresses of a loaded cohort: its first twin and what that one has."""
    twin = first_twin(cohort)
    owed = Obligation.objects.filter(participation=twin)
    return {
        "cohort": cohort.slug,
        "participation": twin.pk,
        "city": twin.city.slug,
        "pairing": twin.pairings.get().pk,
        "obligation": owed.earliest("requirement__position").pk,
        "output": Deliverable.objects.get(obligation__in=owed, state=State.CHANGES_ASKED).pk,
        "published": Deliverable.objects.get(obligation__in=owed, state=State.APPROVED).pk,
        "story": Story.objects.filter(cohort=cohort, cities=twin.city).newest().first().slug,
        "month": f"{today:%Y-%m}",
    }


def people(cohort: Cohort) -> dict[str, User]:
    """The lead of the first twin, and a member of staff with a second factor."""
    staff = User.objects.get(email=f"staff@{cohort.slug}.example.org")
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "not used"})
    return {LEAD: User.objects.get(seats__city=first_twin(cohort).city, seats__role="lead"), STAFF: staff}
