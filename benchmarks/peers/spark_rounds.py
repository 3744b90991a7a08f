"""What a round of training on a cluster costs, one executor beside two, and the speed-up that follows for more of them.

usage: spark_rounds.py [--turns 3] [--every 8] [--epochs 2] [--partitions 4] [--out docs/results/spark-rounds.json]     (started by benchmarks/spark-rounds)

The rows are the flights of some days. First local[2] trains with 2 and with 10 steps a round: the CPU seconds of its tasks, less what a round costs whatever its steps, are those of
steps. Then local-cluster has 1 and 2 executors of one core each, in sessions by turns; what is told is the seconds from
the start of the first round's tasks to the end of the last one's. The model is

    seconds of a round on n cores = ceil(K / n) (S t + o) + d + (n down + min(n, K) up) / bandwidth

with K shards, S steps of a shard, t CPU seconds of a step, o those of a task beside its steps, d all others of a round (of the driver, and of sending in one process), and bytes down to each executor and up from each task.
"""
import argparse, datetime, json, math, os, pathlib, statistics
import pyspark
from diglm_spark import DiglmRegressor
from spark_accuracy import FEATURES
from spark_speed import ROOT, children, cpu, cpu_seconds, java_process, session

MIB = 2**20


def flights(spark, every, parts):
    rows = spark.read.parquet(str(ROOT / "examples/flights.parquet")).where(f"arr_delay is not null and day % {every} = 0")
    return rows.select(*FEATURES, "arr_delay").repartition(parts).sortWithinPartitions(*FEATURES, "arr_delay").cache()


def stages(spark, since):
    gateway = spark.sparkContext._gateway
    listed = spark.sparkContext._jsc.sc().statusStore().stageList(None, False, False, gateway.new_array(gateway.jvm.double, 0), None)
    all_ = [listed.apply(i) for i in range(listed.length())]
    own = [s for s in all_ if s.stageId() >= since and s.description().isDefined() and s.description().get().startswith("diglm: round ")]
    return own, 1 + max((s.stageId() for s in all_), default=-1)


def fit(spark, frame, options, steps, since):
    """What the rounds of a fit took, and the number of the next stage."""
    before = cpu_seconds(java_process(spark))
    DiglmRegressor(labelCol="arr_delay", featuresCols=FEATURES, epochs=options.epochs, seed=1, threads=1, trainOn="cluster", family="mixture", localSteps=steps).fit(frame)
    used = cpu_seconds(java_process(spark)) - before
    own, after = stages(spark, since)
    count = len({s.description().get() for s in own})
    # From the first round's tasks to the last one's, with what the driver does between them.
    seconds = (max(s.completionTime().get().getTime() for s in own) - min(s.submissionTime().get().getTime() for s in own)) / 1000
    tasks = sum(s.numTasks() for s in own)
    return {"rounds": count, "steps_a_round": steps, "tasks": tasks, "tasks_cpu_s": round(sum(s.executorCpuTime() for s in own) / 1e9, 2), "rounds_s": round(seconds, 1),
            "bytes_from_tasks_a_round": sum(s.shuffleWriteBytes() + s.resultSize() for s in own) // max(1, count), "process_cpu_s": round(used, 1)}, after


def costs(options):
    spark = session()
    frame = flights(spark, options.every, options.partitions)
    rows, since, told = frame.count(), 0, {}
    for steps in (2, 10, 2, 10):  # the first of each compiles the code
        told[steps], since = fit(spark, frame, options, steps, since)
        print(told[steps], flush=True)
    spark.stop()
    few, many = told[2], told[10]
    each = {s: told[s]["tasks_cpu_s"] / told[s]["tasks"] for s in told}
    step = (each[10] - each[2]) / 8
    task = max(0.0, each[2] - 2 * step)
    # What the process took more of with more rounds, beside its tasks.
    driver = max(0.0, (few["process_cpu_s"] - few["tasks_cpu_s"] - many["process_cpu_s"] + many["tasks_cpu_s"]) / (few["rounds"] - many["rounds"]))
    return {"rows": rows, "partitions": options.partitions, "fits": [few, many], "step_cpu_s": round(step, 4), "task_beside_steps_cpu_s": round(task, 4), "driver_a_round_cpu_s": round(driver, 4)}


def by_executors(options, count):
    spark = session(f"local-cluster[{count},1,1024]")
    frame = flights(spark, options.every, options.partitions)
    frame.count()
    _, since = fit(spark, frame, options, 2, 0)
    own = children(java_process(spark))
    before = sum(map(cpu_seconds, own))
    told, _ = fit(spark, frame, options, 2, since)
    told = {"executors": count, "rounds_s": told["rounds_s"], "rounds": told["rounds"], "executors_cpu_s": round(sum(map(cpu_seconds, own)) - before, 1), "load_average": round(os.getloadavg()[0], 1)}
    spark.stop()
    return told


def modelled(cost, shards, cores, down, up, bandwidth, steps=2):
    task = math.ceil(shards / cores) * (steps * cost["step_cpu_s"] + cost["task_beside_steps_cpu_s"])
    return task + cost["driver_a_round_cpu_s"] + (cores * down + min(cores, shards) * up) / bandwidth


def model(cost, down, up):
    """Speed-up of rounds over one core, for 16 shards, by steps of a round and bandwidth of the driver in bytes a second."""
    return {f"{steps} steps a round, {name}": {n: round(modelled(cost, 16, 1, down, up, bandwidth, steps) / modelled(cost, 16, n, down, up, bandwidth, steps), 2) for n in (2, 4, 8, 16)}
            for steps in (2, 10) for name, bandwidth in (("1 Gbit/s", 125e6), ("10 Gbit/s", 1.25e9))}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--every", type=int, default=8)
    arguments.add_argument("--epochs", type=int, default=2)
    arguments.add_argument("--partitions", type=int, default=4)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/spark-rounds.json"))
    options = arguments.parse_args()
    cost = costs(options)
    up = cost["fits"][0]["bytes_from_tasks_a_round"] // options.partitions
    down = up // 2  # three sums of 8 bytes go up, three numbers of 4 come down
    result = {
        "what": "CPU seconds of a round of training on a cluster, the seconds of rounds on 1 and 2 executors of one core, and the speed-up of rounds over one core by a model of both",
        "command": f"benchmarks/spark-rounds --turns {options.turns} --every {options.every} --epochs {options.epochs} --partitions {options.partitions}",
        "seed": 1,
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{os.cpu_count()} cores, {cpu()}, shared",
        "versions": {"diglm": "0.1.0", "spark": pyspark.__version__},
        "costs": cost,
        "bytes": {"from_a_task": up, "to_an_executor": down},
        "modelled_speed_up_of_16_shards": model(cost, down, up),
        "modelled_speed_up_of_2_executors_here": round(modelled(cost, options.partitions, 1, down, up, 1e10) / modelled(cost, options.partitions, 2, down, up, 1e10), 2),
        "turns": [],
    }
    for _ in range(options.turns):
        for count in (1, 2):
            result["turns"].append(by_executors(options, count))
            print(result["turns"][-1], flush=True)
        seconds = {n: [t["rounds_s"] for t in result["turns"] if t["executors"] == n] for n in (1, 2)}
        result["measured_speed_up_of_2_executors"] = round(statistics.median(one / two for one, two in zip(seconds[1], seconds[2])), 2)
        pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
