"""Every model file of the repository answers as Java does."""

from pathlib import Path

import pytest

import parity

MODELS = sorted((Path(__file__).parent / "models").glob("*.diglm"))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_answers_as_the_command_does(model: Path) -> None:
    assert parity.differences(model) == []


def test_there_is_a_model_of_every_family_and_architecture() -> None:
    names = {model.stem for model in MODELS}
    for family in ("gaussian", "student_t", "mixture", "rounded", "gamma", "poisson", "negative_binomial"):
        assert any(name.startswith(f"{family}-none") for name in names), family
        assert any(name.startswith(f"{family}-elbo") for name in names), family
    for architecture in ("realnvp", "glow", "planar", "spline"):
        assert sum(name.endswith(architecture) for name in names) >= 5, architecture
