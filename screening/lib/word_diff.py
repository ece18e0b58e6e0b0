"""Two texts as one, with the words that were taken out and put in marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 3000  # words compared one by one; beyond that the two texts stand side by side, whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; ``kind`` is ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


def words(before: str, after: str) -> list[Piece]:
    """The two texts as one, with the words that were taken out and put in marked."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if max(len(old), len(new)) > LONGEST:
        return [Piece("removed", before), Piece("added", after)]
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[k:m])))
            continue
        if old[i:j]:
            apart = " " if new[k:m] and not old[j - 1][-1].isspace() else ""  # the last word of a text
            pieces.append(Piece("removed", "".join(old[i:j]) + apart))
        if new[k:m]:
            pieces.append(Piece("added", "".join(new[k:m])))
    return pieces
