"""Authors' names as sources write them."""

from __future__ import annotations

import re

from screening.records.description import Author

_INITIALS = r"[^\W\d_a-z]"
_INITIALS_FIRST = re.compile(rf"((?:{_INITIALS}\.[ -]{{0,2}})+)(\S.*)")
_INITIALS_LAST = re.compile(rf"(\S.*?) ((?:{_INITIALS}\.?[ -]?){{1,4}})")
_NOBODY = re.compile(
    r"\[?(?:anonymous|no authors? (?:name available|listed))\]?\.?|et al\.?|null|none|n/a", re.IGNORECASE
)
_NUMERALS = {"II", "III", "IV"}


def author(text: str) -> Author | None:
    """``Smith, Ann B``, ``Smith AB``, ``A. B. Smith`` or a group; ``None`` where it names nobody."""
    text = " ".join(text.split()).strip(",; ")
    if not text or _NOBODY.fullmatch(text):
        return None
    family, comma, given = text.partition(",")
    if comma:
        given = given.strip()
        return Author(family=family.strip(), given="" if given.lower() == "null" else given)
    if found := _INITIALS_FIRST.fullmatch(text):
        return Author(family=found[2], given=found[1].strip())
    found = _INITIALS_LAST.fullmatch(text)
    if found and found[2] not in _NUMERALS:
        return Author(family=found[1], given=found[2])
    return Author(literal=text)
