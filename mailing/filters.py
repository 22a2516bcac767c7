from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from mailing.models import Message
from mailing.querysets import MessageQuerySet
from mailing.states import State

STUCK = "needs_somebody"


class MessageFilter(django_filters.FilterSet):
    """State, kind and address; they stay in the address of the page."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(STUCK, _("Needs a person")), *State.choices],
        empty_label=_("All states"),
        method="in_state",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=list, empty_label=_("All kinds"))
    to = django_filters.CharFilter(label=_("Address"), lookup_expr="icontains")

    class Meta:
        model = Message
        fields = ["state", "kind", "to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Message.objects.order_by("kind").values_list("kind", "kind").distinct()
        self.filters["kind"].extra["choices"] = list(kinds)

    def in_state(self, messages: MessageQuerySet, _name: str, state: str) -> MessageQuerySet:
        return messages.needing_somebody() if state == STUCK else messages.filter(state=state)
