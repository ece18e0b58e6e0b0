"""Looking up what citations lack, and what a person makes of the proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.metadata.matching import Match, titles_agree
from screening.metadata.models import Lookup, Proposal
from screening.metadata.queries import FIELD_LABELS, acceptable, lacks, open_proposals
from screening.records.models import Citation
from screening.records.operations import correct
from screening.records.overlay import in_words, values_of
from screening.records.queries import standing_corrections
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.asking import require_contact_email

NO_LONGER = "This is no longer proposed: the citation says something there by now. Nothing was changed."


@operation(Permission.RUN_SEARCHES)
def look_up(*, by: Member, fields: Sequence[str], sources: Sequence[str]) -> Job:
    """Ask ``sources`` (keys), in the background, about citations that lack one of ``fields``."""
    if sources:
        require_contact_email(by.review)
    payload = {"fields": list(fields), "sources": list(sources)}
    return enqueue(
        by=by,
        kind="metadata.lookup",
        title="Look up missing metadata",
        key="metadata.lookup",
        payload=payload,
    )


@operation(Permission.RUN_SEARCHES)
def store_matches(
    *, by: Member, job: Job, source: str, asked: Sequence[int], matches: Mapping[int, Match]
) -> None:
    """Keep what a source answered about the ``asked`` citations, in place of what it answered before.

    A value that was dismissed stays dismissed.
    """
    citations = list(Citation.objects.filter(pk__in=asked, review=by.review).order_by("pk"))
    earlier = Proposal.objects.filter(citation__in=citations).exclude(dismissed_at=None)
    dismissed = {(row.citation_id, row.field, in_words(row.field, row.value)): row for row in earlier}
    Lookup.objects.filter(citation__in=citations, source=source, current=True).update(current=False)
    lookups = [_lookup(job, source, citation, matches.get(citation.pk)) for citation in citations]
    Lookup.objects.bulk_create(lookups)
    proposals = []
    for lookup in lookups:
        if match := matches.get(lookup.citation_id):
            proposals += _proposals(lookup, match)
    for proposal in proposals:
        known = dismissed.get(
            (proposal.citation_id, proposal.field, in_words(proposal.field, proposal.value))
        )
        if known:
            proposal.dismissed_at, proposal.dismissed_by_id = known.dismissed_at, known.dismissed_by_id
    Proposal.objects.bulk_create(proposals)
    trail.record(Event.METADATA_LOOKED_UP, job, source=source, asked=len(citations), matched=len(matches))


def _lookup(job: Job, source: str, citation: Citation, match: Match | None) -> Lookup:
    lookup = Lookup(review_id=job.review_id, citation=citation, job=job, source=source)
    if match:
        found = match.description
        lookup.accession, lookup.found_by = match.accession, match.found_by
        lookup.title, lookup.journal = found.title, found.journal or found.journal_abbreviation
        lookup.year, lookup.authors = found.year, "; ".join(map(str, found.authors))
        lookup.agrees = titles_agree(citation.title, found.title)
    return lookup


def _proposals(lookup: Lookup, match: Match) -> list[Proposal]:
    values = values_of(match.description)
    return [
        Proposal(
            review_id=lookup.review_id,
            citation=lookup.citation,
            lookup=lookup,
            field=field,
            value=values[field],
        )
        for field in lacks(lookup.citation)
        if values[field]
    ]


@operation(Permission.RUN_SEARCHES)
def accept(*, by: Member, proposals: Sequence[Proposal], job: Job | None = None) -> None:
    """Let citations say what is proposed; one value for each field. Raises ``ValidationError`` if none is open.

    ``job`` accepts many, and can be undone as one.
    """
    chosen: dict[tuple[int, str], Proposal] = {}
    still = open_proposals(review=by.review).filter(pk__in=[proposal.pk for proposal in proposals])
    for proposal in still.select_related("citation", "lookup").order_by("pk"):
        chosen.setdefault((proposal.citation_id, proposal.field), proposal)
    if not chosen:
        raise ValidationError(NO_LONGER)
    by_match: dict[int, list[Proposal]] = {}
    for proposal in chosen.values():
        by_match.setdefault(proposal.lookup_id, []).append(proposal)
    for some in by_match.values():
        lookup = some[0].lookup
        values = {proposal.field: proposal.value for proposal in some}
        correct(
            by=by,
            citation=some[0].citation,
            values=values,
            source=lookup.source,
            accession=lookup.accession,
            job=job,
        )


@operation(Permission.RUN_SEARCHES)
def accept_all(*, by: Member, upto: int) -> Job:
    """Accept, in the background, all that ``queries.acceptable`` gives, none proposed after ``upto`` (its id)."""
    if not acceptable(review=by.review, upto=upto).exists():
        raise ValidationError("There is nothing left to accept. Nothing was changed.")
    payload = {"upto": upto}
    return enqueue(
        by=by,
        kind="metadata.accept",
        title="Accept proposed metadata",
        key="metadata.accept",
        payload=payload,
    )


@operation(Permission.RUN_SEARCHES)
def undo_all(*, by: Member, job: Job) -> Job:
    """Bring back, in the background, what accepting all replaced, wherever that still stands."""
    if job.kind != "metadata.accept" or not standing_corrections(job=job).exists():
        raise ValidationError("Nothing of this stands any more. Nothing was changed.")
    title, key = "Bring back what was received", f"metadata.undo:{job.pk}"
    return enqueue(by=by, kind="metadata.undo", title=title, key=key, payload={"accepted": job.pk})


@operation(Permission.RUN_SEARCHES)
def dismiss(*, by: Member, proposals: Sequence[Proposal]) -> None:
    """Propose these no more; they can be put forward again."""
    open_ones = open_proposals(review=by.review)
    for proposal in _of(open_ones, proposals):
        Proposal.objects.filter(pk=proposal.pk).update(dismissed_at=timezone.now(), dismissed_by=by)
        _tell(Event.PROPOSAL_DISMISSED, proposal)


@operation(Permission.RUN_SEARCHES)
def reopen(*, by: Member, proposals: Sequence[Proposal]) -> None:
    for proposal in _of(Proposal.objects.filter(review=by.review).exclude(dismissed_at=None), proposals):
        Proposal.objects.filter(pk=proposal.pk).update(dismissed_at=None, dismissed_by=None)
        _tell(Event.PROPOSAL_REOPENED, proposal)


def _of(rows: QuerySet[Proposal], proposals: Sequence[Proposal]) -> list[Proposal]:
    found = list(
        rows.filter(pk__in=[proposal.pk for proposal in proposals]).select_related("citation", "lookup")
    )
    if not found:
        raise ValidationError(NO_LONGER)
    return found


def _tell(event: Event, proposal: Proposal) -> None:
    trail.record(event, proposal.citation, field=FIELD_LABELS[proposal.field], source=str(proposal.lookup))
