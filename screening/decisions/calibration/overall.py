"""One figure for a group: agreement over all pairs of its raters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

from screening.decisions.agreement.two import Agreement, agreement


def overall(rows: Iterable[Sequence[str]], *, raters: int) -> Agreement:
    """Agreement of ``raters``; a row holds what they said of one thing, in the order of the raters.

    Two raters: Cohen's kappa. More: each pair of ratings counts in both directions, which makes percent the
    mean over pairs and kappa Fleiss' (Psychol Bull 1971;76:378-382) where everybody rated everything.
    """
    if raters == 2:
        return agreement((row[0], row[1]) for row in rows if len(row) == 2)
    return agreement(pair for row in rows for pair in permutations(row, 2))
