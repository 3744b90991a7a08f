"""CPU seconds of scoring in Spark beside those of `diglm predict`, from Parquet to Parquet, in turn.

usage: spark_speed.py [--turns 3] [--times 9] [--out docs/results/spark-speed.json]     (started by benchmarks/spark-speed)

The rows are those of predict_speed.py: the bundled flights that lack no cell, so many times over. Both write mean, sd, lower, upper, log density,
novelty, its p-value, rejected, reason and error. Spark is one session of local[2], warmed by the rows once over; a job's seconds do not include its start.
Those of the command are given with its start and without, which is what one row takes. CPU seconds, not seconds, because the machine is shared.
"""
import argparse, datetime, json, os, pathlib, platform, shutil, statistics, subprocess, tempfile, time
import diglm_spark
from pyspark.sql import SparkSession

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS = "month, day, day_of_week, dep_time, arr_time, air_time, distance, plane_age"
FIELDS = ("mean", "sd", "sdNoise", "sdModel", "lower", "upper", "logDensity", "novelty", "noveltyPValue", "rejected", "reason", "error")


def cpu():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))


def session():
    builder = (SparkSession.builder.master("local[2]").config("spark.driver.memory", "2g").config("spark.ui.enabled", "false")
               .config("spark.log.level", "ERROR"))
    return diglm_spark.configure(builder).getOrCreate()


def write(spark, times, path):
    flights = spark.read.parquet(str(ROOT / "examples/flights.parquet")).select(*COLUMNS.split(", ")).dropna()
    flights.crossJoin(spark.range(times)).drop("id").coalesce(1).write.parquet(str(path))
    return next(path.glob("*.parquet"))


def fit(model):
    subprocess.run(["./diglm", "fit", "examples/flights.parquet", "--target", "arr_delay", "--features", COLUMNS.replace(" ", ""),
                    "--missing", "drop", "--time-limit", "30s", "--out", str(model), "--quiet"], cwd=ROOT, check=True)


def predicted(model, rows, answers):
    """CPU seconds, seconds and the peak memory in MiB of the command."""
    start = time.perf_counter()
    run = subprocess.Popen(["./diglm", "predict", str(model), str(rows), "--out", str(answers)], cwd=ROOT)
    _, status, used = os.wait4(run.pid, 0)
    if status:
        raise RuntimeError(f"diglm predict must answer, got status {status}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024


def java_process(spark):
    return spark.sparkContext._jvm.java.lang.ProcessHandle.current().pid()


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def scored(spark, model, rows, answers):
    """CPU seconds, seconds and the peak memory in MiB of Spark's process, as far as this job raised it."""
    shutil.rmtree(answers, ignore_errors=True)
    process = java_process(spark)
    pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")  # the peak begins anew
    before, start = cpu_seconds(process), time.perf_counter()
    answered = model.transform(spark.read.parquet(str(rows)))
    answered.select(*(f"detailedPrediction.{f}" for f in FIELDS)).write.parquet(str(answers))
    return cpu_seconds(process) - before, time.perf_counter() - start, peak(process)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--times", type=int, default=9)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/spark-speed.json"))
    options = arguments.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    spark = session()
    file = folder / "flights.diglm"
    fit(file)
    few, rows, one = write(spark, 1, folder / "few"), write(spark, options.times, folder / "rows"), folder / "one"
    spark.read.parquet(str(few)).limit(1).coalesce(1).write.parquet(str(one))
    count = spark.read.parquet(str(rows)).count()
    model = diglm_spark.DiglmModel.load(str(file))
    for _ in range(2):
        scored(spark, model, few, folder / "scored")
    turns = []
    for _ in range(options.turns):
        start, _, _ = predicted(file, next(one.glob("*.parquet")), folder / "one.answers.parquet")
        command, command_s, command_mib = predicted(file, rows, folder / "answers.parquet")
        ours, ours_s, mib = scored(spark, model, rows, folder / "scored")
        turns.append({"command_cpu_s": round(command, 2), "its_start_cpu_s": round(start, 2), "command_s": round(command_s, 1), "command_peak_mib": round(command_mib),
                      "spark_cpu_s": round(ours, 2), "spark_s": round(ours_s, 1), "spark_peak_mib": round(mib),
                      "share": round((command - start) / ours, 3), "share_of_the_whole_command": round(command / ours, 3)})
        print(turns[-1], flush=True)
    _, _, few_mib = scored(spark, model, few, folder / "scored")
    result = {
        "what": "CPU seconds from Parquet to Parquet; share = rows of Spark / rows of diglm predict per CPU second, over 1 means that Spark takes less",
        "command": f"benchmarks/spark-speed --turns {options.turns} --times {options.times}",
        "seed": "none: nothing is random",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{os.cpu_count()} cores, {cpu()}, shared",
        "load_average": round(os.getloadavg()[1], 2),
        "versions": {"diglm": "0.1.0", "python": platform.python_version(), "spark": spark.version, "java": spark.sparkContext._jvm.System.getProperty("java.version")},
        "rows": count,
        "spark_peak_mib_of_a_ninth_or_less": round(few_mib),
        "median_share": statistics.median(turn["share"] for turn in turns),
        "turns": turns,
    }
    spark.stop()
    shutil.rmtree(folder)
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
