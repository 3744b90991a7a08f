"""Incomplete gamma and beta functions, and the inversion of distribution functions, over arrays."""

from __future__ import annotations

from typing import Callable

import numpy as np

_TINY = 1e-300
_EPSILON = 1e-16
_MOST_TERMS = 100_000
_LANCZOS = (
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
)
_STIRLING_FROM = 40.0
_HALF_LOG_TWO_PI = 0.918938533204672741780329736406


def log_gamma(x: np.ndarray) -> np.ndarray:
    """Returns log Gamma(x), x > 0 (Lanczos 1964; Stirling's series for large x)."""
    x = np.asarray(x, dtype=float)
    small = np.minimum(x, _STIRLING_FROM) - 1
    total = np.full_like(x, _LANCZOS[0])
    for i, coefficient in enumerate(_LANCZOS[1:], start=1):
        total += coefficient / (small + i)
    t = small + 7.5
    near = _HALF_LOG_TWO_PI + (small + 0.5) * np.log(t) - t + np.log(total)
    large = np.maximum(x, _STIRLING_FROM)
    far = (large - 0.5) * np.log(large) - large + _HALF_LOG_TWO_PI + _stirling(large)
    return np.where(x < _STIRLING_FROM, near, far)


def _stirling(x: np.ndarray) -> np.ndarray:
    s = 1 / (x * x)
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s / 1680))) / x


