"""Distributions of targets, many rows at a time: every parameter is an array of N rows.

The families and their numbers are those of ``io.diglm.distribution``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Sequence, Union

import numpy as np

from diglm import normal, special
from diglm.fields import Fields

Array = np.ndarray
_LARGE = 1e5
_WIDE = 2.0
_MOST_LOG_MOMENT = 100.0
_FAR = 9.0
_LARGE_RESIDUAL = 30.0
_LEAST = 2.2250738585072014e-308


class Distribution:
    """p(y) of N rows."""

    discrete = False
    """Whether it is over whole numbers."""

    def __len__(self) -> int:
        raise NotImplementedError

    def take(self, rows: Array) -> Any:
        """Returns the same of these rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))  # type: ignore[arg-type]

    def mean(self) -> Array:
        raise NotImplementedError

    def sd(self) -> Array:
        raise NotImplementedError

    def cdf(self, y: Array) -> Array:
        """Returns P(Y <= y) (N)."""
        raise NotImplementedError

    def cdf_below(self, y: Array) -> Array:
        """Returns P(Y < y) (N), which differs only by a discrete family's step at y."""
        return self.cdf(np.ceil(y) - 1) if self.discrete else self.cdf(y)

    def quantile(self, p: float) -> Array:
        """Returns the smallest y with P(Y <= y) >= p (N)."""
        raise NotImplementedError

    def density(self, y: Array) -> Array:
        """Returns p(y) (N); NaN where only the distribution function is at hand."""
        return np.full(len(self), math.nan)

    def moments(self) -> Array:
        """Returns which moments exist (N): 2 with a mean and a deviation, 1 with a mean, else 0.

        What does not exist is given as a very large number.
        """
        return np.full(len(self), 2)


@dataclass(frozen=True)
class Unknown(Distribution):
    """What a model of p(x) alone says of a target: nothing."""

    rows: Array

    def __len__(self) -> int:
        return len(self.rows)

    def mean(self) -> Array:
        return np.full(len(self), math.nan)

    def sd(self) -> Array:
        return self.mean()

    def cdf(self, y: Array) -> Array:
        return self.mean()

    def quantile(self, p: float) -> Array:
        return self.mean()


@dataclass(frozen=True)
class Normal(Distribution):
    """N(location, scale^2)."""

    location: Array
    scale: Array

    def __len__(self) -> int:
        return len(self.location)

    def mean(self) -> Array:
        return self.location

    def sd(self) -> Array:
        return self.scale

    def cdf(self, y: Array) -> Array:
        return normal.cdf((y - self.location) / self.scale)

    def quantile(self, p: float) -> Array:
        return self.location + self.scale * float(normal.quantile(np.array(p)))


@dataclass(frozen=True)
class StudentT(Distribution):
    """Student-t with location, scale and nu > 2 degrees of freedom."""

    location: Array
    scale: Array
    nu: Array

    def __len__(self) -> int:
        return len(self.location)

    def mean(self) -> Array:
        return self.location

    def sd(self) -> Array:
        return self.scale * np.sqrt(self.nu / (self.nu - 2))

    def cdf(self, y: Array) -> Array:
        t = (y - self.location) / self.scale
        tail = _t_tail(np.abs(t), self.nu)
        return np.where(t < 0, tail, 1 - tail)

    def density(self, y: Array) -> Array:
        t = (y - self.location) / self.scale
        constant = -special.log_beta(np.full_like(self.nu, 0.5), self.nu / 2) - 0.5 * np.log(self.nu)
        return np.exp(constant - (self.nu + 1) / 2 * np.log1p(t * t / self.nu)) / self.scale

    def quantile(self, p: float) -> Array:
        # The rows of a model mostly share nu.
        nu, rows = np.unique(self.nu, return_inverse=True)
        t = _t_upper(min(p, 1 - p), nu)[rows.reshape(-1)]
        return self.location + self.scale * (-t if p <= 0.5 else t)


def _t_tail(t: Array, nu: Array) -> Array:
    """Returns P(T > t), t >= 0."""
    square = t * t
    x = nu / (nu + square)
    return 0.5 * special.beta_tails(x, square / (nu + square), nu / 2, np.full_like(nu, 0.5))[0]


