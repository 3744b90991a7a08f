"""Answers for a purpose: one column each, worked out from p(y|x), as ``io.diglm.predict.Purpose`` has them."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Union

import numpy as np

from diglm import cells
from diglm.distributions import Averaged, ClassDistribution, Distribution, Tweedie

Array = np.ndarray
Loss = Union[str, Mapping[Any, Mapping[str, float]]]
"""``squared``, ``absolute`` or ``pinball:P`` of a number; of classes the cost of each answer by true class."""

_PINBALL = "pinball:"
_POINTS = 64
_LEAST_MASS = 1e-12
_MOST_STEPS = 1_000_000


class Purpose:
    """A column beside the answers: what it is named, and its numbers for a distribution (N)."""

    def __init__(self, column: str, of: Callable[[Distribution], Array]) -> None:
        self.column, self.of = column, of


def purposes(
    above: Union[float, Sequence[float], None],
    shortfall: Union[float, Sequence[float], None],
    loss: Optional[Loss],
    target: str,
    classes: Sequence[str],
    typed: Sequence[Any],
) -> list[Purpose]:
    """Returns what is asked for, in the order of the options of ``diglm predict``.

    ``classes`` are the target's labels as the file has them, and ``typed`` the same in its own type.
    """
    wanted = [_above(y) for y in numbers_of("above", above)]
    wanted += [_shortfall(p) for p in numbers_of("shortfall", shortfall)]
    if isinstance(loss, str):
        wanted.append(_loss(loss))
    if wanted:
        require_number("loss" if wanted[0].column == "answer" else wanted[0].column, target, classes)
    if loss is not None and not isinstance(loss, str):
        if not classes:
            raise ValueError(f"costs must be of classes, got target '{target}', a number")
        wanted.append(_costs(loss, classes, typed))
    return wanted


def require_number(what: str, target: str, classes: Sequence[str]) -> None:
    """Requires a target that is a number of what only a number has."""
    if classes:
        raise ValueError(
            f"{what} must be of a number, got target '{target}' of {len(classes)} classes"
            " (it is answered by a class and probabilities)"
        )


def numbers_of(what: str, given: Union[float, Sequence[float], None]) -> list[float]:
    """Returns one number or several as a list. A text is none: its letters would be taken for numbers one by one."""
    if given is None:
        return []
    listed = [given] if isinstance(given, (Real, str)) or not isinstance(given, Iterable) else given
    for number in listed:
        if not isinstance(number, Real):
            raise ValueError(f"{what} must be a number or several, got {number!r}")
    return [float(number) for number in listed]


def _above(threshold: float) -> Purpose:
    if not math.isfinite(threshold):
        raise ValueError(f"above must be a finite number, got {cells.show_double(threshold)}")
    return Purpose(
        f"p_above_{cells.show_double(threshold)}",
        lambda y: np.maximum(0.0, 1 - y.cdf(np.full(len(y), threshold))),
    )


def _shortfall(probability: float) -> Purpose:
    require_inside("shortfall", probability)
    return Purpose(f"shortfall_{cells.show_double(probability)}", lambda y: shortfall_of(y, probability))


def shortfall_of(y: Distribution, probability: float) -> Array:
    """Returns the mean of the largest values, whose share is 1 - probability (Rockafellar and Uryasev 2002)."""
    q = y.quantile(probability)
    if isinstance(y, Tweedie) or (isinstance(y, Averaged) and isinstance(y.parts, Tweedie)):
        return (y.mean() - y.mean_up_to(q)) / (1 - probability)
    excess = np.empty(len(q))
    # Far out, a step of a discrete family is next to nothing, and it is as a continuous one.
    steps = y.cdf_below(q) < y.cdf(q)
    for discrete, of in ((True, _summed), (False, _integrated)):
        rows = np.flatnonzero(steps == discrete)
        if len(rows):
            excess[rows] = of(y.take(rows), q[rows], probability)
    return q + excess / (1 - probability)


def _summed(y: Distribution, q: Array, _: float) -> Array:
    """Returns the sum of P(Y > k) over the whole numbers k from q on."""
    total = np.zeros(len(q))
    rows, above = np.arange(len(q)), 1 - y.cdf(q)
    for k in range(1, _MOST_STEPS):
        more = above > _LEAST_MASS
        if not more.all():
            rows, above, y, q = rows[more], above[more], y.take(np.flatnonzero(more)), q[more]
        if not len(rows):
            break
        total[rows] += above
        above = 1 - y.cdf(q + k)
    return total


def _integrated(y: Distribution, q: Array, probability: float) -> Array:
    """Returns the integral over p of quantile(p) - q, by midpoints of w, p = 1 - (1 - probability) w^4."""
    total = np.zeros(len(q))
    for i in range(_POINTS):
        w = (i + 0.5) / _POINTS
        total += 4 * w**3 * (y.quantile(1 - (1 - probability) * w**4) - q)
    return (1 - probability) * total / _POINTS


def _loss(name: str) -> Purpose:
    if name == "squared":
        return Purpose("answer", lambda y: y.mean())
    if name == "absolute":
        return Purpose("answer", lambda y: y.quantile(0.5))
    if not name.startswith(_PINBALL):
        raise ValueError(f"loss must be squared, absolute, pinball:P or costs by true class, got {name}")
    try:
        probability = float(name[len(_PINBALL) :])
    except ValueError:
        raise ValueError(
            f"pinball loss must name a probability, such as pinball:0.9, got {name}"
        ) from None
    require_inside("pinball loss", probability)
    return Purpose("answer", lambda y: y.quantile(probability))


def _costs(given: Mapping[Any, Mapping[str, float]], classes: Sequence[str], typed: Sequence[Any]) -> Purpose:
    names = [_label(name, classes, typed) for name in given]
    if sorted(names) != sorted(classes):
        raise ValueError(
            f"costs must have one row for each class, {', '.join(classes)}, got rows of {', '.join(names)}"
        )
    rows = dict(zip(names, given.values()))
    answers = list(next(iter(rows.values())))
    if not answers:
        raise ValueError("costs must have a column for an answer, got none")
    for name, row in rows.items():
        if list(row) != answers and sorted(row) != sorted(answers):
            raise ValueError(f"costs must be of the same answers, {', '.join(answers)}, for class {name}")
        for cost in row.values():
            if not math.isfinite(cost):
                raise ValueError(f"costs must be finite numbers, got {cells.show_double(float(cost))}")
    costs: Array = np.array([[float(rows[label][answer]) for answer in answers] for label in classes])
    labels: Array = np.array(answers, dtype=object)

    def least(y: Distribution) -> Array:
        assert isinstance(y, ClassDistribution)
        expected = np.zeros((len(y), len(answers)))
        # Class by class, as Java adds them up, so that equal costs are the same numbers.
        for share, cost in zip(y.probabilities().T, costs):
            expected += share[:, None] * cost
        return labels[np.argmin(expected, axis=1)]

    return Purpose("answer", least)


def _label(name: Any, classes: Sequence[str], typed: Sequence[Any]) -> str:
    """Returns the label of a class that is named by its text or in the target's own type."""
    return next((label for label, own in zip(classes, typed) if name in (label, own)), str(name))


def require_inside(what: str, *shares: float) -> None:
    """Requires shares between 0 and 1."""
    for share in shares:
        if not isinstance(share, Real):
            raise ValueError(f"{what} must be a number between 0 and 1, got {share!r}")
        if not 0 < share < 1:
            hint = " (90 % is 0.9)" if 1 < share < 100 else ""
            raise ValueError(f"{what} must be between 0 and 1, got {share}{hint}")
