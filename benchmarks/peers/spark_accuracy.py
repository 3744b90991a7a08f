"""How near training on a cluster comes to one process: the default flow on flights, three seeds, the same passes over the rows.

usage: spark_accuracy.py [--seeds 1,2,3] [--partitions 4,16] [--every 8] [--epochs 10] [--go-on] [--out docs/results/spark-accuracy.json]

Every eighth flight with a delay trains or validates, in the order of time, so that each partition has weeks of its own; others are for test. One process is
DiglmRegressor with trainOn="driver", the cluster is the same with trainOn="cluster", both in Spark at local[2]. With --go-on the fits that the result has
already are kept. Needs the wheel and ./diglm.
"""
import argparse, datetime, json, os, pathlib, shutil, statistics, subprocess, tempfile, time
import diglm_spark
from diglm_spark import DiglmRegressor
from pyspark.sql import functions
from spark_speed import ROOT, cpu, cpu_seconds, java_process, session

FEATURES = ["month", "day_of_week", "dep_time", "arr_time", "air_time", "distance", "plane_age", "carrier", "origin"]


def measured(model, test, folder):
    file = folder / "fitted.diglm"
    file.write_bytes(model.modelFile())
    run = subprocess.run(["./diglm", "evaluate", str(file), str(test), "--json"], cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(run.stdout)
    told = told.get("test", told)
    return {"nll": round(told["nll"], 4), "rmse": round(told["rmse"], 3)}


def rounds(spark, since):
    """How many rounds ran since a stage of this number, and the bytes of one that tasks sent: what Spark shuffled, compressed, and results; the next stage's number."""
    gateway = spark.sparkContext._gateway
    listed = spark.sparkContext._jsc.sc().statusStore().stageList(None, False, False, gateway.new_array(gateway.jvm.double, 0), None)
    stages = [listed.apply(i) for i in range(listed.length())]
    own = [s for s in stages if s.stageId() >= since and s.description().isDefined() and s.description().get().startswith("diglm: round ")]
    count = len({s.description().get() for s in own})
    sent = sum(s.shuffleWriteBytes() + s.resultSize() for s in own)
    return count, sent // count if count else 0, 1 + max(s.stageId() for s in stages)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seeds", default="1,2,3")
    arguments.add_argument("--partitions", default="4,16")
    arguments.add_argument("--every", type=int, default=8)
    arguments.add_argument("--epochs", type=int, default=10)
    arguments.add_argument("--go-on", action="store_true", help="keep the fits of a run with the same rows and epochs that was ended")
    arguments.add_argument("--out", default=str(ROOT / "docs/results/spark-accuracy.json"))
    options = arguments.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    spark = session()
    flights = (spark.read.parquet(str(ROOT / "examples/flights.parquet")).where("arr_delay is not null").orderBy("time_hour", "dep_time", "carrier", "arr_time", "distance")
               .select(*FEATURES, "arr_delay", "time_hour", functions.monotonically_increasing_id().alias("id")))
    flights.coalesce(1).write.parquet(str(folder / "flights"))
    flights = spark.read.parquet(str(folder / "flights"))
    flights.where(f"id % {options.every} = 4").coalesce(1).write.parquet(str(folder / "test"))
    test = next((folder / "test").glob("*.parquet"))
    train = flights.where(f"id % {options.every} = 0").coalesce(1).cache()
    rows, results, stage = train.count(), [], 0
    if options.go_on:
        results = json.loads(pathlib.Path(options.out).read_text())["fits"]
    for seed in map(int, options.seeds.split(",")):
        for parts in (1, *map(int, options.partitions.split(","))):
            if any((r["partitions"], r["seed"]) == (parts, seed) for r in results):
                continue
            frame = train if parts == 1 else train.repartitionByRange(parts, "id").sortWithinPartitions("id")
            before, start = cpu_seconds(java_process(spark)), time.perf_counter()
            model = DiglmRegressor(labelCol="arr_delay", featuresCols=FEATURES, epochs=options.epochs, seed=seed, threads=2,
                                   trainOn="driver" if parts == 1 else "cluster").fit(frame)
            used, seconds = cpu_seconds(java_process(spark)) - before, time.perf_counter() - start
            count, sent, stage = rounds(spark, stage)
            results.append({"partitions": parts, "seed": seed, **measured(model, test, folder), "cpu_s": round(used, 1), "s": round(seconds, 1),
                            "rounds": count, "bytes_from_tasks_a_round": sent, "load_average": round(os.getloadavg()[1], 1)})
            print(results[-1], flush=True)
            save(options, spark, rows, results)
    spark.stop()
    shutil.rmtree(folder)


def save(options, spark, rows, results):
    means = {}
    for parts in sorted({r["partitions"] for r in results}):
        own = [r for r in results if r["partitions"] == parts]
        means[parts] = {m: round(statistics.mean(r[m] for r in own), 4) for m in ("nll", "rmse")} | {"seeds": len(own)}
    result = {
        "what": "NLL in nats and RMSE in minutes of test flights; one partition is one process",
        "command": f"benchmarks/spark-accuracy --seeds {options.seeds} --partitions {options.partitions} --every {options.every} --epochs {options.epochs}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{os.cpu_count()} cores, {cpu()}, shared",
        "versions": {"diglm": "0.1.0", "spark": spark.version},
        "rows": rows,
        "means": means,
        "fits": results,
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