def _t_upper(p: float, nu: Array) -> Array:
    """Returns t >= 0 with P(T > t) = p <= 1/2; it lies between those of N(0, 1) and nu = 2."""
    z = -float(normal.quantile(np.array(p)))
    heaviest = (1 - 2 * p) / math.sqrt(2 * p * (1 - p))
    constant = -special.log_beta(np.full_like(nu, 0.5), nu / 2) - 0.5 * np.log(nu)

    def evaluate(t: Array, rows: Array) -> tuple[Array, Array]:
        of = nu[rows]
        excess = p - _t_tail(t, of)
        slope = np.exp(constant[rows] - (of + 1) / 2 * np.log1p(t * t / of))
        return excess, excess / slope

    low = np.full_like(nu, z * (1 - 1e-12))
    high = np.full_like(nu, heaviest * (1 + 1e-12))
    return special.root(evaluate, low, high, z + (z**3 + z) / (4 * nu))


@dataclass(frozen=True)
class Gamma(Distribution):
    """Gamma over y > 0 with variance dispersion mean^2."""

    average: Array
    dispersion: Array

    def __len__(self) -> int:
        return len(self.average)

    def mean(self) -> Array:
        return self.average

    def sd(self) -> Array:
        return self.average * np.sqrt(self.dispersion)

    def cdf(self, y: Array) -> Array:
        x = np.maximum(y, 0.0) / (self.dispersion * self.average)
        return special.gamma_tails(1 / self.dispersion, x)[0]

    def density(self, y: Array) -> Array:
        x = np.maximum(y, 0.0) / (self.dispersion * self.average)
        return np.exp(special.log_gamma_prefix(1 / self.dispersion, x)) / np.maximum(y, _LEAST)

    def quantile(self, p: float) -> Array:
        z = float(normal.quantile(np.array(p)))
        shape = 1 / self.dispersion
        cube = 1 - self.dispersion / 9 + z * np.sqrt(self.dispersion) / 3
        # The least that P(shape, x) <= x^shape / Gamma(shape + 1) allows.
        low = (math.log(p) + special.log_gamma(shape + 1)) / shape
        low = np.maximum(low - 1e-12 * np.abs(low), -745.0)
        start = np.where(cube > 0.1, 3 * np.log(np.maximum(cube, 0.1)) - np.log(self.dispersion), low)
        high = np.maximum(low, start) + 1

        def excess(u: Array, rows: Array) -> Array:
            lower, upper = special.gamma_tails(shape[rows], np.exp(u))
            return lower - p if p <= 0.5 else 1 - p - upper

        def evaluate(u: Array, rows: Array) -> tuple[Array, Array]:
            value = excess(u, rows)
            return value, value / np.exp(special.log_gamma_prefix(shape[rows], np.exp(u)))

        rows = np.arange(len(self))
        while len(rows):
            rows = rows[excess(high[rows], rows) < 0]
            high[rows] += 1
        u = special.root(evaluate, low, high, start, 1e-12)
        return self.dispersion * self.average * np.exp(u)


@dataclass(frozen=True)
class Poisson(Distribution):
    """Poisson over y = 0, 1, ..."""

    discrete = True
    average: Array

    def __len__(self) -> int:
        return len(self.average)

    def mean(self) -> Array:
        return self.average

    def sd(self) -> Array:
        return np.sqrt(self.average)

    def cdf(self, y: Array) -> Array:
        upper = special.gamma_tails(np.floor(np.maximum(y, 0.0)) + 1, self.average)[1]
        return np.where(y >= 0, upper, 0.0)

    def quantile(self, p: float) -> Array:
        z = float(normal.quantile(np.array(p)))
        start = self.average + z * self.sd() + (z * z - 1) / 6
        return _counts(self, p, start)


@dataclass(frozen=True)
class NegativeBinomial(Distribution):
    """Negative binomial over y = 0, 1, ... with variance mean + alpha mean^2."""

    discrete = True
    average: Array
    alpha: Array

    def __len__(self) -> int:
        return len(self.average)

    def mean(self) -> Array:
        return self.average

    def sd(self) -> Array:
        return np.sqrt(self.average * (1 + self.alpha * self.average))

    def cdf(self, y: Array) -> Array:
        odds = self.alpha * self.average
        successes = np.floor(np.maximum(y, 0.0)) + 1
        failure = special.beta_tails(1 / (1 + odds), odds / (1 + odds), 1 / self.alpha, successes)[0]
        return np.where(y >= 0, failure, 0.0)

    def quantile(self, p: float) -> Array:
        z = float(normal.quantile(np.array(p)))
        return _counts(self, p, self.average + z * self.sd())


