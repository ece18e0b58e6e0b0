"""An item of CSL-JSON 1.0.2 as a description. https://docs.citationstyles.org/en/stable/specification.html"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.bylines import one
from screening.records.dates import year_in
from screening.records.description import Author, Description, Section
from screening.records.retraction import is_retracted
from screening.searches.json_values import several, text, texts, value
from screening.searches.marked_text import abstract_of, plain_where_marked

READ = frozenset(
    """
    id type title author issued container-title container-title-short journalAbbreviation volume issue number page
    page-first article-number DOI PMID PMCID ISSN ISBN abstract keyword language URL publisher genre custom
    original-title
    """.split()  # noqa: SIM905
)
_EMPTY_LINES = re.compile(r"\n\s*\n")
_NOTED = re.compile(r"^\s*(DOI|PMID|PMCID)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def describe(item: Any) -> tuple[Description | None, list[str]]:
    """Titles are rich text (HTML). Zotero writes identifiers that it has no field for into the note, a line each. What
    Crossref says of one work stands in its ``message``."""
    if isinstance(item, dict) and "message-type" in item:
        item = item.get("message")
    if not isinstance(item, dict) or not (READ - {"id", "type", "custom"}) & item.keys():
        return None, ["It is no item of CSL-JSON."]
    noted = {name.upper(): said for name, said in _NOTED.findall(str(item.get("note") or ""))}
    title = plain_where_marked(_first(item, "title"))
    types = (*texts(item, "type"), *_between(item, "genre", ";"))
    problems: list[str] = []
    description = Description(
        title=title,
        authors=tuple(_authors(item)),
        year=_year(item, problems),
        date=_date(item),
        journal=plain_where_marked(_first(item, "container-title")),
        journal_abbreviation=_first(item, "container-title-short") or text(item, "journalAbbreviation"),
        volume=text(item, "volume"),
        issue=text(item, "issue") or text(item, "number"),
        pages=text(item, "page") or text(item, "page-first") or text(item, "article-number"),
        doi=identifiers.doi(text(item, "DOI") or noted.get("DOI", "")),
        pmid=identifiers.pmid(text(item, "PMID") or noted.get("PMID", "")),
        pmcid=identifiers.pmcid(text(item, "PMCID") or noted.get("PMCID", "")),
        nct=identifiers.nct(text(item, "custom", "nct")),
        issn=identifiers.issns(" ".join(texts(item, "ISSN"))),
        isbn=identifiers.isbns(" ; ".join(texts(item, "ISBN"))),
        abstract=_abstract(item),
        keywords=tuple(_between(item, "keyword", ";" if ";" in text(item, "keyword") else ",")),
        languages=tuple(_between(item, "language", ",")),
        types=types,
        vernacular_title=_first(item, "original-title"),
        url=next((link for link in texts(item, "URL") if link.startswith(("http://", "https://"))), ""),
        publisher=text(item, "publisher"),
        retracted=is_retracted(title, types),
        ids=dict(_ids(item)),
        extra={name: list(found) for name in item if name not in READ and (found := _kept(item[name]))},
    )
    return description, problems


def _abstract(item: Any) -> tuple[Section, ...]:
    written = value(item, "abstract")
    if not isinstance(written, str):
        return ()
    if "<jats:" in written:  # Crossref's
        return abstract_of(written)
    return sections("\n\n".join(filter(None, map(text, _EMPTY_LINES.split(written)))))


def _first(item: Any, name: str) -> str:
    """Crossref makes lists of what CSL has one of."""
    return next(iter(texts(item, name)), "")


def _between(item: Any, name: str, separator: str) -> Iterator[str]:
    for written in texts(item, name):
        yield from dict.fromkeys(filter(None, map(str.strip, written.split(separator))))


def _authors(item: Any) -> Iterator[Author]:
    for author in several(item, "author"):
        if isinstance(author, str):
            found = one(author)
            yield from [found] if found else []
            continue
        literal = text(author, "literal") or text(author, "name")
        parts = ("dropping-particle", "non-dropping-particle", "family", "suffix")
        family = " ".join(filter(None, (text(author, part) for part in parts)))
        given = text(author, "given")
        if family:
            yield Author(family=family, given=given)
        elif literal or given:
            yield Author(literal=literal or given)


def _issued(item: Any) -> list[str]:
    """Year, month and day, as far as they are known."""
    first = next(iter(several(item, "issued", "date-parts")), None)
    return [text(part) for part in first if text(part)] if isinstance(first, list) else []


def _written_date(item: Any) -> str:
    return text(item, "issued", "raw") or text(item, "issued", "literal") or text(item, "issued")


def _year(item: Any, problems: list[str]) -> int | None:
    written = " ".join(_issued(item)) or _written_date(item)
    year = year_in(written)
    if year is None and any(character.isdigit() for character in written):
        problems.append(f"The year \u201c{written[:40]}\u201d could not be read.")
    return year


def _date(item: Any) -> str:
    parts = "-".join(part.zfill(2) for part in _issued(item))
    return text(item, "custom", "date") or parts or _written_date(item)


def _ids(item: Any) -> Iterator[tuple[str, str]]:
    own = value(item, "custom", "ids")
    for name in own if isinstance(own, dict) else ():
        if found := text(own, name):
            yield name, found


def _kept(found: Any) -> tuple[str, ...]:
    return texts(found) or ((str(found)[:10_000],) if found else ())
