from __future__ import annotations

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import UserQuerySet

GROUPS = {
    "staff": (_("Programme staff"), Q(is_programme_staff=True, is_active=True)),
    "evaluators": (_("Evaluators"), Q(is_evaluator=True, is_active=True)),
    "deactivated": (_("Deactivated"), Q(is_active=False)),
}


class PeopleFilter(django_filters.FilterSet):
    """Name or address, and group; they stay in the address of the page."""

    q = django_filters.CharFilter(label=_("Name or e-mail"), method="search")
    group = django_filters.ChoiceFilter(
        label=_("Group"),
        choices=[(key, label) for key, (label, _condition) in GROUPS.items()],
        empty_label=_("Everybody"),
        method="in_group",
    )

    class Meta:
        model = User
        fields = ["q", "group"]

    def search(self, people: UserQuerySet, _name: str, value: str) -> UserQuerySet:
        return people.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def in_group(self, people: UserQuerySet, _name: str, value: str) -> UserQuerySet:
        return people.filter(GROUPS[value][1])
