from visits.models.agenda import AgendaSlot
from visits.models.attendance import Attendee
from visits.models.party import Delegate, Logistics
from visits.models.photo import Photo
from visits.models.report import Report
from visits.models.takeaway import Takeaway
from visits.models.visit import Visit
from visits.models.withdrawn import WithdrawnSlot

__all__ = ["AgendaSlot", "Attendee", "Delegate", "Logistics", "Photo", "Report", "Takeaway", "Visit", "WithdrawnSlot"]
