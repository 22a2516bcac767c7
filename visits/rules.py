"""Who may note a visit; its room with agenda and party asks more."""

import rules

from accounts.rules import is_programme_staff

rules.add_perm("visits.note_visit", is_programme_staff)
