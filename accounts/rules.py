"""Who people are, in clauses that the rooms above combine."""

from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def is_programme_staff(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_programme_staff)


rules.add_perm("accounts.administer_people", is_programme_staff)
