"""Citations that lack something, lookups done by the job, and proposals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from screening.demo.corpus import demo_collection
from screening.jobs import running
from screening.jobs.models import Job
from screening.metadata.matching import Match
from screening.metadata.models import Proposal
from screening.metadata.operations import look_up, store_matches
from screening.records.description import Author, Description, Received, Section
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches.pubmed.reading import read_set
from tests.searching import imported

PMID = "90000941"  # an article of the demonstration's corpus, with an abstract and a DOI


def of_corpus(pmid: str = PMID) -> Description:
    """An article of the corpus as PubMed describes it."""
    element = demo_collection().element(int(pmid))
    (received,) = read_set(b"<PubmedArticleSet>" + element.encode() + b"</PubmedArticleSet>")
    assert received.description
    return received.description


def lacking(by: Member, *descriptions: Description, name: str = "Embase") -> list[Citation]:
    """An imported file with these records."""
    return imported(by, *(Received(b"raw", "", one) for one in descriptions), name=name)


def without(description: Description, **fields: Any) -> Description:
    """The same without an abstract, DOI and PMID, and with these fields."""
    return replace(description, **({"abstract": (), "doi": "", "pmid": ""} | fields))


def asked(by: Member, *sources: str, fields: tuple[str, ...] = ("abstract", "doi", "year", "pmid")) -> Job:
    """A lookup as a worker does it."""
    job = look_up(by=by, fields=list(fields), sources=list(sources))
    running.run(job.pk)
    job.refresh_from_db()
    return job


FOUND = Description(
    title="Exosomes for low back pain",
    authors=(Author("Müller", "Ada"),),
    year=2021,
    abstract=(Section("Filled in."),),
    doi="10.1000/found",
    pmid="77",
)


def proposed(
    by: Member, citation: Citation, found: Description = FOUND, source: str = "PubMed"
) -> list[Proposal]:
    """What a source gave for a citation."""
    job, _ = Job.objects.get_or_create(
        review=by.review, kind="metadata.lookup", by=by, key="done", state="done"
    )
    match = Match("pmid", found.pmid, found)
    store_matches(by=by, job=job, source=source, asked=[citation.pk], matches={citation.pk: match})
    return list(Proposal.objects.filter(citation=citation, lookup__current=True, lookup__source=source))
