"""A literature of a few articles in which one, PMID 35322978, has five similar ones and five that cite it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from screening.demo.corpus.article import Article, Issued, Journal, Part, Person
from screening.demo.corpus.collection import Records
from screening.demo.corpus.links import CITED_IN, REFERENCES, SIMILAR
from screening.demo.eutils import StandIn
from screening.jobs import running
from screening.lib.polite_http import PoliteClient
from screening.records.models import Citation
from screening.reviews.models import Member
from screening.searches.chases import start_chase
from screening.searches.models import Run, Source
from tests.searches.conftest import Unlimited
from tests.searching import found, make_source, received

SEED = 35322978
SIMILAR_TO_SEED = [28938891, 33346156, 26156727, 30508983, 32442808]
CITING_SEED = [40085275, 39932512, 40397173, 40792301, 36916744]
CITED_BY_SEED = [20000001, 20000002, 26156727]


def title(pmid: int) -> str:
    return f"Bone marrow concentrate, report {pmid}"


def article(pmid: int) -> Article:
    return Article(
        pmid=pmid,
        title=title(pmid),
        entered=dt.date(2022, 3, 1),
        issued=Issued(year=2022),
        parts=(Part("We injected discs."),),
        people=(Person("Müller", "Ada"),),
        journal=Journal("Pain Physician", "Pain Physician", "1533-3159"),
    )


def literature() -> Records:
    return Records(article(pmid) for pmid in {SEED, *SIMILAR_TO_SEED, *CITING_SEED, *CITED_BY_SEED})


def link(standin: StandIn) -> None:
    standin.links.set(SIMILAR, SEED, SIMILAR_TO_SEED)
    standin.links.set(CITED_IN, SEED, CITING_SEED)
    standin.links.set(REFERENCES, SEED, CITED_BY_SEED)


@contextmanager
def small_pubmed(settings: Any) -> Iterator[StandIn]:
    """The installation's NCBI has these articles and no others."""
    with StandIn(literature()) as standin:
        link(standin)
        client = PoliteClient(standin.url, Unlimited(), sleep=lambda _: None)
        settings.CONNECTOR_OPTIONS = {"pubmed": {"client": client, "tool": "reviewapp-test"}}
        yield standin


def chase(by: Member, chaser: str, *citations: Citation) -> Run:
    """Start it and do its job."""
    run, job = start_chase(by=by, chaser=chaser, citations=citations)
    running.run(job.pk)
    run.refresh_from_db()
    return run


def make_seed(by: Member, pmid: int | str = SEED, **fields: object) -> Citation:
    """A citation that a database search found; with ``pmid=""`` one that has none."""
    source = Source.objects.filter(review=by.review, chaser="").first() or make_source(by)
    (citation,) = found(
        by, received(str(pmid), title(SEED if pmid == "" else int(pmid)), **fields), source=source
    )
    return citation