@dataclass(frozen=True)
class ZeroInflated(Distribution):
    """Counts that are 0 with a probability of their own, whose log-odds these are (Lambert 1992)."""

    discrete = True
    log_odds: Array
    counts: Union[Poisson, NegativeBinomial]

    def __len__(self) -> int:
        return len(self.log_odds)

    def take(self, rows: Array) -> ZeroInflated:
        return ZeroInflated(self.log_odds[rows], self.counts.take(rows))

    def mean(self) -> Array:
        return _sigmoid(-self.log_odds) * self.counts.mean()

    def sd(self) -> Array:
        variance = self.counts.sd() ** 2 + _sigmoid(self.log_odds) * self.counts.mean() ** 2
        return np.sqrt(_sigmoid(-self.log_odds) * variance)

    def cdf(self, y: Array) -> Array:
        inside = _sigmoid(self.log_odds) + _sigmoid(-self.log_odds) * self.counts.cdf(y)
        return np.where(np.asarray(y) >= 0, inside, 0.0)

    def quantile(self, p: float) -> Array:
        # Where no zero is structural it is at most this.
        start = self.counts.quantile(p)
        return np.where(p <= _sigmoid(self.log_odds), 0.0, special.count(lambda y, k: self.take(k).cdf(y), p, start))


@dataclass(frozen=True)
class Tweedie(Distribution):
    """A Poisson number of gammas, so 0 or positive, with variance dispersion mean^power (Jorgensen 1987)."""

    average: Array
    dispersion: Array
    power: Array

    def __len__(self) -> int:
        return len(self.average)

    def mean(self) -> Array:
        return self.average

    def sd(self) -> Array:
        return np.exp((np.log(self.dispersion) + self.power * np.log(self.average)) / 2)

    def _rate(self) -> Array:
        return np.exp((2 - self.power) * np.log(self.average) - np.log(self.dispersion)) / (2 - self.power)

    def zero(self) -> Array:
        """Returns P(Y = 0) (N)."""
        return np.exp(-self._rate())

    def cdf(self, y: Array) -> Array:
        y = np.broadcast_to(np.asarray(y, dtype=float), (len(self),))
        share = np.where(y >= 0, self.zero(), 0.0)
        inside = np.flatnonzero((y > 0) & np.isfinite(y))
        share[inside] = self.take(inside).below(y[inside])[0]
        return np.where(y == np.inf, 1.0, share)

    def cdf_below(self, y: Array) -> Array:
        return np.where(np.asarray(y) > 0, self.cdf(y), 0.0)

    def density(self, y: Array) -> Array:
        return self.below(y)[1]

    def mean_up_to(self, y: Array) -> Array:
        """Returns E[Y; Y <= y] (N)."""
        part = np.where(y == np.inf, self.average, 0.0)
        inside = np.flatnonzero((y > 0) & np.isfinite(y))
        part[inside] = self.take(inside).below(y[inside])[2]
        return part

    def below(self, y: Array) -> tuple[Array, Array, Array]:
        """Returns P(Y <= y), the density and E[Y; Y <= y] of y > 0 (N): sums over the number of gammas."""
        rate = self._rate()
        shape = (2 - self.power) / (self.power - 1)
        scale = self.dispersion * (self.power - 1) * np.exp((self.power - 1) * np.log(self.average))
        x = y / scale
        wide = np.sqrt(rate)
        step = np.maximum(1.0, np.floor(np.minimum(wide, wide / np.sqrt(shape)) / 4))
        n = np.maximum(1.0, np.rint(rate - _FAR * wide))
        last = rate + _FAR * wide + 4 * _FAR
        share, density, part = np.zeros((3, len(self)))
        rows = np.arange(len(self))
        while len(rows):
            weight = step[rows] * np.exp(special.log_gamma_prefix(n[rows], rate[rows])) / n[rows]
            a = n[rows] * shape[rows]
            prefix = np.exp(special.log_gamma_prefix(a, x[rows]))
            tail = special.gamma_tails(a, x[rows])[0]
            term = weight * tail
            share[rows] += term
            density[rows] += weight * prefix
            # P(a + 1, x) = P(a, x) - x^a e^-x / Gamma(a + 1).
            part[rows] += weight * np.maximum(0.0, a * tail - prefix)
            over = (n[rows] > rate[rows]) & (term <= 1e-17 * share[rows])
            n[rows] += step[rows]
            rows = rows[~over & (n[rows] <= last[rows])]
        return np.minimum(1.0, self.zero() + share), density / y, scale * part

    def quantile(self, p: float) -> Array:
        return _cost_quantile(self, 1, p)


