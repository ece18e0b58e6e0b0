"""One citation on its way into a file, and text that fits on one line of it. No Django here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from screening.records.description import Author, Description

# what XML 1.0 forbids and no reference manager shows; white space among it is collapsed instead
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """``number`` is unique in the review; ``sources`` are names; ``standing`` is open: route, seeds and outcomes."""

    number: int
    description: Description
    sources: tuple[str, ...] = ()
    standing: dict[str, str] = field(default_factory=dict)


def one_line(text: object) -> str:
    """Without control characters, white space collapsed; nothing for ``None``."""
    return "" if text is None else " ".join(_FORBIDDEN.sub("", str(text)).split())


def inverted(author: Author) -> str:
    """``Family, Given``; a group as it is."""
    return author.literal or ", ".join(part for part in (author.family, author.given) if part)
