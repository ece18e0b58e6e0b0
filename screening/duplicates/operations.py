"""Merging citations of one report and taking them apart again. Records move; nobody's vote is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Min, QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.entering import enter_screening
from screening.decisions.models import Candidate
from screening.duplicates.answers import State, answer, between, part
from screening.duplicates.models import Merge
from screening.duplicates.showing import show_chosen
from screening.duplicates.votes import carry, take_back
from screening.fulltexts.models import Report
from screening.records.filling import described, unreadable
from screening.records.models import Citation, Record
from screening.records.standing import restate, standing
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that said so and its evidence in words; ``automatic`` where no person was asked."""

    rule: str = ""
    evidence: str = ""
    automatic: bool = False


@operation(Permission.RUN_SEARCHES)
def merge(*, by: Member, keep: Citation, others: Sequence[Citation], why: Why | None = None) -> None:
    """Move the records of ``others`` to ``keep``, and let the votes of both count there (``pooling.py``).

    Raises ``ValidationError`` where one of them does not count any more, or ``keep`` cannot be the one.
    """
    why = why or Why()
    lock(by)
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
    _require_full_text(group, keep)
    _lock_candidates(group)
    for other in group.exclude(pk=keep.pk).order_by("pk"):
        _absorb(by, keep, other, why)
    restate([keep.pk])
    show_chosen(keep)


@operation(Permission.RUN_SEARCHES)
def undo_merge(*, by: Member, citation: Citation) -> None:
    """Give a merged citation its records back; the votes on both stand as before. They are not merged again."""
    lock(by)
    citation.refresh_from_db()
    kept = citation.merged_into
    if kept is None:
        raise ValidationError("This merge was undone already.")
    if kept.merged_into_id:
        raise ValidationError(f"“{_short(kept)}” was merged again since: undo that first.")
    _lock_candidates(Citation.objects.filter(pk__in=[citation.pk, kept.pk]))
    done = Merge.objects.get(emptied=citation, undone_at=None)
    records = list(Record.objects.filter(pk__in=done.records, citation=kept).values_list("pk", flat=True))
    Record.objects.filter(pk__in=records).update(citation=citation)
    Citation.objects.filter(pk=citation.pk).update(merged_into=None)
    citation.merged_into = None
    done.undone_by, done.undone_at = by, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    trail.record(Event.CITATION_SPLIT, citation, records=records, **{"from": kept.pk})
    _each_stage(kept, citation, lambda ours, theirs: take_back(by=by, kept=ours, other=theirs, merge=done))
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


def _absorb(by: Member, keep: Citation, other: Citation, why: Why) -> None:
    records = list(Record.objects.filter(citation=other).values_list("pk", flat=True))
    answer(between(keep, other), said_by=None if why.automatic else by, state=State.DUPLICATE)
    Record.objects.filter(pk__in=records).update(citation=keep)
    Citation.objects.filter(pk=other.pk).update(merged_into=keep)
    done = Merge(review_id=by.review_id, kept=keep, emptied=other, records=records, by=by)
    done.rule, done.evidence, done.automatic = why.rule, why.evidence, why.automatic
    _each_stage(keep, other, lambda ours, theirs: carry(by=by, kept=ours, other=theirs, merge=done))
    done.save()
    trail.record(
        Event.CITATIONS_MERGED,
        keep,
        records=records,
        emptied=[other.pk],
        rule=why.rule,
        evidence=why.evidence or "a person said so",
        automatic=why.automatic,
    )


def _each_stage(kept: Citation, other: Citation, pool) -> None:  # type: ignore[no-untyped-def]
    """Pool the candidates of both at each stage; of several full texts of the kept one, the first."""
    ours: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in Candidate.objects.filter(citation=kept).order_by("pk"):
        ours[candidate.stage].append(candidate)
    for theirs in Candidate.objects.filter(citation=other).order_by("pk"):
        if ours[theirs.stage]:
            pool(ours[theirs.stage][0], theirs)


def _settle_down(*citations: Citation) -> None:
    """After records moved: which route, what is shown, and a place in screening for who has none."""
    restate([citation.pk for citation in citations])
    for citation in citations:
        citation.refresh_from_db()
        if not citation.closed_as:
            show_chosen(citation)
    enter_screening(citations=citations)


def _lock_candidates(group: QuerySet[Citation]) -> None:
    """Votes cast meanwhile wait, and then learn that their citation was merged."""
    candidates = Candidate.objects.filter(citation__in=group).order_by("pk")
    list(candidates.select_for_update(of=("self",), no_key=True))


def _require_full_text(group: QuerySet[Citation], keep: Citation) -> None:
    """Files, attempts and what was extracted belong to a report: a citation that has one is kept."""
    sought = Report.objects.filter(citation__in=group).order_by("pk").select_related("citation")
    if (first := sought.first()) and not sought.filter(citation=keep).exists():
        raise ValidationError(
            f"A full text was sought for “{_short(first.citation)}”: keep that one. Nothing was changed."
        )


def _citation_of(record: Record) -> Citation:
    route = record.run.source.route
    if record.fields:
        return described(review=record.review, route=route, description=record.description)
    return unreadable(review=record.review, route=route, name=f"{record.position} ({record.run.source})")


def _short(citation: Citation) -> str:
    return citation.title[:80] or "[No title]"
