"""Ovid's own exports: with two-letter tags, or with the fields' names on lines of their own.

Either way a record begins with its number: ``<12>``, ``<12. >``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Author, Description, Received
from screening.records.retraction import is_retracted
from screening.searches import ovid
from screening.searches.block import Block, first_found
from screening.searches.fileformat import FORMATS
from screening.searches.rows import EMPTY
from screening.searches.tagged import Dialect, received

_NUMBERED = "<>"
_KEPT = ("database", "accession")  # read, and kept in ``extra`` as well
_READ = frozenset(tag for name, tags in ovid.FIELDS.items() if name not in _KEPT for tag in tags) | {
    _NUMBERED
}
_NUMBER = re.compile(r"[ \t\ufeff]*<[ \t]*(\d+)[ \t]*\.?[ \t]*>[ \t]*")
_TAG = re.compile(r"[ \ufeff]{0,2}([A-Z][A-Z0-9]{1,4}) {1,2}-(?: (.*)|\s*)", re.DOTALL)
_NAME = re.compile(r"\ufeff?([A-Z][A-Za-z]+(?:[ /&,()-]{1,2}[A-Za-z]+){0,7})\s*")
_BEGINS = re.compile(rf"^{_NUMBER.pattern}$", re.MULTILINE)
_FIELDS = re.compile(
    r"^(?: ?(?:VN|UI|AN|AU|TI|SO|DB) {1,2}- |(?:Authors?|Title|Source|Abstract)\s*$)", re.MULTILINE
)
_VENDOR = re.compile(r"^[ \ufeff]{0,2}VN {1,2}- Ovid", re.MULTILINE)
_MEDLINE = re.compile(r"medline|pubmed|in-process|in-data-review", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """A record keeps to the layout of its first field: in the other's, prose at the margin is only prose."""
    if found := _NUMBER.fullmatch(text):
        return _NUMBERED, found[1]
    if block is None and not _VENDOR.match(text):
        return None
    own = [tag for tag in islice(block.by_tag, 2) if tag != _NUMBERED] if block else []
    if (not own or own[0].isupper()) and (found := _TAG.fullmatch(text)):
        return found[1], found[2] or ""
    if block and (not own or own[0].islower()) and (found := _NAME.fullmatch(text)):
        return found[1].lower(), ""
    return None


def _begins(tag: str, block: Block) -> bool:
    """The number; without numbers, the vendor, who is named first."""
    return tag == _NUMBERED or (tag == "VN" and "VN" in block.by_tag)


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="", closing_ends=False)


@FORMATS.register
class Ovid:
    key: ClassVar[str] = "ovid"
    label: ClassVar[str] = "Ovid"
    extensions: ClassVar[tuple[str, ...]] = (".txt", ".ovd", ".cgi")

    def recognises(self, head: str) -> float:
        if _VENDOR.search(head):
            return 0.97
        return 0.95 if _BEGINS.search(head) and _FIELDS.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    if block.is_empty(_NUMBERED):
        return None, [EMPTY]
    title = ovid.title(_first(block, "title"))
    types = _terms(block, "type")
    chapter_of = next((text for text in block.values("BT", "book title") if "[Ed" in text), "")
    source = ovid.source(_first(block, "source") or chapter_of)
    written = _first(block, "year") or _first(block, "date")
    accession = _first(block, "accession")
    description = Description(
        title=title,
        vernacular_title=_first(block, "original title"),
        authors=_authors(block),
        year=year_in(written) or source.year,
        date=_first(block, "date") or written,
        journal=_first(block, "journal") or source.journal,
        volume=_first(block, "volume") or source.volume,
        issue=_first(block, "issue") or source.issue,
        pages=source.pages or _first(block, "pages"),
        doi=first_found(identifiers.doi, block.values(*ovid.FIELDS["doi"])),
        pmid=_pmid(block, accession),
        issn=identifiers.issns(" ".join(block.values(*ovid.FIELDS["issn"]))),
        isbn=identifiers.isbns(" ".join(block.values(*ovid.FIELDS["isbn"]))),
        abstract=sections(block.prose(*ovid.FIELDS["abstract"])),
        keywords=_terms(block, "keyword"),
        subjects=block.items(*ovid.FIELDS["subject"]),
        languages=_terms(block, "language"),
        types=types,
        publisher=_first(block, "publisher"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession.rpartition(": ")[2].rstrip(".")),
        extra=block.others(_READ),
    )
    return description, []


def _first(block: Block, field: str) -> str:
    return block.first(*ovid.FIELDS[field])


def _terms(block: Block, field: str) -> tuple[str, ...]:
    """Between semicolons; types also between full stops (``Journal Article. Review.``)."""
    ends = r"[;.]\s" if field == "type" else ";"
    terms = (
        term.strip(" .-") for value in block.values(*ovid.FIELDS[field]) for term in re.split(ends, value)
    )
    return tuple(dict.fromkeys(term for term in terms if term))


def _authors(block: Block) -> tuple[Author, ...]:
    """Full names where nobody lacks one."""
    short, full = (
        [name for text in block.texts(*ovid.FIELDS[key]) for name in ovid.authors(unescape(text).split("\n"))]
        for key in ("author", "full name")
    )
    return tuple(full if len(full) >= len(short) else short)


def _pmid(block: Block, accession: str) -> str:
    """Embase has it in a field of its own; in MEDLINE it is the record's identifier."""
    own = [value.split()[0] for value in block.values(*ovid.FIELDS["pmid"])]
    database = " ".join(block.values(*ovid.FIELDS["database"]))
    if _MEDLINE.search(database) and "embase" not in database.lower():
        own.append(accession)
    return first_found(identifiers.pmid, own)
