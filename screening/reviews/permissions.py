"""What each role may do in a review: the whole table, in one place."""

from enum import StrEnum


class Permission(StrEnum):
    VIEW = "view"  # outcomes, counts, protocol
    MANAGE_REVIEW = "manage_review"  # settings, blinding
    MANAGE_TEAM = "manage_team"
    EDIT_PROTOCOL = "edit_protocol"
    RUN_SEARCHES = "run_searches"
    LABEL = "label"
    SCREEN = "screen"
    READ_FIGURES = "read_figures"  # who judged how much, how far they agree: of completed candidates
    RESOLVE_CONFLICTS = "resolve_conflicts"
    RETRIEVE_REPORTS = "retrieve_reports"
    EDIT_FORMS = "edit_forms"
    EXTRACT = "extract"
    SETTLE_EXTRACTIONS = "settle_extractions"
    READ_TRAIL = "read_trail"
    READ_PENDING = "read_pending"  # judgements on what is still pending; never for someone who may vote
    EXPORT = "export"


class Role(StrEnum):
    OWNER = "owner"
    ADJUDICATOR = "adjudicator"
    REVIEWER = "reviewer"
    EXTRACTOR = "extractor"
    INFORMATION_SPECIALIST = "information_specialist"
    AUDITOR = "auditor"
    OBSERVER = "observer"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


_P = Permission

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission) - {_P.READ_PENDING},
    Role.ADJUDICATOR: frozenset(
        {
            _P.VIEW,
            _P.LABEL,
            _P.SCREEN,
            _P.READ_FIGURES,
            _P.RESOLVE_CONFLICTS,
            _P.RETRIEVE_REPORTS,
            _P.EXTRACT,
            _P.SETTLE_EXTRACTIONS,
            _P.EXPORT,
        }
    ),
    Role.REVIEWER: frozenset(
        {_P.VIEW, _P.LABEL, _P.SCREEN, _P.READ_FIGURES, _P.RETRIEVE_REPORTS, _P.EXTRACT, _P.EXPORT}
    ),
    Role.EXTRACTOR: frozenset({_P.VIEW, _P.LABEL, _P.RETRIEVE_REPORTS, _P.EXTRACT, _P.EXPORT}),
    Role.INFORMATION_SPECIALIST: frozenset(
        {_P.VIEW, _P.LABEL, _P.RUN_SEARCHES, _P.RETRIEVE_REPORTS, _P.EXPORT}
    ),
    Role.AUDITOR: frozenset({_P.VIEW, _P.READ_FIGURES, _P.READ_TRAIL, _P.READ_PENDING, _P.EXPORT}),
    Role.OBSERVER: frozenset({_P.VIEW}),
}
