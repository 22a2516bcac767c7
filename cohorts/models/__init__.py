from cohorts.models.cohort import Cohort, FormBook, Module, Programme
from cohorts.models.importing import ImportDraft
from cohorts.models.taking_part import Pairing, PairingSide, Participation, PilotActivity

__all__ = [
    "Cohort",
    "FormBook",
    "ImportDraft",
    "Module",
    "Pairing",
    "PairingSide",
    "Participation",
    "PilotActivity",
    "Programme",
]
