"""Merging citations of one report and taking them apart again. Records move; nobody's vote is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Min
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.barring.effects import follow_merge, follow_undone_merge
from screening.decisions.entering import enter_screening
from screening.decisions.models import Candidate
from screening.duplicates.answers import State, answer, part
from screening.duplicates.models import Merge, Pair
from screening.duplicates.showing import show_chosen
from screening.duplicates.votes import carry, has_votes, take_back
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
def merge(
    *,
    by: Member,
    keep: Citation,
    others: Sequence[Citation],
    why: Why | None = None,
    whys: Mapping[int, Why] | None = None,
) -> None:
    """Move the records of ``others`` to ``keep``, and let the votes of both count there (``pooling.py``).

    ``whys`` are reasons by citation, ``why`` one for all. Raises ``ValidationError`` where one of them does not count
    any more, or ``keep`` cannot be the one.
    """
    lock(by)
    ids = sorted({other.pk for other in others} - {keep.pk})
    if not ids:
        raise ValidationError("Choose at least two citations to merge.")
    group = Citation.objects.filter(standing(), pk__in=[keep.pk, *ids]).in_bulk()
    if len(group) <= len(ids):
        raise ValidationError(
            "One of these was merged a moment ago, or its search was undone. Look at the list again."
        )
    keep = group[keep.pk]
    if keep.closed_as:
        raise ValidationError(f"“{_short(keep)}” was removed before screening: keep one that is open.")
    _require_full_text(group.values(), keep)
    candidates = _locked_candidates(group)
    _say_duplicates(by, keep, ids, why or Why())
    for pk in ids:
        because = (whys or {}).get(pk) or why or Why()
        done = _move(by, keep, group[pk], because)
        if has_votes(candidates[pk]):
            _each_stage(
                candidates[keep.pk],
                candidates[pk],
                partial(carry, by=by, merge=done),
            )
            done.save(update_fields=["votes", "resolutions"])
    follow_merge(by=by, kept=keep, others=ids)
    if len({citation.route for citation in group.values()}) > 1:
        restate([keep.pk])
        keep.refresh_from_db()
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
    candidates = _locked_candidates([citation.pk, kept.pk])
    done = Merge.objects.get(emptied=citation, undone_at=None)
    records = list(Record.objects.filter(pk__in=done.records, citation=kept).values_list("pk", flat=True))
    Record.objects.filter(pk__in=records).update(citation=citation)
    Citation.objects.filter(pk=citation.pk).update(merged_into=None)
    citation.merged_into = None
    done.undone_by, done.undone_at = by, timezone.now()
    done.save(update_fields=["undone_by", "undone_at"])
    trail.record(Event.CITATION_SPLIT, citation, records=records, **{"from": kept.pk})
    _each_stage(
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


def _move(by: Member, keep: Citation, other: Citation, why: Why) -> Merge:
    records = list(Record.objects.filter(citation=other).values_list("pk", flat=True))
    Record.objects.filter(citation=other).update(citation=keep)
    Citation.objects.filter(pk=other.pk).update(merged_into=keep)
    done = Merge.objects.create(
        review_id=by.review_id,
        kept=keep,
        emptied=other,
        records=records,
        by=by,
        rule=why.rule,
        evidence=why.evidence,
        automatic=why.automatic,
    )
    trail.record(
        Event.CITATIONS_MERGED,
        keep,
        records=records,
        emptied=[other.pk],
        rule=why.rule,
        evidence=why.evidence or "a person said so",
        automatic=why.automatic,
    )
    return done


def _say_duplicates(by: Member, keep: Citation, others: Sequence[int], why: Why) -> None:
    """What was asked or said about these is answered: they are one."""
    both = Pair.objects.filter(one__citation__in=[keep.pk, *others], other__citation__in=[keep.pk, *others])
    answer(both, said_by=None if why.automatic else by, state=State.DUPLICATE)


def _each_stage(ours: Sequence[Candidate], theirs: Sequence[Candidate], pool: Callable[..., None]) -> None:
    """Pool the candidates of two citations at each stage; of several full texts of the kept one, the first."""
    first = {candidate.stage: candidate for candidate in reversed(ours)}
    for candidate in theirs:
        if kept := first.get(candidate.stage):
            pool(kept=kept, other=candidate)


def _settle_down(*citations: Citation) -> None:
    """After records moved: which route, what is shown, and a place in screening for who has none."""
    restate([citation.pk for citation in citations])
    for citation in citations:
        citation.refresh_from_db()
        if not citation.closed_as:
            show_chosen(citation)
    enter_screening(citations=citations)


def _locked_candidates(citations: Iterable[int]) -> dict[int, list[Candidate]]:
    """The candidates of each. Votes cast meanwhile wait, and then learn that their citation was merged."""
    ids = list(citations)
    rows = Candidate.objects.filter(citation__in=ids).order_by("pk")
    found: dict[int, list[Candidate]] = {pk: [] for pk in ids}
    for candidate in rows.select_for_update(of=("self",), no_key=True):
        found[candidate.citation_id].append(candidate)
    return found


def _require_full_text(group: Iterable[Citation], keep: Citation) -> None:
    """Files, attempts and what was extracted belong to a report: a citation that has one is kept."""
    sought = Report.objects.filter(citation__in=group).order_by("pk").values_list("citation_id", flat=True)
    having = list(sought)
    if having and keep.pk not in having:
        first = Citation.objects.get(pk=having[0])
        raise ValidationError(
            f"A full text was sought for “{_short(first)}”: keep that one. Nothing was changed."
        )


def _citation_of(record: Record) -> Citation:
    route = record.run.source.route
    if record.fields:
        return described(review=record.review, route=route, description=record.description)
    return unreadable(review=record.review, route=route, name=f"{record.position} ({record.run.source})")


def _short(citation: Citation) -> str:
    return citation.title[:80] or "[No title]"
