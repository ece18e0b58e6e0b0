"""The parts that articles and books write in the same way: people, dates, abstracts, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from screening.lib import identifiers
from screening.records.dates import year_in
from screening.records.description import Author, Section
from screening.searches.pubmed.markup import text_of, texts_of
from screening.searches.pubmed.mathml import Element

_PLACEHOLDER = "UNLABELLED"  # NLM's word for a section without a label
_NO_TITLE = re.compile(r"(?:\[not available\]|not available|)\.*", re.IGNORECASE)
_NAMES = {"CollectiveName", "LastName", "ForeName", "Initials", "Suffix"}
_OWN_FIELD = {"doi", "pubmed", "pmc"}


class Children:
    """What stands in an element, by tag. One look at all costs less than to search for three of them."""

    __slots__ = ("_by_tag",)

    def __init__(self, element: Element) -> None:
        self._by_tag: dict[str, list[Element]] = {}
        for child in element:
            if (tag := child.tag) in self._by_tag:
                self._by_tag[tag].append(child)
            else:
                self._by_tag[tag] = [child]

    def all(self, tag: str) -> Sequence[Element]:
        return self._by_tag.get(tag, ())

    def first(self, tag: str) -> Element | None:
        found = self._by_tag.get(tag)
        return found[0] if found else None

    def below(self, tag: str) -> Children:
        """Of the first with this tag."""
        found = self._by_tag.get(tag)
        return Children(found[0]) if found else _NOTHING

    def within(self, tag: str) -> Sequence[Element]:
        """What stands in the lists with this tag."""
        found = self._by_tag.get(tag)
        return [one for several in found for one in several] if found else ()

    def text(self, tag: str) -> str:
        found = self._by_tag.get(tag)
        return text_of(found[0]) if found else ""

    def texts(self, tag: str) -> tuple[str, ...]:
        return texts_of(self.all(tag))


_NOTHING = Children(())


def title_of(parent: Children) -> str:
    """Where NLM had no title to index, that of the original language."""
    title = parent.text("ArticleTitle")
    return parent.text("VernacularTitle") if _NO_TITLE.fullmatch(title) else title


def authors_of(parent: Children) -> tuple[Author, ...]:
    """Persons and groups in order; editors are not authors."""
    lists = [people for people in parent.all("AuthorList") if people.get("Type") != "editors"]
    found = [_author(author) for people in lists for author in people if author.tag == "Author"]
    return tuple(filter(None, found))


def _author(author: Element) -> Author | None:
    said = {tag: text_of(part) for part in author if (tag := part.tag) in _NAMES}
    if group := said.get("CollectiveName"):
        return Author(literal=group)
    family, given = said.get("LastName", ""), said.get("ForeName") or said.get("Initials", "")
    if not family:
        return Author(literal=given) if given else None
    if suffix := said.get("Suffix"):
        given = f"{given} {suffix}".strip()
    return Author(family, given)


def abstract_of(parent: Children) -> tuple[Section, ...]:
    """Sections under the authors' labels; NLM's categories are its own reading and not taken for labels."""
    texts = [text for text in parent.within("Abstract") if text.tag == "AbstractText"]
    sections = [Section(text_of(text), label=_label(text.get("Label", ""))) for text in texts]
    return tuple([section for section in sections if section.text])


def _label(label: str) -> str:
    return "" if label == _PLACEHOLDER else " ".join(label.split())


def date_of(date: Element | None) -> str:
    """A date as written: ``2013 Spring``, ``2020 Jul 24``, ``1998 Dec-1999 Jan``."""
    said = {part.tag: text_of(part) for part in date} if date is not None else {}
    names = ("Year", "Month", "Season", "Day", "MedlineDate")
    return " ".join(text for name in names if (text := said.get(name)))


def first_date(*dates: Element | None) -> tuple[str, int | None]:
    """The first date that has a year, as written, and the year."""
    written = ""
    for date in dates:
        if year := year_in(said := date_of(date)):
            return said, year
        written = written or said
    return written, None


def ids_of(listed: Iterable[Element], places: Iterable[Element]) -> dict[str, str]:
    """Identifiers by kind, the first of each, from ``ArticleIdList``s and valid ``ELocationID``s."""
    found = [(one.get("IdType", ""), one) for one in listed if one.tag == "ArticleId"]
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


def pages_of(parent: Children) -> str:
    """Pages as PubMed prints them (``1281-6``), else the first and last one, else the article's number."""
    printed = parent.below("Pagination")
    return (
        printed.text("MedlinePgn")
        or "-".join(texts_of(parent.within("Pagination")))
        or next((text_of(one) for one in parent.all("ELocationID") if one.get("EIdType") == "pii"), "")
    )


def other_abstracts(parent: Children) -> list[str]:
    """Translations and plain-language summaries; many say only that the publisher has one."""
    return [
        f"{other.get('Language', '')} {' '.join(Children(other).texts('AbstractText'))}".strip()
        for other in parent.all("OtherAbstract")
    ]