def _cost_quantile(parts: Tweedie, draws: int, p: float) -> Array:
    """Returns the quantile of the average of so many distributions a row (N)."""

    def by_row(values: Array) -> Array:
        return values.reshape(-1, draws).mean(axis=1)

    def evaluate(u: Array, rows: Array) -> tuple[Array, Array]:
        these = parts.take((rows[:, None] * draws + np.arange(draws)).ravel())
        share, density, _ = these.below(np.repeat(np.exp(u), draws))
        value = by_row(share) - p
        return value, value / (np.exp(u) * by_row(density))

    zero, mean = by_row(parts.zero()), by_row(parts.mean())
    square = by_row(parts.sd() ** 2 + parts.mean() ** 2)
    sd = np.sqrt(np.maximum(square - mean**2, 0.0))
    positive = np.flatnonzero(p > zero)
    found = np.zeros(len(zero))
    if p >= 1:
        found[positive] = np.inf
        return found
    high = np.log(mean + sd * math.sqrt(p / (1 - p)))[positive]  # Cantelli's bound
    low = np.full(len(positive), -745.0)
    rest = 1 - zero[positive]
    middle = mean[positive] / rest
    dispersion = np.maximum(1e-6, square[positive] / rest / middle**2 - 1)
    start = [Gamma(_one(m), _one(d)).quantile(q)[0] for m, d, q in zip(middle, dispersion, (p - 1 + rest) / rest)]
    u = special.root(lambda u, rows: evaluate(u, positive[rows]), low, high, np.log(np.maximum(start, _LEAST)), 1e-12)
    found[positive] = np.exp(u)
    return found


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta over 0 < y < 1 with variance mean (1 - mean) / (1 + precision)."""

    log_odds: Array
    precision: Array

    def __len__(self) -> int:
        return len(self.log_odds)

    def _shapes(self) -> tuple[Array, Array]:
        return self.mean() * self.precision, _sigmoid(-self.log_odds) * self.precision

    def mean(self) -> Array:
        return _sigmoid(self.log_odds)

    def sd(self) -> Array:
        return np.sqrt(self.mean() * _sigmoid(-self.log_odds) / (1 + self.precision))

    def cdf(self, y: Array) -> Array:
        inside = np.clip(y, _LEAST, 1 - 1e-16)
        share = special.beta_tails(inside, 1 - inside, *self._shapes())[0]
        return np.where(y <= 0, 0.0, np.where(y >= 1, 1.0, share))

    def density(self, y: Array) -> Array:
        a, b = self._shapes()
        return np.exp((a - 1) * np.log(y) + (b - 1) * np.log1p(-y) - special.log_beta(a, b))

    def quantile(self, p: float) -> Array:
        def evaluate(y: Array, rows: Array) -> tuple[Array, Array]:
            these = self.take(rows)
            value = these.cdf(y) - p
            return value, value / these.density(y)

        return special.root(evaluate, np.zeros(len(self)), np.ones(len(self)), self.mean())


def _counts(of: Distribution, p: float, start: Array) -> Array:
    """Of large means the start is as near as a quantile's own step of 1 is."""
    result = np.maximum(0.0, np.rint(start))
    rows = np.flatnonzero((of.mean() < _LARGE) | isinstance(of, NegativeBinomial))
    part = of.take(rows)
    result[rows] = special.count(lambda y, k: part.take(k).cdf(y), p, start[rows])
    return result


@dataclass(frozen=True)
class Mixture(Distribution):
    """A mixture of K normals: every parameter is (N, K)."""

    log_weights: Array
    means: Array
    sds: Array

    def __len__(self) -> int:
        return len(self.means)

    def mean(self) -> Array:
        return (np.exp(self.log_weights) * self.means).sum(axis=1)

    def sd(self) -> Array:
        gaps = self.means - self.mean()[:, None]
        return np.sqrt((np.exp(self.log_weights) * (self.sds**2 + gaps**2)).sum(axis=1))

    def cdf(self, y: Array) -> Array:
        z = (np.asarray(y)[:, None] - self.means) / self.sds
        return np.minimum(1.0, (np.exp(self.log_weights) * normal.cdf(z)).sum(axis=1))

    def quantile(self, p: float) -> Array:
        z = float(normal.quantile(np.array(p)))
        weights = np.exp(self.log_weights)
        ends = self.means + self.sds * z
        least = self.sds.min(axis=1)

        def evaluate(y: Array, rows: Array) -> tuple[Array, Array]:
            sds, weight = self.sds[rows], weights[rows]
            t = (y[:, None] - self.means[rows]) / sds
            if p <= 0.5:
                value = np.minimum(1.0, (weight * normal.cdf(t)).sum(axis=1)) - p
            else:
                value = 1 - p - np.minimum(1.0, (weight * normal.cdf(-t)).sum(axis=1))
            parts = weight / sds * np.exp(normal.log_density(t))
            density, slope = parts.sum(axis=1), -(parts * t / sds).sum(axis=1)
            newton = value / density
            bend = 1 - newton * slope / (2 * density)
            return value, np.where(bend > 0.5, newton / bend, newton)

        start = (weights * ends).sum(axis=1)
        # Of Halley's step the error falls with its cube; in units of the least deviation.
        scaled = special.root(
            lambda u, rows: _in_units(evaluate, u, rows, least),
            ends.min(axis=1) / least,
            ends.max(axis=1) / least,
            start / least,
            1e-9,
        )
        return scaled * least


