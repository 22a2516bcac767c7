"""Who may write to cities from the chase list."""

import rules

from accounts.rules import is_programme_staff

rules.add_perm("reminders.write_note", is_programme_staff)
