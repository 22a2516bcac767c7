from travel.models.claim import Line
from travel.models.trip import Leg, Trip

__all__ = ["Leg", "Line", "Trip"]
