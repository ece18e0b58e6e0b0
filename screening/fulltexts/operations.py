"""Seeking full texts and judging them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.holding import lock_round
from screening.decisions.models import Candidate, Verdict, Vote
from screening.decisions.operations import cast_vote
from screening.decisions.requirements import Refused
from screening.fulltexts.models import FullTextFile, Report, RetrievalAttempt
from screening.fulltexts.pdf import check_pdf, store
from screening.fulltexts.queries import maybe_offered
from screening.protocol.models import ExclusionReason
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

Retrieval = Report.Retrieval
web_address = URLValidator(schemes=["http", "https"], message="Give a whole web address: https://…")


@operation(Permission.RETRIEVE_REPORTS)
def mark_retrieved(*, by: Member, report: Report, upload: UploadedFile | None = None, link: str = "") -> None:
    """Record that the full text is here: a PDF that is kept, a link to it, or both. More files may follow.

    Raises ``ValidationError`` by ``upload`` or ``link``, and for a report signed as not retrieved.
    """
    report = _locked(report)
    if report.retrieval == Retrieval.NOT_RETRIEVED:
        raise ValidationError(
            "This report is signed as not retrieved. Reopen its retrieval first, and say why."
        )
    if upload is None and not link:
        raise ValidationError("Choose a PDF or give a link, so that the others can read what you read.")
    file = _keep(by, report, upload) if upload else None
    if link:
        web_address(link)
        report.link = link
    _change(report, by, Retrieval.RETRIEVED, "")
    trail.record(
        Event.REPORT_RETRIEVED,
        report,
        citation=report.citation_id,
        file=file and file.pk,
        sha256=file and file.sha256,
        by_link=bool(link),
    )


@operation(Permission.RETRIEVE_REPORTS)
def mark_not_retrieved(*, by: Member, report: Report, note: str) -> None:
    """Sign that the full text cannot be had. Raises ``ValidationError`` without a note, or if it is here."""
    report = _locked(report)
    if report.retrieval == Retrieval.RETRIEVED:
        raise ValidationError("This report is marked as retrieved. Reopen its retrieval first, and say why.")
    if not note.strip():
        raise ValidationError(
            {"note": "Say what was tried: the flow diagram counts this report as not retrieved."}
        )
    _change(report, by, Retrieval.NOT_RETRIEVED, note.strip())
    trail.record(Event.REPORT_NOT_RETRIEVED, report, citation=report.citation_id)


@operation(Permission.RETRIEVE_REPORTS)
def reopen_retrieval(*, by: Member, report: Report, reason: str) -> None:
    """Back to *sought*: a report came after all, or the file was the wrong one. Files, links and votes stay.

    Raises ``ValidationError`` once the report is decided, for the decision rests on what was retrieved.
    """
    report = _locked(report)
    if report.candidate.outcome != Candidate.Outcome.PENDING:
        raise ValidationError(
            "The votes on this report are in, on the full text that is here. Add a file to it."
        )
    if not reason.strip():
        raise ValidationError({"reason": "Say why: this is kept in the audit trail."})
    _change(report, by, Retrieval.SOUGHT, "")
    trail.record(Event.RETRIEVAL_REOPENED, report, citation=report.citation_id, reason=reason.strip())


@operation(Permission.RETRIEVE_REPORTS)
def record_attempt(*, by: Member, report: Report, method: str, result: str = "") -> RetrievalAttempt:
    """One try to get the full text: how, and what came of it."""
    attempt = RetrievalAttempt.objects.create(
        review=by.review, report=report, by=by, method=method.strip(), result=result.strip()
    )
    trail.record(Event.RETRIEVAL_ATTEMPTED, report, attempt=attempt.pk)
    return attempt


def judge_report(
    *,
    by: Member,
    report: Report,
    verdict: str,
    key: UUID,
    reason: ExclusionReason | None = None,
    note: str = "",
    seconds: int | None = None,
) -> Vote:
    """Vote on a full text that is here. Raises ``Refused``, as ``cast_vote`` does.

    No operation of its own: ``cast_vote`` is one, and the same vote sent twice leaves a single event.
    """
    if verdict == Verdict.MAYBE and not maybe_offered(review=by.review):
        raise Refused("At full text the answer is include or exclude. Your vote was not stored.")
    with transaction.atomic():  # held until the vote is stored: nobody reopens the retrieval in between
        lock_round(
            report.candidate
        )  # before the report: a round that closes holds it and goes on to its reports
        now = _locked(report)
        if now.retrieval != Retrieval.RETRIEVED:
            raise Refused(
                "This report has no full text here, so it cannot be judged. Your vote was not stored."
            )
        return cast_vote(
            by=by,
            candidate=now.candidate,
            verdict=verdict,
            key=key,
            reason=reason,
            note=note,
            seconds=seconds,
        )


def _locked(report: Report) -> Report:
    """Report and candidate as they are now, held until the end of the operation: two people work on one list."""
    rows = Report.objects.filter(candidate__isnull=False).select_related("candidate")
    return rows.select_for_update(of=("self", "candidate"), no_key=True).get(pk=report.pk)


def _change(report: Report, by: Member, retrieval: Retrieval, note: str) -> None:
    report.retrieval, report.retrieval_note = retrieval, note
    report.retrieval_by, report.retrieval_at = by, timezone.now()
    report.save(update_fields=["retrieval", "retrieval_note", "retrieval_by", "retrieval_at", "link"])


def _keep(by: Member, report: Report, upload: UploadedFile) -> FullTextFile:
    try:
        check_pdf(upload)
    except ValidationError as refusal:
        raise ValidationError({"upload": refusal.messages}) from refusal
    stored = store(upload, review_id=by.review_id)
    values: dict[str, Any] = {"path": stored.path, "size": stored.size, "sha256": stored.sha256}
    return FullTextFile.objects.create(
        review=by.review, report=report, name=(upload.name or "full text.pdf")[:255], added_by=by, **values
    )
