"""What sort of report a description is of: the few kinds that every reference manager knows."""

from __future__ import annotations

from enum import Enum

from screening.records.description import Description
from screening.records.retraction import is_retracted


class Kind(Enum):
    ARTICLE = "article"
    BOOK = "book"
    CHAPTER = "chapter"
    CONFERENCE = "conference paper"
    THESIS = "thesis"
    REPORT = "report"
    OTHER = "other"


_NAMES = {  # as RIS, PubMed, EndNote, BibTeX, CSL and databases call them
    Kind.ARTICLE: "jour ejour mgzn article article-journal journal|journal article|review|clinical trial",
    Kind.BOOK: "book ebook edbook books monograph|edited book|electronic book",
    Kind.CHAPTER: "chap echap chapter incollection inbook|book chapter|book section|electronic book section",
    Kind.CONFERENCE: "conf cpaper inproceedings conference proceedings paper-conference congress"
    "|conference paper|conference abstract|conference proceedings|conference review|proceedings paper|meeting abstract",
    Kind.THESIS: "thes thesis dissertation phdthesis mastersthesis|academic dissertation",
    Kind.REPORT: "rprt report techreport govdoc|technical report|government document",
}
_KINDS = {
    name: kind
    for kind, names in _NAMES.items()
    for words, *phrases in [names.split("|")]
    for name in (*words.split(), *phrases)
}


def kind_of(description: Description) -> Kind:
    """By the first type that names a kind; else what is in a journal is an article."""
    known = (_KINDS.get(name.strip().lower()) for name in description.types)
    assumed = Kind.ARTICLE if description.journal or description.journal_abbreviation else Kind.OTHER
    return next((kind for kind in known if kind), assumed)


def types_of(description: Description) -> list[str]:
    """Its types, and that it was retracted where neither they nor the title say so."""
    said = not description.retracted or is_retracted(description.title, description.types)
    return [*description.types, *([] if said else ["Retracted Publication"])]
