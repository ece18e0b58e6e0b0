"""EndNote's tagged import format, which is Refer's: ``%`` and one character before each value.

Tags: EndNote's "Tagged" export style and the manual page of refer(1), whose records have no ``%0`` and are
parted by empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description, Received
from screening.records.retraction import is_retracted
from screening.searches.block import Block, first_found
from screening.searches.endnote.names import person
from screening.searches.fileformat import FORMATS
from screening.searches.rows import EMPTY
from screening.searches.tagged import Dialect, received

_READ = frozenset(f"%{tag}" for tag in "0ATJBD8VNPRXKU@IGQ2M")
_TAG = re.compile(
    r"[ \t\ufeff]*(%[0-9A-Za-z!@#$()*+=?~\[\]^&:;\"'<>,.\\/|{}_-])(?:[ \t\xa0](.*)|)", re.DOTALL
)
_TYPE = re.compile(r"^[ \t\ufeff]*%0[ \t]\S", re.MULTILINE)
_STANDARD = re.compile(r"^[ \t\ufeff]*%[ATJDVNPXKU][ \t]\S", re.MULTILINE)
_TITLE = re.compile(r"^[ \t\ufeff]*%T[ \t]\S", re.MULTILINE)
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    found = _TAG.fullmatch(text)
    return (found[1], found[2] or "") if found else None


def _begins(tag: str, block: Block) -> bool:
    """A second ``%0`` or title; authors once more, where they began the record. After an empty line, but for files with
    one after every line, also ``%0`` itself and a further author or what the record began with."""
    if tag == "%0" and block.by_tag.keys() == {"%0"}:
        return False
    if tag not in block.by_tag:
        return tag == "%0" and block.parted
    first = next(iter(block.by_tag))
    again = tag == first == "%A" != block.tag and "%T" in block.by_tag
    return tag in ("%0", "%T") or again or (block.parted and tag in ("%A", first))


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="", closing_ends=False)


@FORMATS.register
class EndNoteTagged:
    key: ClassVar[str] = "enw"
    label: ClassVar[str] = "EndNote tagged (Refer)"
    extensions: ClassVar[tuple[str, ...]] = (".enw", ".enl", ".ref", ".txt")

    def recognises(self, head: str) -> float:
        fields = len(_STANDARD.findall(head))
        if _TYPE.search(head) and fields:
            return 0.95
        return 0.8 if fields > 1 and _TITLE.search(head) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    if block.is_empty("%0"):
        return None, [EMPTY]
    title = block.first("%T")
    types = block.values("%0", "%9")
    numbers = " ".join(block.values("%@"))
    accession = block.first("%M")
    database = " ".join(block.values("%~", "%W"))
    links = [value.split()[0] for value in block.values("%U")]
    dois = [*block.values("%R"), *(link for link in links if "doi.org/" in link), accession]
    description = Description(
        title=title,
        vernacular_title=block.first("%Q"),
        authors=tuple(found for name in _names(block) if (found := person(name))),
        year=year_in(block.first("%D")) or year_in(block.first("%8")),
        date=block.first("%8", "%D"),
        journal=block.first("%J", "%B"),
        volume=block.first("%V"),
        issue=block.first("%N"),
        pages=block.first("%P"),
        doi=first_found(identifiers.doi, dois),
        pmid=identifiers.pmid(accession) if _MEDLINE.search(database) else "",
        pmcid=identifiers.pmcid(block.first("%2")),
        issn=identifiers.issns(numbers),
        isbn=identifiers.isbns(numbers),
        abstract=sections(block.prose("%X")),
        keywords=block.listed("%K"),
        languages=block.values("%G"),
        types=types,
        url=next((link for link in links if link.startswith(("http://", "https://"))), ""),
        publisher=block.first("%I"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession),
        extra=block.others(_READ),
    )
    return description, []


def _names(block: Block) -> Iterator[str]:
    """One a line, between semicolons, or as Rayyan writes them: ``Lee, A and Ray, B``."""
    for name in block.items("%A"):
        parts = name.split(" and ")
        yield from parts if all("," in part for part in parts) else [name]
