"""How far any number of raters agree, also where not everybody rated everything.

Fleiss' kappa: Fleiss JL. Psychol Bull 1971;76:378-82; where things have different numbers of ratings, and for AC1, as
Gwet KL. Handbook of Inter-Rater Reliability. 4th ed. 2014. Krippendorff's alpha (nominal): Krippendorff K. Content
Analysis. 3rd ed. 2013, chapter 12; and Computing Krippendorff's alpha-reliability, 2011. Intervals:
``errors_of_many.py``.

Whatever would be 0/0 is ``None``: undefined, never a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.decisions.agreement.errors import Interval, interval
from screening.decisions.agreement.errors_of_many import alike, alpha_error, kappa_error

Ratings = tuple[int, ...]  # how often each category was given to one thing
NOTHING = 1e-9  # rounding


@dataclass(frozen=True, slots=True)
class ManyAgreement:
    """``things[ratings]`` things were given these ratings: ``{(2, 0): 90, (1, 1): 10}`` for two raters who agree on 90.

    Every key counts the same categories in the same order. What has one rating says how often categories are given,
    and nothing of agreement.
    """

    things: Mapping[Ratings, int]

    @property
    def total(self) -> int:
        """Things with two ratings and more."""
        return sum(count for _, count in self._rated_twice())

    @property
    def percent(self) -> float | None:
        """Of two ratings of one thing, how often they agree, each thing counting alike: 0 to 100."""
        return 100 * self._observed / self.total if self.total else None

    @property
    def fleiss(self) -> float | None:
        return self._beyond(sum(share * share for share in self._given))

    @property
    def fleiss_interval(self) -> Interval | None:
        """95 %, as all of them here; ``None`` where the figure is, or the sample shows no variation."""
        return self._interval(self.fleiss, self._given)

    @property
    def ac1(self) -> float | None:
        q = len(self._given)
        return self._beyond(sum(share * (1 - share) for share in self._given) / (q - 1)) if q > 1 else None

    @property
    def ac1_interval(self) -> Interval | None:
        q = len(self._given)
        return self._interval(self.ac1, [(1 - share) / (q - 1) for share in self._given] if q > 1 else [])

    @property
    def uniform(self) -> float | None:
        """Brennan-Prediger: chance takes each category alike."""
        return self._beyond(1 / len(self._given)) if self._given else None

    @property
    def alpha(self) -> float | None:
        paired = [[number * count for number in ratings] for ratings, count in self._rated_twice()]
        given: list[int] = [sum(column) for column in zip(*paired, strict=True)]
        n = sum(given)
        chance = n * n - sum(number * number for number in given)
        if not chance:
            return None
        apart: float = sum(count * sum(r) * (1 - alike(r)) for r, count in self._rated_twice())
        return 1 - (n - 1) * apart / chance

    @property
    def alpha_interval(self) -> Interval | None:
        alpha = self.alpha
        return None if alpha is None else interval(alpha, alpha_error(self.things, alpha))

    @property
    def _observed(self) -> float:
        return sum(count * alike(ratings) for ratings, count in self._rated_twice())

    @property
    def _given(self) -> list[float]:
        """The share of each category, each thing counting alike."""
        rated = [(ratings, count) for ratings, count in self.things.items() if any(ratings)]
        total = sum(count for _, count in rated)
        shares = ([number * count / sum(ratings) / total for number in ratings] for ratings, count in rated)
        return [sum(column) for column in zip(*shares, strict=True)]

    def _rated_twice(self) -> Iterator[tuple[Ratings, int]]:
        return ((ratings, count) for ratings, count in self.things.items() if sum(ratings) > 1)

    def _interval(self, figure: float | None, adds: Sequence[float]) -> Interval | None:
        return (
            None if figure is None else interval(figure, kappa_error(self.things, figure, self._given, adds))
        )

    def _beyond(self, chance: float) -> float | None:
        if not self.total or chance > 1 - NOTHING:
            return None
        return (self._observed / self.total - chance) / (1 - chance)


def agreement_of_many(things: Iterable[Iterable[str]], categories: Sequence[str]) -> ManyAgreement:
    """From the ratings of each thing, in any order."""
    counted = (Counter(ratings) for ratings in things)
    return ManyAgreement(Counter(tuple(one[category] for category in categories) for one in counted))
