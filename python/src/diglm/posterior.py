"""p(y|x) with the coefficients of the GLM integrated out, and its uncertainty in two parts."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Optional

import numpy as np

from diglm.distributions import (
    Averaged,
    ClassDistribution,
    Distribution,
    Normal,
    joined,
    mean_of_classes,
)
from diglm.fields import FieldError
from diglm.head import Head
from diglm.weights import Weights

Array = np.ndarray
_NODES = 32
_MOST_PREDICTORS = 256


class Posterior:
    """beta ~ N(m, S): eta_r = m_r . phi, Cov(eta) = (I x phi)^T S (I x phi), phi = [z, 1]."""

    def __init__(self, head: Head, dimension: int, weights: Weights) -> None:
        r, c = head.uncertain, dimension + 1
        if r > _MOST_PREDICTORS:
            raise FieldError(f"head must have at most {_MOST_PREDICTORS} uncertain predictors, got {r}")
        self.head, self.count = head, r
        self.numbers_a_row = max(r * r * c, 2 * _NODES * head.predictors)
        """What a row takes while it is worked out."""
        self.mean = weights.doubles("posterior.mean", r, c)
        self.sd: Optional[Array] = None
        if weights.has("posterior.sd"):
            self.sd = weights.doubles("posterior.sd", r, c)
        else:
            self.root = weights.doubles("posterior.root", r * c, r * c).reshape(r * c, r, c)

    def refine(self, z: Array, eta: Array) -> None:
        """Replaces the uncertain predictors by their posterior means, in double precision."""
        eta[:, : self.count] = _features(z) @ self.mean.T

    def predictive(self, z: Array, eta: Array) -> tuple[Distribution, Array, Array]:
        """Returns p(y|x), and of its uncertainty the noise (N) and what is the model's own (N)."""
        covariance = self._covariance(z)
        if self.head.bayes == "conjugate":
            given = self.head.distribution(eta)
            model = self.head.scale * np.sqrt(covariance[:, 0, 0])
            return Normal(given.mean(), np.hypot(given.sd(), model)), given.sd(), model
        parts = self.head.distribution(self._draws(eta, covariance))
        draws = 2 * _NODES
        return _classes(parts, draws) if isinstance(parts, ClassDistribution) else _numbers(parts, draws)

    def _covariance(self, z: Array) -> Array:
        phi, r = _features(z), self.count
        covariance = np.zeros((len(phi), r, r))
        if self.sd is not None:
            covariance[:, range(r), range(r)] = (phi * phi) @ (self.sd * self.sd).T
            return covariance
        roots = [phi @ self.root[:, k].T for k in range(r)]
        for i in range(r):
            for j in range(i + 1):
                covariance[:, i, j] = covariance[:, j, i] = np.einsum("nk,nk->n", roots[i], roots[j])
        return covariance

    def _draws(self, eta: Array, covariance: Array) -> Array:
        """Returns predictors at every node, with both signs, one row's after the other's (N S, P)."""
        nodes = _nodes(self.count)
        moves = np.einsum("nrs,ks->nkr", _cholesky(covariance), np.concatenate([nodes, -nodes]))
        drawn = np.repeat(eta[:, None, :], moves.shape[1], axis=1)
        drawn[:, :, : self.count] += moves
        return drawn.reshape(-1, eta.shape[1])


def _features(z: Array) -> Array:
    return np.concatenate([z.astype(np.float64), np.ones((len(z), 1))], axis=1)


@lru_cache(maxsize=None)
def _nodes(dimension: int) -> Array:
    """Fixed nodes that stand for N(0, I), scaled so that variances come out exactly."""
    drawn = np.frombuffer(resources.files("diglm").joinpath("nodes.bin").read_bytes(), dtype="<f8")
    nodes = drawn[: _NODES * dimension].reshape(_NODES, dimension)
    return nodes / np.sqrt((nodes * nodes).mean(axis=0))


def _cholesky(covariance: Array) -> Array:
    """Lower triangular L, L L^T = covariance, whose zero pivots stay zero."""
    n = covariance.shape[1]
    lower = np.zeros_like(covariance)
    for i in range(n):
        for j in range(i + 1):
            rest = covariance[:, i, j] - np.einsum("nk,nk->n", lower[:, i, :j], lower[:, j, :j])
            if i == j:
                lower[:, i, i] = np.sqrt(np.maximum(0.0, rest))
            else:
                pivot = lower[:, j, j]
                lower[:, i, j] = np.where(pivot > 0, rest / np.where(pivot > 0, pivot, 1.0), 0.0)
    return lower


def _classes(parts: ClassDistribution, draws: int) -> tuple[Distribution, Array, Array]:
    whole = mean_of_classes(parts, draws)
    noise = parts.entropy().reshape(-1, draws).mean(axis=1)
    return whole, noise, np.maximum(0.0, whole.entropy() - noise)


def _numbers(parts: Distribution, draws: int) -> tuple[Distribution, Array, Array]:
    averaged = Averaged(parts, draws)
    model, whole = averaged.spread(), averaged.sd()
    noise = np.sqrt(np.maximum(0.0, whole * whole - model * model))
    return joined(averaged), noise, model
