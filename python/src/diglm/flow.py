"""The network of rows: the steps of the flow, and the linear predictors on what comes out.

Numbers are in single precision and sums over a row in double, as in ``io.diglm.network``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Optional, Protocol

import numpy as np

from diglm.distributions import softplus
from diglm.fields import FieldError, Fields
from diglm.weights import Weights

Array = np.ndarray
TAIL = 4.0
"""Splines bend within 4 deviations of standardised columns."""

_SMALLEST_BIN = 1e-3
_SMALLEST_SLOPE = 1e-3
_UNIT_SLOPE = math.log(math.expm1(1 - _SMALLEST_SLOPE))
_EPSILON = 1e-5
_ROWS_AT_ONCE = 512
_MOST_TURNS = np.float32(1 << 22)
_TWO_PI = np.float32(2 * math.pi)


@dataclass(frozen=True)
class FlowConfig:
    """The flow: which builder, and the networks inside its couplings."""

    architecture: str
    layers: int
    hidden: int
    depth: int
    network: str
    activation: str
    norm: str
    frequencies: int
    log_scale_bound: float
    bins: int
    latent_variance: float
    hinges: int

    @staticmethod
    def of(given: Fields) -> FlowConfig:
        if given.whole("levels", 0) > 0:
            raise given.reject("levels", "be 0 for rows that are not images")
        architecture = given.choice("architecture", "realnvp", "glow", "planar", "spline")
        return FlowConfig(
            architecture,
            given.whole("layers", 0),
            given.whole("hidden", 1),
            given.whole("depth", 0),
            given.choice("network", "mlp", "highway"),
            given.choice("activation", "relu", "silu", "gelu", "tanh"),
            given.choice("norm", "none", "actnorm", "batchnorm"),
            given.whole("frequencies", 0),
            given.positive("log_scale_bound"),
            given.whole("bins", 2 if architecture == "spline" else 0),
            given.positive("latent_variance"),
            given.whole("hinges", 1) if given.has("hinges") else 0,
        )


class Step(Protocol):
    """One bijection: changes x (N, D) and adds to the log-dets (N)."""

    def __call__(self, x: Array, log_det: Array) -> Array: ...


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(x, -87, 87)))


def _silu(x: Array) -> Array:
    return x * _sigmoid(x)


def _gelu(x: Array) -> Array:
    """x Phi(x), by Abramowitz and Stegun's 7.1.26 as in Java."""
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * np.float32(0.70710677) * size)
    p = ((np.float32(1.0614054) * t - np.float32(1.4531521)) * t + np.float32(1.4214138)) * t - np.float32(0.28449672)
    bell = np.exp(np.maximum(np.float32(-0.5) * x * x, np.float32(-87)))
    return np.maximum(x, 0) - np.float32(0.5) * size * t * (p * t + np.float32(0.2548296)) * bell


def _relu(x: Array) -> Array:
    return np.maximum(x, 0, out=x)


_ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": _relu,
    "silu": _silu,
    "gelu": _gelu,
    "tanh": np.tanh,
}


class Dense:
    """y = W x + b, kept turned so that rows go through one product."""

    def __init__(self, weights: Weights, name: str, inputs: int, outputs: int) -> None:
        self.turned = np.ascontiguousarray(weights.floats(f"{name}.weight", outputs, inputs).T)
        self.bias = weights.floats(f"{name}.bias", outputs)

    def __call__(self, x: Array) -> Array:
        y = x @ self.turned
        y += self.bias
        return y


