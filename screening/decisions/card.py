"""A citation as the screening room shows it: marked text, headed sections, links to the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from screening.decisions.highlights import Highlighter, Part
from screening.decisions.models import Candidate
from screening.records.models import Citation


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
    candidate: Candidate
    citation: Citation
    title: list[Part]
    sections: list[Section]
    links: list[Link]


def card(candidate: Candidate, highlighter: Highlighter) -> Card:
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
