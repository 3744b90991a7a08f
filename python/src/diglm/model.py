"""A fitted model: rows in, both answers out, p(y|x) and p(x)."""

from __future__ import annotations

import copy
import math
import os
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any, Iterator, Mapping, Optional, Sequence, Union

import numpy as np

from diglm import cells, modelfile
from diglm.conformity import Conformity
from diglm.density import CellDensity
from diglm.distributions import ClassDistribution, Distribution, marginal
from diglm.errors import ModelError
from diglm.explain import Attribution, Explainer, by_column, usual_surprise
from diglm.fields import FieldError, Fields
from diglm.golden import GoldenAnswers
from diglm.golden import summary as golden_summary
from diglm.head import Head
from diglm.networks import Networks, Scores, own_tensors, require_close
from diglm.novelty import SCORES, Evidence, Reference
from diglm.purpose import Loss, Purpose, numbers_of, purposes, require_inside, require_number
from diglm.schema import ERROR, KINDS, UNSEEN, Encoder, Feature, Offset
from diglm.tables import Rows, rows_of
from diglm.weights import Weights

Array = np.ndarray
_ROUNDING = 1e-4
_LEAST_LOG_DENSITY = -1e30
_ROWS_AT_ONCE = 8192
_NUMBERS_AT_ONCE = 1 << 21
_INTERVAL = 0.9
_NOT_FINITE = "the network's answer must be finite, got other numbers"


def load(path: Union[str, "os.PathLike[str]"], target: Optional[str] = None) -> Model:
    """Opens a model file and holds it to its golden rows. Of a model of several targets, one must be named.

    Raises ModelError if it is damaged, hostile, newer than this library, of images, or answers otherwise than when it
    was saved; or if it has several targets and none is named.
    """
    file = modelfile.read(path, target)
    try:
        with np.errstate(all="ignore"):
            model = Model(file)
            model._require_golden()
        return model
    except ModelError:
        raise
    except FieldError as e:
        raise ModelError(f"{file.source} cannot be used: {e}") from None
    except MemoryError:
        raise ModelError(f"{file.source} cannot be used: it asks for more memory than there is") from None
    except (ArithmeticError, IndexError, KeyError, RecursionError, TypeError, ValueError) as e:
        raise ModelError(f"{file.source} cannot be used: {e or type(e).__name__}") from e


@dataclass(frozen=True)
class Rejection:
    """When a model refuses to answer: a least log p(x), or a greatest share of false alarms."""

    slack: Optional[float] = None
    false_alarms: Optional[float] = None


@dataclass(frozen=True)
class _Risk:
    """The rule by which only sure answers are given."""

    risk: float
    tolerance: float
    least: float

    def sureness(self, own: Distribution) -> Array:
        """Returns the chance that answers are right: of numbers, that they are off by at most the tolerance (N)."""
        if isinstance(own, ClassDistribution):
            return own.probabilities().max(axis=1)
        mean = own.mean()
        inside = own.cdf(mean + self.tolerance) - own.cdf_below(mean - self.tolerance)
        return np.where(np.isnan(inside), 0.0, np.clip(inside, 0, 1))

    def reason(self, sure: float) -> str:
        return (
            f"the answer is right with probability {sure:#.3g}, below {self.least:#.3g}: such answers would be wrong"
            f" in more than a share {cells.show_double(self.risk)}"
        )


@dataclass(frozen=True)
class _Answers:
    """What the model says of some rows."""

    own: Distribution
    marginal: Distribution
    log_density: Array
    novelty: Array
    p_value: Array
    rejected: Array
    failed: Array
    reason: list[str]
    error: list[str]
    noise: Optional[Array]
    model: Optional[Array]
    group: Optional[Array] = None
    """Of each row the group whose intervals it has, -1 for those of all rows; none where there are no groups."""

    def mixed(self, own: Array, marginal: Array) -> Array:
        """Takes p(y) for rejected rows and p(y|x) for others; nothing for those that cannot be read."""
        rejected = self.rejected[:, None] if own.ndim == 2 else self.rejected
        failed = self.failed[:, None] if own.ndim == 2 else self.failed
        return np.where(failed, math.nan, np.where(rejected, marginal, own))

    def mean(self) -> Array:
        """Returns the means of answers (N), NaN where there is none."""
        return self.mixed(_known(self.own, self.own.mean(), 1), _known(self.marginal, self.marginal.mean(), 1))

    def sd(self) -> Array:
        """Returns the deviations of answers (N), NaN where there is none."""
        return self.mixed(_known(self.own, self.own.sd(), 2), _known(self.marginal, self.marginal.sd(), 2))

    def part(self, values: Optional[Array]) -> Array:
        """Returns a part of the uncertainty of p(y|x) (N), NaN where it has no deviation or cannot be read."""
        if values is None:
            return np.full(len(self.failed), math.nan)
        return _known(self.own, np.where(self.failed, math.nan, values), 2)

    def classes(self) -> tuple[ClassDistribution, ClassDistribution]:
        assert isinstance(self.own, ClassDistribution) and isinstance(self.marginal, ClassDistribution)
        return self.own, self.marginal


