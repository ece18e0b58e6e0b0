"""Every decision: each vote and resolution with who, when, reason and protocol version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.db.models import Max

from screening.decisions.figures.first_votes import independent_votes
from screening.decisions.models import Candidate, Resolution, Vote
from screening.exports.exporter import EXPORTERS
from screening.lib.spreadsheet import csv_lines
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

HEAD = [
    "stage",
    "citation",
    "report",
    "pmid",
    "doi",
    "title",
    "kind",
    "who",
    "verdict",
    "reason",
    "note",
    "at_utc",
    "protocol_version",
    "first_vote",
    "counts_for_agreement",
    "current",
    "outcome",
    "decided_by",
    "outcome_reason",
]


@EXPORTERS.register
class DecisionsCsv:
    key: ClassVar[str] = "decisions_csv"
    label: ClassVar[str] = "Decisions (CSV)"
    about: ClassVar[str] = (
        "Every vote and resolution: who, when, verdict, reason, note, protocol version. "
        "Of votes on what is pending, only your own."
    )
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.EXPORT

    def write(self, member: Member) -> Iterator[str]:
        return csv_lines(HEAD, self._rows(member))

    def _rows(self, member: Member) -> Iterator[list[object]]:
        seen = ("candidate__citation", "candidate__reason", "reason", "protocol", "by__user")
        votes = Vote.objects.visible_to(member).select_related(*seen)
        replaced = set(votes.exclude(supersedes=None).values_list("supersedes_id", flat=True))
        independent = set(independent_votes(review=member.review).values_list("pk", flat=True))
        for vote in votes.order_by("candidate_id", "pk").iterator(chunk_size=2000):
            first = (vote.is_first, vote.pk in independent)
            yield self._row(vote, "vote", vote.cast_at, first, vote.pk not in replaced)
        resolutions = Resolution.objects.filter(review=member.review_id)
        if member.review.blinded and not member.may(Permission.READ_PENDING):
            # what was opened again may be pending now, and the note tells of votes
            resolutions = resolutions.exclude(candidate__outcome=Candidate.Outcome.PENDING)
        last = resolutions.order_by().values("candidate").annotate(last=Max("pk"))
        standing = set(last.values_list("last", flat=True))
        rows = resolutions.select_related(*seen).order_by("candidate_id", "pk")
        for row in rows.iterator(chunk_size=2000):
            yield self._row(row, "resolution", row.resolved_at, ("", ""), row.pk in standing)

    @staticmethod
    def _row(
        line: Vote | Resolution, kind: str, at: object, first: Sequence[object], current: bool
    ) -> list[object]:
        candidate = line.candidate
        citation = candidate.citation
        return [
            candidate.stage,
            citation.pk,
            candidate.report_id,
            citation.pmid,
            citation.doi,
            citation.title,
            kind,
            line.by.user.name,
            line.verdict,
            line.reason.label if line.reason else "",
            line.note,
            at.isoformat(timespec="seconds"),  # type: ignore[attr-defined]
            line.protocol.number,
            *first,
            current,
            candidate.outcome,
            candidate.decided_by,
            candidate.reason.label if candidate.reason else "",
        ]
