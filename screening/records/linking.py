"""Which citation a record belongs to: one that is here already, or a new one.

A record joins a citation when its source gave the same accession before (a search run again), or when another
source gave the same PMID under the same title, be it one that a person corrected since. Everything else is a new
citation: finding further duplicates is the work of the duplicates slice, where a person looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from screening.lib.folding import fold
from screening.records.arrival import Arrival
from screening.records.correction_models import Correction
from screening.records.description import Received
from screening.records.filling import described, unreadable
from screening.records.models import Citation, Record
from screening.reviews.models import Review


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch of records comes from."""

    review: Review
    source_id: int
    source_name: str
    route: str


@dataclass(slots=True)
class Known:
    """The citations that a batch may join, growing by those the batch itself makes."""

    by_accession: dict[str, Citation]
    by_pmid: dict[tuple[str, str], Citation]

    def find(self, received: Received) -> Citation | None:
        again = self.by_accession.get(received.accession)
        if received.description is None:
            return again
        if again and again.closed_as != Citation.Closed.OTHER:  # what can be read now must not stay closed
            return again
        pmid = received.description.pmid
        return self.by_pmid.get((pmid, fold(received.description.title))) if pmid else None

    def add(self, received: Received, citation: Citation) -> None:
        if received.accession:
            self.by_accession[received.accession] = citation
        if citation.pmid and citation.title:
            self.by_pmid[citation.pmid, fold(citation.title)] = citation


def link(*, origin: Origin, arrivals: Sequence[Arrival]) -> list[Citation]:
    """The citation of each record, in their order; new ones are unsaved. Three queries for any number of records."""
    known = _known(origin, [arrival.received for arrival in arrivals])
    linked = []
    for arrival in arrivals:
        citation = known.find(arrival.received)
        if citation is None:
            citation = _new(origin, arrival)
            known.add(arrival.received, citation)
        linked.append(citation)
    return linked


def _known(origin: Origin, received: Sequence[Received]) -> Known:
    accessions = {record.accession for record in received if record.accession}
    pmids = {record.description.pmid for record in received if record.description and record.description.pmid}
    again = Record.objects.filter(
        review=origin.review, run__source_id=origin.source_id, accession__in=accessions
    ).order_by("-pk")  # the earliest is read last and stays
    citation_ids = dict(again.values_list("accession", "citation_id"))
    candidates = (
        Citation.objects.filter(review=origin.review)
        .filter(Q(pk__in=set(citation_ids.values())) | Q(pmid__in=pmids, merged_into=None))
        .order_by("-pk")
        .only("title", "pmid", "closed_as", "withdrawn")
    )
    found = {citation.pk: citation for citation in candidates}
    corrected = Correction.objects.filter(citation__in=found, field="title")
    titles = [*corrected.values_list("citation_id", "received"), *((c.pk, c.title) for c in found.values())]
    return Known(
        {accession: found[citation_id] for accession, citation_id in citation_ids.items()},
        {
            (found[pk].pmid, fold(title)): found[pk]
            for pk, title in titles
            if title and found[pk].pmid in pmids
        },
    )


def _new(origin: Origin, arrival: Arrival) -> Citation:
    record = arrival.received
    if record.description is not None:
        return described(review=origin.review, route=origin.route, description=record.description)
    where = record.accession or (f"at line {record.line}" if record.line else f"{arrival.position}")
    return unreadable(review=origin.review, route=origin.route, name=f"{where} ({origin.source_name})")
