"""Standard errors of Fleiss' kappa, AC1 and Krippendorff's alpha: the things rated are a sample, the raters given.

Kappa and AC1: by linearisation, Gwet KL. Br J Math Stat Psychol 2008;61:29-48, for different numbers of ratings as in
Gwet KL. Handbook of Inter-Rater Reliability. 4th ed. 2014, chapter 5; and Gwet KL. Educ Psychol Meas 2021;81:781-90 for
Fleiss' kappa, why the variance of 1979 (Fleiss, Nee and Landis) is none to make intervals of. Alpha: the same method
applied to alpha as ``many`` computes it, each thing with its number of ratings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

Things = Mapping[tuple[int, ...], int]  # how many things were given these ratings
NOTHING = 1e-12  # a variance this small is rounding: all agree


def kappa_error(things: Things, kappa: float, given: Sequence[float], adds: Sequence[float]) -> float:
    """Of (observed - chance) / (1 - chance), which is ``kappa``, with chance the sum of ``given`` times ``adds``.

    ``given`` are the categories' shares; ``adds`` is the share itself for Fleiss, (1 - share) / (q - 1) for AC1. 0
    where nothing varies.
    """
    rated = [(ratings, count) for ratings, count in things.items() if any(ratings)]
    n = sum(count for _, count in rated)
    twice = sum(count for ratings, count in rated if sum(ratings) > 1)
    chance = _sum_of_products(given, adds)

    def apart(ratings: tuple[int, ...]) -> float:
        """How far one thing would draw the figure from what it is."""
        m = sum(ratings)
        own = n / twice * (alike(ratings) - chance) / (1 - chance) if m > 1 else 0.0
        return own - kappa - 2 * (1 - kappa) * (_sum_of_products(ratings, adds) / m - chance) / (1 - chance)

    return _error((apart(ratings), count) for ratings, count in rated)


def alpha_error(things: Things, alpha: float) -> float:
    """Of Krippendorff's alpha, nominal, where it is defined; 0 where nothing varies."""
    rated = [(ratings, count) for ratings, count in things.items() if sum(ratings) > 1]
    n = sum(count for _, count in rated)
    each = sum(count * sum(ratings) for ratings, count in rated) / n  # ratings of a thing, on average
    apart = sum(count * sum(r) * (1 - alike(r)) for r, count in rated) / n
    means: list[float] = [
        sum(column) / n for column in zip(*([x * count for x in r] for r, count in rated), strict=True)
    ]
    expected = each * each - sum(mean * mean for mean in means)
    if not apart:
        return 0.0

    def relative(ratings: tuple[int, ...]) -> float:
        """By what share one thing would change the disagreement that alpha is made of."""
        m = sum(ratings)
        more = each * (m - each) - _sum_of_products(
            means, [x - y for x, y in zip(ratings, means, strict=True)]
        )
        return (m - each) / (each - 1 / n) + m * (1 - alike(ratings)) / apart - 1 - 2 * more / expected

    return (1 - alpha) * _error((relative(ratings), count) for ratings, count in rated)


def alike(ratings: tuple[int, ...]) -> float:
    """Of two of these ratings, how often they are the same."""
    m = sum(ratings)
    return sum(number * (number - 1) for number in ratings) / (m * (m - 1))


def _error(deviations: Iterable[tuple[float, int]]) -> float:
    """Of a mean: from how far each of so many things is from it."""
    told = list(deviations)
    n = sum(count for _, count in told)
    if n < 2:
        return 0.0
    variance = sum(count * deviation * deviation for deviation, count in told) / (n * (n - 1))
    return sqrt(variance) if variance > NOTHING else 0.0


def _sum_of_products(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(one, other, strict=True))
