"""The networks of a model, whose answers are averaged with equal weights, as ``io.diglm.predict.Ensemble`` does.

A model of one network is an ensemble of one. What compares rows in features z uses the first network.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Optional, Union

import numpy as np

from diglm.distributions import Averaged, ClassDistribution, Distribution, Unknown, joined, mean_of_classes
from diglm.errors import ModelError
from diglm.fields import FieldError, Fields
from diglm.flow import FlowConfig, RowScorer
from diglm.head import Head
from diglm.posterior import Posterior
from diglm.weights import Weights

Array = np.ndarray
_PREFIX = "member."
_SHARED = ("novelty.", "posterior.", "density.")
_TOLERANCE = 1e-4


def own_tensors(tensors: dict[str, Array], members: int) -> list[dict[str, Array]]:
    """Returns the tensors of each network as a model of one has them; those that networks share are the first's."""
    own: list[dict[str, Array]] = [{} for _ in range(members)]
    prefixes = {f"{_PREFIX}{k}.": k - 1 for k in range(2, members + 1)}
    for name, tensor in tensors.items():
        start = ".".join(name.split(".")[:2]) + "." if name.startswith(_PREFIX) else ""
        if start and start not in prefixes:
            raise FieldError(f"weights must belong to the model's parts, got {name[:60]}")
        own[prefixes[start] if start else 0][name[len(start) :]] = tensor
    return own


@dataclass(frozen=True)
class Golden:
    """Encoded rows, and what a network must answer to them."""

    encoded: Array
    eta: Array
    log_density: Array

    @staticmethod
    def of(given: Fields, dimension: int, predictors: int) -> Golden:
        encoded: Array = np.array(given.matrix("encoded", dimension), dtype=np.float32)
        rows = given.matrix("eta", predictors)
        eta: Array = np.array(rows, dtype=np.float64).reshape(len(rows), predictors)
        log_density: Array = np.array(given.numbers("log_density"))
        if not len(encoded) or len(eta) != len(encoded) or len(log_density) != len(encoded):
            raise given.reject("encoded", "be as many rows as eta and log_density, at least 1")
        return Golden(encoded, eta, log_density)


class Network:
    """One network, and the posterior of its coefficients if there is one."""

    def __init__(self, given: Fields, head: Head, dimension: int, weights: Weights, beside: tuple[str, ...]) -> None:
        self.head = head
        self.flow = FlowConfig.of(given.object("flow"))
        self.scorer = RowScorer(self.flow, dimension, head.linear, head.predictors, weights)
        weights.require_all_taken(*beside)
        self.posterior = Posterior(head, dimension, weights) if head.uncertain > 0 else None

    def answer(self, latent: Array, eta: Array) -> tuple[Distribution, Optional[Array], Optional[Array]]:
        """Returns p(y|x), and of its uncertainty the noise (N) and what is the network's own (N), if it tells them."""
        if self.posterior is None:
            return self.head.distribution(eta), None, None
        return self.posterior.predictive(latent, eta)


@dataclass(frozen=True)
class Scores:
    """What the networks make of N rows."""

    latents: list[Array]
    etas: list[Array]
    log_density: Array
    volumes: Array

    def finite(self) -> Array:
        """Returns whether all linear predictors of a row are numbers (N)."""
        return np.isfinite(np.concatenate(self.etas, axis=1)).all(axis=1)

    def without(self, rows: Array) -> Scores:
        """Returns the same with linear predictors of 0 for these rows."""
        return replace(self, etas=[np.where(rows[:, None], 0.0, eta) for eta in self.etas])


