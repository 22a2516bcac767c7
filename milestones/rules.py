"""Who may settle or move what a city owes. Outputs are fulfilled by submitting them, which the portal does itself."""

import rules

from accounts.rules import is_programme_staff

rules.add_perm("milestones.fulfil_obligation", is_programme_staff)
rules.add_perm("milestones.reopen_obligation", is_programme_staff)
rules.add_perm("milestones.waive_obligation", is_programme_staff)
rules.add_perm("milestones.extend_obligation", is_programme_staff)
rules.add_perm("milestones.change_requirement", is_programme_staff)
rules.add_perm("milestones.start_cohort", is_programme_staff)
