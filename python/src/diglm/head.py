"""The GLM on z: family, link and dispersion, and p(y|x) from its linear predictors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np

from diglm import normal
from diglm.distributions import (
    Bernoulli,
    Beta,
    Categorical,
    Distribution,
    Gamma,
    LogLogistic,
    LogMixture,
    LogNormal,
    Mixture,
    NegativeBinomial,
    Normal,
    Ordinal,
    Poisson,
    Rounded,
    StudentT,
    Tweedie,
    Unknown,
    Weibull,
    ZeroInflated,
    log_softmax,
    softplus,
)
from diglm.fields import Fields

Array = np.ndarray
_LOG_SCALE = 12.0
_LOG_ODDS = 30.0
_LOWEST_MEAN, _HIGHEST_MEAN = math.exp(-30), math.exp(30)
_INVERSE = 1e-6
_DEGREES = 1e4
_TAIL = 1e-3
_LEAST_POWER, _POWERS = 1.01, 0.98
_SMALLEST = 2.2250738585072014e-308
_MOST_LOCATION = 300.0
"""Within exp(-300) and exp(300) a time is a double."""

_LINKS = {
    "gaussian": ("identity", "log", "softplus"),
    "student_t": ("identity",),
    "mixture": ("identity",),
    "log_mixture": ("identity",),
    "weibull": ("identity",),
    "log_normal": ("identity",),
    "log_logistic": ("identity",),
    "rounded": ("identity",),
    "none": ("identity",),
    "bernoulli": ("logit", "probit", "cloglog"),
    "categorical": ("logit",),
    "ordinal": ("logit",),
    "poisson": ("log", "sqrt", "softplus"),
    "negative_binomial": ("log", "sqrt", "softplus"),
    "gamma": ("log", "sqrt", "inverse", "softplus"),
    "zero_inflated_poisson": ("log", "sqrt", "softplus"),
    "zero_inflated_negative_binomial": ("log", "sqrt", "softplus"),
    "beta": ("logit", "probit", "cloglog"),
    "tweedie": ("log", "sqrt", "softplus"),
}
_LIFETIMES = {"weibull": Weibull, "log_normal": LogNormal, "log_logistic": LogLogistic}
_STANDARDISED = ("gaussian", "student_t", "mixture", "log_mixture", "rounded", "tweedie", *_LIFETIMES)
_MIXTURES = ("mixture", "log_mixture", "rounded")
_SEVERAL = ("categorical", "ordinal", *_MIXTURES)


@dataclass(frozen=True)
class TargetRange:
    """What the training rows' targets were, which bounds what a model answers far from all of them."""

    low: float
    high: float
    spread: float

    @staticmethod
    def of(given: Fields) -> TargetRange:
        low, high, spread = given.finite("low"), given.finite("high"), given.positive("spread")
        if not low <= high or math.isinf(high - low + spread):
            raise given.reject("high", "be finite and not below low")
        return TargetRange(low, high, spread)

    def mean(self, mean: Array) -> Array:
        room = min(self.spread, self.low / 2) if self.low >= 0 else self.spread
        above = self.high + self.spread * np.tanh((np.maximum(mean, self.high) - self.high) / self.spread)
        if room == 0:
            below = np.maximum(mean, self.low)
        else:
            below = self.low - room * np.tanh((self.low - np.minimum(mean, self.low)) / room)
        return np.where(mean > self.high, above, np.where(mean >= self.low, mean, below))

    def deviation(self, sd: Array) -> Array:
        return np.minimum(sd, max(self.spread, self.high - self.low))

    def wide(self) -> float:
        return max(self.spread, (self.high - self.low) / 6)