class Networks:
    """All networks of a model.

    p(y|x) = sum_k p_k(y|x) / K, and p(x) = sum_k p_k(x) / K where it comes from the flows.
    """

    def __init__(self, given: Fields, head: Head, dimension: int, own: list[Weights]) -> None:
        places = [given, *(given.objects("members") if given.has("members") else ())]
        # The widths are compared with the file's own rows before anything so large is made.
        self._golden = [Golden.of(place.object("golden"), dimension, head.predictors) for place in places]
        self.members: list[Network] = []
        for k, (place, weights) in enumerate(zip(places, own), start=1):
            try:
                beside = _SHARED if k == 1 else ("posterior.",)
                self.members.append(Network(place, head, dimension, weights, beside))
            except FieldError as e:
                raise e if len(places) == 1 else FieldError(f"member {k}: {e}") from None

    @property
    def first(self) -> Network:
        return self.members[0]

    @property
    def numbers_a_row(self) -> int:
        """How many numbers a posterior takes while a row is worked out; 0 without one."""
        return sum(member.posterior.numbers_a_row for member in self.members if member.posterior is not None)

    def require_golden(self, source: str) -> None:
        """Holds each network to the answers that it gave when it was saved."""
        for k, (member, golden) in enumerate(zip(self.members, self._golden), start=1):
            named = source if len(self.members) == 1 else f"{source}: member {k}"
            latent, eta, log_density, _ = member.scorer.score(golden.encoded)
            # Numbers of single precision, which the sum of the two parts of log p(v) does not show.
            part = 0.5 * np.square(latent, dtype=float).sum(axis=1)
            require_close(named, "log_density", golden.log_density, log_density, part)
            for p in range(eta.shape[1]):
                require_close(named, f"eta[{p}]", golden.eta[:, p], eta[:, p])

    def score(self, v: Array, volumes: bool) -> Scores:
        """Runs all networks; the blocks' volumes, if wanted, are those of the first."""
        latents: list[Array] = []
        etas: list[Array] = []
        densities: list[Array] = []
        blocks = np.empty((len(v), 0))
        for member in self.members:
            first = not latents
            latent, eta, log_density, own = member.scorer.score(v, volumes and first)
            if member.posterior is not None:
                member.posterior.refine(latent, eta)
            latents.append(latent)
            etas.append(eta)
            densities.append(log_density)
            blocks = own if first else blocks
        return Scores(latents, etas, _log_mean_exp(densities), blocks)

    def answer(self, scores: Scores) -> tuple[Distribution, Optional[Array], Optional[Array]]:
        """Returns p(y|x), and of its uncertainty the noise (N) and what more data could reduce (N), if it is told."""
        answers = [member.answer(*own) for member, *own in zip(self.members, scores.latents, scores.etas)]
        return answers[0] if len(answers) == 1 else _averaged(answers)


def _averaged(
    answers: list[tuple[Distribution, Optional[Array], Optional[Array]]],
) -> tuple[Distribution, Optional[Array], Optional[Array]]:
    """Averages several networks: by the law of total variance, or of classes by the information in nats."""
    parts = [own for own, _, _ in answers]
    if isinstance(parts[0], Unknown):
        return answers[0]
    noises = np.stack([_noise(own, noise) for own, noise, _ in answers])
    draws = parts[0].draws if isinstance(parts[0], Averaged) else 1
    flat = [part.parts if isinstance(part, Averaged) else part for part in parts]
    every = Averaged(_interleaved(flat, draws), draws * len(parts))
    if isinstance(every.parts, ClassDistribution):
        whole = mean_of_classes(every.parts, len(parts))
        noise = noises.mean(axis=0)
        return whole, noise, np.maximum(0.0, whole.entropy() - noise)
    own = np.stack([np.zeros_like(noises[0]) if model is None else model for _, _, model in answers])
    spread = np.stack([part.mean() for part in parts]).std(axis=0)
    model = np.hypot(np.sqrt((own**2).mean(axis=0)), spread)
    return joined(every), np.sqrt((noises**2).mean(axis=0)), model


def _noise(own: Distribution, noise: Optional[Array]) -> Array:
    if noise is not None:
        return noise
    return own.entropy() if isinstance(own, ClassDistribution) else own.sd()


def _interleaved(parts: list[Any], at_once: int) -> Any:
    """Returns K distributions as one whose rows take ``at_once`` rows of each in turn."""
    if is_dataclass(parts[0]):
        kind: Any = type(parts[0])
        names = [field.name for field in fields(kind)]
        return kind(*(_interleaved([getattr(part, name) for part in parts], at_once) for name in names))
    inner = parts[0].shape[1:]
    return np.stack([part.reshape(-1, at_once, *inner) for part in parts], axis=1).reshape(-1, *inner)


def _log_mean_exp(terms: list[Array]) -> Array:
    """Returns log of the mean of exp over the members (N)."""
    if len(terms) == 1:
        return terms[0]
    every = np.stack(terms)
    top = every.max(axis=0)
    safe = np.where(np.isfinite(top), top, 0.0)
    return safe + np.log(np.exp(every - safe).sum(axis=0)) - np.log(len(terms))


def require_close(source: str, what: str, expected: Array, got: Array, least: Union[float, Array] = 1.0) -> None:
    """Requires what was saved with a model, within 1e-4 of the largest of 1, a number and the expected value."""
    scale = np.maximum(np.maximum(1, least), np.abs(expected))
    near = np.isfinite(got) & (np.abs(got - expected) <= _TOLERANCE * scale)
    same = (got == expected) | (np.isnan(got) & np.isnan(expected))
    close = np.where(np.isfinite(expected), near, same)
    if not close.all():
        row = int(np.argmin(close))
        raise ModelError(
            f"{source} does not answer as when it was saved: golden row {row}: {what} must be"
            f" {expected[row]} within {_TOLERANCE}, got {got[row]} (fit again)"
        )
