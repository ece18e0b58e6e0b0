"""Which citations lack something, what is proposed for them, and where nothing was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from screening.jobs.models import Job
from screening.metadata.matching import Wanted
from screening.metadata.models import Lookup, Proposal
from screening.records.models import Citation
from screening.records.overlay import in_words
from screening.records.queries import standing_corrections
from screening.records.standing import screenable
from screening.reviews.models import Review

LOOKED_FOR = ("abstract", "doi", "year", "pmid")
FIELD_LABELS = {"abstract": "abstract", "doi": "DOI", "year": "year", "pmid": "PMID"}
OWN_RECORD = "Own record"  # the source of what a citation's own records say
KINDS = ("metadata.lookup", "metadata.accept", "metadata.undo")
_EMPTY: dict[str, dict[str, Any]] = {
    "abstract": {"abstract_text": ""},
    "doi": {"doi": ""},
    "year": {"year": None},
    "pmid": {"pmid": ""},
}


def empty(field: str, path: str = "") -> Q:
    """Citations that say nothing in a field of ``LOOKED_FOR``; ``path`` leads to them (``citation__``)."""
    return Q(**{f"{path}{column}": value for column, value in _EMPTY[field].items()})


def lacking(*, review: Review, fields: Iterable[str] = LOOKED_FOR) -> QuerySet[Citation]:
    """Citations that are screened and lack one of the fields."""
    citations = Citation.objects.filter(screenable(), review=review)
    return citations.filter(reduce(or_, (empty(field) for field in fields)))


def lacks(citation: Citation) -> list[str]:
    return [field for field in LOOKED_FOR if getattr(citation, field) in ("", None, [])]


def open_proposals(*, review: Review) -> QuerySet[Proposal]:
    """Of the last time each source was asked, for fields that still say nothing. Not those dismissed."""
    return _pending(review).filter(dismissed_at=None)


def dismissed_proposals(*, review: Review) -> QuerySet[Proposal]:
    return _pending(review).exclude(dismissed_at=None)


def _pending(review: Review) -> QuerySet[Proposal]:
    still = reduce(or_, (Q(field=field) & empty(field, "citation__") for field in LOOKED_FOR))
    return Proposal.objects.filter(screenable("citation__"), still, review=review, lookup__current=True)


def acceptable(*, review: Review, upto: int | None = None) -> QuerySet[Proposal]:
    """What accepting all accepts: one value for each field, the first found, where the titles agree."""
    sure = open_proposals(review=review).filter(lookup__agrees=True)
    sure = sure.filter(pk__lte=upto) if upto is not None else sure
    earlier = sure.filter(citation=OuterRef("citation"), field=OuterRef("field"), pk__lt=OuterRef("pk"))
    return (
        sure.filter(~Exists(earlier))
        .select_related("lookup", "citation")
        .order_by("citation_id", "lookup_id", "pk")
    )


def filled_in(*, proposals: Iterable[Proposal]) -> list[tuple[Lookup, list[ProposalLine]]]:
    """Proposals in the order of ``acceptable``, by the match they are from."""
    by_match: dict[int, tuple[Lookup, list[ProposalLine]]] = {}
    for proposal in proposals:
        by_match.setdefault(proposal.lookup_id, (proposal.lookup, []))[1].append(_line(proposal))
    return list(by_match.values())


def missing_counts(*, review: Review) -> dict[str, int]:
    """How many citations lack each field. One query."""
    citations = Citation.objects.filter(screenable(), review=review)
    counts: dict[str, int] = citations.aggregate(
        **{field: Count("pk", filter=empty(field)) for field in LOOKED_FOR}
    )
    return counts


@dataclass(frozen=True, slots=True)
class ProposalLine:
    proposal: Proposal
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class MatchLines:
    lookup: Lookup
    proposals: list[ProposalLine]


@dataclass(frozen=True, slots=True)
class CitationLines:
    """A citation, the labels of what it lacks, matches with proposals, and the sources that had no match."""

    citation: Citation
    lacks: list[str]
    matches: list[MatchLines]
    without: list[str]


def in_state(*, review: Review, state: str, fields: Iterable[str]) -> QuerySet[Citation]:
    """``proposed``, ``dismissed`` or all that lack one of ``fields``; the latest here first."""
    citations = lacking(review=review, fields=fields)
    if state == "proposed":
        citations = citations.filter(pk__in=open_proposals(review=review).values("citation"))
    elif state == "dismissed":
        citations = citations.filter(pk__in=dismissed_proposals(review=review).values("citation"))
    return citations.defer("keywords", "types", "vernacular_title", "url").order_by("-pk")


def lines(*, citations: Iterable[Citation], proposals: QuerySet[Proposal]) -> list[CitationLines]:
    """A page of ``in_state`` with those of the ``proposals`` that are theirs. Three queries."""
    looked_up = Lookup.objects.filter(current=True, citation__in=[citation.pk for citation in citations])
    offered = Prefetch("proposals", proposals.select_related("citation").order_by("pk"), to_attr="offered")
    by_citation: dict[int, list[Lookup]] = {}
    for lookup in looked_up.prefetch_related(offered).order_by("pk"):
        by_citation.setdefault(lookup.citation_id, []).append(lookup)
    return [_lines(citation, by_citation.get(citation.pk, [])) for citation in citations]


def _lines(citation: Citation, lookups: Sequence[Lookup]) -> CitationLines:
    matches = [
        MatchLines(lookup, [_line(proposal) for proposal in lookup.offered])  # type: ignore[attr-defined]
        for lookup in lookups
        if lookup.offered  # type: ignore[attr-defined]
    ]
    without = [lookup.source for lookup in lookups if not lookup.accession and lookup.source != OWN_RECORD]
    return CitationLines(citation, [FIELD_LABELS[field] for field in lacks(citation)], matches, without)


def _line(proposal: Proposal) -> ProposalLine:
    return ProposalLine(proposal, FIELD_LABELS[proposal.field], in_words(proposal.field, proposal.value))


def last_job(*, review: Review) -> Job | None:
    """The lookup or the accepting that is under way or was the last."""
    return Job.objects.filter(review=review, kind__in=KINDS).first()


def undoable(*, job: Job | None) -> int:
    """How many values stand that a job accepted which has ended."""
    if job is None or job.kind != "metadata.accept" or job.is_active:
        return 0
    return standing_corrections(job=job).count()


def to_ask(*, job: Job, source: str, fields: Iterable[str]) -> list[int]:
    """The citations that a source is yet to be asked about by this job, by id."""
    # a list made once: SQLite would go through all of the job's lookups again for each citation of an EXISTS
    asked = Lookup.objects.filter(source=source, job=job).values("citation")
    owed = lacking(review=job.review, fields=fields).exclude(pk__in=asked)
    return list(owed.order_by("pk").values_list("pk", flat=True))


def wanted(*, citations: Iterable[int], gives: frozenset[str]) -> list[Wanted]:
    """Those of the citations for which a source may give what no open proposal gives already. Two queries."""
    found = Citation.objects.filter(screenable(), pk__in=citations).order_by("pk")
    offered: dict[int, set[str]] = {}
    proposals = Proposal.objects.filter(citation__in=found, lookup__current=True, dismissed_at=None)
    for citation, field in proposals.values_list("citation", "field"):
        offered.setdefault(citation, set()).add(field)
    return [
        _wanted(citation)
        for citation in found
        if gives & set(lacks(citation)) - offered.get(citation.pk, set())
    ]


def _wanted(citation: Citation) -> Wanted:
    first = citation.authors[0] if citation.authors else {}
    return Wanted(
        citation=citation.pk,
        title=citation.title,
        first_author=first.get("family") or first.get("literal", ""),
        year=citation.year,
        doi=citation.doi,
        pmid=citation.pmid,
    )