@dataclass(frozen=True)
class Head:
    """Family, link, dispersion, and how many linear predictors there are."""

    family: str
    link: str
    modelled: bool
    count: int
    shift: float
    scale: float
    bayes: str
    range: Optional[TargetRange]

    @staticmethod
    def of(given: Fields) -> Head:
        family = given.choice("family", *_LINKS)
        head = Head(
            family,
            given.choice("link", *_LINKS[family]),
            given.choice("dispersion", "constant", "modelled") == "modelled",
            given.whole("count", 2 if family in _SEVERAL else 1),
            given.finite("shift"),
            given.positive("scale"),
            given.choice("bayes", "none", "conjugate", "bound", "laplace", "elbo"),
            TargetRange.of(given.object("range")) if given.has("range") else None,
        )
        if family not in _SEVERAL and head.count != 1:
            raise given.reject("count", f"be 1 of {family}")
        if head.scale != 1 and family not in _STANDARDISED:
            raise given.reject("scale", f"be 1 of {family}")
        if head.shift != 0 and not (family in _STANDARDISED and head.link == "identity"):
            raise given.reject("shift", f"be 0 of {family} with link {head.link}")
        if family == "log_mixture" and head.range is not None and head.range.low <= 0:
            raise given.object("range").reject("low", "be positive of log_mixture")
        head._require_posterior(given)
        return head

    def _require_posterior(self, given: Fields) -> None:
        fits = {
            "none": True,
            "elbo": self.family != "none",
            "conjugate": (self.family, self.link) == ("gaussian", "identity"),
            "bound": (self.family, self.link) == ("bernoulli", "logit"),
            "laplace": self.link == "logit" and self.family in ("bernoulli", "categorical", "ordinal"),
        }
        if not fits[self.bayes]:
            raise given.reject("bayes", f"suit {self.family} with link {self.link}")

    @property
    def censors(self) -> bool:
        """Whether targets may be known by their ends only."""
        return self.family == "log_mixture" or self.family in _LIFETIMES

    @property
    def predictors(self) -> int:
        """P, the number of linear predictors."""
        return {
            "bernoulli": 1,
            "poisson": 1,
            "gaussian": 2,
            "negative_binomial": 2,
            "gamma": 2,
            "weibull": 2,
            "log_normal": 2,
            "log_logistic": 2,
            "zero_inflated_poisson": 2,
            "beta": 2,
            "student_t": 3,
            "zero_inflated_negative_binomial": 3,
            "tweedie": 3,
            "categorical": self.count,
            "ordinal": self.count - 1,
            "mixture": 3 * self.count,
            "log_mixture": 3 * self.count,
            "rounded": 3 * self.count,
            "none": 0,
        }[self.family]

    @property
    def linear(self) -> int:
        """How many linear predictors depend on z: the first ones."""
        if self.family in ("bernoulli", "categorical", "poisson", "none"):
            return self.predictors
        if self.family == "ordinal":
            return 1
        if self.family in _MIXTURES:
            return (3 if self.modelled else 2) * self.count
        if self.family == "zero_inflated_negative_binomial":
            return 3 if self.modelled else 1
        return 2 if self.modelled else 1

    @property
    def locations(self) -> slice:
        """The linear predictors to which an offset is added, before the link."""
        if self.family in ("none", "categorical"):
            return slice(0, 0)
        return slice(self.count, 2 * self.count) if self.family in _MIXTURES else slice(0, 1)

    def standardised(self, offset: Array) -> Array:
        """Returns an offset in the units of the linear predictors."""
        return offset / self.scale if self.link == "identity" else offset

    @property
    def uncertain(self) -> int:
        """Of how many linear predictors, the first ones, there is a posterior."""
        return {"none": 0, "conjugate": 1, "bound": 1, "laplace": self.linear, "elbo": self.linear}[self.bayes]

    def distribution(self, eta: Array) -> Distribution:
        """Returns p(y|z) in the target's own units from finite linear predictors (N, P)."""
        if self.family == "gaussian":
            return Normal(self._location(self._inverse(eta[:, 0])), self._scaled(eta[:, 1]))
        if self.family == "student_t":
            nu = 2 + softplus(np.clip(eta[:, 2], -_LOG_SCALE, _DEGREES - 2))
            return StudentT(self._location(eta[:, 0]), self._scaled(eta[:, 1]), nu)
        if self.family == "bernoulli":
            return Bernoulli(self._log_odds(eta[:, 0]))
        if self.family == "categorical":
            return Categorical(log_softmax(eta))
        if self.family == "ordinal":
            return Ordinal(_log_ranks(eta))
        if self.family == "poisson":
            return Poisson(self._positive(eta[:, 0]))
        if self.family == "negative_binomial":
            return NegativeBinomial(self._positive(eta[:, 0]), _exp(eta[:, 1]))
        if self.family == "gamma":
            return Gamma(self._positive(eta[:, 0]), _exp(eta[:, 1]))
        if self.family == "beta":
            return Beta(self._log_odds(eta[:, 0]), _exp(eta[:, 1]))
        if self.family == "zero_inflated_poisson":
            return ZeroInflated(_odds(eta[:, 1]), Poisson(self._positive(eta[:, 0])))
        if self.family == "zero_inflated_negative_binomial":
            return ZeroInflated(_odds(eta[:, 2]), NegativeBinomial(self._positive(eta[:, 0]), _exp(eta[:, 1])))
        if self.family == "tweedie":
            return self._tweedie(eta)
        if self.family == "none":
            return Unknown(np.zeros(len(eta)))
        if self.family in _LIFETIMES:
            return _LIFETIMES[self.family](self._log_location(eta[:, 0]), self.scale * _exp(eta[:, 1]))
        if self.family == "log_mixture":
            return LogMixture(self._log_mixture(eta))
        mixture = self._mixture(eta)
        return mixture if self.family == "mixture" else Rounded(mixture)

    def _tweedie(self, eta: Array) -> Tweedie:
        power = _LEAST_POWER + _POWERS / (1 + np.exp(-eta[:, 2]))
        mean = np.maximum(_SMALLEST, self._location(self._inverse(eta[:, 0])))
        return Tweedie(mean, _exp(eta[:, 1]) * self.scale ** (2 - power), power)

    def _mixture(self, eta: Array) -> Mixture:
        k = self.count
        logs = log_softmax(eta[:, :k])
        means, sds = self._location(eta[:, k : 2 * k]), self._scaled(eta[:, 2 * k :])
        if self.range is None:
            return Mixture(logs, means, sds)

        return _with_tail(Mixture(logs, means, sds), float(self.range.mean(np.array(self.shift))), self.range.wide())

    def _log_mixture(self, eta: Array) -> Mixture:
        """Returns the mixture of ln y; the tail and the bounds are those of y."""
        k, logs = self.count, log_softmax(eta[:, : self.count])
        means, sds = self.shift + self.scale * eta[:, k : 2 * k], self.scale * _exp(eta[:, 2 * k :])
        if self.range is None:
            return Mixture(logs, means, sds)
        wide = max(self.scale, math.log(self.range.high / self.range.low) / 6)
        sds = np.minimum(sds, wide)
        middle = float(self._logarithm(np.array(self.shift), np.array(wide)))
        return _with_tail(Mixture(logs, self._logarithm(means, sds), sds), middle, wide)

    def _logarithm(self, mean: Array, sd: Array) -> Array:
        """Returns the mean of ln y that keeps that of y within the range."""
        assert self.range is not None
        half = sd * sd / 2
        return np.log(_mean(self.range.mean(np.exp(mean + half)))) - half

    def _location(self, standardised: Array) -> Array:
        mean = self.shift + self.scale * standardised
        return mean if self.range is None else self.range.mean(mean)

    def _log_location(self, standardised: Array) -> Array:
        """Returns the location of ln y, whose exponential is kept within the range."""
        location = self.shift + self.scale * standardised
        if self.range is None:
            return np.clip(location, -_MOST_LOCATION, _MOST_LOCATION)
        return np.log(_mean(self.range.mean(np.exp(location))))

    def _positive(self, eta: Array) -> Array:
        mean = self._inverse(eta)
        return mean if self.range is None else _mean(self.range.mean(mean))

    def _scaled(self, log_scale: Array) -> Array:
        sd = self.scale * _exp(log_scale)
        return sd if self.range is None else self.range.deviation(sd)

    def _inverse(self, eta: Array) -> Array:
        if self.link == "identity":
            return eta
        if self.link == "log":
            return _mean(np.exp(eta))
        if self.link == "sqrt":
            return _mean(eta * eta)
        if self.link == "inverse":
            return _mean(1 / np.maximum(eta, _INVERSE))
        return _mean(softplus(eta))

    def _log_odds(self, eta: Array) -> Array:
        if self.link == "probit":
            eta = normal.log_cdf(eta) - normal.log_cdf(-eta)
        elif self.link == "cloglog":
            eta = np.log(np.expm1(np.exp(np.maximum(eta, -100))))
        return _odds(eta)