class Predictions(Mapping[str, Array]):
    """Predictions as columns, named as those of ``diglm predict``."""

    def __init__(self, columns: dict[str, Array], rows: int) -> None:
        self._columns, self._rows = columns, rows

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Predictions({self._rows} rows of {', '.join(self)})"

    def to_pandas(self) -> Any:
        """Returns a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self._columns)


class Model:
    """A model of rows, as ``diglm fit`` writes it. Safe to share between threads."""

    def __init__(self, file: modelfile.ModelFile) -> None:
        self.source = file.source
        self.manifest: dict[str, Any] = file.manifest
        given = Fields(file.manifest)
        schema = given.object("schema")
        if schema.has("pixels"):
            raise ModelError(
                f"{self.source} is a model of images: this library reads models of tables (use the diglm command)"
            )
        self._features = [Feature(feature) for feature in schema.objects("features")]
        self._read_target(schema)
        self._encoder = Encoder(self._features)
        self._head = Head.of(given.object("head"))
        self._require_target(given)
        self._censored = schema.has("censoring")
        if self._censored:
            self._require_censoring(given, schema.object("censoring"))
        self._offset = Offset(schema.object("offset")) if schema.has("offset") else None
        if self._offset is not None and self._head.locations == slice(0, 0):
            raise given.object("head").reject("family", "have a location, as the model has an offset")
        dimension = len(self._encoder.axes)
        own = own_tensors(file.tensors, 1 + (len(given.array("members")) if given.has("members") else 0))
        networks = [Weights(tensors) for tensors in own]
        weights = networks[0]
        self._networks = Networks(given, self._head, dimension, networks)
        self._tells_ignorance = self._head.uncertain > 0 or (self.target is not None and len(networks) > 1)
        self._density: Optional[CellDensity] = None
        if given.has("density"):
            self._density = CellDensity(given.object("density"), self._encoder.axes, weights)
        self._rows_at_once = _ROWS_AT_ONCE
        if self._networks.numbers_a_row > 0:
            self._rows_at_once = max(16, min(_ROWS_AT_ONCE, _NUMBERS_AT_ONCE // self._networks.numbers_a_row))
        self._read_thresholds(given.object("thresholds"), weights)
        self._marginal = self._read_marginal(given)

    def _read_target(self, schema: Fields) -> None:
        self.target: Optional[str] = None
        self._target_kind = "decimal"
        self._classes: list[str] = []
        if schema.has("target"):
            target = schema.object("target")
            self.target = target.text("name")
            self._target_kind = target.choice("type", *KINDS)
            self._classes = target.texts("classes")

    def _require_target(self, given: Fields) -> None:
        if (self.target is None) != (self._head.family == "none"):
            raise given.object("head").reject("family", "be none where there is no target, and only there")
        classes = len(self._classes)
        fits = self._head.family == "bernoulli" and classes == 2
        fits |= self._head.family in ("categorical", "ordinal") and classes == self._head.count
        if classes and not fits:
            raise given.object("head").reject("family", f"be one of {classes} classes")

    def _require_censoring(self, given: Fields, censoring: Fields) -> None:
        """Answers need none of these columns, but other times than these are no model's."""
        censoring.text("column")
        censoring.choice("coding", "event", "status")
        if censoring.has("upper"):
            censoring.text("upper")
        if not self._head.censors:
            raise given.object("head").reject("family", "take censored targets, as the model has them")

    def _read_marginal(self, given: Fields) -> Distribution:
        found = marginal(given.object("marginal"))
        if isinstance(found, ClassDistribution) and self._classes:
            known = found.log_probabilities().shape[1] == len(self._classes)
        else:
            known = not self._classes
        if not known:
            raise given.object("marginal").reject("family", f"be of {len(self._classes)} classes")
        return found

    def _read_thresholds(self, given: Fields, weights: Weights) -> None:
        self._least_density = given.finite("least_density")
        self._calibrated, self._labelled = given.whole("calibrated", 0), given.whole("labelled", 0)
        self._risk = self._read_risk(given.object("risk")) if given.has("risk") else None
        rule = given.object("rejection")
        if rule.choice("rule", "minimum_density", "false_alarms") == "false_alarms":
            self.rejection = self._checked(Rejection(false_alarms=rule.number("alpha")))
        else:
            self.rejection = self._checked(Rejection(slack=rule.number("slack")))
        score = given.choice("novelty", *SCORES, "complexity", "ratio", "texture")
        if score not in SCORES:
            raise given.reject("novelty", "be a score of rows")
        self._reference: Optional[Reference] = None
        if self._calibrated > 0:
            flow = self._networks.first.flow
            width = len(self._encoder.axes) + flow.hinges
            cells_known = self._density is not None
            self._reference = Reference(
                score, self._calibrated, self._encoder.axes, width, flow.latent_variance, cells_known, weights
            )
        self._volumes = score == "volumes"
        self._conformity: Optional[Conformity] = None
        if weights.has("novelty.conformity"):
            again = given.object("intervals") if given.has("intervals") else None
            self._conformity = Conformity(self._labelled, again, weights)
        self._groups = list(self._conformity.groups) if self._conformity is not None else []
        if self._groups and self._conformity is not None:
            if self._conformity.column not in [feature.name for feature in self._features]:
                raise given.object("intervals").reject("column", "be one of the features")
        self._kept: Array = np.empty((0, len(self._encoder.axes)), dtype=np.float32)
        if weights.has("novelty.train.encoded"):
            kept = weights.vector("novelty.train.encoded").astype(np.float32)
            self._kept = kept.reshape(-1, len(self._encoder.axes))

    def _read_risk(self, given: Fields) -> _Risk:
        risk, confidence = given.number("risk"), given.number("confidence")
        tolerance, least = given.number("tolerance"), given.number("least")
        if not (0 < risk < 1 and 0 < confidence < 1 and least >= 0):
            raise given.reject("least", "be a share, as risk and confidence")
        if self.target is None or math.isnan(tolerance) != bool(self._classes) or tolerance <= 0:
            raise given.reject("tolerance", "be above 0, and only for a target that is a number")
        return _Risk(risk, tolerance, least)

    def _checked(self, rule: Rejection) -> Rejection:
        """Returns a rule whose numbers hold, and that has the calibration rows that it needs."""
        for name, number in (("slack", rule.slack), ("false_alarms", rule.false_alarms)):
            if number is not None and not isinstance(number, Real):
                raise ValueError(f"{name} must be a number, got {number!r}")
        if rule.slack is not None and not (0 <= rule.slack < math.inf):
            raise ValueError(f"slack must be at least 0 and finite, got {rule.slack}")
        alpha = rule.false_alarms
        if alpha is not None:
            if not 0 < alpha < 1:
                hint = " (1 % is 0.01)" if 1 <= alpha < 100 else ""
                raise ValueError(f"false_alarms must be between 0 and 1, got {alpha}{hint}")
            needed = math.ceil(1 / alpha - 1e-9) - 1
            if self._calibrated < needed:
                raise ValueError(
                    f"false_alarms of {alpha} must be calibrated by at least {needed:,} rows, got {self._calibrated:,}"
                )
        return rule

    def _require_golden(self) -> None:
        """Holds the model to the answers it gave when it was saved."""
        self._networks.require_golden(self.source)
        if self._density is not None:
            given = Fields(self.manifest).object("density")
            width = len(self._encoder.axes)
            rows: Array = np.array(given.matrix("golden_cells", width)).reshape(-1, width)
            expected: Array = np.array(given.numbers("golden_log_density"))
            if len(expected) != len(rows):
                raise given.reject("golden_log_density", f"have {len(rows)} rows")
            found = self._density.log_density(list(rows.T))
            require_close(self.source, "the cells' log_density", expected, found)
        if Fields(self.manifest).has("answers"):
            self._require_golden_answers(GoldenAnswers(Fields(self.manifest).object("answers")))

    def _require_golden_answers(self, golden: GoldenAnswers) -> None:
        """Holds the way from a user's rows to the verdict to what it gave when the model was saved."""
        if len(golden.log_density) == 0:  # rounding moved the answers to all that were tried
            golden.require_spans(self.source, self._encoder.spans())
            return
        parts = list(self._parts(golden.rows))
        if len(parts) != 1 or parts[0].failed.any():
            raise ModelError(f"{self.source} cannot be used: golden rows must have answers, got none")
        got = parts[0]
        golden.require_spans(self.source, self._encoder.spans())
        golden.require_density(self.source, got.log_density)
        if self.target is not None:
            told = [golden_summary(got.own), *(part[:, None] for part in (got.noise, got.model) if part is not None)]
            golden.require_answers(self.source, np.hstack(told), self._head.scale)
            golden.require_marginal(self.source, golden_summary(self._marginal)[:1], self._head.scale)
        if self._reference is not None:
            golden.require_novelty(self.source, self._reference.score, got.novelty)

    # What the model is.

    @property
    def feature_names_in_(self) -> Array:
        """The feature columns, in the order that an array's columns must have; last that of an offset or exposure."""
        return np.array(self._inputs, dtype=object)

    @property
    def n_features_in_(self) -> int:
        """How many such columns there are."""
        return len(self._inputs)

    @property
    def offset_(self) -> Optional[str]:
        """The column of a known part of each row's linear predictor, or of an exposure; no feature."""
        return None if self._offset is None else self._offset.column

    @property
    def _inputs(self) -> list[str]:
        names = [feature.name for feature in self._features]
        return names if self._offset is None else [*names, self._offset.column]

    @property
    def classes_(self) -> Array:
        """The target's classes in their order, in the target's own type; none of a number."""
        return _typed(self._classes, self._target_kind)

    @property
    def metrics(self) -> dict[str, Any]:
        """What the fit measured, by set of rows."""
        return copy.deepcopy(self.manifest.get("metrics", {}))

    @property
    def warnings(self) -> list[str]:
        """What the fit warned of."""
        return list(self.manifest.get("warnings", []))

    def __repr__(self) -> str:
        of = f"{self._head.family} of {self.target}" if self.target is not None else "p(x) alone"
        return f"Model({self.source!r}, {of}, {len(self._features)} features)"

    def with_rejection(self, *, slack: Optional[float] = None, false_alarms: Optional[float] = None) -> Model:
        """Returns the same model with another rule: a slack in nats, or a share of false alarms."""
        if (slack is None) == (false_alarms is None):
            raise ValueError("rejection must be by slack or by false_alarms, got both or none")
        other = copy.copy(self)
        other.rejection = self._checked(Rejection(slack, false_alarms))
        return other

    # What it answers.

    def predict(self, rows: Any) -> Array:
        """Returns the mean of the target, or the most probable class, of each row (N).

        A rejected row has the answer of p(y), whatever it holds. A row that cannot be read has NaN, of a class None.
        """
        self._require_answers()
        if not self._classes:
            return self._gather(rows, lambda a: a.mean())
        classes: Array = np.array([*self.classes_.tolist(), None], dtype=object)
        return _narrowed(classes[self._gather(rows, self._modes).astype(np.int64)])

    def predict_proba(self, rows: Any) -> Array:
        """Returns the probability of each class (N, K), in the order of ``classes_``."""
        self._require_classes()
        return self._gather(rows, self._probabilities)

    def predict_std(self, rows: Any) -> Array:
        """Returns the standard deviation of the target (N)."""
        self._require_number()
        return self._gather(rows, lambda a: a.sd())

    def predict_quantiles(self, rows: Any, probabilities: Union[float, Sequence[float]]) -> Array:
        """Returns quantiles of the target (N, Q)."""
        self._require_number()
        asked = numbers_of("quantiles", probabilities)
        require_inside("quantiles", *asked)
        return self._gather(rows, lambda a: _quantiles(a, {-1: asked}, asked))

    def predict_interval(
        self, rows: Any, share: float = _INTERVAL, *, coverage: Optional[float] = None
    ) -> Array:
        """Returns the ends of central intervals of the target (N, 2).

        ``share`` is the probability by p(y|x). With ``coverage`` the interval is calibrated instead, on held-out rows,
        to hold the target in this share of ordinary rows whatever p(y|x) got wrong.
        """
        self._require_number()
        require_inside("interval" if coverage is None else "coverage", share if coverage is None else coverage)
        own, known = self._ends(share, coverage)
        return self._gather(rows, lambda a: _quantiles(a, own, known))

    def predict_set(self, rows: Any, coverage: float) -> list[list[Any]]:
        """Returns the classes of each row that hold the target with this chance; possibly none."""
        self._require_classes()
        require_inside("coverage", coverage)
        labels = self.classes_.tolist()
        return [[labels[k] for k in row] for part in self._parts(rows) for row in self._held(part, coverage)]

    def uncertainty(self, rows: Any) -> tuple[Array, Array]:
        """Returns what no data could take away, and what more data could (N each); see ``sd_noise``, ``sd_model``.

        They are of p(y|x) even where a row is rejected, in units of the target, of classes in nats.
        """
        if not self._tells_ignorance:
            raise ValueError(
                "model must have a posterior of its coefficients or several members, got neither"
                " (fit with --bayes auto or --members 4)"
            )
        found = self._gather(rows, lambda a: np.stack([a.part(a.noise), a.part(a.model)], axis=1))
        return found[:, 0], found[:, 1]

    def score_samples(self, rows: Any) -> Array:
        """Returns log p(x) in nats, in the units of the columns (N); NaN where a row has no density."""
        return self._gather(rows, lambda a: a.log_density)

    def novelty(self, rows: Any) -> Array:
        """Returns how unlike the training rows each row is (N)."""
        return self._gather(rows, lambda a: a.novelty)

    def p_values(self, rows: Any) -> Array:
        """Returns the share of validation rows at least as novel, the row among them (N)."""
        return self._gather(rows, lambda a: a.p_value)

    def rejected(self, rows: Any) -> Array:
        """Returns whether the model refuses to answer (N); it does where a row cannot be read."""
        return self._gather(rows, lambda a: a.rejected | a.failed)

    def is_outlier(self, rows: Any) -> Array:
        """Does the same as ``rejected``."""
        return self.rejected(rows)

    def reasons(self, rows: Any) -> list[str]:
        """Returns why each row is rejected or cannot be read; empty where it is not."""
        return [a or b for part in self._parts(rows) for a, b in zip(part.error, part.reason)]

    def answers(
        self,
        rows: Any,
        *,
        interval: Optional[float] = None,
        quantiles: Union[float, Sequence[float], None] = None,
        coverage: Optional[float] = None,
        above: Union[float, Sequence[float], None] = None,
        shortfall: Union[float, Sequence[float], None] = None,
        loss: Optional[Loss] = None,
    ) -> Predictions:
        """Returns everything at once, in the columns of ``diglm predict``.

        A number has an interval (``interval``, by default 0.9, by p(y|x); ``coverage``, calibrated) or ``quantiles``.
        ``above`` adds the probability that a number is above each of these, ``shortfall`` its mean above each of these
        quantiles, and ``loss`` the answer of the least expected loss: ``"squared"``, ``"absolute"`` or
        ``"pinball:0.9"``, or of classes ``{true class: {answer: cost}}``.

        A row that cannot be read has only an error: its numbers are NaN, its class is None, and it counts as rejected.
        """
        given = {"interval": interval, "coverage": coverage, "quantiles": quantiles}
        asked = [name for name, value in given.items() if value is not None]
        if len(asked) > 1:
            raise ValueError(f"interval, coverage and quantiles must not come together, got {' and '.join(asked)}")
        share = _INTERVAL if interval is None else interval
        require_inside("interval", share)
        levels = None if quantiles is None else numbers_of("quantiles", quantiles)
        require_inside("quantiles", *(levels or []))
        if asked:
            self._require_answers()
        if interval is not None or quantiles is not None:
            require_number(asked[0], str(self.target), self._classes)
        if coverage is not None:
            require_inside("coverage", coverage)
        wanted = self._purposes(above, shortfall, loss)
        parts = [self._columns(part, share, levels, coverage, wanted) for part in self._parts(rows)]
        if not parts:
            empty = self._answer_no_rows()
            parts = [self._columns(empty, share, levels, coverage, wanted)]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Predictions(columns, len(columns["log_density"]))

    def explain(self, rows: Any) -> list[Optional[Attribution]]:
        """Returns what each column adds to log p(x) of each row, relative to a similar, typical row.

        The parts are Shapley values in nats, and their sum is the difference. None where a row has no density. This
        scores up to 48 mixtures a column, so it is for the few rows that somebody asks about.
        """
        table = rows_of(rows, self._inputs, self.target)
        with np.errstate(all="ignore"):
            return list(self._explainer.explain(table))

    def column_scores(self, rows: Any) -> Predictions:
        """Returns how surprising each cell is given the others, in nats above the usual, as ``surprise_<column>``.

        One pass of the density gives all cells. NaN where a row has no density.
        """
        usual = self._usual_surprise
        table = rows_of(rows, self._inputs, self.target)
        with np.errstate(all="ignore"):
            raw, problems = self._encoder.read(table)
            surprise = self._surprise(raw) - usual
            # They need no offset, but a row whose own is wrong cannot be read.
            if self._offset is not None and self._offset.column in table.names:
                self._offset.read(table, problems)
        without = [row for row, (kind, _) in problems.by_row.items() if kind != UNSEEN]
        surprise[without] = math.nan
        return Predictions(
            {f"surprise_{feature.name}": surprise[:, j] for j, feature in enumerate(self._features)}, table.count
        )

    # How it does.

    def _purposes(
        self,
        above: Union[float, Sequence[float], None],
        shortfall: Union[float, Sequence[float], None],
        loss: Optional[Loss],
    ) -> list[Purpose]:
        if above is None and shortfall is None and loss is None:
            return []
        self._require_answers()
        return purposes(above, shortfall, loss, str(self.target), self._classes, self.classes_.tolist())

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self._encoder, self._log_density, self._required_rows())

    @cached_property
    def _usual_surprise(self) -> Array:
        if self._density is None:
            raise ValueError(
                "column scores must be of a model with the density of cells, got a flow's"
                " (fit a table with --density cells)"
            )
        return usual_surprise(self._encoder, self._surprise, self._required_rows())

    def _required_rows(self) -> Array:
        """Returns the training rows that the model keeps (M, D)."""
        if self._reference is None or not len(self._kept):
            raise ValueError("model must have a calibration to tell novelty, got none (fit again)")
        return self._kept

    def _surprise(self, raw: list[Array]) -> Array:
        """Returns -log p(cell | cells before it) by column in nats (N, J)."""
        assert self._density is not None
        by_axis = self._density.log_probabilities(self._encoder.cells(raw))
        return -by_column(self._features, by_axis)

    def _columns(
        self,
        a: _Answers,
        interval: float,
        quantiles: Optional[Sequence[float]],
        coverage: Optional[float],
        wanted: Sequence[Purpose],
    ) -> dict[str, Array]:
        columns: dict[str, Array] = {}
        if self._classes:
            columns.update(self._class_columns(a, coverage))
        elif self.target is not None:
            columns["mean"] = a.mean()
            columns["sd"] = a.sd()
            names = ["lower", "upper"]
            if quantiles is None:
                own, known = self._ends(interval, coverage)
            else:
                own, known = {-1: quantiles}, quantiles
                names = [f"q{cells.show_double(float(q))}" for q in quantiles]
            columns.update(zip(names, _quantiles(a, own, known).T))
        for purpose in wanted:
            columns[purpose.column] = _for_purpose(a, purpose)
        if self._tells_ignorance:
            measure = "entropy" if self._classes else "sd"
            columns[f"{measure}_noise"] = a.part(a.noise)
            columns[f"{measure}_model"] = a.part(a.model)
        columns["log_density"], columns["novelty"], columns["novelty_p_value"] = a.log_density, a.novelty, a.p_value
        columns["rejected"] = a.rejected | a.failed
        columns["reason"], columns["error"] = _texts(a.reason), _texts(a.error)
        return columns

    def _class_columns(self, a: _Answers, coverage: Optional[float]) -> dict[str, Array]:
        labels = np.array([*self._classes, None], dtype=object)
        columns = {"class": labels[self._modes(a).astype(np.int64)]}
        columns.update(zip(self._class_names(), self._probabilities(a).T))
        if coverage is not None:
            columns["labels"] = _texts(["|".join(self._classes[k] for k in row) for row in self._held(a, coverage)])
        return columns

    def _class_names(self) -> list[str]:
        """Names that differ in letter case only would be one to a database: those get underscores."""
        names: list[str] = []
        for label in self._classes:
            name = f"probability_{label}"
            while name.lower() in (other.lower() for other in names):
                name += "_"
            names.append(name)
        return names

    @staticmethod
    def _modes(a: _Answers) -> Array:
        own, known = a.classes()
        return np.where(a.failed, -1, np.where(a.rejected, known.mode(), own.mode()))

    @staticmethod
    def _probabilities(a: _Answers) -> Array:
        own, known = a.classes()
        return a.mixed(own.probabilities(), known.probabilities())

    def _ends(self, share: float, coverage: Optional[float]) -> tuple[dict[int, Sequence[float]], Sequence[float]]:
        """Returns the levels of an interval's ends by p(y|x), by group of rows, and by p(y) for rejected rows."""
        if coverage is None:
            ends = (1 - share) / 2, (1 + share) / 2
            return {-1: ends}, ends
        conformal = self._conformal()
        own: dict[int, Sequence[float]] = {}
        for group, name in enumerate(["", *self._groups], start=-1):
            central = conformal.central(coverage, name)
            own[group] = (1 - central) / 2, (1 + central) / 2
        return own, ((1 - coverage) / 2, (1 + coverage) / 2)

    def _held(self, a: _Answers, coverage: float) -> list[list[int]]:
        """Returns the classes in each row's set; of rejected rows the most probable ones by p(y), these first."""
        own, known = a.classes()
        conformal = self._conformal()
        most = np.array([conformal.threshold(coverage, name) for name in [*self._groups, ""]])
        inside = 1 - own.probabilities() <= (most[-1] if a.group is None else most[a.group][:, None])
        probable: list[int] = []
        shares = [math.exp(log) for log in known.log_probabilities()[0].tolist()]
        total = 0.0
        for k in sorted(range(len(shares)), key=lambda k: -shares[k]):
            if total >= coverage:
                break
            total += shares[k]
            probable.append(k)
        return [
            [] if failed else probable if rejected else np.flatnonzero(row).tolist()
            for failed, rejected, row in zip(a.failed, a.rejected, inside)
        ]

    def _conformal(self) -> Conformity:
        if self._conformity is None:
            updated = bool(self.manifest.get("updates"))
            if self._censored:
                raise ValueError(
                    "model must be of observed targets to calibrate intervals, got one of censored times"
                    " (interval and quantiles need no calibration)"
                )
            raise ValueError(
                "model must have its intervals calibrated, got one that was updated since (fit again)"
                if updated
                else "model must have a calibration by rows with a target, got none (fit again)"
            )
        return self._conformity

    def _gather(self, rows: Any, of: Any) -> Array:
        parts = [of(part) for part in self._parts(rows)]
        return np.concatenate(parts) if parts else of(self._answer_no_rows())

    def _answer_no_rows(self) -> _Answers:
        with np.errstate(all="ignore"):
            return self._answer([np.empty(0) for _ in self._features], {}, 0, None, np.empty(0))

    def _parts(self, rows: Any) -> Iterator[_Answers]:
        with np.errstate(all="ignore"):
            table = rows_of(rows, self._inputs, self.target)
            raw, problems = self._encoder.read(table)
            offsets = np.empty(0) if self._offset is None else self._offset.read(table, problems)
            groups = self._groups_of(table)
            for start in range(0, table.count, self._rows_at_once):
                part = [column[start : start + self._rows_at_once] for column in raw]
                group = None if groups is None else groups[start : start + self._rows_at_once]
                own = offsets[start : start + self._rows_at_once]
                yield self._answer(part, problems.by_row, start, group, own)

    def _groups_of(self, table: Rows) -> Optional[Array]:
        """Returns the group of each row by its text (N), -1 for none; None where intervals know no groups."""
        if not self._groups or self._conformity is None:
            return None
        codes, texts = table.column(self._conformity.column).texts()
        number = {name: group for group, name in enumerate(self._groups)}
        of_text = np.array([*(number.get(text, -1) for text in texts), -1], dtype=np.int64)
        return of_text[codes.astype(np.int64)]

    def _scored(self, raw: list[Array]) -> tuple[Array, Scores, Array, Optional[Array]]:
        """Returns v, what the networks make of rows, log p(x) in nats (N) and, of cells, -log p by column (N, J).

        Whatever is wrong with the rows.
        """
        encoded, log_det = self._encoder.encode(raw)
        # The flow's own density is of the row as it is; where cells have theirs, answers are bounded.
        seen = self._encoder.bounded(encoded) if self._density is not None else encoded
        scores = self._networks.score(seen, self._volumes)
        if self._density is not None:
            cells = self._encoder.cells(raw)
            by_axis = self._density.log_probabilities(cells)
            log_density = np.maximum(_LEAST_LOG_DENSITY, self._density.log_density(cells, by_axis))
            return encoded, scores, log_density, np.minimum(-by_column(self._features, by_axis), -_LEAST_LOG_DENSITY)
        return encoded, scores, np.maximum(_LEAST_LOG_DENSITY, scores.log_density + log_det), None

    def _log_density(self, raw: list[Array]) -> Array:
        """Returns log p(x) in nats (N); no network is needed where cells have a density."""
        if self._density is None:
            return self._scored(raw)[2]
        return np.maximum(_LEAST_LOG_DENSITY, self._density.log_density(self._encoder.cells(raw)))

    def _answer(
        self,
        raw: list[Array],
        problems: dict[int, tuple[int, str]],
        start: int,
        group: Optional[Array],
        offsets: Array,
    ) -> _Answers:
        encoded, scores, log_density, surprises = self._scored(raw)
        if self._offset is not None:
            for eta in scores.etas:
                eta[:, self._head.locations] += self._head.standardised(offsets)[:, None]
        own_problems = {row - start: problems[row] for row in range(start, start + len(encoded)) if row in problems}
        error = [""] * len(encoded)
        finite = scores.finite()
        for row in np.flatnonzero(~finite).tolist():
            error[row] = _NOT_FINITE
        for row, (kind, text) in own_problems.items():
            error[row] = text if kind == ERROR else error[row]
            # A row that lacks what no training row lacked was encoded by a guess: it has no density.
            log_density[row] = log_density[row] if kind == UNSEEN else math.nan
        failed = np.array([bool(text) for text in error], dtype=bool)
        log_density[failed] = math.nan
        scores = scores.without(~finite)
        return self._judged(encoded, scores, log_density, surprises, failed, error, own_problems, group)

    def _judged(
        self,
        encoded: Array,
        scores: Scores,
        log_density: Array,
        surprises: Optional[Array],
        failed: Array,
        error: list[str],
        problems: dict[int, tuple[int, str]],
        group: Optional[Array],
    ) -> _Answers:
        own, noise, model = self._networks.answer(scores)
        novelty = p_value = np.full(len(log_density), math.nan)
        if self._reference is not None:
            found = Evidence(log_density, encoded, scores.latents[0], scores.volumes, surprises, own, model)
            novelty = self._reference.novelty(found)
            p_value = np.where(failed, math.nan, self._reference.calibration.p_value(novelty))
        novel = self._rejects(log_density, p_value)
        rejected = novel.copy()
        rejected[list(problems)] = True
        sure = np.full(len(log_density), math.inf) if self._risk is None else self._risk.sureness(own)
        if self._risk is not None:
            rejected |= ~(sure >= self._risk.least)
        reason = [""] * len(log_density)
        for row in np.flatnonzero(rejected & ~failed).tolist():
            reason[row] = self._reason(problems.get(row), bool(novel[row]), log_density[row], p_value[row])
            if not reason[row] and self._risk is not None:
                reason[row] = self._risk.reason(sure[row])
        return _Answers(
            own,
            self._marginal,
            log_density,
            novelty,
            p_value,
            rejected & ~failed,
            failed,
            reason,
            error,
            noise,
            model,
            group,
        )

    def _rejects(self, log_density: Array, p_value: Array) -> Array:
        margin = log_density - self._least_density
        margin = np.where(np.abs(margin) <= _ROUNDING * max(1.0, abs(self._least_density)), 0.0, margin)
        if self.rejection.slack is not None:
            return ~(margin >= -self.rejection.slack)
        return ~(p_value > self.rejection.false_alarms) | np.isnan(margin)

    def _reason(self, problem: Optional[tuple[int, str]], novel: bool, log_density: float, p_value: float) -> str:
        improbable = ""
        if novel and not math.isnan(log_density):
            if self.rejection.slack is None:
                improbable = (
                    f"novelty_p_value {p_value:#.3g} is at most {cells.show_double(self.rejection.false_alarms or 0)}:"
                    " less usual than all but that share of known rows"
                )
            else:
                tau = self._least_density - self.rejection.slack
                improbable = (
                    f"log_density {log_density:.2f} is below the threshold {tau:.2f}: unlike every training row"
                )
        if problem is None:
            return improbable
        return f"{problem[1]}; {improbable}" if improbable else problem[1]

    def _require_answers(self) -> None:
        if self.target is None:
            raise ValueError("model must have a target, got one of p(x) alone (fit with a target)")

    def _require_classes(self) -> None:
        self._require_answers()
        if not self._classes:
            raise ValueError(
                f"target '{self.target}' must be a class, got a number (use predict_std or predict_interval)"
            )

    def _require_number(self) -> None:
        self._require_answers()
        if self._classes:
            raise ValueError(f"target '{self.target}' must be a number, got a class (use predict_proba)")


