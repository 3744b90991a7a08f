"""Draws what step_speed.py and score_speed.py measured: docs/results/step-speed.json and score-speed.json to speed.svg beside them."""
import json, pathlib
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "docs/results"
ENGINES = {"diglm": "#b8560b", "pytorch": "#8aa6c1", "torch.compile": "#4f7ba3", "jax jit": "#a9a9a9", "onnx runtime": "#6f6f6f"}


def bars(axis, cases, title):
    """Groups of bars, a group a case, each engine's time over diglm's."""
    names = [name for name in ENGINES if name in cases[0]["ms"]]
    for k, name in enumerate(names):
        at = [i + (k - (len(names) - 1) / 2) * .8 / len(names) for i in range(len(cases))]
        ratios = [case["ms"][name] / case["ms"]["diglm"] for case in cases]
        axis.bar(at, ratios, .8 / len(names), color=ENGINES[name], label=name)
    for i, case in enumerate(cases):
        own = i - (len(names) - 1) / 2 * .8 / len(names)
        axis.text(own, 0, f"{case['ms']['diglm']:.3g} ms", ha="center", va="bottom", fontsize=6, color="white", rotation=90)
    axis.axhline(1, color="#b8560b", linewidth=.8)
    axis.set_xticks(range(len(cases)), [f"{case['flow']}\n{case['batch']}" for case in cases], fontsize=8)
    axis.set_ylim(0, 4)
    axis.set_title(title, fontsize=10, loc="left")
    axis.spines[["top", "right"]].set_visible(False)


def growth(axis, rows, vary, fixed):
    """Time against one size, all else the same."""
    cases = sorted((row for row in rows if row["flow"] == "plain" and row["batch"] == 1024 and row[fixed] == 8), key=lambda row: row[vary])
    for name in [*ENGINES, "diglm, one thread"]:
        if name in cases[0]["ms"]:
            style = {"color": ENGINES.get(name, ENGINES["diglm"]), "linestyle": "-" if name in ENGINES else ":"}
            axis.plot([row[vary] for row in cases], [row["ms"][name] for row in cases], marker="o", markersize=3, label=name, **style)
    axis.set_xscale("log", base=2), axis.set_yscale("log")
    axis.set_xticks([row[vary] for row in cases], [row[vary] for row in cases])
    ticks = [m for m in (.5, 1, 2, 5, 10, 20) if m < 2 * max(row["ms"]["pytorch"] for row in cases)]
    axis.set_yticks(ticks, ticks), axis.minorticks_off()
    axis.set_title(f"scoring 1024 rows: ms against {vary}", fontsize=10, loc="left")
    axis.spines[["top", "right"]].set_visible(False)


def main():
    step, score = (json.loads((RESULTS / f"{name}-speed.json").read_text()) for name in ("step", "score"))
    plt.rcParams["svg.hashsalt"] = "diglm"
    figure, axes = plt.subplots(2, 2, figsize=(11, 7))
    bars(axes[0, 0], step["step"], "a training step: times diglm's time, by rows a step (over 1: slower)")
    main = [row for row in score["score"] if row["columns"] == row["layers"] == 8]
    bars(axes[0, 1], main, "scoring: times diglm's time, by rows a call (cut off at 4)")
    growth(axes[1, 0], score["score"], "columns", "layers")
    growth(axes[1, 1], score["score"], "layers", "columns")
    axes[0, 0].legend(fontsize=8, frameon=False), axes[1, 0].legend(fontsize=8, frameon=False)
    figure.tight_layout()
    figure.savefig(RESULTS / "speed.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
