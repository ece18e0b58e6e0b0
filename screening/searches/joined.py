"""Files of different formats put end to end: what the reader of one makes of another must not go unnoticed."""

from __future__ import annotations

import re

# how a record of each begins: bytes to look for first, because that is quick, and the whole pattern
_BEGINNINGS = {
    "ris": (b"\nTY ", rb"\nTY {1,3}- ?[A-Z]{3,6}\s*\n"),
    "nbib": (b"\nPMID-", rb"\nPMID- ?\d+\s*\n"),
    "bibtex": (b"\n@", rb"\n@[A-Za-z]{3,20}\s*\{[^\s{},]{1,100},\s*\n"),
    "enw": (b"\n%0 ", rb"\n%0 [A-Z]"),
    "wos": (b"\nPT ", rb"\nPT [A-Z]\s*\n[A-Z][A-Z0-9] "),
    "wos_tab": (b"\nPT\t", rb"\nPT\tAU\t"),
    "ovid": (b"\nVN ", rb"\nVN {0,2}- Ovid"),
    "cochrane": (b"\nRecord #", rb"\nRecord #\d+ of \d+\s*\nID: "),
    "refworks": (b"\nRT ", rb"\nRT (?:Journal|Book|Web|Conference|Dissertation|Generic|Report|Monograph)"),
    "endnote_xml": (b"<record>", rb"<record>\s*<(?:database|source-app|rec-number|ref-type)\b"),
    "pubmed_xml": (b"<PubmedArticle", rb"<PubmedArticle[\s>]"),
    "ctgov_xml": (b"<clinical_study", rb"<clinical_study[\s>]"),
    "ctgov_json": (b'"protocolSection"', rb'"protocolSection"\s*:'),
    "csl_json": (b'"type"', rb'[\[{][^"\n]{0,40}"(?:id|type|title)"\s*:'),
}
_PATTERNS = {key: (first, re.compile(whole)) for key, (first, whole) in _BEGINNINGS.items()}


def other_format(raw: bytes, own: str) -> str:
    """The key of a format, besides ``own``, of which a record begins in ``raw``; else ``""``."""
    lines = b"\n" + (raw if b"\n" in raw else raw.replace(b"\r", b"\n"))
    found = (key for key, (first, whole) in _PATTERNS.items() if first in lines and whole.search(lines))
    return next((key for key in found if key != own), "")
