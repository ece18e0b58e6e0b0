"""How far pairs of raters agree: percent agreement and Cohen's kappa.

Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """``total`` things rated by both, ``agreeing`` of them alike; ``chance`` is n² times Cohen's p_e."""

    total: int
    agreeing: int
    chance: int

    @property
    def percent(self) -> float | None:
        """0 to 100; ``None`` where nothing was rated by both."""
        return 100 * self.agreeing / self.total if self.total else None

    @property
    def kappa(self) -> float | None:
        """-1 to 1; ``None`` where it is 0/0, as when both gave one and the same rating to everything."""
        beyond = self.total * self.total - self.chance
        return (self.total * self.agreeing - self.chance) / beyond if beyond else None


def agreement(ratings: Iterable[tuple[str, str]]) -> Agreement:
    """Agreement of a first and a second rater: one pair of ratings for each thing both rated."""
    pairs = list(ratings)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return Agreement(
        total=len(pairs),
        agreeing=sum(a == b for a, b in pairs),
        chance=sum(count * second[rating] for rating, count in first.items()),
    )
