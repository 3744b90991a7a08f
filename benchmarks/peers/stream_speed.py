"""Training on five million rows: rows a second of a whole fit here and of a bare loop in PyTorch on the same network, in turn.

usage: stream_speed.py [--turns 3] [--out docs/results/stream-speed.json]     (started by benchmarks/stream-speed)

The rows are the bundled flights fifteen times over. Ours is `diglm fit`: one epoch that reads the table, encodes and dequantises each
batch and trains; its rate is that of the epoch. PyTorch has the same numbers, standardised before, in one tensor, and trains the same
flow with a Gaussian head (no posterior) by fused Adam on shuffled batches of the same size; its rate leaves reading out.
"""
import argparse, datetime, json, pathlib, platform, re, statistics, subprocess, time
import torch
from step_speed import FREQUENCIES, ROOT, Memory, RealNvp, cores, cpu, java, round_to

COLUMNS = "month, day, day_of_week, dep_time, arr_time, air_time, distance, plane_age, arr_delay"
BATCH = 1024
SECONDS = 40
HEADS = {"posterior (conjugate)": ["--bayes", "conjugate"], "point": []}


def rows(times):
    """The rows without a missing cell, as a fit with --missing drop takes them."""
    import duckdb
    names = COLUMNS.split(", ")
    whole = " and ".join(f"{name} is not null" for name in names)
    table = duckdb.sql(f"select {COLUMNS} from '{ROOT}/examples/flights.parquet' where {whole}").fetchnumpy()
    x = torch.stack([torch.tensor(table[name], dtype=torch.float32) for name in names], 1)
    x = (x - x.mean(0)) / x.std(0)
    return x.repeat(times, 1)


def peer(data):
    """Rows a second of a training loop."""
    torch.manual_seed(1)
    model = RealNvp(FREQUENCIES["default"])
    adam = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
    order = torch.randperm(len(data))
    start, done = None, 0
    for step in range(len(data) // BATCH):
        if step == 20:
            start, done = time.perf_counter(), 0
        batch = data[order[step * BATCH:(step + 1) * BATCH]]
        adam.zero_grad()
        model(batch[:, :8], batch[:, 8]).backward()
        adam.step()
        done += BATCH
        if start is not None and time.perf_counter() - start > SECONDS:
            break
    return done / (time.perf_counter() - start)


def ours(options):
    """Rows a second of an epoch, peak memory in MiB, seconds of the whole command."""
    query = f"select {COLUMNS} from 'examples/flights.parquet', range(15)"
    command = ["./diglm", "fit", "--sql", query, "--target", "arr_delay", "--missing", "drop", "--epochs", "1", "--batch-size", str(BATCH),
               "--family", "gaussian", "--dispersion", "constant", *options, "--out", "benchmarks/target/stream-speed.diglm", "--json"]
    start = time.perf_counter()
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    memory = Memory(run)
    log = run.stderr.read()
    summary = json.loads(run.stdout.read() or "{}")
    if run.wait():
        raise RuntimeError(log)
    seconds = float(re.search(r"epoch 1, step \d+, (\d+) s", log).group(1))
    return summary["rows"]["train"] / seconds, memory.mib, time.perf_counter() - start, summary["rows"]["train"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/stream-speed.json"))
    options = arguments.parse_args()
    torch.set_num_threads(2)
    data = rows(15)
    turns = []
    for _ in range(options.turns):
        turn = {"pytorch_rows_a_second": round(peer(data))}
        for head, extra in HEADS.items():
            rate, mib, seconds, trained = ours(extra)
            turn[head] = {"rows_a_second": round(rate), "ratio": round_to(rate / turn["pytorch_rows_a_second"]),
                          "peak_mib": mib, "whole_fit_s": round(seconds), "training_rows": trained}
        turns.append(turn)
        print(turn, flush=True)
    result = {
        "what": "rows a second of training; ratio = diglm / pytorch of the same turn, over 1 is faster",
        "command": f"benchmarks/stream-speed --turns {options.turns}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "pytorch": torch.__version__, "python": platform.python_version(), "java": java()},
        "batch": BATCH,
        "median_ratio": {head: statistics.median(turn[head]["ratio"] for turn in turns) for head in HEADS},
        "turns": turns,
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
