"""Questions about pairs to be answered, merges done and related citations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from screening.decisions.order import own_order
from screening.duplicates.gathering import Asked, one_after_another
from screening.duplicates.models import Merge, Pair, Preferences
from screening.fulltexts.models import Report
from screening.fulltexts.queries import included_studies
from screening.records.models import Citation, Record
from screening.records.standing import standing
from screening.reviews.models import Member, Review

State = Pair.State
TITLES = ("title", "year", "journal", "merged_into")


def pairs(*, review: Review, state: str) -> QuerySet[Pair]:
    """Pairs whose two citations count and are still two."""
    found = Pair.objects.filter(standing("one__citation__"), standing("other__citation__"), review=review)
    return found.filter(state=state).exclude(one__citation=F("other__citation"))


def questions(*, member: Member) -> list[Asked]:
    """What is to be answered, in an order of the member's own: two people who work on it seldom meet. One query."""
    found = pairs(review=member.review, state=State.OPEN).order_by(own_order(f"{member.pk} duplicates"), "pk")
    rows = found.values_list("pk", "one__citation", "other__citation")
    return one_after_another([Asked(*row) for row in rows])


def first_questions(*, member: Member, most: int) -> list[Pair]:
    """Where the member begins. Two queries."""
    ids = [asked.pk for asked in questions(member=member)[:most]]
    found = with_citations(Pair.objects.all()).in_bulk(ids)
    return [found[pk] for pk in ids]


def with_citations(found: QuerySet[Pair]) -> QuerySet[Pair]:
    return found.select_related("one__citation", "other__citation", "by__user").defer(
        "one__raw_compressed", "other__raw_compressed", "one__fields", "other__fields"
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How far it is: ``open`` questions, pairs answered by people, merges that stand, related pairs."""

    open: int
    answered: int
    by_rule: int
    by_hand: int
    related: int

    @property
    def percent(self) -> int:
        whole = self.open + self.answered
        return 100 * self.answered // whole if whole else 100


def tally(*, review: Review) -> Tally:
    """Four queries."""
    done = merges_of(review=review).aggregate(
        by_rule=Count("pk", filter=Q(automatic=True)), by_hand=Count("pk", filter=Q(automatic=False))
    )
    return Tally(
        open=pairs(review=review, state=State.OPEN).count(),
        answered=Pair.objects.filter(review=review).exclude(by=None).count(),
        related=pairs(review=review, state=State.RELATED).count(),
        **done,
    )


def merges_of(*, review: Review) -> QuerySet[Merge]:
    """Merges that stand, the latest first."""
    return Merge.objects.filter(review=review, undone_at=None).order_by("-pk")


def told(merges: QuerySet[Merge]) -> QuerySet[Merge]:
    """With what a list shows of them."""
    shown = [f"{end}__{name}" for end in ("kept", "emptied") for name in TITLES]
    own = ("rule", "evidence", "automatic", "merged_at", "by__user__name")
    return merges.select_related("kept", "emptied", "by__user").only(*own, *shown)


@dataclass(frozen=True, slots=True)
class Line:
    """How many records one rule removed between two sources; without ``rule``, people of their own accord."""

    rule: str
    sources: str
    n: int


def by_rule_and_sources(*, review: Review) -> list[Line]:
    """The merges that stand, most frequent first. Three queries."""
    rows = list(merges_of(review=review).values_list("rule", "kept_id", "records"))
    moved = {pk for _, _, records in rows for pk in records}
    name = dict(
        Record.objects.filter(review=review, citation__in={kept for _, kept, _ in rows})
        .order_by("-pk")
        .values_list("pk", "run__source__name")
    )
    first: dict[int, str] = {}
    for pk, citation in (
        Record.objects.filter(pk__in=name)
        .exclude(pk__in=moved)
        .order_by("-pk")
        .values_list("pk", "citation_id")
    ):
        first[citation] = name[pk]
    lines: Counter[tuple[str, str]] = Counter()
    for rule, kept, records in rows:
        for pk in records:
            lines[rule, " = ".join(sorted((first.get(kept, "?"), name.get(pk, "?"))))] += 1
    return [Line(rule, sources, n) for (rule, sources), n in lines.most_common()]


def preferences_of(*, review: Review) -> Preferences:
    """The review's, or the usual ones, unsaved."""
    return Preferences.objects.filter(review=review).first() or Preferences(review=review)


def with_records(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    received = Record.objects.defer("raw_compressed").select_related("run__source").order_by("pk")
    return citations.prefetch_related(Prefetch("records", received)).order_by("pk")


@dataclass(frozen=True, slots=True)
class Relative:
    """Another citation that belongs to one, and how."""

    pair: Pair
    citation: Citation


def relatives_of(*, citations: Sequence[int]) -> list[Relative]:
    """The citations related to these. One query."""
    mine = Q(one__citation__in=citations) | Q(other__citation__in=citations)
    found = with_citations(Pair.objects.filter(mine, state=State.RELATED)).order_by("pk")
    found = found.filter(standing("one__citation__"), standing("other__citation__"))
    relatives: dict[int, Relative] = {}
    for pair in found:
        theirs = pair.other.citation if pair.one.citation_id in citations else pair.one.citation
        if theirs.pk not in citations:
            relatives.setdefault(theirs.pk, Relative(pair, theirs))
    return list(relatives.values())


def related_reports(*, report: Report) -> list[tuple[Relative, Report, bool]]:
    """Reports of related citations that belong to another study or to none, and whether that one takes reports.

    Three queries.
    """
    relatives = {relative.citation.pk: relative for relative in relatives_of(citations=[report.citation_id])}
    reports = Report.objects.filter(citation__in=relatives).select_related("study", "citation")
    studies = set(included_studies(review=report.review).values_list("pk", flat=True))
    return [
        (relatives[other.citation_id], other, other.study_id in studies)
        for other in reports
        if other.study_id is None or other.study_id != report.study_id
    ]
