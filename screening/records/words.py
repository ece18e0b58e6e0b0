"""What somebody typed into the search field, as the two databases want to be asked. No Django here.

Every word must stand somewhere in title, abstract or authors; ``"in quotes"`` is a phrase, ``exosom*`` the beginning
of a word. Words are compared whole, without case and accents, cut at everything that is no letter or digit: so
``IL-6`` is the phrase ``il 6``, as it is in the index.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from screening.lib import identifiers

MOST = 12  # terms; what is typed beyond is left out
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_BARE_DOI = re.compile(r"10\.\d+/\S+")
_MARKED = re.compile(
    r"\s*(?:pmid|pubmed)\s*[:#]?\s*[1-9]\d{0,7}\s*|\s*[1-9]\d{0,7}\s*\[pmid\]\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; with ``prefix`` the last is the beginning of one."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """An identifier alone, or terms; ``number`` where the one word may be a PMID too. All empty finds nothing."""

    terms: tuple[Term, ...] = ()
    doi: str = ""
    pmid: str = ""
    number: str = ""


def asked(text: str) -> Asked:
    text = re.sub("[“”„«»]", '"', text.strip())
    if doi := _doi(text):
        return Asked(doi=doi)
    if _MARKED.fullmatch(text):
        return Asked(pmid=identifiers.pmid(text))
    terms = _terms(text)[:MOST]
    return Asked(terms=terms, number=identifiers.pmid(text))


def _doi(text: str) -> str:
    """A DOI that is all of the text."""
    if " " in text.removeprefix("doi: ").removeprefix("DOI: "):
        return ""
    return text.lower() if _BARE_DOI.fullmatch(text) else identifiers.doi(text)


def _terms(text: str) -> tuple[Term, ...]:
    found = []
    for phrase, word in _PIECE.findall(text):
        piece = phrase or word
        if words := tuple(_WORD.findall(folded(piece))):
            found.append(Term(words, prefix=piece.rstrip().endswith("*")))
    return tuple(dict.fromkeys(found))


def folded(text: str) -> str:
    """Lower case, accents taken off: ``Müller`` gives ``muller``."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def for_sqlite(terms: tuple[Term, ...]) -> str:
    """An FTS5 expression: ``"back pain" "exosom" *``."""
    return " ".join(f'"{" ".join(term.words)}"{" *" if term.prefix else ""}' for term in terms)


def for_postgresql(terms: tuple[Term, ...]) -> str:
    """A ``tsquery``: ``('back' <-> 'pain') & 'exosom':*``."""
    return " & ".join(
        "("
        + " <-> ".join(
            [*(f"'{word}'" for word in term.words[:-1]), f"'{term.words[-1]}'{':*' * term.prefix}"]
        )
        + ")"
        for term in terms
    )
