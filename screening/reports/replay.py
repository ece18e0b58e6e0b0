"""The second, independent count: PRISMA's numbers told from the audit trail alone, event by event.

Nothing here reads records, citations, candidates or reports; nothing in ``prisma.py`` reads the trail. Where the
two differ, something changed a table without an operation, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.reviews.models import Review


@dataclass
class Told:
    """The state of a review as its trail tells it. Keys are row ids."""

    citation_of: dict[int, int] = field(default_factory=dict)  # record -> citation
    record_route: dict[int, str] = field(default_factory=dict)
    route: dict[int, str] = field(default_factory=dict)  # citation -> route, frozen at its first record
    closed: dict[int, str] = field(default_factory=dict)
    emptied: set[int] = field(default_factory=set)
    screening: dict[int, tuple[str, str]] = field(default_factory=dict)  # citation -> outcome, decided by
    eligibility: dict[int, str] = field(default_factory=dict)  # report -> outcome
    report_of: dict[int, int] = field(default_factory=dict)  # report -> citation
    retrieval: dict[int, str] = field(default_factory=dict)

    def tell(self, kind: str, subject: int, data: dict[str, Any]) -> None:
        match kind:
            case Event.RECORDS_RECEIVED:
                self._received(data)
            case Event.CITATION_CLOSED:
                self.closed[subject] = data["as"]
            case Event.CITATIONS_MERGED:
                self.citation_of.update(dict.fromkeys(data["records"], subject))
                self.emptied.update(data["emptied"])
            case Event.CITATION_SPLIT:
                self._split(subject, data)
            case Event.OUTCOME_CHANGED:
                self._outcome(data)
            case Event.REPORT_SOUGHT:
                self.report_of[subject] = data["citation"]
                self.retrieval[subject] = "sought"
            case Event.REPORT_RETRIEVED | Event.REPORT_NOT_RETRIEVED | Event.RETRIEVAL_REOPENED:
                self.retrieval[subject] = RETRIEVAL[Event(kind)]

    def _received(self, data: dict[str, Any]) -> None:
        for record, citation in data["pairs"]:
            self.citation_of[record] = citation
            self.record_route[record] = data["route"]
            self.route.setdefault(citation, data["route"])

    def _split(self, subject: int, data: dict[str, Any]) -> None:
        self.citation_of.update(dict.fromkeys(data["records"], subject))
        self.emptied.discard(subject)
        self.route.setdefault(subject, self.record_route[min(data["records"])])

    def _outcome(self, data: dict[str, Any]) -> None:
        if data["stage"] == "title_abstract":
            self.screening[data["citation"]] = (data["after"], data["decided_by"])
        else:
            self.eligibility[data["report"]] = data["after"]


RETRIEVAL = {
    Event.REPORT_RETRIEVED: "retrieved",
    Event.REPORT_NOT_RETRIEVED: "not_retrieved",
    Event.RETRIEVAL_REOPENED: "sought",
}
TOLD_KINDS = (
    Event.RECORDS_RECEIVED,
    Event.CITATION_CLOSED,
    Event.CITATIONS_MERGED,
    Event.CITATION_SPLIT,
    Event.OUTCOME_CHANGED,
    Event.REPORT_SOUGHT,
    *RETRIEVAL,
)


def recount(told: Told, route: str) -> dict[str, int]:
    """The numbers of one column under the same keys as ``boxes.BOXES``."""
    first: dict[int, int] = {}
    for record, citation in told.citation_of.items():
        first[citation] = min(first.get(citation, record), record)
    mine = [record for record, its_route in told.record_route.items() if its_route == route]
    here = [c for c, its_route in told.route.items() if its_route == route and c not in told.emptied]
    opened = [c for c in here if c not in told.closed]
    outcomes = Counter(told.screening.get(c, ("pending", ""))[0] for c in opened)
    by_tool = sum(told.screening.get(c) == ("excluded", "automation") for c in opened)
    included = {c for c in opened if told.screening.get(c, ("", ""))[0] == "included"}
    reports = [r for r, citation in told.report_of.items() if citation in included]
    assessed = [r for r in reports if told.retrieval[r] != "not_retrieved"]
    arrived = [r for r in assessed if told.retrieval[r] == "retrieved"]
    texts = Counter(told.eligibility.get(r, "pending") for r in arrived)
    return {
        "identified": len(mine),
        "duplicates": sum(first[told.citation_of[record]] != record for record in mine),
        "automation": sum(told.closed.get(c) == "automation" for c in here),
        "removed_other": sum(told.closed.get(c) == "other" for c in here),
        "screened": len(opened),
        "excluded_human": outcomes["excluded"] - by_tool,
        "excluded_automation": by_tool,
        "pending": outcomes["pending"],
        "conflicts": outcomes["conflict"],
        "forwarded": outcomes["included"],
        "sought": len(reports),
        "not_retrieved": len(reports) - len(assessed),
        "awaiting": sum(told.retrieval[r] == "sought" for r in reports),
        "assessed": len(assessed),
        "ft_excluded": texts["excluded"],
        "ft_pending": texts["pending"],
        "ft_conflicts": texts["conflict"],
        "included": texts["included"],
    }


def tell_all(events: Iterable[tuple[str, int, dict[str, Any]]]) -> Told:
    told = Told()
    for kind, subject, data in events:
        told.tell(kind, subject, data)
    return told


def replay(*, review: Review) -> Told:
    """Read a review's trail from its first event. One query, streamed."""
    events = AuditEvent.objects.filter(review_id=review.pk, kind__in=TOLD_KINDS).order_by("sequence")
    return tell_all(events.values_list("kind", "subject_id", "data").iterator(chunk_size=2000))