class Network:
    """The network of a coupling; without columns to see, a constant."""

    def __init__(self, weights: Weights, name: str, inputs: int, outputs: int, config: FlowConfig) -> None:
        self.activate = _ACTIVATIONS[config.activation]
        self.constant: Optional[Array] = None
        self.frequencies: Optional[Array] = None
        self.layers: list[tuple[Dense, Optional[Dense]]] = []
        if inputs == 0:
            self.constant = weights.floats(f"{name}.constant", outputs)
            return
        width = inputs
        if config.frequencies > 0:
            self.frequencies = weights.floats(f"{name}.frequencies", inputs, config.frequencies)
            width = inputs + 2 * inputs * config.frequencies
        for i in range(config.depth):
            self.layers.append(self._hidden(weights, f"{name}.{i}", width, i > 0, config))
            width = config.hidden
        self.layers.append((Dense(weights, f"{name}.{config.depth}", width, outputs), None))

    @staticmethod
    def _hidden(
        weights: Weights, name: str, width: int, later: bool, config: FlowConfig
    ) -> tuple[Dense, Optional[Dense]]:
        if config.network == "highway" and later:
            return Dense(weights, f"{name}.transform", width, width), Dense(weights, f"{name}.gate", width, width)
        return Dense(weights, name, width, config.hidden), None

    def __call__(self, x: Array) -> Array:
        if self.constant is not None:
            return np.tile(self.constant, (len(x), 1))
        h = x if self.frequencies is None else self._periodic(x)
        for transform, gate in self.layers[:-1]:
            candidate = self.activate(transform(h))
            h = candidate if gate is None else h + _sigmoid(gate(h)) * (candidate - h)
        return self.layers[-1][0](h)

    def _periodic(self, x: Array) -> Array:
        """[u, sin(2 pi c u), cos(2 pi c u)], whole turns taken away first."""
        assert self.frequencies is not None
        turns = (x[:, :, None] * self.frequencies).reshape(len(x), -1)
        np.clip(turns, -_MOST_TURNS, _MOST_TURNS, out=turns)
        turns -= np.rint(turns)
        turns *= _TWO_PI
        width, count = x.shape[1], turns.shape[1]
        features = np.empty((len(x), width + 2 * count), dtype=np.float32)
        features[:, :width] = x
        np.sin(turns, out=features[:, width : width + count])
        np.cos(turns, out=features[:, width + count :])
        return features


class Coupling:
    """The first columns and the rest, of which one part conditions the other."""

    def __init__(self, dimension: int, first: int, flipped: bool) -> None:
        parts = slice(0, first), slice(first, dimension)
        self.given, self.changed = parts[::-1] if flipped else parts
        self.inputs = dimension - first if flipped else first
        self.outputs = dimension - self.inputs


class AffineStep:
    """y_t = x_t e^s + t, s = c tanh(raw / c) (Dinh et al. 2017)."""

    def __init__(self, weights: Weights, name: str, sides: Coupling, config: FlowConfig) -> None:
        self.sides = sides
        self.bound = np.float32(config.log_scale_bound)
        self.network = Network(weights, name, sides.inputs, 2 * sides.outputs, config)

    def __call__(self, x: Array, log_det: Array) -> Array:
        moves = self.network(x[:, self.sides.given])
        count = self.sides.outputs
        scales = np.tanh(moves[:, :count] / self.bound) * self.bound
        log_det += scales.sum(axis=1, dtype=np.float64)
        part = x[:, self.sides.changed]
        x[:, self.sides.changed] = part * np.exp(scales) + moves[:, count:]
        return x


