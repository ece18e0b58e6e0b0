"""How far two raters agree, beyond what chance alone would give.

| figure            | source                                                                                       |
|-------------------|----------------------------------------------------------------------------------------------|
| Cohen's kappa     | Cohen J. Educ Psychol Meas 1960;20:37-46                                                     |
| Brennan-Prediger  | Brennan RL, Prediger DJ. Educ Psychol Meas 1981;41:687-99; with two categories it is PABAK:  |
|                   | Byrt T, Bishop J, Carlin JB. J Clin Epidemiol 1993;46:423-9                                  |
| Gwet's AC1        | Gwet KL. Br J Math Stat Psychol 2008;61:29-48                                                |
| specific          | positive and negative agreement: Cicchetti DV, Feinstein AR. J Clin Epidemiol 1990;43:551-8  |

Whatever would be 0/0 is ``None``: undefined, never a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from screening.decisions.agreement.errors import Interval, ac1_error, interval, kappa_error


@dataclass(frozen=True, slots=True)
class Agreement:
    """``counts[a, b]`` things got rating ``a`` from the first rater and ``b`` from the second.

    ``categories`` are the ratings there could have been; kappa does not ask how many, the others do.
    """

    counts: Mapping[tuple[str, str], int]
    categories: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def agreeing(self) -> int:
        return sum(count for (a, b), count in self.counts.items() if a == b)

    @property
    def percent(self) -> float | None:
        """0 to 100; ``None`` where nothing was rated by both."""
        return 100 * self.agreeing / self.total if self.total else None

    @property
    def firsts(self) -> Counter[str]:
        """How often the first rater gave each rating."""
        return _margin(self.counts, 0)

    @property
    def seconds(self) -> Counter[str]:
        return _margin(self.counts, 1)

    @property
    def kappa(self) -> float | None:
        """-1 to 1; ``None`` where it is 0/0, as when both gave one and the same rating to everything."""
        n, seconds = self.total, self.seconds
        chance = sum(count * seconds[rating] for rating, count in self.firsts.items())  # n² times Cohen's p_e
        beyond = n * n - chance
        return (n * self.agreeing - chance) / beyond if beyond else None

    @property
    def kappa_interval(self) -> Interval | None:
        kappa = self.kappa
        return None if kappa is None else interval(kappa, kappa_error(self.counts, kappa))

    @property
    def uniform(self) -> float | None:
        """Brennan-Prediger: chance takes each category alike. With two categories this is PABAK, 2 p_o - 1."""
        q, n = len(self.categories), self.total
        return (q * self.agreeing - n) / (n * (q - 1)) if n and q > 1 else None

    @property
    def ac1(self) -> float | None:
        q, n = len(self.categories), self.total
        if not n or q < 2:
            return None
        given = (self.firsts + self.seconds).values()
        chance = sum(count * (2 * n - count) for count in given) / (4 * n * n * (q - 1))
        return (self.agreeing / n - chance) / (1 - chance)  # chance is 1/q at most

    @property
    def ac1_interval(self) -> Interval | None:
        ac1 = self.ac1
        return None if ac1 is None else interval(ac1, ac1_error(self.counts, ac1, len(self.categories)))

    def specific(self, category: str) -> float | None:
        """Where one rater says ``category``, how often the other does: 0 to 1. ``None`` where neither ever does."""
        said = self.firsts[category] + self.seconds[category]
        return 2 * self.counts.get((category, category), 0) / said if said else None


def agreement(ratings: Iterable[tuple[str, str]], categories: Iterable[str] = ()) -> Agreement:
    """Agreement of a first and a second rater: one pair of ratings for each thing both rated."""
    return agreement_of(Counter(ratings), categories)


def agreement_of(counts: Mapping[tuple[str, str], int], categories: Iterable[str] = ()) -> Agreement:
    """The same from counted pairs. ``categories`` may name ratings that were possible and that nobody gave."""
    given = {rating for pair in counts for rating in pair}
    return Agreement(counts, tuple(dict.fromkeys([*categories, *sorted(given)])))


def _margin(counts: Mapping[tuple[str, str], int], rater: int) -> Counter[str]:
    margin: Counter[str] = Counter()
    for pair, count in counts.items():
        margin[pair[rater]] += count
    return margin
