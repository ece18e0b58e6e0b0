"""A citation as the screening room shows it: marked text, headed sections, links to the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from screening.accounts.models import ReadingPreferences
from screening.decisions.highlights import Highlighter, Part
from screening.decisions.models import Candidate
from screening.records import labels
from screening.records.labels import Put
from screening.records.models import Citation
from screening.records.type_names import in_words
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an abstract; ``heading`` is empty where the source gave none."""

    heading: str
    paragraphs: list[list[Part]]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Card:
    """``journal`` and authors are empty for who wants not to know them; ``labels`` are those the member sees."""

    candidate: Candidate
    citation: Citation
    title: list[Part]
    sections: list[Section]
    links: list[Link]
    journal: str
    authors_short: str
    author_names: list[str]
    labels: Sequence[Put]

    @property
    def mine(self) -> list[int]:
        """Ids of the labels that the member put there."""
        return [put.label.pk for put in self.labels if put.mine]

    @property
    def types(self) -> str:
        return in_words(self.citation.types)

    @property
    def languages(self) -> str:
        return in_words(self.citation.languages)

    @property
    def search_link(self) -> str:
        """PubMed, asked for the title: for a citation that says nowhere where it is."""
        return f"https://pubmed.ncbi.nlm.nih.gov/?{urlencode({'term': self.citation.title[:300]})}"


def cards(
    *, member: Member, candidates: Iterable[Candidate], highlighter: Highlighter, hide_origin: bool
) -> list[Card]:
    """With the labels that the member sees. One query, however many."""
    candidates = list(candidates)
    put = labels.on(member=member, citations=[candidate.citation_id for candidate in candidates])
    return [
        card(c, highlighter, labels=put.get(c.citation_id, ()), hide_origin=hide_origin) for c in candidates
    ]


def own_card(
    *, member: Member, candidate: Candidate, highlighter: Highlighter, preferences: ReadingPreferences
) -> Card:
    """One, as the member wants to read it. One query."""
    hide = preferences.hide_origin
    [shown] = cards(member=member, candidates=[candidate], highlighter=highlighter, hide_origin=hide)
    return shown


def card(
    candidate: Candidate,
    highlighter: Highlighter,
    *,
    labels: Sequence[Put] = (),
    hide_origin: bool = False,
) -> Card:
    citation = candidate.citation
    return Card(
        candidate=candidate,
        citation=citation,
        title=highlighter.parts(citation.title),
        sections=[
            Section(
                _heading(part.get("label", "")),
                [highlighter.parts(text) for text in _paragraphs(part["text"])],
            )
            for part in citation.abstract
            if part.get("text", "").strip()
        ],
        links=_links(citation),
        journal="" if hide_origin else citation.journal,
        authors_short="" if hide_origin else citation.authors_short,
        author_names=[] if hide_origin else citation.author_names,
        labels=labels,
    )


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n\s*\n", text.strip())


def _heading(label: str) -> str:
    return label.capitalize() if label.isupper() else label


def _links(citation: Citation) -> list[Link]:
    found = []
    if citation.pmid:
        found.append(Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{quote(citation.pmid)}/"))
    if citation.doi:
        found.append(Link("DOI", f"https://doi.org/{quote(citation.doi)}"))
    if citation.nct:
        found.append(Link("Register entry", f"https://clinicaltrials.gov/study/{quote(citation.nct)}"))
    if not found and citation.url.startswith(("https://", "http://")):
        found.append(Link("Source", citation.url))
    return found
