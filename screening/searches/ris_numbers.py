"""The numbers by which others know what a record of RIS describes, and where the exporting programs put them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import parse_qs

from screening.lib import identifiers
from screening.records.accessions import accession_ids
from screening.searches.block import Block, first_found

_DOI_ADDRESS = re.compile(r"doi\.org/|/doi/|\bdoi[=:]", re.IGNORECASE)
_DOI_ALONE = re.compile(r"(?:doi\s*[:=]?\s*|https?://(?:\w+\.)?doi\.org/)?10\.\d{4,9}/\S+", re.IGNORECASE)
STRAY = "M1 ID AN LB SE AV D2 U1 U2 U3 U4 U5 C1 C2 C3 C4 C5 C6 C7 C8"
"""Where some libraries keep a DOI for want of a better place; then it stands there alone."""

_OWN = frozenset({"DO", "DOI", "DI", "L3", "M3"})
_LINKS = frozenset({"UR", "L2", "LK", "L1"})
_MARKED_PMID = ("pmid", "pubmed")
_MEDLINE = re.compile(r"medline|pubmed|\bnlm\b|\b(?:cmedm|mdc|mnh)\b")  # the last are EBSCO's
_PMID_IN_EBSCO_NOTE = re.compile(r"Accession Number: [^;]*?\bPMID: (\d{1,8})\b")
_OVID_MEDLINE = ("med", "mes", "mep", "prem", "pmnm", "ppez")
_EMBASE = re.compile(r"L\d+")
_SCOPUS = re.compile(r"\beid=(2-s2\.0-\d+)")


def doi(block: Block, *tags: str) -> str:
    """DO; L3 (EBSCO) and M3; links, but only those that say they are a DOI's; at last, where nothing else stands."""
    for tag in tags:
        values: Iterable[str] = block.values(tag)
        if tag in _LINKS:
            values = filter(_DOI_ADDRESS.search, values)
        elif tag == "N1":
            values = [value for value in values if value.lower().startswith("doi")]
        elif tag not in _OWN:
            continue
        if found := first_found(identifiers.doi, values):
            return found
    return first_found(
        identifiers.doi, filter(_DOI_ALONE.fullmatch, block.values("UR", "N1", *STRAY.split()))
    )


def pmid(block: Block) -> str:
    """Where it is marked as one; Embase's C5, Scopus' C2, and the accession number where the database is MEDLINE."""
    candidates = [value.split()[0] for value in block.values("PMID", "PM")]
    candidates += _values_with(block, _MARKED_PMID, "C3", "C5", "U1", "U2", "AN", "ID", "N1", "UR", "L2")
    candidates += [m[1] for value in block.values("N1") if (m := _PMID_IN_EBSCO_NOTE.match(value))]
    candidates += [_in_ovid_link(word) for value in block.values("L2", "UR") for word in value.split()]
    database = " ".join(block.texts("DB", "DP")).lower()
    if "embase" in database:
        candidates += block.values("C5")
    elif "scopus" in database:
        candidates += [value for value in block.values("C2") if len(value) > 4]
    elif _MEDLINE.search(database):
        candidates += block.values("AN")
        if "ID" in islice(block.by_tag, 3):  # so Ovid; EndNote ends a record with ID, which is its own number
            candidates += block.values("ID")
    return first_found(identifiers.pmid, candidates)


def _in_ovid_link(address: str) -> str:
    """The number of a record in one of MEDLINE's files (``D=medp``); in those of Embase (``D=emed``) it is no PMID."""
    if "ovidweb.cgi?" not in address:
        return ""
    asked = parse_qs(address.partition("?")[2])
    return asked.get("AN", [""])[0] if asked.get("D", [""])[0].lower().startswith(_OVID_MEDLINE) else ""


def _values_with(block: Block, words: tuple[str, ...], *tags: str) -> list[str]:
    """Those that hold one of these words, in small or capital letters. Looked for in all at once: few do."""
    together = "\n".join(block.texts(*tags)).lower()
    if not any(word in together for word in words):
        return []
    return [value for value in block.values(*tags) if any(word in value.lower() for word in words)]


def pmcid(block: Block) -> str:
    return identifiers.pmcid(" ".join(block.values("C2", "AN", "U2", "UR")))


def nct(block: Block) -> str:
    own = [v for v in _values_with(block, ("nct",), "AN", "ID") if v.upper().startswith("NCT")]
    own += _values_with(block, ("clinicaltrials.gov",), "UR", "JA")
    return first_found(identifiers.nct, own)


def ids(block: Block, *tags: str) -> dict[str, str]:
    found = accession_ids(block.first("AN"))
    shown = accession_ids(block.first("ID"))  # Ovid's is the accession number; others' is any key
    if len(shown) > 1:
        found = shown | found
    if "U2" in tags and (embase := next(filter(_EMBASE.fullmatch, block.values("U2")), "")):
        found["embase"] = embase
    if "UR" in tags and (scopus := _SCOPUS.search(" ".join(block.values("UR")))):
        found["scopus"] = scopus[1]
    return found