def _quantiles(a: _Answers, own: Mapping[int, Sequence[float]], known: Sequence[float]) -> Array:
    """Returns quantiles of the answers (N, Q), of p(y|x) at the levels of a row's group and of p(y) at others."""
    values = np.full((len(a.failed), len(known)), math.nan)
    asked = np.flatnonzero(~(a.rejected | a.failed))
    for group, levels in own.items():
        rows = asked if a.group is None or len(own) == 1 else asked[a.group[asked] == group]
        part = a.own.take(rows)
        for q, level in enumerate(levels):
            values[rows, q] = part.quantile(float(level))
    if a.rejected.any():
        for q, level in enumerate(known):
            values[a.rejected, q] = a.marginal.quantile(float(level))
    return values


def _for_purpose(a: _Answers, purpose: Purpose) -> Array:
    """Returns a purpose's column: of p(y|x), of p(y) where rejected, and nothing where a row cannot be read."""
    asked = np.flatnonzero(~(a.rejected | a.failed))
    found, known = purpose.of(a.own.take(asked)), purpose.of(a.marginal)
    texts = known.dtype == object
    values = np.full(len(a.failed), None if texts else math.nan, dtype=object if texts else float)
    values[asked] = found
    values[a.rejected] = known[0]
    return values


def _known(of: Distribution, values: Array, order: int) -> Array:
    """Returns moments of distributions (N), NaN where there is none of this order."""
    return np.where(of.moments() < order, math.nan, values)


def _texts(values: list[str]) -> Array:
    return np.array([*values, None], dtype=object)[:-1]


def _typed(labels: list[str], kind: str) -> Array:
    """Returns class labels in the target's own type."""
    if kind == "boolean":
        return np.array([cells.number(label) == 1 for label in labels], dtype=bool)
    if kind in ("integer", "decimal"):
        numbers = np.array([cells.number(label) for label in labels])
        if not np.isnan(numbers).any():
            return numbers.astype(np.int64) if kind == "integer" else numbers
    return np.array(labels, dtype=object)


def _narrowed(labels: Array) -> Array:
    """Returns labels as an array of their own type, where none is None."""
    if not len(labels) or any(label is None or isinstance(label, str) for label in labels):
        return labels
    return np.array(labels.tolist())