def _in_units(evaluate: special.Evaluate, u: Array, rows: Array, unit: Array) -> tuple[Array, Array]:
    value, step = evaluate(u * unit[rows], rows)
    return value, step / unit[rows]


@dataclass(frozen=True)
class LogMixture(Distribution):
    """A positive number whose logarithm is a mixture of normals."""

    logarithm: Mixture

    def __len__(self) -> int:
        return len(self.logarithm)

    def take(self, rows: Array) -> LogMixture:
        return LogMixture(self.logarithm.take(rows))

    def _moments(self) -> Array:
        """Returns the means of the components (N, K); their logarithms count as at most 100."""
        return np.exp(np.minimum(self.logarithm.means + self.logarithm.sds**2 / 2, _MOST_LOG_MOMENT))

    def mean(self) -> Array:
        return (np.exp(self.logarithm.log_weights) * self._moments()).sum(axis=1)

    def sd(self) -> Array:
        own = self._moments()
        spread = own * own * np.expm1(np.minimum(self.logarithm.sds**2, _MOST_LOG_MOMENT))
        gaps = own - self.mean()[:, None]
        return np.sqrt((np.exp(self.logarithm.log_weights) * (spread + gaps * gaps)).sum(axis=1))

    def cdf(self, y: Array) -> Array:
        y = np.asarray(y, dtype=float)
        return np.where(y > 0, self.logarithm.cdf(np.log(np.where(y > 0, y, 1.0))), 0.0)

    def quantile(self, p: float) -> Array:
        return np.exp(self.logarithm.quantile(p))


@dataclass(frozen=True)
class Lifetime(Distribution):
    """A positive time y with ln y = location + scale e, by the residual e."""

    location: Array
    scale: Array

    def __len__(self) -> int:
        return len(self.location)

    def _log_moment(self, order: Array) -> Array:
        """Returns log E[exp(order e)] (N); infinite where there is no such moment."""
        raise NotImplementedError

    def _residual_cdf(self, t: Array) -> Array:
        """Returns P(e <= t) (N)."""
        raise NotImplementedError

    def _log_residual_density(self, t: Array) -> Array:
        """Returns the log-density of e in nats (N)."""
        raise NotImplementedError

    def _residual_quantile(self, p: float) -> float:
        raise NotImplementedError

    def moments(self) -> Array:
        first, second = np.isinf(self._log_moment(self.scale)), np.isinf(self._log_moment(2 * self.scale))
        return np.where(first, 0, np.where(second, 1, 2))

    def mean(self) -> Array:
        return np.exp(np.minimum(_MOST_LOG_MOMENT, self.location + self._log_moment(self.scale)))

    def sd(self) -> Array:
        first, second = self._log_moment(self.scale), self._log_moment(2 * self.scale)
        there = np.isfinite(second)
        apart = np.where(there, second - 2 * np.where(there, first, 0.0), math.inf)
        log = self.location + np.where(there, first, 0.0) + np.log(np.expm1(apart)) / 2
        return np.exp(np.minimum(_MOST_LOG_MOMENT, log))

    def _residual(self, y: Array) -> tuple[Array, Array]:
        """Returns whether y is positive, and its residual (N each)."""
        y = np.asarray(y, dtype=float)
        above = y > 0
        return above, (np.log(np.where(above, y, 1.0)) - self.location) / self.scale

    def cdf(self, y: Array) -> Array:
        above, t = self._residual(y)
        return np.where(above, self._residual_cdf(t), 0.0)

    def density(self, y: Array) -> Array:
        above, t = self._residual(y)
        return np.where(above, np.exp(self._log_residual_density(t)) / (self.scale * np.where(above, y, 1.0)), 0.0)

    def quantile(self, p: float) -> Array:
        return np.exp(self.location + self.scale * self._residual_quantile(p))


@dataclass(frozen=True)
class Weibull(Lifetime):
    """A Weibull distribution of shape 1 / scale: P(e <= t) = 1 - exp(-exp(t))."""

    def _log_moment(self, order: Array) -> Array:
        return special.log_gamma(1 + order)

    def _residual_cdf(self, t: Array) -> Array:
        return -np.expm1(-np.exp(np.minimum(t, _LARGE_RESIDUAL)))

    def _log_residual_density(self, t: Array) -> Array:
        return np.minimum(t, _LARGE_RESIDUAL) - np.exp(np.minimum(t, _LARGE_RESIDUAL))

    def _residual_quantile(self, p: float) -> float:
        return math.log(-math.log1p(-p))


