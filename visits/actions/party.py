"""Who travels to a visit: named, described, called off; and the day on which what they told is erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from cities.models import City
from mailing.actions import forget
from visits import emails
from visits.actions.rows import held
from visits.models import Delegate, Logistics, Visit
from visits.party import KEPT, NEEDED_BY, erased_on, is_theirs, rules_of, told_by, travelling
from visits.standing import standing
from visits.states import BEING_WRITTEN
from workflow.history import record
from workflow.moves import take
from workflow.refusals import NotAllowed, NotNow, Refusal

KINDS = {
    "arrives_at": gettext_noop("arrival"),
    "departs_at": gettext_noop("departure"),
    "needs_room": gettext_noop("hotel"),
    "diet": gettext_noop("diet"),
    "access_needs": gettext_noop("access needs"),
    "emergency_contact": gettext_noop("emergency contact"),
    "email": gettext_noop("address without a login"),
    "mails": gettext_noop("mail to such an address"),
}
"""What the log calls each kind of detail."""


class NotADelegate(Refusal):
    """Somebody without a name or an address, of a city that does not travel, or of a category nobody knows."""


class PartyIsFull(Refusal):
    """The programme lets a city send no more people, or no more of that category."""


@dataclass(frozen=True)
class Named:
    """Who is to come, for which city; `category` is a slug of the programme, empty where it has none."""

    city: City
    name: str
    email: str
    category: str = ""


def name_delegate(visit: Visit, who: Named, *, by: Any, now: datetime) -> Delegate:
    """Put somebody on the party and tell them. The row is theirs once they sign in with that address.

    Raises NotAllowed, NotNow, NotADelegate or PartyIsFull.
    """
    with transaction.atomic():
        row = _open(visit, now)
        stands = standing(by, row)
        if not (stands.leads or who.city.pk in stands.cities):
            raise NotAllowed(_("Who travels for a city is named by its representatives or by the programme team."))
        _check(row, who)
        _demand_room(row, who.city, who.category)
        email = who.email.strip().lower()
        known = User.objects.filter(email__iexact=email).first()
        delegate = Delegate.objects.create(
            visit=row, city=who.city, name=who.name.strip()[:150], email=email, category=who.category, user=known
        )
        record(row, "name_delegate", _("named %s for the party") % delegate, by=by, now=now)
        emails.named_for_party(delegate, by=by, now=now)
    return delegate


def tell(delegate: Delegate, answers: Mapping[str, Any], *, by: Any, now: datetime) -> Delegate:
    """Keep what was told for the journey; of `answers` only what `by` may write. The history names no word of it.

    Raises NotAllowed, NotNow, or NotADelegate when the departure is not after the arrival.
    """
    with transaction.atomic():
        row = _open(delegate.visit, now)
        delegate = Delegate.objects.select_related("city").get(pk=delegate.pk)
        delegate.visit = row
        if not delegate.is_coming:
            raise NotNow(_("%s was called off; take them back on the list.") % delegate)
        if not (may_tell := told_by(by, delegate)):
            raise NotAllowed(_("The person, their city or the programme team tells this."))
        kept = Logistics.objects.filter(delegate=delegate).first() or Logistics(delegate=delegate)
        for field in set(may_tell) & set(answers):
            setattr(kept, field, answers[field])
        if kept.arrives_at and kept.departs_at and kept.departs_at <= kept.arrives_at:
            raise NotADelegate(_("The departure is not after the arrival."), field="departs_day")
        kept.save()
        delegate.answered_at = now
        if is_theirs(by, delegate):
            delegate.user = by
        delegate.save(update_fields=["answered_at", "user"])
    return delegate


def move(delegate: Delegate, name: str, *, by: Any, now: datetime) -> Delegate:
    """Call a delegate off, or take them back, and tell them. Raises NotAllowed, NotNow or PartyIsFull."""
    with transaction.atomic():
        row = _open(delegate.visit, now)
        if name == "come_again":
            _demand_room(row, delegate.city, delegate.category)
        moved = take(delegate, name, by=by, now=now)
        sentence = _("%s does not come") if name == "cancel" else _("%s comes after all")
        record(row, f"{name}_delegate", sentence % delegate, by=by, now=now)
        moved.visit = row
        tell_them = emails.called_off if name == "cancel" else emails.named_for_party
        tell_them(moved, by=by, now=now)
    return moved


def erase(*, today: date, now: datetime) -> int:
    """Erase what the parties of visits that ended 60 days ago had told, the addresses of who has no login, and what
    was written to them.

    Each visit's history gets a row that counts what was erased, kind by kind. Answers how many people it was about.
    """
    told = Logistics.objects.values("delegate__visit")
    visits = Visit.objects.outlived(today - KEPT).filter(
        Q(pk__in=told) | Q(pk__in=Delegate.objects.strangers().values("visit"))
    )
    return sum(_erase_of(visit, now) for visit in visits.order_by("pk"))


def _erase_of(visit: Visit, now: datetime) -> int:
    with transaction.atomic():
        row = held(visit)
        told = list(Logistics.objects.filter(delegate__visit=row))
        counts = Counter(field for each in told for field in NEEDED_BY if getattr(each, field))
        strangers = Delegate.objects.strangers().filter(visit=row)
        people = {each.pk for each in told} | {each.pk for each in strangers}
        counts["mails"] = forget(emails.written_to(strangers, row), reason="Erased with the party of the visit.")
        counts["email"] = strangers.update(email="")
        Logistics.objects.filter(delegate__visit=row).delete()
        said = ", ".join(f"{_(KINDS[kind])} {count}" for kind, count in counts.items() if count)
        record(
            row,
            "erase_logistics",
            _("erased what the party had told: %s") % (said or _("nothing was told")),
            by=None,
            now=now,
            people=len(people),
            erased=dict(counts),
        )
    return len(people)


def _open(visit: Visit, now: datetime) -> Visit:
    """The visit, locked, while its party can change. Raises NotNow."""
    row = held(visit)
    gone = erased_on(row)
    if row.state not in BEING_WRITTEN or (gone and gone <= row.cohort.local_date(now)):
        raise NotNow(_("The party of this visit does not change any more."))
    return row


def _check(row: Visit, who: Named) -> None:
    """Raises NotADelegate."""
    rules = rules_of(row.cohort)
    if not who.name.strip():
        raise NotADelegate(_("Say the name."), field="name")
    if not who.email.strip():
        raise NotADelegate(_("Say the e-mail address."), field="email")
    if who.city not in travelling(row):
        raise NotADelegate(_("%s does not travel to this visit.") % who.city, field="city")
    if rules.categories and who.category not in {each.slug for each in rules.categories}:
        raise NotADelegate(_("Choose what the person is."), field="category")
    there = Delegate.objects.filter(visit=row, email=who.email.strip().lower()).first()
    if there and there.is_coming:
        raise NotADelegate(_("This address is in the party already."), field="email")
    if there:
        raise NotADelegate(_("%s was called off; take them back on the list.") % there, field="email")


def _demand_room(row: Visit, city: City, category: str) -> None:
    """Raises PartyIsFull."""
    rules = rules_of(row.cohort)
    coming = list(Delegate.objects.coming().filter(visit=row, city=city).values_list("category", flat=True))
    if rules.most is not None and len(coming) >= rules.most:
        raise PartyIsFull(_("A city sends at most %(n)d people in this programme.") % {"n": rules.most})
    of_kind = next((each for each in rules.categories if each.slug == category), None)
    if of_kind and of_kind.most is not None and coming.count(category) >= of_kind.most:
        said = {"n": of_kind.most, "category": of_kind.name}
        raise PartyIsFull(_("A city sends at most %(n)d of the category “%(category)s”.") % said, field="category")
