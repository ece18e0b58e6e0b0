"""Files of different formats put end to end: what the reader of one makes of another must not go unnoticed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class _Beginning(NamedTuple):
    """How a record of a format begins: what a line must begin with, quick to look for, and the whole pattern."""

    line: bytes
    whole: re.Pattern[bytes]


def _beginning(line: bytes, whole: bytes) -> _Beginning:
    return _Beginning(line, re.compile(whole))


_XML, _JSON = rb"[ \t]*<", rb"[ \t]*[\[{]"
_BEGINNINGS = {
    "ris": _beginning(rb"TY ", rb"\nTY {1,3}- ?[A-Z]{3,6}\s*\n"),
    "nbib": _beginning(rb"PMID-", rb"\nPMID- ?\d+\s*\n"),
    "bibtex": _beginning(rb"@", rb"\n@[A-Za-z]{3,20}\s*\{[^\s{},]{1,100},\s*\n"),
    "enw": _beginning(rb"%0 ", rb"\n%0 [A-Z]"),
    "wos": _beginning(rb"PT ", rb"\nPT [A-Z]\s*\n[A-Z][A-Z0-9] "),
    "wos_tab": _beginning(rb"PT\t", rb"\nPT\tAU\t"),
    "ovid": _beginning(rb"VN ", rb"\nVN {0,2}- Ovid"),
    "cochrane": _beginning(rb"Record #", rb"\nRecord #\d+ of \d+\s*\nID: "),
    "refworks": _beginning(
        rb"RT ", rb"\nRT (?:Journal|Book|Web|Conference|Dissertation|Generic|Report|Monograph)"
    ),
    "endnote_xml": _beginning(_XML, rb"<record>\s*<(?:database|source-app|rec-number|ref-type)\b"),
    "pubmed_xml": _beginning(_XML, rb"<PubmedArticle[\s>]"),
    "ctgov_xml": _beginning(_XML, rb"<clinical_study[\s>]"),
    "ctgov_json": _beginning(_JSON, rb'"protocolSection"\s*:'),
    "openalex_json": _beginning(_JSON, rb'"id"\s*:\s*"https://openalex\.org/W\d'),
    "csl_json": _beginning(_JSON, rb'[\[{][^"\n]{0,40}"(?:id|type|title)"\s*:(?!\s*"https://openalex)'),
}

CLOSED = frozenset({"endnote_xml", "pubmed_xml", "ctgov_xml", "ctgov_json", "openalex_json", "csl_json"})
"""Formats of which a whole record holds nothing else; what stands beside one is a problem anyhow."""


def other_format(raw: bytes, own: str) -> str:
    """The key of a format, besides ``own``, of which a record begins in ``raw``; else ``""``."""
    lines = b"\n" + (raw if b"\n" in raw else raw.replace(b"\r", b"\n"))
    if not _any_but(own).search(lines):
        return ""
    found = (key for key, beginning in _BEGINNINGS.items() if key != own and beginning.whole.search(lines))
    return next(found, "")


@lru_cache
def _any_but(own: str) -> re.Pattern[bytes]:
    lines = dict.fromkeys(beginning.line for key, beginning in _BEGINNINGS.items() if key != own)
    return re.compile(
        rb"\n(?=[@%%<{\[ \tPRTV])(?:%b)" % b"|".join(lines)
    )  # most lines begin with another letter
