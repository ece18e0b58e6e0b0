"""Identifiers of reports, in one spelling each, out of whatever a source wrote. Doubtful is ``""``.

DOI syntax: DOI Handbook 2.2 (prefix ``10.``, any printable suffix); the SICI suffixes of the 1990s hold
``<>();:``, so a DOI ends at white space and sheds only what cannot belong to it.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"“”]+")
_ALONE = re.compile(r"10\.\d{4,9}/[A-Za-z0-9_.-]{0,200}[A-Za-z0-9]")
_DOI_ENDS = re.compile(
    r"</|\[doi\]|\[pii\]|[\u200b-\u200f\u2060\ufeff]|[;,|](?:https?:|doi:|10\.\d{4})", re.IGNORECASE
)
_ADDRESS_ENDS = re.compile(
    r"[?&#]|(?:/(?:full|abstract|abs|e?pdf|epub|fulltext|html|meta|summary|references))+/?$|\.pdf$",
    re.IGNORECASE,
)
_CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}
_LONGEST_DOI = 300
_PMID = re.compile(
    r"\s*(?:https?://\S*?(?:pubmed|/MED)\S*?/|(?:pubmed|pmid)\s*(?:id)?\s*[:#]?\s*(?:NLM)?)?"
    r"([1-9]\d{0,7})(?:\.0)?(?:\s*\[pmid\]|/|)\s*",
    re.IGNORECASE,
)
_PMCID = re.compile(r"(?<![A-Za-z])PMC\s?(\d{3,9})(?!\d)", re.IGNORECASE)
_NCT = re.compile(r"(?<![A-Za-z0-9])NCT\s?(\d{8})(?!\d)", re.IGNORECASE)
_ISSN = re.compile(r"(?<!\d)(?<!\d-)(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
_ISBN = re.compile(r"(?<![\d-])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\dXx-])")


def doi(text: str) -> str:
    """The first DOI in ``text``, bare and lower case: from a URL, a ``doi:`` prefix or among other words."""
    if _ALONE.fullmatch(text):  # most are
        return text.lower()
    if "10." not in text:
        return ""
    if "&" in text:
        text = html.unescape(text)
    if "%2f" in text.lower():
        text = unquote(text)
    found = _DOI.search(text)
    if not found:
        return ""
    value = _DOI_ENDS.split(found[0], maxsplit=1)[0]
    if "://" in text[: found.start()]:
        value = _ADDRESS_ENDS.split(value, maxsplit=1)[0]
    if len(value) > _LONGEST_DOI:
        return ""
    value = _without_trailing_punctuation(value).lower().rstrip("/")
    return value if "/" in value else ""


def _without_trailing_punctuation(value: str) -> str:
    while value:
        last = value[-1]
        opening = _CLOSING.get(last)
        if last in ".,;:'\u2019" or (opening and value.count(last) > value.count(opening)):
            value = value[:-1]
        else:
            break
    return value


def pmid(text: str) -> str:
    """A PubMed id standing alone, or marked as one (``PMID: 1``, ``1[pmid]``, PubMed's address).

    A spreadsheet's ``3.12E+07`` has lost digits: it is dropped, never rebuilt.
    """
    found = _PMID.fullmatch(text)
    return found[1] if found else ""


def pmcid(text: str) -> str:
    """The PubMed Central id in ``text``, as ``PMC…`` without a version."""
    found = _PMCID.search(text)
    return f"PMC{found[1]}" if found else ""


def nct(text: str) -> str:
    """The ClinicalTrials.gov id in ``text``, as ``NCT`` and eight digits."""
    found = _NCT.search(text)
    return f"NCT{found[1]}" if found else ""


@lru_cache(maxsize=2_000)  # most records of a file are from a few hundred journals
def issns(text: str) -> tuple[str, ...]:
    """Every ISSN in ``text``, with its hyphen, in order and once."""
    return tuple(dict.fromkeys(f"{first}-{rest.upper()}" for first, rest in _ISSN.findall(text)))


@lru_cache(maxsize=2_000)
def isbns(text: str) -> tuple[str, ...]:
    """Every ISBN of 10 or 13 digits in ``text``, without hyphens, in order and once."""
    bare = (re.sub(r"[- ]", "", found).upper() for found in _ISBN.findall(text))
    return tuple(dict.fromkeys(bare))