def log_beta(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Returns log B(a, b), without the difference of large numbers where one of them is large."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    low, high = np.minimum(a, b), np.maximum(a, b)
    plain = log_gamma(low) + log_gamma(high) - log_gamma(low + high)
    big = np.maximum(high, _STIRLING_FROM)
    # log Gamma(b) - log Gamma(a + b) by Stirling's series.
    change = (
        -low * np.log(big + low)
        - (big - 0.5) * np.log1p(low / big)
        + low
        + _stirling(big)
        - _stirling(big + low)
    )
    return np.where(high < _STIRLING_FROM, plain, log_gamma(low) + change)


def gamma_tails(a: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns P(a, x) and Q(a, x) = 1 - P(a, x), each accurate relative to itself where it is the smaller."""
    a, x = (np.array(v, dtype=float) for v in np.broadcast_arrays(a, x))
    shape = a.shape
    a, x = a.ravel(), x.ravel()
    lower, upper = np.zeros(len(a)), np.ones(len(a))
    series = (x > 0) & (x < a + 1)
    fraction = (x > 0) & ~series & np.isfinite(x)
    lower[np.isinf(x)], upper[np.isinf(x)] = 1.0, 0.0
    with np.errstate(all="ignore"):
        if series.any():
            lower[series] = _gamma_series(a[series], x[series])
            upper[series] = 1 - lower[series]
        if fraction.any():
            upper[fraction] = _gamma_fraction(a[fraction], x[fraction])
            lower[fraction] = 1 - upper[fraction]
    return lower.reshape(shape), upper.reshape(shape)


def log_gamma_prefix(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Returns log(x^a e^-x / Gamma(a)); near x = a without the difference of large numbers."""
    u = (x - a) / a
    # x^a e^-x / Gamma(a) = sqrt(a / 2 pi) exp(-a (u - log(1 + u)) - stirling(a)).
    big = np.maximum(a, _STIRLING_FROM)
    near = -big * _excess(u) + 0.5 * np.log(big) - _HALF_LOG_TWO_PI - _stirling(big)
    plain = a * np.log(np.maximum(x, _TINY)) - x - log_gamma(a)
    return np.where((a >= _STIRLING_FROM) & (x > 0), near, plain)


def _excess(u: np.ndarray) -> np.ndarray:
    """Returns u - log(1 + u)."""
    small = np.abs(u) < 1e-2
    v = np.where(small, u, 0.0)
    series = v * v * (1 / 2 - v * (1 / 3 - v * (1 / 4 - v * (1 / 5 - v * (1 / 6 - v * (1 / 7 - v / 8))))))
    return np.where(small, series, u - np.log1p(np.where(small, 0.0, u)))


def _gamma_series(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    total, term, n = np.ones_like(x), np.ones_like(x), a.copy()
    for _ in range(_MOST_TERMS):
        n += 1
        term = term * x / n
        total += term
        if not (term > _EPSILON * total).any():
            break
    return np.minimum(1.0, np.exp(log_gamma_prefix(a, x)) / a * total)


def _gamma_fraction(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    b = x + 1 - a
    c = np.full_like(x, 1 / _TINY)
    d = 1 / b
    h = d.copy()
    for i in range(1, _MOST_TERMS):
        step = -i * (i - a)
        b = b + 2
        d = _away(step * d + b)
        c = _away(b + step / c)
        d = 1 / d
        change = d * c
        h *= change
        if not (np.abs(change - 1) > _EPSILON * 4).any():
            break
    return np.minimum(1.0, np.exp(log_gamma_prefix(a, x)) * h)


def _away(x: np.ndarray) -> np.ndarray:
    return np.where(np.abs(x) < _TINY, _TINY, x)


def beta_tails(x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns I_x(a, b) and its complement, y being 1 - x."""
    x, y, a, b = (np.array(v, dtype=float) for v in np.broadcast_arrays(x, y, a, b))
    with np.errstate(all="ignore"):
        front = np.exp(a * np.log(x) + b * np.log(y) - log_beta(a, b))
        front = np.where((x <= 0) | (y <= 0), 0.0, front)
        swap = x > (a + 1) / (a + b + 2)
        p, q = np.where(swap, b, a), np.where(swap, a, b)
        u = np.where(swap, y, x)
        part = np.clip(front * _beta_fraction(p, q, u) / p, 0.0, 1.0)
    part = np.where(u <= 0, 0.0, part)
    return np.where(swap, 1 - part, part), np.where(swap, part, 1 - part)


def _beta_fraction(a: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    c = np.ones_like(x)
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    h = d.copy()
    for m in range(1, _MOST_TERMS):
        step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + step * d)
        c = _away(1 + step / c)
        h *= d * c
        step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away(1 + step * d)
        c = _away(1 + step / c)
        change = d * c
        h *= change
        if not (np.abs(change - 1) > _EPSILON * 4).any():
            break
    return h


Evaluate = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def root(evaluate: Evaluate, low: np.ndarray, high: np.ndarray, start: np.ndarray, close: float = 0.0) -> np.ndarray:
    """Returns the roots (N) of increasing functions, each in its bracket.

    ``evaluate(x, rows)`` gives f(x) of these rows and how far from x the root seems to lie, such as Newton's
    f(x) / f'(x). A step that leaves the bracket or is no shorter than half the one before gives way to the middle.
    ``close`` is the relative length of a step that ends the search.
    """
    low, high = np.array(low, dtype=float), np.array(high, dtype=float)
    x = np.clip(np.asarray(start, dtype=float), low, high)
    result = x.copy()
    rows = np.flatnonzero(low < high)
    move = (high - low)[rows]
    at, low, high = x[rows], low[rows], high[rows]
    with np.errstate(all="ignore"):
        for _ in range(400):
            if not len(rows):
                break
            value, step = evaluate(at, rows)
            low, high = np.where(value < 0, at, low), np.where(value > 0, at, high)
            candidate = at - step
            quick = (candidate > low) & (candidate < high) & (np.abs(candidate - at) < move / 2)
            candidate = np.where(quick, candidate, low / 2 + high / 2)
            move = np.abs(candidate - at)
            candidate = np.where(value == 0, at, candidate)
            ended = (value == 0) | (move <= 8 * np.spacing(np.abs(at)))
            ended |= quick & (move <= close * np.abs(at))
            result[rows] = candidate
            keep = ~ended
            rows, at, low, high, move = rows[keep], candidate[keep], low[keep], high[keep], move[keep]
    return result


def count(cdf: Callable[[np.ndarray, np.ndarray], np.ndarray], p: float, start: np.ndarray) -> np.ndarray:
    """Returns the least whole k >= 0 with cdf(k) >= p, looked for outwards from the start (N)."""
    high = np.maximum(0.0, np.floor(start))
    low = high - 1
    _outwards(cdf, p, low, high)
    rows = np.flatnonzero(high - low > 1)
    while len(rows):
        middle = np.floor(low[rows] + (high[rows] - low[rows]) / 2)
        enough = cdf(middle, rows) >= p
        high[rows[enough]] = middle[enough]
        low[rows[~enough]] = middle[~enough]
        rows = rows[high[rows] - low[rows] > 1]
    return high


def _outwards(cdf: Callable[[np.ndarray, np.ndarray], np.ndarray], p: float, low: np.ndarray, high: np.ndarray) -> None:
    """Widens the brackets until cdf(low) < p <= cdf(high)."""
    step = np.maximum(1.0, np.floor(high * 1e-12))
    rows = np.flatnonzero(cdf(high, np.arange(len(high))) < p)
    while len(rows):
        low[rows] = high[rows]
        high[rows] += step[rows]
        step[rows] *= 2
        rows = rows[cdf(high[rows], rows) < p]
    step = np.maximum(1.0, np.floor(high * 1e-12))
    rows = np.flatnonzero(low >= 0)
    rows = rows[cdf(low[rows], rows) >= p]
    while len(rows):
        high[rows] = low[rows]
        low[rows] = np.maximum(-1.0, low[rows] - step[rows])
        step[rows] *= 2
        rows = rows[low[rows] >= 0]
        rows = rows[cdf(low[rows], rows) >= p]