@dataclass(frozen=True)
class LogNormal(Lifetime):
    """A log-normal distribution: e is standard normal."""

    def _log_moment(self, order: Array) -> Array:
        return order * order / 2

    def _residual_cdf(self, t: Array) -> Array:
        return normal.cdf(t)

    def _log_residual_density(self, t: Array) -> Array:
        return normal.log_density(t)

    def _residual_quantile(self, p: float) -> float:
        return float(normal.quantile(np.array(p)))


@dataclass(frozen=True)
class LogLogistic(Lifetime):
    """A log-logistic distribution of shape 1 / scale: P(e <= t) = 1 / (1 + exp(-t)).

    It has a mean if the scale is below 1, and a deviation if it is below 1/2.
    """

    def _log_moment(self, order: Array) -> Array:
        within = np.where(order < 1, order, 0.5)
        return np.where(order < 1, special.log_gamma(1 + within) + special.log_gamma(1 - within), math.inf)

    def _residual_cdf(self, t: Array) -> Array:
        return np.exp(-softplus(-t))

    def _log_residual_density(self, t: Array) -> Array:
        return -softplus(t) - softplus(-t)

    def _residual_quantile(self, p: float) -> float:
        return math.log(p) - math.log1p(-p)


@dataclass(frozen=True)
class Rounded(Distribution):
    """A mixture of normals rounded to whole numbers."""

    discrete = True
    latent: Mixture

    def __len__(self) -> int:
        return len(self.latent)

    def take(self, rows: Array) -> Rounded:
        return Rounded(self.latent.take(rows))

    def mean(self) -> Array:
        return self._moments()[0]

    def sd(self) -> Array:
        return self._moments()[1]

    def _moments(self) -> tuple[Array, Array]:
        weights = np.exp(self.latent.log_weights)
        means, variances = _rounded_moments(self.latent.means, self.latent.sds)
        mean = (weights * means).sum(axis=1)
        spread = (weights * (variances + (means - mean[:, None]) ** 2)).sum(axis=1)
        return mean, np.sqrt(spread)

    def cdf(self, y: Array) -> Array:
        return self.latent.cdf(np.floor(y) + 0.5)

    def quantile(self, p: float) -> Array:
        y = np.ceil(self.latent.quantile(p) - 0.5)
        # The latent quantile is off by rounding, which matters only where p is a step's own level.
        lower = self.latent.cdf(y - 0.5) >= p
        return np.where(lower, y - 1, np.where(self.latent.cdf(y + 0.5) < p, y + 1, y))


def _rounded_moments(means: Array, sds: Array) -> tuple[Array, Array]:
    """Returns mean and variance of rounded normals; of wide ones by Sheppard's correction."""
    mean, variance = means.copy(), sds**2 + 1 / 12
    narrow = np.flatnonzero(sds <= _WIDE)
    if len(narrow):
        m, s = means.ravel()[narrow][:, None], sds.ravel()[narrow][:, None]
        steps = np.arange(-math.ceil(_FAR * _WIDE) - 1, math.ceil(_FAR * _WIDE) + 2, dtype=float)
        far = -np.abs(np.rint(m) + steps - m)
        mass = normal.cdf((far + 0.5) / s) - normal.cdf((far - 0.5) / s)
        first, second = (mass * steps).sum(axis=1), (mass * steps**2).sum(axis=1)
        mean.ravel()[narrow] = np.rint(m[:, 0]) + first
        variance.ravel()[narrow] = second - first**2
    return mean, variance


class ClassDistribution(Distribution):
    """A distribution over classes, whose y is the index of the class."""

    discrete = True

    def log_probabilities(self) -> Array:
        """Returns log P(Y = k) in nats (N, K)."""
        raise NotImplementedError

    def probabilities(self) -> Array:
        """Returns P(Y = k) (N, K)."""
        return np.exp(self.log_probabilities())

    def mode(self) -> Array:
        """Returns the most probable class (N), the first of equals."""
        return np.argmax(self.log_probabilities(), axis=1)

    def entropy(self) -> Array:
        """Returns the entropy in nats (N)."""
        logs = self.log_probabilities()
        return -(np.exp(logs) * logs).sum(axis=1)

    def mean(self) -> Array:
        return self.probabilities() @ np.arange(self.log_probabilities().shape[1])

    def sd(self) -> Array:
        classes = np.arange(self.log_probabilities().shape[1])
        gaps = classes - self.mean()[:, None]
        return np.sqrt((self.probabilities() * gaps**2).sum(axis=1))

    def cdf(self, y: Array) -> Array:
        shares = np.minimum(1.0, np.cumsum(self.probabilities(), axis=1))
        shares[:, -1] = 1.0
        at = np.floor(np.minimum(y, shares.shape[1] - 1)).astype(int)
        return np.where(at < 0, 0.0, shares[np.arange(len(self)), np.maximum(at, 0)])

    def quantile(self, p: float) -> Array:
        shares = np.minimum(1.0, np.cumsum(self.probabilities(), axis=1))
        shares[:, -1] = 1.0
        return np.argmax(shares >= p, axis=1).astype(float)


