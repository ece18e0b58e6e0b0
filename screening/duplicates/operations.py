"""Merging citations of one report and taking them apart again. Records move; nobody's vote is lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.barring.effects import follow_undone_merge
from screening.decisions.entering import enter_screening
from screening.duplicates.answers import part
from screening.duplicates.merging import Joining, Why, each_stage, locked_candidates, move_together, short
from screening.duplicates.models import Merge
from screening.duplicates.showing import show_chosen
from screening.duplicates.votes import take_back
from screening.records.filling import described, unreadable
from screening.records.models import Citation, Record
from screening.records.standing import restate
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


@operation(Permission.RUN_SEARCHES)
def merge(*, by: Member, keep: Citation, others: Sequence[Citation], why: Why | None = None) -> None:
    """Move the records of ``others`` to ``keep``, and let the votes of both count there (``pooling.py``).

    Raises ``ValidationError`` where one of them does not count any more, or ``keep`` cannot be the one.
    """
    ids = sorted({other.pk for other in others} - {keep.pk})
    if not ids:
        raise ValidationError("Choose at least two citations to merge.")
    lock(by)
    move_together(by=by, joinings=[Joining(keep.pk, dict.fromkeys(ids, why or Why()))])


@operation(Permission.RUN_SEARCHES)
def undo_merge(*, by: Member, citation: Citation) -> None:
    """Give a merged citation its records back; the votes on both stand as before. They are not merged again."""
    lock(by)
    citation.refresh_from_db()
    kept = citation.merged_into
    if kept is None:
        raise ValidationError("This merge was undone already.")
    if kept.merged_into_id:
        raise ValidationError(f"“{short(kept)}” was merged again since: undo that first.")
    candidates = locked_candidates([citation.pk, kept.pk])
    done = Merge.objects.get(emptied=citation, undone_at=None)
    records = list(Record.objects.filter(pk__in=done.records, citation=kept).values_list("pk", flat=True))
    Record.objects.filter(pk__in=records).update(citation=citation)
    Citation.objects.filter(pk=citation.pk).update(merged_into=None)
    citation.merged_into = None
    done.undone_by, done.undone_at = by, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    trail.record(Event.CITATION_SPLIT, citation, records=records, **{"from": kept.pk})
    each_stage(
        candidates[kept.pk],
        candidates[citation.pk],
        partial(take_back, by=by, merge=done),
    )
    follow_undone_merge(by=by, kept=kept, other=citation)
    _settle_down(kept, citation)
    part(kept, citation, said_by=by, evidence=done.evidence)


@operation(Permission.RUN_SEARCHES)
def split(*, by: Member, records: Sequence[Record]) -> Citation:
    """Take records out of their citation into a new one, which is screened. The first record stays."""
    lock(by)
    ids = sorted({record.pk for record in records})
    taken = list(Record.objects.live().filter(pk__in=ids).select_related("run__source").order_by("pk"))
    origins = {record.citation_id for record in taken}
    if len(origins) != 1 or len(taken) != len(ids):
        raise ValidationError("Choose records of one citation, none of a search that was undone.")
    origin = Citation.objects.get(pk=origins.pop())
    if ids[0] == Record.objects.live().filter(citation=origin).aggregate(first=Min("pk"))["first"]:
        raise ValidationError("The first record stays with its citation: take the others out instead.")
    new = _citation_of(taken[0])
    new.save()
    Record.objects.filter(pk__in=ids).update(citation=new)
    trail.record(Event.CITATION_SPLIT, new, records=ids, **{"from": origin.pk})
    if new.closed_as:
        trail.record(Event.CITATION_CLOSED, new, **{"as": new.closed_as}, reason=new.closed_reason)
    _settle_down(origin, new)
    part(origin, new, said_by=by)
    return new


def lock(by: Member) -> None:
    """Nothing else may move records of this review meanwhile; ``receive`` takes the same lock."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)


def _settle_down(*citations: Citation) -> None:
    """After records moved: which route, what is shown, and a place in screening for who has none."""
    restate([citation.pk for citation in citations])
    for citation in citations:
        citation.refresh_from_db()
    show_chosen([citation for citation in citations if not citation.closed_as])
    enter_screening(citations=citations)


def _citation_of(record: Record) -> Citation:
    route = record.run.source.route
    if record.fields:
        return described(review=record.review, route=route, description=record.description)
    return unreadable(review=record.review, route=route, name=f"{record.position} ({record.run.source})")
