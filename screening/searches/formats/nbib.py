"""PubMed's NBIB (MEDLINE display format), and ERIC's export in the same shape.

Tags: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from screening.lib import identifiers
from screening.records.abstracts import sections
from screening.records.dates import year_in
from screening.records.description import Author, Description, Received, Relation
from screening.records.names import author
from screening.records.retraction import is_retracted
from screening.searches.block import Block, one_line
from screening.searches.fileformat import FORMATS
from screening.searches.tagged import Dialect, received

RELATIONS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
_READ = frozenset(RELATIONS) | frozenset(
    """
    PMID TI BTI CTI VTI TT AB FAU AU CN DP DEP JT TA VI IP PG LID AID PMC IS ISBN ISSN LA PT MH OT SI PB
    """.split()  # noqa: SIM905
)
_KNOWN = _READ | frozenset(
    """
    AD AUID CDAT CI COI COIS CRDT CTDT DA DCOM DDIN DRIN ED EDAT EN FED FIR FPS GN GR GS IR IRAD JID LR MHDA
    MID NM OAB OABL OCI OID OTO OWN PHST PL PMCR PS PST PUBM RF RN SB SFM SO STAT TSP
    """.split()  # noqa: SIM905
)
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3})( *)-( ?)(.*)", re.DOTALL)
_BEGINS = re.compile(r"^(?:PMID ?- ?\d|OWN {0,2}- )", re.MULTILINE)
_STANDARD = re.compile(r"^(?:[A-Z]{4}|[A-Z]{3} |[A-Z]{2}  )- ", re.MULTILINE)
_OWN_TO_NBIB = re.compile(r"^(?:DCOM|STAT|FAU |DEP |PHST|EDAT|MHDA|CRDT)- ?", re.MULTILINE)
_RIS = re.compile(r"^[ \t\ufeff]*TY[ \t]{0,3}-", re.MULTILINE)
_PMID = re.compile(r"PMID:\s*(\d{1,8})")
_REGISTERED = re.compile(r"ClinicalTrials\.gov/(NCT\d{8})", re.IGNORECASE)


def _tag(text: str, block: Block | None) -> tuple[str, str] | None:
    """A tag stands at the margin, padded to four; a known one may be written less carefully."""
    found = _TAG.match(text)
    if not found:
        return None
    tag, gap, blank, value = found.groups()
    standard = len(tag) + len(gap) == 4 and (blank or not value)
    known = tag in _KNOWN and (gap or blank or not value or tag == "PMID")
    return (tag, value) if standard or known else None


def _begins(tag: str, block: Block) -> bool:
    """PMID; ERIC, which has none, at OWN; and after an empty line, unless every line is followed by one. Of PubMed
    Central's the first line is PMC."""
    if tag == "PMID":
        return block.by_tag.keys() != {"PMC"}
    return (tag == "OWN" and "OWN" in block.by_tag) or block.parted


_DIALECT = Dialect(tag=_tag, begins=_begins, closing="SO", closing_ends=False)


@FORMATS.register
class Nbib:
    """What PubMed saves as "PubMed" or sends to citation managers."""

    key: ClassVar[str] = "nbib"
    label: ClassVar[str] = "PubMed NBIB"
    extensions: ClassVar[tuple[str, ...]] = (".nbib", ".txt")

    def recognises(self, head: str) -> float:
        if _RIS.search(head):
            return 0.0
        if _BEGINS.search(head) and len(_STANDARD.findall(head)) > 1:
            return 0.95
        return 0.6 if len(_OWN_TO_NBIB.findall(head)) > 1 else 0.0

    def read(self, stream: BinaryIO) -> Iterator[Received]:
        return received(stream, _DIALECT, _describe)


def _describe(block: Block) -> tuple[Description | None, list[str]]:
    if block.is_empty("PMID"):
        return None, ["It is empty."]
    title, vernacular = block.first("TI", "BTI"), block.first("VTI", "TT")
    if title in ("", "[Not Available].") and vernacular:
        title = vernacular
    types = block.values("PT")
    date = block.first("DP", "DEP")
    description = Description(
        title=title,
        vernacular_title=vernacular,
        authors=_authors(block),
        year=year_in(date) or year_in(block.first("DEP")),
        date=date,
        journal=block.first("JT", *("BTI" for _ in block.values("TI")), "CTI", "TA"),
        journal_abbreviation=block.first("TA"),
        volume=block.first("VI"),
        issue=block.first("IP"),
        pages=block.first("PG"),
        doi=_doi(block),
        pmid=next((identifiers.pmid(text.split("\n")[0]) for text in block.texts("PMID")), ""),
        pmcid=identifiers.pmcid(block.first("PMC")),
        nct=_nct(block),
        issn=identifiers.issns(" ".join(block.values("IS", "ISSN"))),
        isbn=identifiers.isbns(" ".join(block.values("ISBN"))),
        abstract=sections(block.prose("AB")),
        keywords=block.values("OT"),
        subjects=block.values("MH"),
        languages=block.values("LA"),
        types=types,
        publisher=block.first("PB"),
        relations=_relations(block),
        retracted=is_retracted(title, types) or bool(block.values("RIN")),
        ids=_ids(block),
        extra=block.others(_READ),
    )
    return description, []


def _authors(block: Block) -> tuple[Author, ...]:
    """FAU, or AU where an author has no FAU; CN is a group. Editors and investigators (FED, FIR) are not."""
    found: list[Author | None] = []
    full = False
    for tag, text in block.fields:
        if tag == "CN":
            found.append(Author(literal=one_line(text)) if text.strip() else None)
        elif tag == "FAU" or (tag == "AU" and not full):
            found.append(author(one_line(text)))
        full = tag == "FAU" or (full and tag not in ("AU", "CN"))
    return tuple(one for one in found if one)


def _doi(block: Block) -> str:
    """LID or AID marked ``[doi]``; a DOI's address (ERIC); at last what SO says after ``doi:``."""
    values = [*block.values("LID"), *block.values("AID")]
    named = [v for v in values if v.endswith("[doi]")] + [v for v in values if "doi.org/" in v]
    named += [text for v in block.values("SO") if (text := v.partition("doi: ")[2])]
    return next((found for value in named if (found := identifiers.doi(value))), "")


def _nct(block: Block) -> str:
    """The trial that the report says it belongs to."""
    found = next((m for value in block.values("SI") if (m := _REGISTERED.search(value))), None)
    return found[1].upper() if found else ""


def _relations(block: Block) -> tuple[Relation, ...]:
    links = [
        (RELATIONS[tag], one_line(text)) for tag, text in block.fields if tag in RELATIONS and text.strip()
    ]
    return tuple(
        Relation(kind, pmid=match[1] if (match := _PMID.search(text)) else "", text=text)
        for kind, text in links
    )


def _ids(block: Block) -> dict[str, str]:
    piis = (v.removesuffix("[pii]").strip() for v in block.values("LID", "AID") if v.endswith("[pii]"))
    found = {"pii": next(piis, ""), "eric": block.first("OID") if block.first("OWN") == "ERIC" else ""}
    return {key: value for key, value in found.items() if value}
