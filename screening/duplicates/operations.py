"""Merging citations of one report and taking them apart again. Records move; votes stay where they were cast."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Min, QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.audit.models import AuditEvent
from screening.decisions.entering import enter_screening
from screening.decisions.models import Candidate
from screening.fulltexts.models import Report
from screening.protocol.models import Stage
from screening.records.filling import described, unreadable
from screening.records.models import Citation, Record
from screening.records.standing import restate, standing
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


@operation(Permission.RUN_SEARCHES)
def merge(*, by: Member, keep: Citation, others: Sequence[Citation]) -> None:
    """Move the records of ``others`` to ``keep``. Raises ``ValidationError`` where votes or counts would suffer."""
    _lock(by)
    ids = [other.pk for other in others if other.pk != keep.pk]
    if not ids:
        raise ValidationError("Choose at least two citations to merge.")
    group = Citation.objects.filter(pk__in=[keep.pk, *ids])
    if group.exclude(standing()).exists():
        raise ValidationError(
            "One of these was merged a moment ago, or its search was undone. Look at the list again."
        )
    keep = group.get(pk=keep.pk)
    if keep.closed_as:
        raise ValidationError(f"“{_short(keep)}” was removed before screening: keep one that is open.")
    _require_untouched(group, keep)
    _require_route(group, keep)
    for pk in ids:
        records = list(Record.objects.filter(citation_id=pk).values_list("pk", flat=True))
        Record.objects.filter(pk__in=records).update(citation=keep)
        Citation.objects.filter(pk=pk).update(merged_into=keep)
        trail.record(Event.CITATIONS_MERGED, keep, records=records, emptied=[pk])


@operation(Permission.RUN_SEARCHES)
def undo_merge(*, by: Member, citation: Citation) -> None:
    """Give a merged citation its records back. Its votes and candidate are as they were before the merge."""
    _lock(by)
    citation.refresh_from_db()
    kept = citation.merged_into
    if kept is None:
        raise ValidationError("This merge was undone already.")
    if kept.merged_into_id:
        raise ValidationError(f"“{_short(kept)}” was merged again since: undo that first.")
    records = list(Record.objects.filter(pk__in=_moved(citation), citation=kept).values_list("pk", flat=True))
    Record.objects.filter(pk__in=records).update(citation=citation)
    citation.merged_into = None
    citation.save(update_fields=["merged_into"])
    restate([citation.pk, kept.pk])
    trail.record(Event.CITATION_SPLIT, citation, records=records, **{"from": kept.pk})
    enter_screening(citations=[citation])


@operation(Permission.RUN_SEARCHES)
def split(*, by: Member, records: Sequence[Record]) -> Citation:
    """Take records out of their citation into a new one, which is screened. The first record stays."""
    _lock(by)
    ids = sorted({record.pk for record in records})
    taken = list(Record.objects.live().filter(pk__in=ids).select_related("run__source").order_by("pk"))
    origins = {record.citation_id for record in taken}
    if len(origins) != 1 or len(taken) != len(ids):
        raise ValidationError("Choose records of one citation, none of a search that was undone.")
    origin = origins.pop()
    if ids[0] == Record.objects.live().filter(citation_id=origin).aggregate(first=Min("pk"))["first"]:
        raise ValidationError("The first record stays with its citation: take the others out instead.")
    new = _citation_of(taken[0])
    new.save()
    Record.objects.filter(pk__in=ids).update(citation=new)
    trail.record(Event.CITATION_SPLIT, new, records=ids, **{"from": origin})
    if new.closed_as:
        trail.record(Event.CITATION_CLOSED, new, **{"as": new.closed_as}, reason=new.closed_reason)
    enter_screening(citations=[new])
    return new


def _lock(by: Member) -> None:
    """Nothing else may move records of this review meanwhile; ``receive`` takes the same lock."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)


def _require_untouched(group: QuerySet[Citation], keep: Citation) -> None:
    """Votes and reports belong to one citation: only that one can be kept. Votes cast meanwhile wait."""
    candidates = Candidate.objects.filter(citation__in=group)
    at_titles = candidates.filter(stage=Stage.TITLE_ABSTRACT).order_by("pk")
    list(at_titles.select_for_update(of=("self",), no_key=True))  # a full text has a report, which is enough
    voted = candidates.filter(vote__isnull=False).values_list("citation_id", flat=True)
    reported = Report.objects.filter(citation__in=group).values_list("citation_id", flat=True)
    begun = {*voted, *reported}
    if len(begun) > 1:
        raise ValidationError(
            "Screening has begun on more than one of these, so they cannot be merged: no vote may lose its"
            " citation. Nothing was changed."
        )
    if begun - {keep.pk}:
        other = Citation.objects.get(pk=begun.pop())
        raise ValidationError(
            f"Screening has begun on “{_short(other)}”: keep that one. Nothing was changed."
        )


def _require_route(group: QuerySet[Citation], keep: Citation) -> None:
    """A citation is counted in the PRISMA column of its earliest record: that must not change by a merge."""
    first = Record.objects.live().filter(citation__in=group).order_by("pk").select_related("citation").first()
    if first and first.citation.route != keep.route:
        raise ValidationError(
            f"“{_short(first.citation)}” came first, through {first.citation.get_route_display().lower()}: keep"
            " that one, because PRISMA counts it there. Nothing was changed."
        )


def _moved(citation: Citation) -> list[int]:
    """The records that the citation lost when it was merged, as the trail tells."""
    merges = AuditEvent.objects.filter(
        review_id=citation.review_id,
        kind=Event.CITATIONS_MERGED,
        subject_id=citation.merged_into_id,
        data__emptied=[citation.pk],
    )
    last = merges.order_by("-sequence").first()
    return list(last.data["records"]) if last else []


def _citation_of(record: Record) -> Citation:
    route = record.run.source.route
    if record.fields:
        return described(review=record.review, route=route, description=record.description)
    return unreadable(review=record.review, route=route, name=f"{record.position} ({record.run.source})")


def _short(citation: Citation) -> str:
    return citation.title[:80] or "[No title]"
