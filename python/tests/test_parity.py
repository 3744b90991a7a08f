"""Every model file of the repository answers as Java does."""

from pathlib import Path

import pytest

import diglm
import parity
from diglm import modelfile
from diglm.novelty import SCORES

MODELS = parity.models()
TIMES = ("weibull", "log_normal", "log_logistic")


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_answers_as_the_command_does(model: Path) -> None:
    assert parity.answers_of(model).is_file(), f"{model} must have answers of Java (python/make-fixtures)"
    assert parity.differences(model) == []


def test_models_of_all_formats_are_found_wherever_they_are() -> None:
    folders = {model.relative_to(parity.ROOT).parts[0] for model in MODELS}
    assert {"python", "scoring"} <= folders
    assert {modelfile.read(model).manifest["format_version"] for model in MODELS} == {1, 2, 3, 4}


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(diglm.ModelError, match="golden.encoded must have width 3, got 2"):
        diglm.load(parity.MADE_UP)


def test_answers_are_all_of_a_model() -> None:
    answers = {path.name for path in parity.MODELS.glob("*.json")}
    assert answers == {parity.answers_of(model).name for model in MODELS}


def test_there_is_a_model_of_every_family_and_architecture() -> None:
    names = {model.stem for model in MODELS}
    families = ("gaussian", "student_t", "mixture", "log_mixture", "rounded", "gamma", "poisson", "negative_binomial")
    zeros = ("zero_inflated_poisson", "zero_inflated_negative_binomial", "tweedie")
    for family in (*families, "beta", *zeros, *TIMES):
        assert any(name.startswith(f"{family}-none") for name in names), family
        assert any(name.startswith(f"{family}-elbo") for name in names), family
    for architecture in ("realnvp", "glow", "planar", "spline"):
        assert sum(name.endswith(architecture) for name in names) >= 5, architecture


def test_there_are_models_with_an_offset_and_with_an_exposure() -> None:
    offsets = [modelfile.read(model).manifest["schema"].get("offset") for model in MODELS]
    assert {offset["exposure"] for offset in offsets if offset} == {True, False}


def test_there_are_models_of_every_family_of_censored_times() -> None:
    manifests = [modelfile.read(model).manifest for model in MODELS]
    censored = [manifest for manifest in manifests if manifest["schema"].get("censoring")]
    assert {manifest["head"]["family"] for manifest in censored} == {*TIMES, "log_mixture"}
    codings = {(m["schema"]["censoring"]["coding"], m["schema"]["censoring"]["upper"]) for m in censored}
    assert codings == {("event", None), ("status", "until")}


def test_there_is_a_model_of_every_network_norm_and_score() -> None:
    flows, scores = [], set()
    for model in MODELS:
        manifest = modelfile.read(model).manifest
        flows.append(manifest["flow"])
        scores.add(manifest["thresholds"]["novelty"])
    assert {flow["activation"] for flow in flows} == {"relu", "silu", "gelu", "tanh"}
    assert {flow["network"] for flow in flows} == {"mlp", "highway"}
    assert {flow["norm"] for flow in flows} == {"none", "actnorm", "batchnorm"}
    assert any(flow["frequencies"] > 0 for flow in flows)
    assert scores == set(SCORES)
