"""Authors' names as sources write them."""

from __future__ import annotations

import re
from functools import lru_cache

from screening.records.description import Author

_SMALL = "".join(letter for letter in map(chr, range(0x80, 0x590)) if letter.islower())
CAPITAL = rf"[^\W\d_a-z{_SMALL}]"
"""Pattern of a letter that may be an initial: any but a small one, so that scripts without capitals have some, too."""
SMALL = f"[a-z{_SMALL}]"

_INITIALS_FIRST = re.compile(rf"((?:{CAPITAL}\.[ -]{{0,2}})+)(\S.*)")
_INITIALS_LAST = re.compile(rf"(\S.*?) ((?:{CAPITAL}\.?[ -]?){{1,4}})")
_NOBODY = re.compile(
    r"\[?(?:anonymous|no authors? (?:name available|listed))\]?\.?|et al\.?|null|none|n/a|(?-i:NA|nan|NaN)",
    re.IGNORECASE,
)
_NUMERALS = {"II", "III", "IV"}


@lru_cache(maxsize=10_000)  # a file names the same people again and again
def author(text: str) -> Author | None:
    """``Smith, Ann B``, ``Smith AB``, ``A. B. Smith`` or a group; ``None`` where it names nobody."""
    text = " ".join(text.split()).strip(",; ")
    family, comma, given = text.partition(",")
    if comma:
        given = given.strip()
        return Author(family=family.strip(), given="" if given.lower() == "null" else given)
    if not text or _NOBODY.fullmatch(text):
        return None
    if found := _INITIALS_FIRST.fullmatch(text):
        return Author(family=found[2], given=found[1].strip())
    found = _INITIALS_LAST.fullmatch(text)
    if found and found[2] not in _NUMERALS:
        return Author(family=found[1], given=found[2])
    return Author(literal=text)
