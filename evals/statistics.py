"""What results say beyond chance: shares and means with their intervals, repeats, and two runs compared.

A result of None or NaN could not be judged: it is left out and counted, never taken for 0. A sample without a cluster
is a cluster of its own. Repeats of a sample belong to its cluster.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SAME = 1e-5
"""A smaller difference is none: it is the rounding of a baseline."""
LEVEL = 0.95
"""How sure the intervals are; a verdict wants a chance below the rest."""
_POWER = 0.8
_EXACT_UP_TO = 16
"""Clusters that differ up to which every flip of signs is tried."""
_FLIPS = 20_000
_SEED = 20_261_121
_NORMAL_FROM = 400
"""Degrees of freedom from which Student's t is the normal distribution to three digits."""

Verdict = Literal["better", "worse", "no telling"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its standard error and interval; those are None where there is nothing to tell them from."""

    mean: float | None
    error: float | None
    low: float | None
    high: float | None
    count: int
    clusters: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much a run differs from one before on the same samples: `difference` is after less before.

    `p` is the chance of a difference as large if nothing had changed, `smallest` the true difference that would be seen
    four times in five with samples that vary as these do; None where they do not vary. `only_one` samples were in one
    run alone, `left_out` could not be judged in one of them.
    """

    verdict: Verdict
    difference: float | None
    error: float | None
    low: float | None
    high: float | None
    p: float
    smallest: float | None
    count: int
    clusters: int
    differing: int
    left_out: int
    only_one: int


def pass_at_k(runs: int, passed: int, k: int) -> float:
    """Return the chance that of k runs at least one passes, unbiased (Chen et al. 2021, arXiv:2107.03374)."""
    _check(runs, passed, k)
    return 1 - math.comb(runs - passed, k) / math.comb(runs, k)


def pass_hat_k(runs: int, passed: int, k: int) -> float:
    """Return the chance that all of k runs pass, unbiased (Yao et al. 2024, arXiv:2406.12045)."""
    _check(runs, passed, k)
    return math.comb(passed, k) / math.comb(runs, k)


def _check(runs: int, passed: int, k: int) -> None:
    if not 0 <= passed <= runs or not 1 <= k <= runs:
        raise ValueError(f"{passed} of {runs} runs passed, and {k} are drawn: there must be 1 <= k <= runs")


def wilson(hits: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a share (Wilson 1927); of nothing it is 0 to 1."""
    if count <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = z / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return 0.0 if not hits else low, 1.0 if hits == count else high


def mean(values: Sequence[float | None], clusters: Sequence[Hashable]) -> Estimate:
    """Return the mean of results with an error that is clustered, as samples of one account stand or fall together.

    The error is the cluster-robust one of Miller 2024 (arXiv:2411.00640), corrected by G / (G - 1) for G clusters, the
    interval Student's t with G - 1 degrees of freedom (Cameron and Miller 2015, Journal of Human Resources 50).
    Where all clusters are alike that error is 0 and says nothing: the interval is Wilson's for G results. Of results
    between 0 and 1 it does not go beyond. With one cluster there is a mean and no more.
    """
    told, of = _told(values, clusters)
    left_out = len(values) - len(told)
    if not told.size:
        return Estimate(None, None, None, None, 0, 0, left_out)
    middle = float(told.mean())
    sums = _sums(told - middle, of)
    groups = len(sums)
    error = _error(sums, len(told))
    if error is None:
        return Estimate(middle, None, None, None, len(told), groups, left_out)
    is_share = bool(told.min() >= 0 and told.max() <= 1)
    if is_share and error < 1e-12:
        low, high = wilson(middle * groups, groups)
    else:
        half = t_quantile((1 + LEVEL) / 2, groups - 1) * error
        low, high = middle - half, middle + half
    if is_share:
        low, high = max(0.0, low), min(1.0, high)
    return Estimate(middle, error, low, high, len(told), groups, left_out)


def compare(
    before: Mapping[str, float | None], after: Mapping[str, float | None], clusters: Mapping[str, str]
) -> Comparison:
    """Say whether a run is better or worse than one before by more than chance, sample against the same sample.

    The test flips the sign of each cluster's difference (Fisher's randomisation test, by cluster): all flips where at
    most 16 clusters differ, else 20,000 with a fixed seed. So five clusters that differ are never enough to tell. The
    interval is that of `mean` for the differences, so it may just touch zero where the test tells a difference.
    """
    shared = sorted(before.keys() & after.keys())
    only_one = len(before.keys() ^ after.keys())
    pairs = [(before[name], after[name]) for name in shared]
    changes = [None if one is None or two is None else two - one for one, two in pairs]
    changes = [0.0 if one is not None and abs(one) < SAME else one for one in changes]
    told, of = _told(changes, [clusters.get(name) or ("alone", name) for name in shared])
    left_out = len(shared) - len(told)
    if not told.size:
        return Comparison("no telling", None, None, None, None, 1.0, None, 0, 0, 0, left_out, only_one)
    sums = _sums(told, of)
    differing = sums[np.abs(sums) > 1e-12]
    middle = float(told.mean())
    error = _error(_sums(told - middle, of), len(told))
    half = None if error is None else t_quantile((1 + LEVEL) / 2, len(sums) - 1) * error
    p = _sign_flips(differing)
    verdict: Verdict = "no telling" if p >= 1 - LEVEL else "better" if middle > 0 else "worse"
    return Comparison(
        verdict,
        middle,
        error,
        None if half is None else middle - half,
        None if half is None else middle + half,
        p,
        smallest_difference(error, len(sums)),
        len(told),
        len(sums),
        len(differing),
        left_out,
        only_one,
    )


def smallest_difference(error: float | None, clusters: int) -> float | None:
    """Return the true difference that is told from chance four times in five; None where nothing varies."""
    if not error or clusters < 2:
        return None
    return error * (t_quantile((1 + LEVEL) / 2, clusters - 1) + t_quantile(_POWER, clusters - 1))


@lru_cache(maxsize=512)
def t_quantile(share: float, freedom: int) -> float:
    """Return the quantile of Student's t (Abramowitz and Stegun 26.7.3 and 26.7.4, solved by halving)."""
    if freedom < 1 or not 0 < share < 1:
        raise ValueError(f"there is no quantile {share} of t with {freedom} degrees of freedom")
    if share < 0.5:
        return -t_quantile(1 - share, freedom)
    if freedom >= _NORMAL_FROM:
        return NormalDist().inv_cdf(share)
    low, high = 0.0, 1.0
    while _t_share(high, freedom) < share:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _t_share(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _t_share(t: float, freedom: int) -> float:
    """Return what share of Student's t lies below a value that is not negative."""
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = total = cosine if odd else 1.0
    for step in range(2 + odd, freedom - 1, 2):
        term *= (step - 1) / step * cosine * cosine
        total += term
    part = sine * total if freedom > 1 else 0.0
    within = 2 / math.pi * (angle + part) if odd else part
    return 0.5 + within / 2


def _told(values: Iterable[float | None], clusters: Iterable[Hashable]) -> tuple[NDArray[np.float64], list[Hashable]]:
    """Return the results that are there, and the cluster of each."""
    pairs = [
        (value, cluster or ("alone", at))
        for at, (value, cluster) in enumerate(zip(values, clusters, strict=True))
        if value is not None and not math.isnan(value)
    ]
    return np.array([value for value, _ in pairs], dtype=np.float64), [cluster for _, cluster in pairs]


def _sums(values: NDArray[np.float64], of: Sequence[Hashable]) -> NDArray[np.float64]:
    """Return the sum of each cluster."""
    places = {cluster: at for at, cluster in enumerate(dict.fromkeys(of))}
    sums = np.zeros(len(places))
    np.add.at(sums, [places[cluster] for cluster in of], values)
    return sums


def _error(sums: NDArray[np.float64], count: int) -> float | None:
    """Return the clustered standard error of a mean from the clusters' sums of what differs from it."""
    groups = len(sums)
    return None if groups < 2 else float(np.sqrt(groups / (groups - 1) * np.sum(sums**2)) / count)


def _sign_flips(sums: NDArray[np.float64]) -> float:
    """Return in what share of all flips of signs the sum is as far from zero as it is."""
    if not len(sums):
        return 1.0
    found = abs(float(sums.sum())) - 1e-9 * float(np.abs(sums).sum())
    if len(sums) <= _EXACT_UP_TO:
        flips = np.arange(2 ** (len(sums) - 1))[:, None] >> np.arange(len(sums)) & 1
        return float(np.mean(np.abs((1 - 2 * flips) @ sums) >= found))
    draw = np.random.default_rng(_SEED)
    ordered = np.sort(sums)
    hits = 0
    for _ in range(_FLIPS // 1000):
        signs = draw.integers(0, 2, size=(1000, len(ordered)), dtype=np.int8)
        hits += int(np.sum(np.abs((1 - 2 * signs) @ ordered) >= found))
    return (1 + hits) / (1 + _FLIPS)
