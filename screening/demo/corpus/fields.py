"""The searchable text of each PubMed field, folded so that a search is a plain substring test.

A field's values stand between bars, ``| low back pain | exosomes |``, so that no phrase runs from one into
the next.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from screening.demo.corpus.article import Article

_DATA = tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))
_LANGUAGES: Final[dict[str, str]] = _DATA["languages"]
_BROADER: Final[dict[str, list[str]]] = _DATA["broader"]
WHOLE_VALUE: Final = frozenset(
    {
        "MeSH Terms",
        "Language",
        "Publication Type",
        "Filter",
        "Journal",
        "Secondary Source ID",
        "Article Identifier",
    }
)
VALUE_START: Final = frozenset({"Author"})


def fold(text: str) -> str:
    """Lower case, no accents, every run of other characters than letters and digits one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", bare).strip()


def needle(field: str, phrase: str, cut: bool) -> str:
    """What to look for in a field's text."""
    before = "| " if field in WHOLE_VALUE | VALUE_START else " "
    after = " |" if field in WHOLE_VALUE else " "
    if cut or field in VALUE_START:
        after = ""
    return f"{before}{phrase}{after}"


def _barred(values: Iterable[str]) -> str:
    return "".join(f"| {fold(value)} " for value in values if value) + "|"


def _headings(a: Article) -> list[str]:
    return [name for heading in a.mesh for name in (heading, *_BROADER.get(heading, ()))]


def _filters(a: Article) -> list[str]:
    marks = {
        "all": True,
        "pubmed books": a.book is not None,
        "medline": a.status == "MEDLINE" and not a.book,
        "hasabstract": bool(a.parts),
        "pubmed pmc": bool(a.pmc),
    }
    return [name for name, carries in marks.items() if carries]


def _everything(a: Article) -> list[str]:
    people = [value for p in a.people for value in (p.short, f"{p.family} {p.given}", p.affiliation)]
    journal = [a.journal.title, a.journal.abbreviation, a.book.title if a.book else ""]
    ids = [a.doi, a.pmc, a.pii, a.nct]
    texts = [a.plain_title, a.plain_abstract, a.vernacular_title]
    return [*texts, *a.keywords, *a.mesh, *people, *journal, *a.types, *ids]


_VALUES: Final[dict[str, Callable[[Article], Iterable[str]]]] = {
    "All Fields": _everything,
    "Title": lambda a: [a.plain_title],
    "Abstract": lambda a: [a.plain_abstract],
    "Title/Abstract": lambda a: [a.plain_title, a.plain_abstract, *a.keywords],
    "Text Word": lambda a: [a.plain_title, a.plain_abstract, *a.keywords, *a.mesh, *a.types],
    "Other Term": lambda a: a.keywords,
    "MeSH Terms": _headings,
    "Language": lambda a: [name for code in a.languages for name in (code, _LANGUAGES.get(code, ""))],
    "Publication Type": lambda a: a.types,
    "Author": lambda a: [p.short for p in a.people],
    "Journal": lambda a: [a.journal.title, a.journal.abbreviation, a.journal.issn],
    "Affiliation": lambda a: [p.affiliation for p in a.people],
    "Secondary Source ID": lambda a: [a.nct],
    "Article Identifier": lambda a: [a.doi, a.pmc, a.pii],
    "Filter": _filters,
}


def _reader(values: Callable[[Article], Iterable[str]]) -> Callable[[Article], str]:
    return lambda article: _barred(values(article))


TEXTS: Final = {field: _reader(values) for field, values in _VALUES.items()}
DATES: Final[dict[str, Callable[[Article], dt.date]]] = {
    "Date - Publication": lambda a: a.online or a.issued.day_searched,
    "Date - Entry": lambda a: a.entered,
    "Date - Create": lambda a: a.entered,
    "Date - Modification": lambda a: a.entered + dt.timedelta(days=90),
}
