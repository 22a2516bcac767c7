from deliverables.models.output import Deliverable, Revision, RevisionFile
from deliverables.models.reading import Bundle, Publication, SavedFilter
from deliverables.models.review import Comment, Endorsement, Review, Thread, VerdictWaiver
from deliverables.models.writing import OutputForm, Part, Presence, WritingTrace

__all__ = [
    "Bundle",
    "Comment",
    "Deliverable",
    "Endorsement",
    "OutputForm",
    "Part",
    "Presence",
    "Publication",
    "Review",
    "Revision",
    "RevisionFile",
    "SavedFilter",
    "Thread",
    "VerdictWaiver",
    "WritingTrace",
]
