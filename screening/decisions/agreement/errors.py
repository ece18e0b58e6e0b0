"""Standard errors of kappa and AC1 in large samples, and 95 % intervals from them.

Kappa: Fleiss JL, Cohen J, Everitt BS. Large sample standard errors of kappa and weighted kappa. Psychol Bull
1969;72:323-7. AC1: Gwet KL. Computing inter-rater reliability and its variance in the presence of high agreement.
Br J Math Stat Psychol 2008;61:29-48. Raters are taken as given, the things rated as a sample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import sqrt
from statistics import NormalDist

Counts = Mapping[tuple[str, str], int]
Interval = tuple[float, float]

Z = NormalDist().inv_cdf(0.975)
NOTHING = 1e-12  # a variance this small is rounding: all agree, all contradict, or one gives a single rating


def interval(estimate: float, error: float | None) -> Interval | None:
    """From low to high, within -1 and 1; ``None`` where the sample shows no variation from which to tell one."""
    if not error:
        return None
    return max(-1.0, estimate - Z * error), min(1.0, estimate + Z * error)


def kappa_error(counts: Counts, kappa: float) -> float | None:
    """Of Cohen's kappa, with the error it has where it is ``kappa``, not where it would be 0."""
    n, shares, firsts, seconds = _shares(counts)
    chance = sum(share * seconds[rating] for rating, share in firsts.items())
    if chance >= 1:
        return None
    rest = 1 - kappa
    spread = sum(
        share * (1 - (firsts[a] + seconds[a]) * rest) ** 2
        if a == b
        else share * (rest * (seconds[a] + firsts[b])) ** 2
        for (a, b), share in shares.items()
    )
    return _root(spread - (kappa - chance * rest) ** 2, n, chance)


def ac1_error(counts: Counts, ac1: float, categories: int) -> float | None:
    """Of Gwet's AC1, with ``categories`` ratings to choose from."""
    n, shares, firsts, seconds = _shares(counts)
    mean = {rating: (firsts[rating] + seconds[rating]) / 2 for rating in {*firsts, *seconds}}
    chance = sum(share * (1 - share) for share in mean.values()) / (categories - 1)
    rest = 2 * (1 - ac1)
    spread = sum(
        share * ((a == b) - rest * (1 - (mean[a] + mean[b]) / 2) / (categories - 1)) ** 2
        for (a, b), share in shares.items()
    )
    observed = sum(share for (a, b), share in shares.items() if a == b)
    return _root(spread - (observed - rest * chance) ** 2, n, chance)


def _shares(counts: Counts) -> tuple[int, dict[tuple[str, str], float], dict[str, float], dict[str, float]]:
    """How many there are; each cell's share of them; and the shares of each rater's ratings."""
    n = sum(counts.values())
    shares = {pair: count / n for pair, count in counts.items()}
    firsts: defaultdict[str, float] = defaultdict(float)
    seconds: defaultdict[str, float] = defaultdict(float)
    for (a, b), share in shares.items():
        firsts[a] += share
        seconds[b] += share
    return n, shares, firsts, seconds


def _root(spread: float, n: int, chance: float) -> float:
    return sqrt(spread / n) / (1 - chance) if spread > NOTHING else 0.0
