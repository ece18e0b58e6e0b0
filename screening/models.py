"""Where Django looks for models. Slices import each other's models directly, never from here."""

from screening.accounts.models import User
from screening.audit.models import AuditEvent, ChainHead
from screening.decisions.models import Candidate, Resolution, Vote
from screening.duplicates.models import BlockKey, Compared, FieldChoice, Merge, Pair, Preferences
from screening.extraction.models import Extraction, ExtractionForm, Field, Value
from screening.fulltexts.models import FullTextFile, Report, RetrievalAttempt, Study
from screening.jobs.models import Job
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, StageRules
from screening.records.models import Citation, Record
from screening.reviews.models import Invitation, Member, Review
from screening.searches.models import Plan, Run, Search, Source

__all__ = [
    "AuditEvent",
    "BlockKey",
    "Candidate",
    "ChainHead",
    "Citation",
    "Compared",
    "Criterion",
    "ExclusionReason",
    "Extraction",
    "ExtractionForm",
    "Field",
    "FieldChoice",
    "FullTextFile",
    "Invitation",
    "Job",
    "Member",
    "Merge",
    "Pair",
    "Plan",
    "Preferences",
    "ProtocolVersion",
    "Record",
    "Report",
    "Resolution",
    "RetrievalAttempt",
    "Review",
    "Run",
    "Search",
    "Source",
    "StageRules",
    "Study",
    "User",
    "Value",
    "Vote",
]
