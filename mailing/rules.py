from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def is_programme_staff(user: Any) -> bool:
    return bool(getattr(user, "is_programme_staff", False))


rules.add_perm("mailing.settle_message", is_programme_staff)
