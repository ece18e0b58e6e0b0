"""What stands in one cell: spreadsheets' marks taken off, lists taken apart."""

from __future__ import annotations

import html
import re

from screening.lib import identifiers
from screening.lib.spreadsheet import FORMULA
from screening.records.bylines import written_list

_KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how exports keep Excel from reading a number
_LINK = re.compile(r'=HYPERLINK\(\s*"[^"]*"\s*[,;]\s*"((?:[^"]|"")+)"\s*\)', re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)\.0")
_DEFUSED = re.compile(rf"'(?='*{FORMULA.pattern}|[\d-]+$)")  # how exports keep Excel from running a formula
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes control characters (ECMA-376, ST_Xstring)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d*);")
_EMPTY = frozenset({"", "nan", "none", "null", "n/a", "na", "#n/a", "-", "--"})
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_MARKED_PMID = re.compile(r"\bPMID: ?\d{1,8}\b")
_SEVERAL_PMIDS = re.compile(r"(\d{1,8})(?:\s*[;,|]\s*\d{1,8})+")  # Lens has those of a report's versions
_SUPPLEMENT = re.compile(r"\.s\d{1,4}\Z", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_MADE_A_DATE = re.compile(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2,4}|\d{4}-\d\d-\d\d")
_BETWEEN = (re.compile(r"[;；]"), re.compile(r"\||//|\\n|[\r\n]"))


def clean(text: str) -> str:
    """The cell's text as meant; ``""`` for what stands for nothing. A formula is text like any other."""
    if found := _KEPT_AS_TEXT.fullmatch(text):
        text = found[1]
    if "_x" in text:
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = _UNPRINTABLE.sub("", _DEFUSED.sub("", text, count=1) if text.startswith("'") else text).strip()
    return "" if len(text) < 5 and text.casefold() in _EMPTY else text


def shown(text: str) -> str:
    """What a spreadsheet shows of a link that is written as a formula; any other text as it is."""
    if text.startswith("=") and (found := _LINK.fullmatch(text)):
        return found[1].replace('""', '"')
    return text


def number(text: str) -> str:
    """A volume or an issue; pandas makes ``12.0`` of 12."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else joined(text)


def joined(text: str) -> str:
    """On one line, white space collapsed."""
    return " ".join(text.split())


def listed(text: str, *, commas: bool = False) -> tuple[str, ...]:
    """The parts of a list, each once: between semicolons, else bars or line ends, else (``commas``) commas."""
    parts = written_list(text)
    if parts is None:
        separator = next((one for one in _BETWEEN if one.search(text)), None)
        parts = separator.split(text) if separator else text.split(",") if commas else [text]
    return tuple(dict.fromkeys(part for each in parts if (part := joined(each))))


def pmid(text: str) -> tuple[str, str]:
    """The PMID, and what is wrong with it. Digits that a spreadsheet rounded away cannot be had back."""
    if _ROUNDED.fullmatch(text):
        return "", f"A spreadsheet has rounded the PMID to \u201c{text}\u201d: it was left out."
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if several := _SEVERAL_PMIDS.fullmatch(text):
        text = several[1]
    marked = _MARKED_PMID.search(text)  # Zotero's column of everything
    return identifiers.pmid(marked[0] if marked else text), ""


def doi(text: str) -> str:
    """The first; but not that of a supplement (``10.1021/x.s001``) where the report's own stands beside it."""
    found = identifiers.doi(text)
    own = _SUPPLEMENT.sub("", found)
    others = (identifiers.doi(part) for part in re.split(r"[;|\s]+", text)) if own != found else ()
    return own if own in others else found


def pages(text: str) -> tuple[str, str]:
    """The pages, and what is wrong with them: ``1-2`` may have become the second of January."""
    if _MADE_A_DATE.fullmatch(text):
        return "", f"A spreadsheet has made a date of the pages, \u201c{text}\u201d: they were left out."
    return joined(text), ""
