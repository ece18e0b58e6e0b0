"""What PubMed says of a report since it was published, as plain values: retracted, questioned, corrected.

The kinds are those of ``CommentsCorrections/@RefType`` (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html).
Comments and updates say nothing about whether the report still stands, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from screening.records.description import Description

RETRACTED = "RetractionIn"
QUESTIONED = "ExpressionOfConcernIn"
WORDS = {
    RETRACTED: "retracted",
    "PartialRetractionIn": "partly retracted",
    QUESTIONED: "expression of concern",
    "ErratumIn": "erratum",
    "CorrectedandRepublishedIn": "corrected and republished",
    "RetractedandRepublishedIn": "retracted and republished",
}
RETRACTING = frozenset({RETRACTED, "RetractedandRepublishedIn"})
QUESTIONING = frozenset({QUESTIONED, "PartialRetractionIn"})
LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One published notice about a report: its kind, and where it stands (``pmid`` and ``source`` may be empty)."""

    kind: str
    pmid: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        return WORDS[self.kind]


def said_of(description: Description) -> frozenset[Said]:
    """A report whose type or title alone says that it was retracted is so, too."""
    found = {
        Said(link.kind, link.pmid, link.text.strip()[:LONGEST_SOURCE])
        for link in description.relations
        if link.kind in WORDS
    }
    if description.retracted and not any(said.kind in RETRACTING for said in found):
        found.add(Said(RETRACTED))
    return frozenset(found)


def retracts(said: Iterable[Said]) -> bool:
    return any(one.kind in RETRACTING for one in said)


def questions(said: Iterable[Said]) -> bool:
    return any(one.kind in QUESTIONING for one in said)
