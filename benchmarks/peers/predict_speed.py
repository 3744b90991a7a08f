"""Rows a second of `diglm predict` from Parquet to Parquet, beside those of the model's network alone, in turn.

usage: predict_speed.py [--turns 3] [--out docs/results/predict-speed.json]     (started by benchmarks/predict-speed)

The rows are the bundled flights that lack no cell, 37 times over, 10.1 million, and for the growth of memory once those 9 times over; the model
is fitted to them for two minutes, with the defaults. The command's time includes the start of Java, reading, encoding, intervals, novelty, p-values and writing.
"""
import argparse, datetime, json, pathlib, platform, statistics, subprocess, time
import duckdb
from step_speed import ROOT, Memory, cores, cpu, java, round_to

COLUMNS = "month, day, day_of_week, dep_time, arr_time, air_time, distance, plane_age"
TIMES, FEWER = 37, 9
FOLDER = ROOT / "benchmarks/target"
MODEL, ROWS, ANSWERS = (FOLDER / f"predict-speed.{end}" for end in ("diglm", "parquet", "answers.parquet"))
CLASS_PATH = f"{FOLDER}/classes:{ROOT}/cli/target/lib/*"


def write(times):
    whole = " and ".join(f"{name} is not null" for name in COLUMNS.split(", "))
    duckdb.sql(f"copy (select {COLUMNS} from '{ROOT}/examples/flights.parquet', range({times}) where {whole}) to '{ROWS}'")


def fit():
    subprocess.run(["./diglm", "fit", "examples/flights.parquet", "--target", "arr_delay", "--features", COLUMNS.replace(" ", ""),
                    "--missing", "drop", "--time-limit", "2m", "--out", str(MODEL), "--quiet"], cwd=ROOT, check=True)


def bare():
    """Rows a second of the network alone."""
    run = subprocess.run(["java", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector", "-cp", CLASS_PATH, "io.diglm.benchmarks.BareScoring", str(MODEL)],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return int(run.stdout)


def predict():
    """Rows a second of the command, and its peak memory in MiB."""
    rows = duckdb.sql(f"select count(*) from '{ROWS}'").fetchall()[0][0]
    start = time.perf_counter()
    run = subprocess.Popen(["./diglm", "predict", str(MODEL), str(ROWS), "--out", str(ANSWERS)], cwd=ROOT)
    memory = Memory(run)
    status = run.wait()
    seconds = time.perf_counter() - start
    answered = duckdb.sql(f"select count(*), count(mean) from '{ANSWERS}'").fetchall()[0]
    if status or answered != (rows, rows):
        raise RuntimeError(f"diglm predict must answer {rows} rows, got status {status}, {answered}")
    return rows, seconds, memory.mib


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/predict-speed.json"))
    options = arguments.parse_args()
    fit()
    write(FEWER)
    fewer, _, mib_of_fewer = predict()
    write(TIMES)
    turns = []
    for _ in range(options.turns):
        network = bare()
        rows, seconds, mib = predict()
        turns.append({"network_rows_a_second": network, "predict_rows_a_second": round(rows / seconds), "predict_s": round_to(seconds),
                      "share": round_to(rows / seconds / network), "peak_mib": mib})
        print(turns[-1], flush=True)
    result = {
        "what": "rows a second of diglm predict from Parquet to Parquet and of the network alone; share = one over the other, of the same turn",
        "command": f"benchmarks/predict-speed --turns {options.turns}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "python": platform.python_version(), "java": java()},
        "rows": rows,
        "peak_mib_of_fewer_rows": {"rows": fewer, "peak_mib": mib_of_fewer},
        "median_share": statistics.median(turn["share"] for turn in turns),
        "turns": turns,
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