@dataclass(frozen=True)
class Bernoulli(ClassDistribution):
    """P(Y = 1) = 1 / (1 + exp(-log_odds))."""

    log_odds: Array

    def __len__(self) -> int:
        return len(self.log_odds)

    def log_probabilities(self) -> Array:
        return np.stack([-softplus(self.log_odds), -softplus(-self.log_odds)], axis=1)


@dataclass(frozen=True)
class Categorical(ClassDistribution):
    """log P(Y = k) in nats (N, K)."""

    logs: Array

    def __len__(self) -> int:
        return len(self.logs)

    def log_probabilities(self) -> Array:
        return self.logs


@dataclass(frozen=True)
class Ordinal(Categorical):
    """log P(Y = k) of ordered classes in nats (N, K)."""


@dataclass(frozen=True)
class Averaged(Distribution):
    """The average of S distributions a row, kept one after the other as N S rows of one distribution."""

    parts: Distribution
    draws: int

    @property
    def discrete(self) -> bool:  # type: ignore[override]
        return self.parts.discrete

    def __len__(self) -> int:
        return len(self.parts) // self.draws

    def take(self, rows: Array) -> Averaged:
        rows = np.arange(len(self))[rows]
        return Averaged(self.parts.take((rows[:, None] * self.draws + np.arange(self.draws)).ravel()), self.draws)

    def _by_row(self, values: Array) -> Array:
        return values.reshape(-1, self.draws)

    def mean(self) -> Array:
        return self._by_row(self.parts.mean()).mean(axis=1)

    def sd(self) -> Array:
        return np.hypot(self.spread(), np.sqrt(self._by_row(self.parts.sd() ** 2).mean(axis=1)))

    def spread(self) -> Array:
        """Returns the deviation of the parts' means (N)."""
        return self._by_row(self.parts.mean()).std(axis=1)

    def cdf(self, y: Array) -> Array:
        return self._by_row(self.parts.cdf(np.repeat(y, self.draws))).mean(axis=1)

    def density(self, y: Array) -> Array:
        return self._by_row(self.parts.density(np.repeat(y, self.draws))).mean(axis=1)

    def moments(self) -> Array:
        return self._by_row(self.parts.moments()).min(axis=1)

    def mean_up_to(self, y: Array) -> Array:
        """Returns E[Y; Y <= y] of an average of Tweedie distributions (N)."""
        assert isinstance(self.parts, Tweedie)
        return self._by_row(self.parts.mean_up_to(np.repeat(y, self.draws))).mean(axis=1)

    def cdf_below(self, y: Array) -> Array:
        return self._by_row(self.parts.cdf_below(np.repeat(y, self.draws))).mean(axis=1)

    def quantile(self, p: float) -> Array:
        if isinstance(self.parts, Tweedie):
            return _cost_quantile(self.parts, self.draws, p)
        ends = self._by_row(self.parts.quantile(p))
        low, high = ends.min(axis=1), ends.max(axis=1)
        # A time far beyond doubles has no root to look for.
        endless = np.isinf(low) | np.isinf(high)
        if endless.any():
            low = np.where(endless, low if p < 0.5 else high, low)
            high = np.where(endless, low, high)
        start = low / 2 + high / 2
        if isinstance(self.parts, (Poisson, NegativeBinomial, ZeroInflated)):
            found = special.count(lambda y, rows: self.take(rows).cdf(y), p, start)
            return np.where(low == high, low, found)

        def evaluate(y: Array, rows: Array) -> tuple[Array, Array]:
            these = self.take(rows)
            value = these.cdf(y) - p
            return value, value / these.density(y)

        # Newton's error falls with its square.
        return special.root(evaluate, low, high, start, 1e-9)


