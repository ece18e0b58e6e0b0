"""Records come in: one transaction per batch, the same number of queries whatever its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import F

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.entering import enter_new
from screening.records.arrival import Arrival
from screening.records.linking import Origin, link
from screening.records.models import Citation, Record, TrialLink
from screening.records.register_entry import mentions
from screening.records.standing import restate
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.models import Run

LARGEST_BATCH = 500
_LONGEST_ACCESSION = 100


@operation(Permission.RUN_SEARCHES)
def receive(*, by: Member, run: Run, arrivals: Sequence[Arrival]) -> int:
    """Store records, each with its citation; new citations enter screening. Returns how many were new here.

    What this run holds already is left out, so that a batch delivered twice is stored once.
    """
    # Two batches of one review at a time would each make a citation of the same article.
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    arrivals = _not_stored(run, arrivals)
    if not arrivals:
        trail.record(Event.RECORDS_RECEIVED, run, source=run.source_id, route=run.source.route, pairs=[])
        return 0
    if Run.objects.filter(pk=run.pk).exclude(withdrawn_at=None).exists():
        raise ValidationError("This run was undone: restore it first.")
    origin = Origin(run.review, run.source_id, run.source.name, run.source.route)
    linked = link(origin=origin, arrivals=arrivals)
    new = list({id(c): c for c in linked if c.pk is None}.values())
    Citation.objects.insert(new)
    records = _records(run, arrivals, linked)
    Record.objects.insert(records)
    TrialLink.objects.insert(list(_trial_links(records, arrivals)))
    restate(citation.pk for citation in linked if citation.withdrawn)  # found again: they count from now on
    _mark_retracted(linked, arrivals)
    _count(run, arrivals, new)
    pairs = [[record.pk, record.citation_id] for record in records]
    trail.record(Event.RECORDS_RECEIVED, run, source=run.source_id, route=run.source.route, pairs=pairs)
    for citation in new:
        if citation.closed_as:
            reason = citation.closed_reason
            trail.record(Event.CITATION_CLOSED, citation, **{"as": citation.closed_as}, reason=reason)
    enter_new(citations=new)
    return len(records)


def _not_stored(run: Run, arrivals: Sequence[Arrival]) -> list[Arrival]:
    positions = {arrival.position: arrival for arrival in arrivals}
    stored = Record.objects.filter(run=run, position__in=positions).values_list("position", flat=True)
    for position in stored:
        del positions[position]
    return list(positions.values())


def _records(run: Run, arrivals: Sequence[Arrival], linked: Sequence[Citation]) -> list[Record]:
    """A file may hold one accession twice: both were identified, the first keeps the accession."""
    accessions = [arrival.received.accession for arrival in arrivals]
    taken = Counter(
        Record.objects.filter(run=run, accession__in=accessions).values_list("accession", flat=True)
    )
    records = []
    for arrival, citation in zip(arrivals, linked, strict=True):
        received = arrival.received
        taken[received.accession] += 1
        first = taken[received.accession] == 1 and len(received.accession) <= _LONGEST_ACCESSION
        records.append(
            Record(
                review_id=run.review_id,
                run_id=run.pk,
                position=arrival.position,
                accession=received.accession if first else "",
                line=received.line,
                raw_compressed=arrival.compressed,
                fields=arrival.fields,
                problem=received.problem,
                citation_id=citation.pk,
            )
        )
    return records


def _trial_links(records: Sequence[Record], arrivals: Sequence[Arrival]) -> list[TrialLink]:
    return [
        TrialLink(review_id=record.review_id, record=record, kind=found.kind, number=found.number)
        for record, arrival in zip(records, arrivals, strict=True)
        if arrival.received.description
        for found in mentions(arrival.received.description)
    ]


def _mark_retracted(linked: Sequence[Citation], arrivals: Sequence[Arrival]) -> None:
    """A search run again may bring a record that says so by now. The mark stays if the run is undone: it is known."""
    pairs = zip(linked, arrivals, strict=True)
    say_so = [c.pk for c, arrival in pairs if (said := arrival.received.description) and said.retracted]
    Citation.objects.filter(pk__in=say_so, retracted=False).update(retracted=True)


def _count(run: Run, arrivals: Sequence[Arrival], new: Sequence[Citation]) -> None:
    Run.objects.filter(pk=run.pk).update(
        received=F("received") + len(arrivals),
        new_citations=F("new_citations") + len(new),
        unreadable=F("unreadable") + sum(arrival.received.description is None for arrival in arrivals),
    )
