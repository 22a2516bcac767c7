from learning.models.afterwards import CatchUp, Feedback, Quote
from learning.models.contents import LeadCity, Material
from learning.models.registration import AttendanceDraft, Registration
from learning.models.session import LearningSession

__all__ = [
    "AttendanceDraft",
    "CatchUp",
    "Feedback",
    "LeadCity",
    "LearningSession",
    "Material",
    "Quote",
    "Registration",
]
