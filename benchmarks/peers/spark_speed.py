"""CPU seconds of scoring in Spark beside those of `diglm predict`, from Parquet to Parquet, in turn; then one executor beside two.

usage: spark_speed.py [--turns 3] [--times 37] [--executors 2] [--model FILE] [--out docs/results/spark-speed.json]     (started by benchmarks/spark-speed)

The rows are those of predict_speed.py: the bundled flights that lack no cell, in as many files as times, which is 10 million rows in 37. Both write mean, sd,
lower, upper, log density, novelty, its p-value, rejected, reason and error. Spark is one session of local[2], warmed by one file twice over; a job's seconds do
not include its start. Those of the command are given with its start and without, which is what one row takes. CPU seconds, not seconds, because the machine is shared.
Then local-cluster has 1 and 2 executors of one core each, in sessions by turns, which score a part of the files (--part); what tells there is the seconds.
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


def session(master="local[2]"):
    builder = (SparkSession.builder.master(master).config("spark.driver.memory", "2g").config("spark.executor.memory", "1g").config("spark.executor.cores", "1").config("spark.ui.enabled", "false")
               .config("spark.log.level", "ERROR"))
    return diglm_spark.configure(builder).getOrCreate()


def write(spark, times, path):
    """Writes the rows as one file and makes links to it, as many as times."""
    flights = spark.read.parquet(str(ROOT / "examples/flights.parquet")).select(*COLUMNS.split(", ")).dropna()
    flights.coalesce(1).write.parquet(str(path / "one"))
    one = next((path / "one").glob("*.parquet"))
    (path / "all").mkdir()
    for k in range(times):
        os.link(one, path / "all" / f"rows-{k:03}.parquet")
    return one


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
    answered = model.transform(spark.read.parquet(*map(str, rows)))
    answered.select(*(f"detailedPrediction.{f}" for f in FIELDS)).write.parquet(str(answers))
    return cpu_seconds(process) - before, time.perf_counter() - start, peak(process)


def children(process):
    """The processes that a process started: of local-cluster its executors."""
    return [int(stat.parent.name) for stat in pathlib.Path("/proc").glob("[0-9]*/stat") if parent(stat) == process]


def parent(stat):
    try:
        return int(stat.read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return -1


def by_executors(file, files, answers, counts):
    """Seconds of scoring the files on so many executors, each in a session of its own that scored one file before."""
    spark = session(f"local-cluster[{counts},1,1024]")
    model = diglm_spark.DiglmModel.load(str(file))
    for _ in range(2):
        scored(spark, model, files[:counts], answers)
    own = children(java_process(spark))
    before, start = sum(map(cpu_seconds, own)), time.perf_counter()
    scored(spark, model, files, answers)
    told = {"executors": counts, "s": round(time.perf_counter() - start, 1), "executors_cpu_s": round(sum(map(cpu_seconds, own)) - before, 1),
            "peak_mib_of_an_executor": round(max(map(peak, own), default=0)), "load_average": round(os.getloadavg()[0], 1)}
    spark.stop()
    return told


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--times", type=int, default=37)
    arguments.add_argument("--executors", type=int, default=2, help="turns of one executor beside two")
    arguments.add_argument("--part", type=int, default=8, help="files that the executors score")
    arguments.add_argument("--model", help="a model that a run before has fitted")
    arguments.add_argument("--out", default=str(ROOT / "docs/results/spark-speed.json"))
    options = arguments.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    spark = session()
    file = folder / "flights.diglm"
    shutil.copy(options.model, file) if options.model else fit(file)
    few, one, answers = write(spark, options.times, folder), folder / "row", folder / "scored"
    files = sorted((folder / "all").glob("*.parquet"))
    spark.read.parquet(str(few)).limit(1).coalesce(1).write.parquet(str(one))
    result = {
        "what": "CPU seconds from Parquet to Parquet; share = rows of Spark / rows of diglm predict per CPU second, share_by_seconds the same per second; over 1 means that Spark takes less",
        "command": f"benchmarks/spark-speed --turns {options.turns} --times {options.times} --executors {options.executors} --part {options.part}",
        "seed": "none: nothing is random",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{os.cpu_count()} cores, {cpu()}, shared",
        "load_average": round(os.getloadavg()[1], 2),
        "versions": {"diglm": "0.1.0", "python": platform.python_version(), "spark": spark.version, "java": spark.sparkContext._jvm.System.getProperty("java.version")},
        "rows": options.times * spark.read.parquet(str(few)).count(),
    }
    model = diglm_spark.DiglmModel.load(str(file))
    for _ in range(2):
        scored(spark, model, [few], answers)
    result["spark_peak_mib_of_one_file"] = round(scored(spark, model, [few], answers)[2])
    result["turns"] = []
    for _ in range(options.turns):
        start, start_s, _ = predicted(file, next(one.glob("*.parquet")), folder / "one.answers.parquet")
        command, command_s, command_mib = predicted(file, folder / "all" / "*.parquet", folder / "answers.parquet")
        ours, ours_s, mib = scored(spark, model, files, answers)
        result["turns"].append({"command_cpu_s": round(command, 2), "its_start_cpu_s": round(start, 2), "command_s": round(command_s, 1), "command_peak_mib": round(command_mib),
                                "spark_cpu_s": round(ours, 2), "spark_s": round(ours_s, 1), "spark_peak_mib": round(mib),
                                "share": round((command - start) / ours, 3), "share_of_the_whole_command": round(command / ours, 3),
                                "share_by_seconds": round((command_s - start_s) / ours_s, 3), "load_average": round(os.getloadavg()[0], 1)})
        for share in ("share", "share_by_seconds"):
            result[f"median_{share}"] = statistics.median(turn[share] for turn in result["turns"])
        save(result, options)
    spark.stop()
    result["executors"] = {"rows": result["rows"] // options.times * min(options.part, options.times), "turns": []}
    for _ in range(options.executors):
        for count in (1, 2):
            result["executors"]["turns"].append(by_executors(file, files[:options.part], answers, count))
            save(result, options)
    shutil.rmtree(folder)


def save(result, options):
    print(result.get("executors", result)["turns"][-1], flush=True)
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