class SplineStep:
    """Rational-quadratic splines (Durkan et al. 2019); each number's arithmetic is in double precision."""

    def __init__(self, weights: Weights, name: str, sides: Coupling, config: FlowConfig) -> None:
        self.sides, self.bins = sides, config.bins
        self.network = Network(weights, name, sides.inputs, sides.outputs * (3 * config.bins - 1), config)

    def __call__(self, x: Array, log_det: Array) -> Array:
        raw = self.network(x[:, self.sides.given]).reshape(len(x), self.sides.outputs, -1).astype(np.float64)
        part = x[:, self.sides.changed].astype(np.float64)
        inside = np.abs(part) < TAIL
        moved, slopes = self._bend(np.where(inside, part, 0.0), raw)
        log_det += np.where(inside, slopes, np.where(np.isnan(part), math.nan, 0.0)).sum(axis=1)
        x[:, self.sides.changed] = np.where(inside, moved, part)
        return x

    def _bend(self, x: Array, raw: Array) -> tuple[Array, Array]:
        bins = self.bins
        left, widths = self._knots(raw[..., :bins])
        bottom, heights = self._knots(raw[..., bins : 2 * bins])
        at = np.clip((x[..., None] >= left[..., 1:]).sum(axis=-1), 0, bins - 1)[..., None]
        slopes = np.ones(raw.shape[:-1] + (bins + 1,))
        slopes[..., 1:-1] = softplus(raw[..., 2 * bins :] + _UNIT_SLOPE) + _SMALLEST_SLOPE

        def pick(values: Array, index: Array) -> Array:
            return np.take_along_axis(values, index, axis=-1)[..., 0]

        width, height = pick(widths, at), pick(heights, at)
        first, second = pick(slopes, at), pick(slopes, at + 1)
        share = (x - pick(left, at)) / width
        mixed = share * (1 - share)
        rise = height / width
        below = rise + (first + second - 2 * rise) * mixed
        top = second * share**2 + 2 * rise * mixed + first * (1 - share) ** 2
        y = pick(bottom, at) + height * (rise * share**2 + first * mixed) / below
        return y, np.log(top) + 2 * (np.log(rise) - np.log(below))

    def _knots(self, raw: Array) -> tuple[Array, Array]:
        """Returns where bins begin and how wide they are."""
        shares = np.exp(raw - raw.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        widths = 2 * TAIL * (_SMALLEST_BIN + (1 - _SMALLEST_BIN * self.bins) * shares)
        left = np.full_like(widths, -TAIL)
        left[..., 1:] += np.cumsum(widths[..., :-1], axis=-1)
        widths[..., -1] = TAIL - left[..., -1]
        return left, widths


class NormStep:
    """y = (x - mean) slope + shift, column by column."""

    def __init__(self, weights: Weights, name: str, norm: str, dimension: int) -> None:
        log_slope = weights.floats(f"{name}.logScale", dimension).astype(np.float64)
        self.shift = weights.floats(f"{name}.shift", dimension)
        self.mean = np.zeros(dimension, dtype=np.float32)
        if norm == "batchnorm":
            self.mean = weights.floats(f"{name}.mean", dimension)
            variance = weights.floats(f"{name}.variance", dimension).astype(np.float64)
            log_slope = log_slope - 0.5 * np.log(variance + _EPSILON)
        else:
            weights.floats(f"{name}.initialised", 1)
        self.slope = np.exp(log_slope).astype(np.float32)
        self.log_det = float(log_slope.sum())

    def __call__(self, x: Array, log_det: Array) -> Array:
        log_det += self.log_det
        return (x - self.mean) * self.slope + self.shift


class PermutationStep:
    """y_i = x_{order[i]}."""

    def __init__(self, order: Array) -> None:
        self.order = order

    def __call__(self, x: Array, log_det: Array) -> Array:
        return np.ascontiguousarray(x[:, self.order])


class LinearStep:
    """y = P L U x (Kingma and Dhariwal 2018)."""

    def __init__(self, weights: Weights, name: str, dimension: int) -> None:
        lu = weights.floats(f"{name}.lu", dimension, dimension).astype(np.float64)
        order = weights.floats(f"{name}.order", dimension)
        if not np.array_equal(np.sort(order), np.arange(dimension)):
            raise FieldError(f"weights of {name}.order must hold each of 0..{dimension - 1} once, got others")
        lower = np.tril(lu, -1) + np.eye(dimension)
        upper = np.triu(lu, 1) + np.diag(np.exp(np.diagonal(lu)))
        product = (lower @ upper)[order.astype(np.int64)]
        self.turned = np.ascontiguousarray(product.T.astype(np.float32))
        self.log_det = float(np.trace(lu))

    def __call__(self, x: Array, log_det: Array) -> Array:
        log_det += self.log_det
        return x @ self.turned


class PlanarStep:
    """y = x + v tanh(w.x + b), with the v that keeps it invertible (Rezende and Mohamed 2015)."""

    def __init__(self, weights: Weights, name: str, dimension: int) -> None:
        self.weight = weights.floats(f"{name}.weight", dimension).astype(np.float64)
        direction = weights.floats(f"{name}.direction", dimension).astype(np.float64)
        along = float(self.weight @ direction)
        wanted = max(along, 0.0) + math.log1p(math.exp(-abs(along))) - 1
        self.direction = direction + self.weight * (wanted - along) / float(self.weight @ self.weight)
        self.slope = float(self.weight @ self.direction)
        self.bias = float(weights.floats(f"{name}.bias", 1)[0])

    def __call__(self, x: Array, log_det: Array) -> Array:
        h = np.tanh(x @ self.weight + self.bias)
        log_det += np.log1p(self.slope * (1 - h * h))
        return x + (h[:, None] * self.direction).astype(np.float32)


def steps(config: FlowConfig, dimension: int, weights: Weights) -> list[Step]:
    """Returns the steps of a configuration in order."""
    made: list[Step] = []
    order = np.argsort(np.arange(dimension) % 2, kind="stable")
    for layer in range(config.layers):
        name = f"flow.{layer}"
        if layer > 0 and config.norm != "none":
            made.append(NormStep(weights, f"{name}.norm", config.norm, dimension))
        if config.architecture == "planar":
            made.append(PlanarStep(weights, f"{name}.planar", dimension))
        elif config.architecture == "glow":
            made.append(LinearStep(weights, f"{name}.linear", dimension))
            sides = Coupling(dimension, dimension // 2, False)
            made.append(AffineStep(weights, f"{name}.coupling", sides, config))
        else:
            made.extend(_alternating(config, dimension, weights, layer, order))
    return made


def _alternating(config: FlowConfig, dimension: int, weights: Weights, layer: int, order: Array) -> list[Step]:
    """Four splits in turn: halves, the reverse, the even columns and the odd, the reverse."""
    even = layer // 2 % 2 == 1 and dimension > 2
    first = (dimension + 1) // 2 if even else dimension // 2
    sides = Coupling(dimension, first, layer % 2 == 1 and dimension > 1)
    kind = SplineStep if config.architecture == "spline" else AffineStep
    made: list[Step] = [kind(weights, f"flow.{layer}.coupling", sides, config)]
    if even and layer % 2 == 0:
        made.insert(0, PermutationStep(order))
    if even and (layer % 2 == 1 or layer == config.layers - 1):
        made.append(PermutationStep(np.argsort(order)))
    return made


class Hinges:
    """Piecewise-linear features, which the flow maps beside the row."""

    def __init__(self, weights: Weights, count: int, dimension: int) -> None:
        numbers = weights.floats("hinges", count, 5) if count else np.zeros((0, 5), dtype=np.float32)
        axes: Array = numbers[:, 0]
        self.slope: Array = numbers[:, 1]
        self.shift: Array = numbers[:, 2]
        self.low: Array = numbers[:, 3]
        self.high: Array = numbers[:, 4]
        if not np.all((axes >= 0) & (axes < dimension) & (axes == np.floor(axes))):
            raise FieldError(f"hinges must be of dimensions 0 to {dimension - 1}, got others")
        if not np.isfinite(numbers).all():
            raise FieldError("hinges must be finite, got others")
        if (self.low > self.high).any():
            raise FieldError("hinges must rise from low to high, got others")
        self.axes = axes.astype(np.int64)

    def lifted(self, v: Array) -> Array:
        """Returns (v, h(v)) of rows (N, D + K)."""
        bent = np.minimum(self.high, np.maximum(self.low, self.slope * v[:, self.axes] + self.shift))
        return np.concatenate([v, bent], axis=1)


class RowScorer:
    """The flow of rows with the GLM on its features."""

    def __init__(
        self, config: FlowConfig, dimension: int, linear: int, predictors: int, weights: Weights
    ) -> None:
        self.hinges = Hinges(weights, config.hinges, dimension)
        dimension += config.hinges
        self.steps = steps(config, dimension, weights)
        self.variance = config.latent_variance
        self.constant = -0.5 * dimension * math.log(2 * math.pi * self.variance)
        self.bias = np.empty(0)
        self.turned = np.empty((dimension, 0))
        if predictors > 0:
            self.turned = weights.floats("head.weight", linear, dimension).T.astype(np.float64)
            self.bias = weights.floats("head.bias", predictors).astype(np.float64)

    def score(self, v: Array, volumes: bool = False) -> tuple[Array, Array, Array, Array]:
        """Returns z (N, D), eta (N, P), log p(v) (N) and, if wanted, log|det| of each step (N, K)."""
        # So many that what a layer leaves behind is still in the cache for the next.
        starts = range(0, max(1, len(v)), _ROWS_AT_ONCE)
        parts = [self._score(v[start : start + _ROWS_AT_ONCE], volumes) for start in starts]
        z, eta, log_density, blocks = (np.concatenate(part) for part in zip(*parts))
        return z, eta, log_density, blocks

    def _score(self, v: Array, volumes: bool) -> tuple[Array, Array, Array, Array]:
        x, log_det = self.hinges.lifted(v), np.zeros(len(v))
        parts = np.empty((len(v), len(self.steps) if volumes else 0))
        for k, step in enumerate(self.steps):
            before = log_det.copy() if volumes else log_det
            x = step(x, log_det)
            if volumes:
                parts[:, k] = log_det - before
        z = x.astype(np.float64)
        log_density = self.constant - 0.5 / self.variance * np.einsum("nd,nd->n", z, z) + log_det
        eta = np.tile(self.bias, (len(v), 1))
        eta[:, : self.turned.shape[1]] += z @ self.turned
        return x, eta, log_density, parts
