"""Authors as BibTeX writes them: ``and`` between them, braces around what is one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.records import bylines
from screening.records.description import Author
from screening.searches.bibtex import latex

_WORD = re.compile(r"\\.|[{}]|\s+(?:[aA][nN][dD]\s+)+", re.DOTALL)
_TIE = re.compile(r"(?<!\\)~[~\s]*")
_EXTENDED = re.compile(r"\s*(\w+)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]*)\s*(?:,|\Z)")
_COMPANY = re.compile(r"\b(?:co|inc|llc|ltd|sons)\.?[\s}]*\Z", re.IGNORECASE)
_JUNIOR = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)


def authors(value: str) -> Iterator[Author]:
    """Everybody but ``others``. ``value`` is the field as it stands, commands and braces included."""
    value = _TIE.sub(" ", value)
    if len(value) > latex.LONGEST:
        value = latex.without_commands(value)
    while _is_braced(value) and " and " in value and "," in value and not _COMPANY.search(value):
        value = value.strip()[1:-1]  # more braces around the whole list
    names = _split(value)
    if len(names) == 1 and ";" in value and not _is_braced(value):
        names = value.split(";")
    for name in names:
        yield from _read(name)


def _read(name: str) -> Iterator[Author]:
    """Nobody or one; several where there are only commas between them, of which BibTeX has at most two in a name."""
    if "=" in name.partition(",")[0] and (found := _extended(name)):
        yield found
    elif several := _between_commas(name):
        yield from several
    elif found := _one(name):
        yield found


def _between_commas(name: str) -> list[Author]:
    parts = [part.strip() for part in latex.plain(name).split(",")]
    if len(parts) < 3 or _is_braced(name) or any(map(_JUNIOR.fullmatch, parts)):
        return []
    if len(parts) % 2 == 0 and not any(map(bylines.is_whole, parts[::2])):  # Lee, Ann, Ray Gil, Bo
        return [
            Author(family=family, given=given) for family, given in zip(parts[::2], parts[1::2], strict=True)
        ]
    found = bylines.authors(", ".join(parts))
    return list(found) if len(found) > 1 and all(one.family and one.given for one in found) else []


def _extended(name: str) -> Author | None:
    """``family=Berg, given=Ann, prefix=van der``, BibLaTeX's extended format."""
    parts = {key.lower(): latex.plain(text.strip('" ')) for key, text in _EXTENDED.findall(name)}
    if not parts.get("family"):
        return None
    family = " ".join(filter(None, (parts.get("prefix"), parts["family"])))
    given = ", ".join(filter(None, (parts.get("given"), parts.get("suffix"))))
    return Author(family=family, given=given)


def _one(name: str) -> Author | None:
    text = latex.plain(name)
    if text.lower() in ("others", "et al", "et al."):
        return None
    if _is_braced(name):
        return Author(literal=text) if text else None
    family, *rest = (part.strip() for part in text.split(","))
    if len(rest) == 2 and _JUNIOR.fullmatch(rest[0]):  # von Last, Jr, First
        return Author(family=family, given=f"{rest[1]}, {rest[0]}")
    if not rest and (start := _last_braced(name)):
        return Author(family=latex.plain(name[start:]), given=latex.plain(name[:start].strip()))
    return bylines.one(text, "given first")


def _last_braced(name: str) -> int:
    """Where the braces begin that hold the last of several words; 0 for none."""
    start = depth = 0
    name = name.rstrip()
    for sign in re.finditer(r"\\.|[{}]", name, re.DOTALL):
        if sign[0] == "{" and depth == 0:
            start = sign.start()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return (
        start if name.endswith("}") and name[start - 1 : start].isspace() and _is_braced(name[start:]) else 0
    )


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
