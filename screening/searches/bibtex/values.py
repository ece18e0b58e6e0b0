"""The fields of a BibTeX entry. BibTeX's own rules where the braces match; where not, a field a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_NAME = r"[A-Za-z][\w.:+/-]*(?:[ \t\xa0]+[\w.:+/-]+){0,4}"  # Scopus has a no-break space in "funding_text 1"
_FIRST = re.compile(rf"(?:\A|,)\s*{_NAME}\s*=\s*(?=[\"{{\w])")
_FIELD = re.compile(rf"[\s,]*({_NAME})\s*=\s*")
_NO_COMMA = re.compile(  # behind the key
    r"\s*([^\s,={}\"]{1,200})\s+(?=(?:abstract|author|booktitle|date|doi|editor|journal|title|url|year)\s*=\s*[\"{\d])",
    re.IGNORECASE,
)
_BEGINS = re.compile(  # of a field: at the beginning of a line, or after the comma that ends another
    rf"(?:^[ \t,]*|(?<=[}}\"\d]),[ \t]*)({_NAME})[ \t]*=[ \t]*(?=[\"{{\d]|\w+,?[ \t]*$)", re.MULTILINE
)
_SIMPLE = re.compile(r"\{([^{}\\]*)\}\s*(?=,|\Z)")
_BARE = re.compile(r"[^\s,#{}\"]+")
_TOKEN = re.compile(r"\\.|[{}\"]", re.DOTALL)
_JOINS = re.compile(r"\s*#\s*")
_ENDS = re.compile(r"\s*(?:,|\Z)")
_QUOTE_ENDS = re.compile(rf"\s*(?:#|\Z|,\s*(?:\Z|{_NAME}\s*=))")
_LONGEST_VALUE = 4_000_000  # characters, of strings joined by #: a hostile file doubles them without end


class Unmatched(ValueError):
    """A value's braces or quotation marks do not match."""


def key_and_fields(
    text: str, strings: Mapping[str, str], *, matched: bool = True
) -> tuple[str, list[tuple[str, str]], bool]:
    """The citation key, the fields as written (names in small letters, values without their outer braces or
    quotation marks), and whether everything could be told by BibTeX's rules, which is not tried where the braces
    of the entry are not ``matched``. ``strings`` are the abbreviations it may use."""
    if missing := _NO_COMMA.match(text):
        key, fields, _ = key_and_fields(f"{missing[1]},{text[missing.end() :]}", strings, matched=matched)
        return key, fields, False
    first = _FIRST.search(text)
    if not first:
        return text.strip(" \t\n,"), [], not text.strip(" \t\n,") or "=" not in text
    key = text[: first.start()].strip(" \t\n,")
    if matched:
        try:
            return key, list(_strict(text, first.start(), strings)), True
        except Unmatched:
            pass
    return key, list(_by_line(text[first.start() :].lstrip(" \t\n,"))), False


def _strict(text: str, position: int, strings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    while found := _FIELD.match(text, position):
        value, position = _value(text, found.end(), strings)
        yield found[1].strip().lower(), value
    if text[position:].strip(" \t\n,"):
        raise Unmatched


def _value(text: str, position: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """One value, which may be several joined by ``#``, and where it ends."""
    if simple := _SIMPLE.match(text, position):
        return simple[1], simple.end()
    value = ""
    while True:
        opening = text[position : position + 1]
        if opening in ("{", '"'):
            end = _closing(text, position)
            part, position = text[position + 1 : end], end + 1
        elif found := _BARE.match(text, position):
            part, position = strings.get(found[0].lower(), found[0]), found.end()
        else:
            part = ""
        value += part
        joins = _JOINS.match(text, position)
        if not joins:
            break
        position = joins.end()
        if len(value) > _LONGEST_VALUE:
            raise Unmatched
    if not _ENDS.match(text, position):
        raise Unmatched
    return value, position


def _closing(text: str, start: int) -> int:
    """Where the brace or the quotation mark at ``start`` is closed. A quotation mark inside quotation marks is
    one after which no field follows."""
    quoted = text[start] == '"'
    depth = 0
    for token in _TOKEN.finditer(text, start + 1):
        sign = token[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0 and not quoted:
                return token.start()
        elif sign == '"' and quoted and depth <= 0 and _QUOTE_ENDS.match(text, token.end()):
            return token.start()
    raise Unmatched


def _by_line(text: str) -> Iterator[tuple[str, str]]:
    """Where braces do not match: a value ends where the next field seems to begin."""
    found = list(_BEGINS.finditer(text))
    ends = [following.start() for following in found[1:]] + [len(text)]
    for field, end in zip(found, ends, strict=False):  # without any field, there is one end too many
        yield field[1].strip().lower(), _bare(text[field.end() : end].rstrip(" \t\n,"))


def _bare(value: str) -> str:
    """Without the delimiters it was meant to have."""
    if value[:1] not in ("{", '"'):
        return value.rstrip("} \t\n,")
    opening, value = value[0], value[1:]
    surplus = value.count("}") - value.count("{")
    while surplus > 0 and value.endswith("}"):
        value, surplus = value[:-1].rstrip(" \t\n,"), surplus - 1
    return value.removesuffix('"') if opening == '"' else value
