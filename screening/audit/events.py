"""Everything the audit trail can say happened: one line each, past tense."""

from enum import StrEnum


class Event(StrEnum):
    """The kinds of event. A kind is stored as text and never renamed: old trails must stay readable."""

    USER_CREATED = "user.created"
    USER_PASSWORD_CHANGED = "user.password_changed"
    USER_PASSWORD_RESET = "user.password_reset"
    USER_KEY_CHANGED = "user.api_key_changed"
    USER_SIGNED_IN = "user.signed_in"
    ACCESS_REFUSED = "access.refused"

    REVIEW_CREATED = "review.created"
    REVIEW_SETTINGS_CHANGED = "review.settings_changed"
    REVIEW_UNBLINDED = "review.unblinded"
    REVIEW_BLINDED = "review.blinded"
    MEMBER_ADDED = "member.added"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    MEMBER_RESTORED = "member.restored"
    INVITATION_MADE = "invitation.made"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"

    JOB_QUEUED = "job.queued"
    JOB_CANCELLED = "job.cancelled"
    JOB_RETRIED = "job.retried"

    PROTOCOL_DRAFTED = "protocol.drafted"
    PROTOCOL_EDITED = "protocol.edited"
    PROTOCOL_FROZEN = "protocol.frozen"
    PROTOCOL_AMENDED = "protocol.amended"
    CRITERION_ADDED = "criterion.added"
    CRITERION_CHANGED = "criterion.changed"
    CRITERION_REMOVED = "criterion.removed"
    REASON_ADDED = "reason.added"
    REASON_CHANGED = "reason.changed"
    REASONS_ORDERED = "reason.ordered"
    REASON_RETIRED = "reason.retired"

    SOURCE_ADDED = "source.added"
    SOURCE_CHANGED = "source.changed"
    SEARCH_SAVED = "search.saved"
    RUN_STARTED = "run.started"
    RUN_PLANNED = "run.planned"
    RECORDS_RECEIVED = "records.received"
    RUN_ENDED = "run.ended"

    CITATION_CORRECTED = "citation.corrected"
    CITATION_CLOSED = "citation.closed"
    CITATIONS_MERGED = "citation.merged"
    CITATION_SPLIT = "citation.split"

    VOTE_CAST = "vote.cast"
    OUTCOME_CHANGED = "outcome.changed"
    CONFLICT_RESOLVED = "conflict.resolved"

    REPORT_SOUGHT = "report.sought"
    REPORT_RETRIEVED = "report.retrieved"
    REPORT_NOT_RETRIEVED = "report.not_retrieved"
    RETRIEVAL_REOPENED = "report.retrieval_reopened"
    RETRIEVAL_ATTEMPTED = "report.retrieval_attempted"
    STUDY_CREATED = "study.created"
    STUDY_RENAMED = "study.renamed"
    REPORT_ASSIGNED = "study.report_assigned"

    FORM_CREATED = "form.created"
    FORM_CHANGED = "form.changed"
    FORM_PUBLISHED = "form.published"
    EXTRACTION_SAVED = "extraction.saved"
    EXTRACTION_COMPLETED = "extraction.completed"
    EXTRACTION_REOPENED = "extraction.reopened"

    EXPORT_MADE = "export.made"
