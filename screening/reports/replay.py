"""The second, independent count: PRISMA's numbers told from the audit trail alone, event by event.

Nothing here reads records, citations, candidates or reports; nothing in ``prisma.py`` reads the trail. Where the
two differ, something changed a table without an operation, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.reviews.models import Review


@dataclass
class Told:
    """The state of a review as its trail tells it. Keys are row ids."""

    citation_of: dict[int, int] = field(default_factory=dict)  # record -> citation
    run_of: dict[int, int] = field(default_factory=dict)  # record -> run
    route_of: dict[int, str] = field(default_factory=dict)  # record -> route
    withdrawn: set[int] = field(default_factory=set)  # runs
    closed: dict[int, str] = field(default_factory=dict)  # citation -> how
    screening: dict[int, tuple[str, str]] = field(default_factory=dict)  # citation -> outcome, decided by
    eligibility: dict[int, str] = field(default_factory=dict)  # report -> outcome
    report_of: dict[int, int] = field(default_factory=dict)  # report -> citation
    retrieval: dict[int, str] = field(default_factory=dict)

    def received(self, run: int, data: dict[str, Any]) -> None:
        for record, citation in data["pairs"]:
            self.citation_of[record] = citation
            self.run_of[record] = run
            self.route_of[record] = data["route"]

    def run_withdrawn(self, run: int, data: dict[str, Any]) -> None:
        self.withdrawn.add(run)

    def run_restored(self, run: int, data: dict[str, Any]) -> None:
        self.withdrawn.discard(run)

    def citation_closed(self, citation: int, data: dict[str, Any]) -> None:
        self.closed[citation] = data["as"]

    def citation_reopened(self, citation: int, data: dict[str, Any]) -> None:
        self.closed.pop(citation, None)

    def records_moved(self, citation: int, data: dict[str, Any]) -> None:
        self.citation_of.update(dict.fromkeys(data["records"], citation))

    def outcome_changed(self, candidate: int, data: dict[str, Any]) -> None:
        if data["stage"] == "title_abstract":
            self.screening[data["citation"]] = (data["after"], data["decided_by"])
        else:
            self.eligibility[data["report"]] = data["after"]

    def report_sought(self, report: int, data: dict[str, Any]) -> None:
        self.report_of[report] = data["citation"]
        self.retrieval[report] = "sought"

    def report_retrieved(self, report: int, data: dict[str, Any]) -> None:
        self.retrieval[report] = "retrieved"

    def report_not_retrieved(self, report: int, data: dict[str, Any]) -> None:
        self.retrieval[report] = "not_retrieved"

    def retrieval_reopened(self, report: int, data: dict[str, Any]) -> None:
        self.retrieval[report] = "sought"


TELLING: dict[str, Callable[[Told, int, dict[str, Any]], None]] = {
    Event.RECORDS_RECEIVED: Told.received,
    Event.RUN_WITHDRAWN: Told.run_withdrawn,
    Event.RUN_RESTORED: Told.run_restored,
    Event.CITATION_CLOSED: Told.citation_closed,
    Event.CITATION_REOPENED: Told.citation_reopened,
    Event.CITATIONS_MERGED: Told.records_moved,
    Event.CITATION_SPLIT: Told.records_moved,
    Event.OUTCOME_CHANGED: Told.outcome_changed,
    Event.REPORT_SOUGHT: Told.report_sought,
    Event.REPORT_RETRIEVED: Told.report_retrieved,
    Event.REPORT_NOT_RETRIEVED: Told.report_not_retrieved,
    Event.RETRIEVAL_REOPENED: Told.retrieval_reopened,
}


def recount(told: Told, route: str) -> dict[str, int]:
    """The numbers of one column under the same keys as ``boxes.BOXES``; a citation has its first record's route."""
    live = {r: c for r, c in told.citation_of.items() if told.run_of[r] not in told.withdrawn}
    first: dict[int, int] = {}
    for record, citation in live.items():
        first[citation] = min(first.get(citation, record), record)
    mine = [record for record in live if told.route_of[record] == route]
    here = [citation for citation, record in first.items() if told.route_of[record] == route]
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
        "duplicates": sum(first[live[record]] != record for record in mine),
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
        TELLING[kind](told, subject, data)
    return told


def replay(*, review: Review) -> Told:
    """Read a review's trail from its first event. One query, streamed."""
    events = AuditEvent.objects.filter(review_id=review.pk, kind__in=TELLING).order_by("sequence")
    return tell_all(events.values_list("kind", "subject_id", "data").iterator(chunk_size=2000))
