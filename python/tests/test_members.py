"""An ensemble answers with the average of its networks, each of which must answer as when it was saved."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pytest

import diglm
import files
from diglm import modelfile

MODELS = Path(__file__).parent / "models"
NAMES = sorted(path.stem for path in MODELS.glob("members-*.diglm"))
NUMBERS = [name for name in NAMES if name.split("-")[1] not in ("categorical", "bernoulli", "ordinal", "none")]


def model_of(name: str) -> diglm.Model:
    return diglm.load(MODELS / f"{name}.diglm")


def rows_of(name: str) -> dict[str, Any]:
    return json.loads((MODELS / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def members(name: str, folder: Path) -> list[diglm.Model]:
    """Writes each network of an ensemble as a model of one network."""
    source = MODELS / f"{name}.diglm"
    count = 1 + len(modelfile.read(source).manifest["members"])
    made = []
    for k in range(1, count + 1):

        def manifest(fields: dict[str, Any], k: int = k) -> None:
            others = fields.pop("members")
            fields.pop("answers", None)  # those of the ensemble
            fields["format_version"] = 2
            if k > 1:
                fields.update({part: others[k - 2][part] for part in ("flow", "golden", "seed")})

        def weights(content: bytes, k: int = k) -> bytes:
            header, data = files.header(content)
            kept: dict[str, Any] = {}
            own = f"member.{k}."
            replaced = {entry[len(own) :] for entry in header if entry.startswith(own)}
            tensors = b""
            for entry, fields in header.items():
                if entry == "__metadata__" or (entry.startswith("member.") and not entry.startswith(own)):
                    continue
                if entry in replaced or (k > 1 and entry.startswith(("flow.", "head."))):
                    continue
                begin, end = fields["data_offsets"]
                place = [len(tensors), len(tensors) + end - begin]
                kept[entry[len(own) :] if entry.startswith(own) else entry] = {**fields, "data_offsets": place}
                tensors += data[begin:end]
            return files.with_header(kept, tensors)

        path = files.changed(folder / f"{name}-{k}.diglm", manifest, weights, model=source)
        made.append(diglm.load(path).with_rejection(slack=1e9))
    return made


def answered(name: str, folder: Path) -> tuple[diglm.Model, list[diglm.Model], dict[str, Any], Any]:
    """Returns an ensemble, its networks, rows, and which of these are answered by p(y|x)."""
    model, rows = model_of(name).with_rejection(slack=1e9), rows_of(name)
    return model, members(name, folder), rows, ~model.rejected(rows)


def test_there_is_an_ensemble_of_each_kind() -> None:
    assert len(NAMES) >= 12 and len(NUMBERS) >= 8
    manifests = [modelfile.read(MODELS / f"{name}.diglm").manifest for name in NAMES]
    assert {manifest["format_version"] for manifest in manifests} == {3}
    assert {len(manifest["members"]) for manifest in manifests} == {1, 2, 3}
    assert {manifest["density"] is None for manifest in manifests} == {True, False}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_answered_by_the_average_of_the_networks(name: str, tmp_path: Path) -> None:
    model, networks, rows, kept = answered(name, tmp_path)
    assert kept.sum() >= 12
    means = np.stack([network.predict(rows)[kept] for network in networks])
    sds = np.stack([network.predict_std(rows)[kept] for network in networks])
    np.testing.assert_allclose(model.predict(rows)[kept], means.mean(axis=0), rtol=1e-9)
    assert np.ptp(means, axis=0).max() > 1e-3
    whole = np.hypot(np.sqrt((sds**2).mean(axis=0)), means.std(axis=0))
    np.testing.assert_allclose(model.predict_std(rows)[kept], whole, rtol=1e-6)
    above = [network.answers(rows, above=1)["p_above_1.0"][kept] for network in networks]
    np.testing.assert_allclose(model.answers(rows, above=1)["p_above_1.0"][kept], np.mean(above, axis=0), atol=1e-9)


@pytest.mark.parametrize("name", NUMBERS)
def test_both_parts_of_uncertainty_add_up(name: str) -> None:
    model, rows = model_of(name).with_rejection(slack=1e9), rows_of(name)
    kept = ~model.rejected(rows)
    noise, ignorance = model.uncertainty(rows)
    np.testing.assert_allclose(np.hypot(noise, ignorance)[kept], model.predict_std(rows)[kept], rtol=1e-6)
    assert (ignorance[kept] > 0).all()


@pytest.mark.parametrize("name", ["members-categorical", "members-bernoulli-laplace", "members-ordinal"])
def test_probabilities_are_averaged(name: str, tmp_path: Path) -> None:
    model, networks, rows, kept = answered(name, tmp_path)
    each = np.stack([network.predict_proba(rows)[kept] for network in networks])
    got: Any = model.predict_proba(rows)[kept]
    np.testing.assert_allclose(got, each.mean(axis=0), atol=1e-9)
    noise, information = model.uncertainty(rows)
    entropy = -(got * np.log(got)).sum(axis=1)
    np.testing.assert_allclose((noise + information)[kept], entropy, atol=1e-9)
    assert (information[kept] > 0).all()


def test_densities_of_flows_are_averaged_and_that_of_cells_is_shared(tmp_path: Path) -> None:
    model, networks, rows, _ = answered("members-none", tmp_path)
    each = np.stack([network.score_samples(rows) for network in networks])
    known = np.isfinite(each).all(axis=0) & (each > -700).all(axis=0)
    assert known.sum() >= 12 and np.ptp(each[:, known], axis=0).max() > 0.1
    mean = np.log(np.exp(each[:, known]).mean(axis=0))
    np.testing.assert_allclose(model.score_samples(rows)[known], mean, rtol=1e-9)
    shared, networks, rows, _ = answered("members-mixture", tmp_path)
    for network in networks:
        np.testing.assert_array_equal(shared.score_samples(rows), network.score_samples(rows))


def test_a_model_of_rows_alone_tells_no_ignorance() -> None:
    with pytest.raises(ValueError, match=r"posterior of its coefficients or several members, got neither"):
        model_of("members-none").uncertainty(rows_of("members-none"))


def refused(change: Callable[[dict[str, Any]], Any], path: Path) -> str:
    file = files.changed(path, change, model=MODELS / "members-mixture.diglm")
    with pytest.raises(diglm.ModelError) as caught:
        diglm.load(file)
    text = str(caught.value)
    assert "\n" not in text and text.startswith(str(file))
    return text[len(str(file)) :]


def test_every_network_must_answer_its_golden_rows(tmp_path: Path) -> None:
    def first(fields: dict[str, Any]) -> None:
        fields["golden"]["eta"][1][0] += 0.5

    def third(fields: dict[str, Any]) -> None:
        fields["members"][1]["golden"]["log_density"][2] += 0.5

    at = ": member {} does not answer as when it was saved: golden row {}: {} must be "
    assert refused(first, tmp_path / "1").startswith(at.format(1, 1, "eta[0]"))
    assert refused(third, tmp_path / "3").startswith(at.format(3, 2, "log_density"))


def test_networks_that_the_file_does_not_hold_are_named(tmp_path: Path) -> None:
    def more(fields: dict[str, Any]) -> None:
        fields["members"].append(fields["members"][0])

    def fewer(fields: dict[str, Any]) -> None:
        fields["members"].pop()

    def without(fields: dict[str, Any]) -> None:
        del fields["members"][0]["golden"]

    def wider(fields: dict[str, Any]) -> None:
        fields["members"][1]["flow"]["hidden"] = 10**9

    assert refused(more, tmp_path / "m").startswith(" cannot be used: member 4: weights must hold flow.0.")
    assert refused(fewer, tmp_path / "f").startswith(" cannot be used: weights must belong to the model's parts, got member.3.")
    assert refused(without, tmp_path / "w") == " cannot be used: members[0].golden must be there, got none"
    assert refused(wider, tmp_path / "h").startswith(" cannot be used: member 3: weights of flow.0.coupling.0.weight must have shape")
    assert refused(lambda m: m.update(members={}), tmp_path / "o") == " cannot be used: members must be a list, got an object"


def test_parts_of_an_explanation_add_up() -> None:
    model, rows = model_of("members-none"), rows_of("members-none")
    density = model.score_samples(rows)
    explained = [(why, own) for why, own in zip(model.explain(rows), density) if why is not None]
    assert len(explained) >= 12
    for why, own in explained:
        assert math.isclose(why.log_density, own, rel_tol=1e-9)
        assert sum(part.nats for part in why.parts) == pytest.approx(why.log_density - why.typical, rel=1e-9, abs=1e-6)
