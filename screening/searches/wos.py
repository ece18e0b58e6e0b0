"""What a record of Web of Science says, whether its fields came on tagged lines or in columns.

Field tags: https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html. Those of the collections
besides the Core Collection (MEDLINE, Inspec, BIOSIS) differ a little.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.accessions import accession_ids
from screening.records.dates import year_in
from screening.records.description import Author, Description
from screening.records.names import author
from screening.records.pages import page_range
from screening.records.retraction import is_retracted
from screening.searches.block import Block, first_found
from screening.searches.rows import EMPTY

READ = frozenset(
    """
    FN VR ER EF TI AU AF CA SO JI J9 PY PD EA VL IS BP EP AR PS DI D2 PM UT SN EI BN AB DE ID MH LA
    DT PU
    """.split()  # noqa: SIM905
)
KNOWN = READ | frozenset(
    """
    PT AN BA BE BF BS GP C1 C3 CL CO CR CT CY D1 DA DL EM FP FU FX GA HC HO HP MA NR OA OI P2 PA PG PI PN PV RI RID RP
    SC SE SI SP SU TC U1 U2 WC WE Z8 Z9 ZB ZR ZS
    """.split()  # noqa: SIM905
)
_MAIL = re.compile(r"\s\([^()@]*@[^()]*\)\s*$")
_PUBMED_ID = re.compile(r"MEDLINE:(\d{1,8})")


def describe(block: Block) -> tuple[Description | None, list[str]]:
    """``EA`` (early access) is the year where the issue has none yet; ``DA`` is the day of the export."""
    if block.is_empty("PT"):
        return None, [EMPTY]
    title = block.first("TI")
    types = block.items("DT")
    written = " ".join(block.values("PD", "PY"))
    accession = block.first("UT")
    pubmed = _PUBMED_ID.fullmatch(accession)
    description = Description(
        title=title,
        authors=tuple(_authors(block)),
        year=next((y for t in ("PY", "EA", "PD") if (y := year_in(block.first(t)))), None),
        date=written or block.first("EA"),
        journal=block.first("SO", "JI", "J9"),
        journal_abbreviation=block.first("JI", "J9"),
        volume=block.first("VL"),
        issue=block.first("IS"),
        pages=page_range(block.first("BP"), block.first("EP")) or block.first("AR", "PS"),
        doi=first_found(identifiers.doi, block.values("DI") + block.values("D2")),
        pmid=identifiers.pmid(block.first("PM") or (pubmed[1] if pubmed else "")),
        issn=identifiers.issns(" ".join(block.values("SN", "EI"))),
        isbn=identifiers.isbns(" ".join(block.values("BN"))),
        abstract=sections(block.prose("AB")),
        keywords=block.items("DE"),
        subjects=block.items("ID", "MH"),
        languages=block.items("LA"),
        types=types,
        publisher=block.first("PU"),
        retracted=is_retracted(title, types),
        ids=accession_ids(accession),
        extra=block.others(READ),
    )
    return description, []


def _authors(block: Block) -> Iterator[Author]:
    """Full names where nobody lacks one, then the groups (CA). A book's own authors (BA) are no chapter's; GP is
    who publishes it."""
    short, full = _people(block, "AU"), _people(block, "AF")
    if not (short or full) and "Book" in block.items("DT"):
        short, full = _people(block, "BA"), _people(block, "BF")
    if len(full) < len(short):
        full = short
    elif len(full) == len(short):  # "Cui Wenping" has no comma, "Cui, WP" has
        full = [name if "," in name else brief for name, brief in zip(full, short, strict=True)]
    yield from filter(None, map(author, full))
    yield from (Author(literal=group) for group in block.items("CA"))


def _people(block: Block, tag: str) -> list[str]:
    """One a line, or several between semicolons; BIOSIS puts the address of the mail behind."""
    names = (name for text in block.texts(tag) for name in re.split(r"[;\n]", html.unescape(text)))
    return [bare for name in names if (bare := _MAIL.sub("", name).strip())]
