"""A review's citations as the exporters take them: chunk by chunk, each with all that is known of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from django.db.models import Prefetch

from screening.decisions.models import Candidate
from screening.exports.scope import Scope, citations_in
from screening.exports.writing.entry import Entry
from screening.records.description import Author, Description, Section
from screening.records.filling import described
from screening.records.filters import CitationFilter
from screening.records.models import Citation, Record
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.chase_models import Seed
from screening.searches.found_from import seeds_by_record

CHUNK = 500  # citations; three or four queries each
_SAME_NAME = ("title", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid", "nct", "vernacular_title")


class CitationExporter(ABC):
    """What the exporters of citations share: they write the citations of one scope, ``text`` says how."""

    permission: ClassVar[Permission] = Permission.EXPORT

    def __init__(self, scope: Scope = Scope.ALL, shown: str = "") -> None:
        self._scope = scope
        self._shown = shown

    def write(self, member: Member) -> Iterator[str] | Iterator[bytes]:
        return self.text(entries(member=member, scope=self._scope, shown=self._shown))

    @staticmethod
    @abstractmethod
    def text(entries: Iterable[Entry], /) -> Iterator[str] | Iterator[bytes]:
        """The file in pieces, while the entries come in."""


def entries(*, member: Member, scope: Scope, shown: str = "") -> Iterator[Entry]:
    """In the order in which they came; a fixed number of queries for each ``CHUNK``.

    ``shown`` is the query string of the citation list: only what its filters find, as this member sees it.
    """
    wanted = ("citation", "run", "accession", "fields", "run__source__name", "run__source__chaser")
    records = Record.objects.live().select_related("run__source").only(*wanted)
    found = citations_in(scope, review=member.review)
    if shown:
        found = CitationFilter(dict(parse_qsl(shown)), queryset=found, member=member).qs
    found = found.prefetch_related("candidates__report", Prefetch("records", queryset=records.order_by("pk")))
    citations = found.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(citations, CHUNK)):
        seeds = _seeds(chunk)
        yield from (_entry(citation, seeds, member.review) for citation in chunk)


def _seeds(citations: Iterable[Citation]) -> dict[int, list[Seed]]:
    """Which seeds found their records, by record; no query where no chase brought any."""
    chased = [one for citation in citations for one in citation.records.all() if one.run.source.chaser]
    return seeds_by_record(records=chased) if chased else {}


def _entry(citation: Citation, seeds: dict[int, list[Seed]], review: Review) -> Entry:
    received = citation.records.all()
    first = next((record.description for record in received if record.fields), None)
    found_from = (seed.ids.named for record in received for seed in seeds.get(record.pk, ()))
    return Entry(
        citation.pk,
        _description(citation, first, review) if first else _told_by(citation, Description()),
        tuple(dict.fromkeys(record.run.source.name for record in received)),
        _standing(citation) | {"found_from": "; ".join(dict.fromkeys(found_from))},
    )


def _description(citation: Citation, record: Description, review: Review) -> Description:
    """What its first record says, and in place of that whatever the citation now says otherwise."""
    unchanged = described(review=review, route=citation.route, description=record)
    told = _told_by(citation, record)
    changed = {
        name: getattr(told, name)
        for name, column in _COLUMNS.items()
        if getattr(citation, column) != getattr(unchanged, column)
    }
    return replace(record, **changed)


_COLUMNS = {name: name for name in _SAME_NAME} | {
    "authors": "authors",
    "journal": "journal",
    "abstract": "abstract",
    "keywords": "keywords",
    "subjects": "keywords",
    "languages": "languages",
    "types": "types",
    "url": "url",
    "retracted": "retracted",
}


def _told_by(citation: Citation, record: Description) -> Description:
    values: dict[str, Any] = {name: getattr(citation, name) for name in _SAME_NAME}
    return replace(
        record,
        **values,
        authors=tuple(Author(**author) for author in citation.authors),
        journal=citation.journal,
        abstract=tuple(Section(**section) for section in citation.abstract),
        keywords=tuple(citation.keywords),
        subjects=(),
        languages=tuple(filter(None, citation.languages.split(", "))),
        types=tuple(filter(None, citation.types.split(", "))),
        url=citation.url,
        retracted=citation.retracted,
    )


def _standing(citation: Citation) -> dict[str, str]:
    outcomes = {candidate.stage: _state(candidate) for candidate in citation.candidates.all()}
    return {
        "route": citation.route,
        "removed": citation.closed_reason if citation.closed_as else "",
        "title_abstract": outcomes.get("title_abstract", ""),
        "full_text": outcomes.get("full_text", ""),
    }


def _state(candidate: Candidate) -> str:
    return "not_retrieved" if candidate.is_out_of_reach else candidate.outcome
