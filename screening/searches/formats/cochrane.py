"""The Cochrane Library's citation export as plain text: CENTRAL's trials and Cochrane's reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Description, Received
from screening.records.names import author
from screening.records.retraction import is_retracted
from screening.searches.block import Block, first_found
from screening.searches.fileformat import FORMATS
from screening.searches.rows import EMPTY
from screening.searches.tagged import Dialect, received

_READ = frozenset("Record ID AU TI SO YR VL NO PG PM PT KY DOI AB US LA PB SN".split())  # noqa: SIM905
_KNOWN = _READ | {"XR", "CC"}
_PROSE = frozenset({"AB", "TI", "KY"})
_RECORD = re.compile(r"[ \t\ufeff]*(Record) #(\d+ of \d+)[ \t]*")
_TAG = re.compile(r"\ufeff?([A-Z]{2,3}): ?(.*)", re.DOTALL)
_BEGINS = re.compile(r"^\ufeff?Record #\d+ of \d+\s*$", re.MULTILINE)
_STANDARD = re.compile(r"^(?:ID|AU|TI|SO|YR|PM|XR|PT|KY|DOI|AB|US|CC):", re.MULTILINE)
_EMBASE = re.compile(r"EMBASE\s+(\d+)", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    if found := _RECORD.fullmatch(text):
        return found[1], found[2]
    found = _TAG.fullmatch(text)
    if not found or (block and block.tag in _PROSE and found[1] not in _KNOWN):
        return None
    return found[1], found[2]


def _begins(tag: str, block: Block) -> bool:
    return tag == "Record" or (tag == "ID" and "ID" in block.by_tag)


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="US", closing_ends=False)


@FORMATS.register
class Cochrane:
    key: ClassVar[str] = "cochrane"
    label: ClassVar[str] = "Cochrane Library plain text"
    extensions: ClassVar[tuple[str, ...]] = (".txt",)

    def recognises(self, head: str) -> float:
        fields = len(set(_STANDARD.findall(head)))
        if _BEGINS.search(head) and fields > 1:
            return 0.95
        return 0.7 if fields > 4 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    if block.is_empty("Record"):
        return None, [EMPTY]
    title, accession = block.first("TI"), block.first("ID")
    types = block.items("PT")
    elsewhere = " ".join(block.values("XR", "PM"))
    embase = _EMBASE.search(elsewhere)
    description = Description(
        title=title,
        authors=tuple(found for value in block.items("AU") if (found := author(value))),
        year=year_in(block.first("YR")),
        date=block.first("YR"),
        journal=block.first("SO"),
        volume=block.first("VL"),
        issue=block.first("NO"),
        pages=block.first("PG"),
        doi=identifiers.doi(block.first("DOI")),
        pmid=first_found(identifiers.pmid, block.items("PM")),
        nct=first_found(identifiers.nct, block.values("XR", "SO", "US")),
        issn=identifiers.issns(" ".join(block.values("SN"))),
        abstract=sections(block.prose("AB")),
        keywords=block.items("KY"),
        languages=block.items("LA"),
        types=types,
        url=next((v for v in block.values("US") if v.startswith(("http://", "https://"))), ""),
        publisher=block.first("PB"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession) | ({"embase": embase[1]} if embase else {}),
        extra=block.others(_READ),
    )
    return description, []
