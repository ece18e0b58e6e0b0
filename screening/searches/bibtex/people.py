"""Authors as BibTeX writes them: ``and`` between them, braces around what is one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.records import bylines
from screening.records.description import Author
from screening.searches.bibtex import latex

_WORD = re.compile(r"\\.|[{}]|\s+(?:[aA][nN][dD]\s+)+", re.DOTALL)
_JUNIOR = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)


def authors(value: str) -> Iterator[Author]:
    """Everybody but ``others``. ``value`` is the field as it stands, commands and braces included."""
    if len(value) > latex.LONGEST:
        value = latex.without_commands(value)
    while _is_braced(value) and " and " in value and "," in value:  # more braces around the whole list
        value = value.strip()[1:-1]
    names = _split(value)
    if len(names) == 1 and ";" in value and not _is_braced(value):
        names = value.split(";")
    for name in names:
        if found := _one(name):
            yield found


def _one(name: str) -> Author | None:
    text = latex.plain(name)
    if text.lower() in ("others", "et al", "et al."):
        return None
    if _is_braced(name):
        return Author(literal=text) if text else None
    family, *rest = (part.strip() for part in text.split(","))
    if len(rest) == 2 and _JUNIOR.fullmatch(rest[0]):  # von Last, Jr, First
        return Author(family=family, given=f"{rest[1]}, {rest[0]}")
    if not rest and (braced := re.fullmatch(r"(.*\S)\s+(\{[^{}]*\})", name.strip(), re.DOTALL)):
        return Author(family=latex.plain(braced[2]), given=latex.plain(braced[1]))
    return bylines.one(text)


def _is_braced(text: str) -> bool:
    """Whether one pair of braces holds all of it."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for sign in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.end() == len(text)
    return False


def _split(value: str) -> list[str]:
    names, start, depth = [], 0, 0
    for found in _WORD.finditer(value):
        if found[0] in ("{", "}"):
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0 and found[0][0].isspace():
            names.append(value[start : found.start()])
            start = found.end()
    return [*names, value[start:]]
