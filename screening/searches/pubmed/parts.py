"""The parts that articles and books write in the same way: people, dates, abstracts, identifiers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from screening.lib import identifiers
from screening.records.dates import year_in
from screening.records.description import Author, Section
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element

_NOTHING = etree.Element("nothing")
_PLACEHOLDER = "UNLABELLED"  # NLM's word for a section without a label
_NO_TITLE = {"", "[not available]", "not available"}
_OWN_FIELD = {"doi", "pubmed", "pmc"}


def child(parent: Element, tag: str) -> Element:
    """The child, or an empty element that has nothing to say."""
    found = parent.find(tag)
    return _NOTHING if found is None else found


def title_of(element: Element) -> str:
    """Where NLM had no title to index, that of the original language."""
    title = text_of(element.find("ArticleTitle"))
    return vernacular_title_of(element) if title.lower().rstrip(".") in _NO_TITLE else title


def vernacular_title_of(element: Element) -> str:
    return text_of(element.find("VernacularTitle"))


def authors_of(parent: Element) -> tuple[Author, ...]:
    """Persons and groups in order; editors are not authors."""
    lists = (people for people in parent.findall("AuthorList") if people.get("Type") != "editors")
    found = (_author(author) for people in lists for author in people.findall("Author"))
    return tuple(author for author in found if str(author))


def _author(author: Element) -> Author:
    if group := text_of(author.find("CollectiveName")):
        return Author(literal=group)
    given = text_of(author.find("ForeName")) or text_of(author.find("Initials"))
    suffix = text_of(author.find("Suffix"))
    return Author(family=text_of(author.find("LastName")), given=f"{given} {suffix}".strip())


def abstract_of(parent: Element) -> tuple[Section, ...]:
    """Sections under the authors' labels; NLM's categories are its own reading and not taken for labels."""
    sections = (
        Section(text_of(text), label=_label(text.get("Label", "")))
        for text in parent.iterfind("Abstract/AbstractText")
    )
    return tuple(section for section in sections if section.text)


def _label(label: str) -> str:
    return "" if label == _PLACEHOLDER else " ".join(label.split())


def date_of(date: Element | None) -> str:
    """A date as written: ``2013 Spring``, ``2020 Jul 24``, ``1998 Dec-1999 Jan``."""
    if date is None:
        return ""
    names = ("Year", "Month", "Season", "Day", "MedlineDate")
    return " ".join(text for name in names if (text := text_of(date.find(name))))


def first_date(*dates: Element | None) -> tuple[str, int | None]:
    """The first date that has a year, as written, and the year."""
    written = [date_of(date) for date in dates]
    for date in written:
        if year := year_in(date):
            return date, year
    return next(filter(None, written), ""), None


def ids_of(id_lists: Iterable[Element], places: Iterable[Element]) -> dict[str, str]:
    """Identifiers by kind, the first of each, from ``ArticleIdList``s and valid ``ELocationID``s."""
    found = [(one.get("IdType", ""), one) for id_list in id_lists for one in id_list.findall("ArticleId")]
    found += [(place.get("EIdType", ""), place) for place in places if place.get("ValidYN") != "N"]
    ids: dict[str, str] = {}
    for kind, element in found:
        if value := text_of(element):
            ids.setdefault(kind, value)
    return ids


def known_ids(ids: dict[str, str]) -> dict[str, Any]:
    """The fields of a Description which the article's ids fill."""
    return {
        "doi": identifiers.doi(ids.get("doi", "")),
        "pmcid": identifiers.pmcid(ids.get("pmc", "")),
        "ids": {kind: value for kind, value in ids.items() if kind not in _OWN_FIELD},
    }


def pages_of(parent: Element) -> str:
    """Pages as PubMed prints them (``1281-6``), else the first and last one, else the article's number."""
    return (
        text_of(parent.find("Pagination/MedlinePgn"))
        or "-".join(texts_of(parent.iterfind("Pagination/*")))
        or text_of(parent.find("ELocationID[@EIdType='pii']"))
    )


def other_abstracts(parent: Element) -> list[str]:
    """Translations and plain-language summaries; many say only that the publisher has one."""
    return [
        f"{other.get('Language', '')} {' '.join(texts_of(other.iterfind('AbstractText')))}".strip()
        for other in parent.iterfind("OtherAbstract")
    ]
