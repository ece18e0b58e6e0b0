"""Where Django looks for models. Slices import each other's models directly, never from here."""

from screening.accounts.models import ReadingPreferences, StoredKey, User
from screening.audit.models import AuditEvent, ChainHead
from screening.decisions.allocation.models import Allocation, Lease
from screening.decisions.batch_models import VoteBatch
from screening.decisions.calibration_models import Gate, PilotCandidate, PilotComment, PilotMember, PilotRound
from screening.decisions.discussion.models import Comment
from screening.decisions.interests.models import AuthorNames, Interest
from screening.decisions.models import Candidate, Resolution, Vote
from screening.duplicates.models import BlockKey, Compared, FieldChoice, Merge, Pair, Preferences
from screening.extraction.models import Extraction, ExtractionForm, Field, Value
from screening.fulltexts.models import FullTextFile, Report, RetrievalAttempt, Study
from screening.jobs.models import Job
from screening.metadata.models import Lookup, Proposal
from screening.notices.models import Notice
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, StageRules
from screening.records.correction_models import Correction
from screening.records.label_models import Label, Labelling
from screening.records.models import Citation, Record, TrialLink
from screening.retractions.models import Flag, RetractionWatch
from screening.reviews.models import Invitation, Member, Review
from screening.searches.chase_models import FoundBy, Seed
from screening.searches.known_item_models import KnownItem
from screening.searches.models import Plan, Run, Schedule, Search, Source
from screening.searches.strategy_models import LineCount, PeerReview

__all__ = [
    "Allocation",
    "AuditEvent",
    "AuthorNames",
    "BlockKey",
    "Candidate",
    "ChainHead",
    "Citation",
    "Comment",
    "Compared",
    "Correction",
    "Criterion",
    "ExclusionReason",
    "Extraction",
    "ExtractionForm",
    "Field",
    "FieldChoice",
    "Flag",
    "FoundBy",
    "FullTextFile",
    "Gate",
    "Interest",
    "Invitation",
    "Job",
    "KnownItem",
    "Label",
    "Labelling",
    "Lease",
    "LineCount",
    "Lookup",
    "Member",
    "Merge",
    "Notice",
    "Pair",
    "PeerReview",
    "PilotCandidate",
    "PilotComment",
    "PilotMember",
    "PilotRound",
    "Plan",
    "Preferences",
    "Proposal",
    "ProtocolVersion",
    "ReadingPreferences",
    "Record",
    "Report",
    "Resolution",
    "RetractionWatch",
    "RetrievalAttempt",
    "Review",
    "Run",
    "Schedule",
    "Search",
    "Seed",
    "Source",
    "StageRules",
    "StoredKey",
    "Study",
    "TrialLink",
    "User",
    "Value",
    "Vote",
    "VoteBatch",
]
