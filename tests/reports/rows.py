"""A review whose records came from several sources, made through the operations that the pages use."""

from __future__ import annotations

from screening.records.arrival import Arrival
from screening.records.description import Description, Received
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches.models import Run, Search, Source
from screening.searches.receiving import receive
from tests.casting import arranging


def make_source(owner: Member, name: str, kind: str = "database") -> Source:
    with arranging(owner.review):
        return Source.objects.create(
            review=owner.review, key=name.lower().replace(" ", "-"), name=name, kind=kind
        )


def make_run(source: Source, owner: Member) -> Run:
    with arranging(owner.review):
        search = Search.objects.create(
            review=owner.review, source=source, strategy="exosomes", created_by=owner
        )
        return Run.objects.create(
            review=owner.review, search=search, source=source, by=owner, state=Run.State.COMPLETE
        )


def article(pmid: int, title: str = "") -> Received:
    description = Description(title=title or f"Trial {pmid} of vesicles", pmid=str(pmid), year=2020)
    return Received(raw=b"<PubmedArticle/>", accession=str(pmid), description=description)


def unreadable(accession: str) -> Received:
    return Received(raw=b"<Broken", accession=accession, problem="The record ends in the middle.")


def bring(owner: Member, source: Source, *received: Received) -> list[Citation]:
    """One run of a source that returns these; the citations they belong to, in order."""
    run = make_run(source, owner)
    receive(by=owner, run=run, arrivals=[Arrival.of(n, one) for n, one in enumerate(received, 1)])
    return [record.citation for record in run.records.select_related("citation").order_by("position")]
