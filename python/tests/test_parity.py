"""Every model file of the repository answers as Java does."""

from pathlib import Path

import pytest

import parity
from diglm import modelfile
from diglm.novelty import SCORES

MODELS = sorted((Path(__file__).parent / "models").glob("*.diglm"))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_answers_as_the_command_does(model: Path) -> None:
    assert parity.differences(model) == []


def test_there_is_a_model_of_every_family_and_architecture() -> None:
    names = {model.stem for model in MODELS}
    families = ("gaussian", "student_t", "mixture", "log_mixture", "rounded", "gamma", "poisson", "negative_binomial")
    for family in (*families, "beta", "zero_inflated_poisson", "zero_inflated_negative_binomial"):
        assert any(name.startswith(f"{family}-none") for name in names), family
        assert any(name.startswith(f"{family}-elbo") for name in names), family
    for architecture in ("realnvp", "glow", "planar", "spline"):
        assert sum(name.endswith(architecture) for name in names) >= 5, architecture


def test_there_are_models_with_an_offset_and_with_an_exposure() -> None:
    offsets = [modelfile.read(model).manifest["schema"].get("offset") for model in MODELS]
    assert {offset["exposure"] for offset in offsets if offset} == {True, False}


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
