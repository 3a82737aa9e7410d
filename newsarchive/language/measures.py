"""Statistical measures of corpus linguistics, each a function of counts.

log_likelihood   G² of a 2×2 table, 2 Σ O ln(O/E): T. Dunning, "Accurate methods for the statistics of surprise and
                 coincidence", Computational Linguistics 19 (1993).
mutual_information   log2(O/E): K. Church and P. Hanks, "Word association norms, mutual information, and lexicography",
                 Computational Linguistics 16 (1990).
log_dice         14 + log2(2 f(xy) / (f(x) + f(y))): P. Rychlý, "A lexicographer-friendly association score", RASLAN
                 2008.
keyness_log_likelihood   G² of two frequencies in two corpora, 2 Σ O ln(O/E) over the two: P. Rayson and R. Garside,
                 "Comparing corpora using frequency profiling", 2000.
log_ratio        log2 of the ratio of relative frequencies, 0.5 for a zero: A. Hardie, "Log Ratio", CASS 2014.
poisson_interval     exact interval of a count (F. Garwood, Biometrika 28, 1936); above 100 by the approximation
                 of chi-squared quantiles of E. Wilson and M. Hilferty (PNAS 17, 1931).
wilson_interval  score interval of a share: E. Wilson, JASA 22 (1927).
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, log, log2, sqrt

#: The standard normal quantile of a two-sided interval of 95 %.
_Z = 1.959963984540054
_TAIL = 0.025
_EXACT = 100


def log_likelihood(both: float, first: float, second: float, total: float) -> float:
    """Return G² of the count *both* in a 2×2 table with margins *first* and *second* and the sum *total*.

    G² is 0 or more; above 3.84 it is significant at the 5 % level (Dunning 1993).
    """
    observed = (both, first - both, second - both, total - first - second + both)
    expected = (
        first * second / total,
        first * (total - second) / total,
        (total - first) * second / total,
        (total - first) * (total - second) / total,
    )
    return 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o > 0)


def mutual_information(both: float, first: float, second: float, total: float) -> float:
    """Return the mutual information in bits, log2(observed / expected), minus infinity if *both* is 0.

    The arguments are counts of tokens, as in log_likelihood: *both* together, *first* and *second* each, of *total*
    (Church and Hanks 1990).
    """
    return log2(both * total / (first * second)) if both else -inf


def log_dice(both: float, first: float, second: float) -> float:
    """Return log Dice (at most 14) of two types that occur *first* and *second* times, and *both* times together.

    It is minus infinity if *both* is 0 (Rychlý 2008).
    """
    return 14 + log2(2 * both / (first + second)) if both else -inf


def keyness_log_likelihood(count: float, size: float, other: float, other_size: float) -> float:
    """Return G² of a type that occurs *count* times in *size* tokens and *other* times in *other_size*.

    The sizes must be above 0 (Rayson and Garside 2000).
    """
    share = (count + other) / (size + other_size)
    pairs = ((count, size * share), (other, other_size * share))
    return 2 * sum(o * log(o / e) for o, e in pairs if o > 0)


def log_ratio(count: float, size: float, other: float, other_size: float) -> float:
    """Return log2 of the ratio of two relative frequencies; 1 means twice as frequent, -1 half as frequent.

    A type occurs *count* times in *size* tokens and *other* times in *other_size*; zero counts as 0.5 (Hardie 2014).
    """
    return log2((count or 0.5) / size) - log2((other or 0.5) / other_size)


def poisson_interval(count: int) -> tuple[float, float]:
    """Return the bounds of the 95 % confidence interval of a Poisson mean, given *count* (Garwood 1936)."""
    if count <= _EXACT:
        low = _root(lambda mean: 1 - _at_most(count - 1, mean) - _TAIL, count) if count else 0.0
        return low, _root(lambda mean: _TAIL - _at_most(count, mean), 3 * count + 10)
    low = count * (1 - 1 / (9 * count) - _Z / (3 * sqrt(count))) ** 3
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + _Z / (3 * sqrt(above))) ** 3


def _at_most(count: int, mean: float) -> float:
    """Return the probability of at most *count* for a Poisson distribution with *mean*."""
    term, total = exp(-mean), 0.0
    for number in range(count + 1):
        total += term
        term *= mean / (number + 1)
    return total


def _root(rising: Callable[[float], float], high: float) -> float:
    """Return the zero of the increasing function *rising* between 0 and *high*."""
    low = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """Return the lower and upper bound (0 to 1) of the 95 % confidence interval of a share, *count* of *total*.

    Without evidence, if *total* is 0, it is 0 to 1 (Wilson 1927).
    """
    if not total:
        return 0.0, 1.0
    share, square = count / total, _Z * _Z / total
    middle = (share + square / 2) / (1 + square)
    half = _Z * sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)