def _with_tail(learned: Mixture, mean: float, sd: float) -> Mixture:
    """Adds a wide component, which gives a mixture tails."""

    def longer(values: Array, last: float) -> Array:
        return np.concatenate([values, np.full((len(values), 1), last)], axis=1)

    return Mixture(
        longer(learned.log_weights + math.log1p(-_TAIL), math.log(_TAIL)),
        longer(learned.means, mean),
        longer(learned.sds, sd),
    )


def _odds(eta: Array) -> Array:
    return np.clip(eta, -_LOG_ODDS, _LOG_ODDS)


def _log_ranks(eta: Array) -> Array:
    """Returns log P of ordered classes (N, K) from the location and the gaps between thresholds (N, K - 1)."""
    gaps = np.clip(eta[:, 1:], -_LOG_ODDS, _LOG_ODDS)
    none = np.zeros((len(eta), 1))
    above = np.concatenate([none, np.cumsum(softplus(gaps), axis=1)], axis=1) - eta[:, :1]
    logs = np.concatenate([-softplus(-above), none], axis=1) + np.concatenate([none, -softplus(above)], axis=1)
    return logs + np.concatenate([none, -softplus(-gaps), none], axis=1)


def _exp(log_scale: Array) -> Array:
    return np.exp(np.clip(log_scale, -_LOG_SCALE, _LOG_SCALE))


def _mean(mean: Array) -> Array:
    return np.clip(mean, _LOWEST_MEAN, _HIGHEST_MEAN)