def joined(averaged: Averaged) -> Distribution:
    """Returns the same in closed form where there is one: an average of normals or of their mixtures is a mixture."""
    parts = averaged.parts
    if isinstance(parts, Rounded):
        return Rounded(_mixed(parts.latent, averaged.draws))
    if isinstance(parts, LogMixture):
        return LogMixture(_mixed(parts.logarithm, averaged.draws))
    return _mixed(parts, averaged.draws) if isinstance(parts, (Normal, Mixture)) else averaged


def _mixed(parts: Union[Normal, Mixture], draws: int) -> Mixture:
    rows = len(parts) // draws
    if isinstance(parts, Normal):
        logs = np.full((rows, draws), -math.log(draws))
        return Mixture(logs, parts.location.reshape(rows, draws), parts.scale.reshape(rows, draws))
    shape = (rows, draws * parts.means.shape[1])
    logs = parts.log_weights - math.log(draws)
    return Mixture(logs.reshape(shape), parts.means.reshape(shape), parts.sds.reshape(shape))


def mean_of_classes(parts: ClassDistribution, draws: int) -> ClassDistribution:
    """Returns the average of the probabilities of S distributions a row, kept one after the other."""
    shares = parts.probabilities()
    shares = shares.reshape(len(shares) // draws, draws, shares.shape[1]).mean(axis=1)
    logits = np.log(np.maximum(shares, _LEAST))
    if isinstance(parts, Bernoulli):
        return Bernoulli(logits[:, 1] - logits[:, 0])
    return Categorical(log_softmax(logits))


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def softplus(x: Array) -> Array:
    """Returns log(1 + exp(x)) without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def log_softmax(logits: Array) -> Array:
    """Returns logits - log sum exp(logits) along the last axis."""
    top = logits.max(axis=-1, keepdims=True)
    return logits - (top + np.log(np.exp(logits - top).sum(axis=-1, keepdims=True)))


_RESIDUALS = {"gumbel": Weibull, "normal": LogNormal, "logistic": LogLogistic}


def marginal(given: Fields) -> Distribution:
    """Reads p(y), one row, as a model file keeps it."""
    family = given.text("family")
    if family == "unknown":
        return Unknown(np.zeros(1))
    if family == "gaussian":
        return Normal(_one(given.finite("mean")), _one(given.positive("sd")))
    if family == "student_t":
        nu = given.finite("nu")
        if not nu > 2:
            raise given.reject("nu", "be above 2")
        return StudentT(_one(given.finite("location")), _one(given.positive("scale")), _one(nu))
    if family == "bernoulli":
        return Bernoulli(_one(given.finite("log_odds")))
    if family == "categorical":
        return Categorical(_logs(given, "log_probabilities")[None, :])
    if family == "ordinal":
        return Ordinal(_logs(given, "log_probabilities")[None, :])
    if family == "poisson":
        return Poisson(_one(given.positive("mean")))
    if family == "negative_binomial":
        return NegativeBinomial(_one(given.positive("mean")), _one(given.positive("alpha")))
    if family == "beta":
        return Beta(_one(given.finite("log_odds")), _one(given.positive("precision")))
    if family == "gamma":
        return Gamma(_one(given.positive("mean")), _one(given.positive("dispersion")))
    if family == "tweedie":
        power = given.finite("power")
        if not 1 < power < 2:
            raise given.reject("power", "be between 1 and 2")
        return Tweedie(_one(given.positive("mean")), _one(given.positive("dispersion")), _one(power))
    if family == "mixture":
        return _mixture(given)
    if family == "log_mixture":
        return LogMixture(_mixture(given.object("logarithm")))
    if family == "lifetime":
        residual = given.choice("residual", *_RESIDUALS)
        return _RESIDUALS[residual](_one(given.finite("location")), _one(given.positive("scale")))
    if family == "rounded":
        return Rounded(_mixture(given.object("latent")))
    raise given.reject("family", "be one that this library knows")


def _one(value: float) -> Array:
    return np.array([value])


def _mixture(given: Fields) -> Mixture:
    logs = _logs(given, "log_weights")
    means, sds = (_wide(given, name, len(logs)) for name in ("means", "sds"))
    if not (np.isfinite(means).all() and np.isfinite(sds).all() and (sds > 0).all()):
        raise given.reject("sds", "be positive and finite, and the means finite")
    return Mixture(logs[None, :], means[None, :], sds[None, :])


def _logs(given: Fields, name: str) -> Array:
    logs: Array = np.array(given.numbers(name))
    if not abs(np.exp(logs).sum() - 1) < 1e-6:
        raise given.reject(name, "be logarithms of shares that sum to 1")
    return logs


def _wide(given: Fields, name: str, width: int) -> Array:
    values: Sequence[float] = given.numbers(name)
    if len(values) != width:
        raise given.reject(name, f"hold {width} numbers")
    return np.array(values)
