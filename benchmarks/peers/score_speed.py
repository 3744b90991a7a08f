"""Scoring rows by the same RealNVP with a Gaussian head, in diglm and in its peers, in turn on one machine.

usage: score_speed.py [--rounds 5] [--out docs/results/score-speed.json]     (started by benchmarks/score-speed)

A call takes rows and gives z, the mean of p(y|z) and log p(x). Ours goes from arrays to arrays in Java. The peers get tensors that are
there already: PyTorch eager and compiled, JAX jit, ONNX Runtime (from Python: its kernels are the same from Java).
"""
import argparse, datetime, json, os, pathlib, platform, statistics, subprocess, sys, time
import torch
from step_speed import FREQUENCIES, PAUSE, ROOT, THREADS, RealNvp, cores, cpu, gemm, java, jax_parameters, jax_score, median_ms, round_to

MAIN = [(flow, 8, 8, batch) for flow in ("plain", "default") for batch in (1, 256, 1024, 8192)]
GROWTH = [("plain", columns, 8, 1024) for columns in (64, 256)] + [("plain", 8, layers, 1024) for layers in (4, 16, 32)]
CALLS = {1: 400, 256: 60, 1024: 30, 8192: 7}


def made(flow, columns, layers):
    """The network away from its initial zeros, which a compiler could leave out."""
    torch.manual_seed(1)
    model = RealNvp(FREQUENCIES[flow], columns, layers).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(.02 * torch.randn_like(parameter))
    return model


def flops(flow, columns, layers):
    half, k = columns // 2, FREQUENCIES[flow]
    return 2 * layers * ((half + 2 * half * k) * 128 + 128 * 128 + 128 * 2 * half)


class Torch:
    name = "pytorch"

    def __init__(self):
        torch.set_num_threads(THREADS)
        self.models = {}

    def prepare(self, flow, columns, layers, batch):
        key = flow, columns, layers
        if key not in self.models:
            self.models[key] = self.scorer(made(*key))
        model, x = self.models[key], torch.randn(batch, columns)
        return lambda: self.call(model, x)

    def scorer(self, model):
        return model.score

    def call(self, model, x):
        with torch.inference_mode():
            return model(x)


class Compiled(Torch):
    name = "torch.compile"

    def scorer(self, model):
        torch._dynamo.config.recompile_limit = 64
        return torch.compile(model.score, dynamic=False)


class Jax:
    name = "jax jit"

    def __init__(self):
        import jax
        self.jax, self.functions = jax, {}

    def prepare(self, flow, columns, layers, batch):
        key = flow, columns, layers
        if key not in self.functions:
            self.functions[key] = self.jitted(made(*key))
        x = self.jax.numpy.asarray(torch.randn(batch, columns).numpy())
        function = self.functions[key]
        return lambda: self.jax.block_until_ready(function(x))

    def jitted(self, model):
        parameters = jax_parameters(model)
        return self.jax.jit(lambda x: jax_score(parameters, x))


class Onnx:
    name = "onnx runtime"

    def __init__(self):
        import onnxruntime
        self.runtime, self.sessions = onnxruntime, {}

    def prepare(self, flow, columns, layers, batch):
        key = flow, columns, layers
        if key not in self.sessions:
            self.sessions[key] = self.session(made(*key), columns)
        x, session = torch.randn(batch, columns).numpy(), self.sessions[key]
        return lambda: session.run(None, {"x": x})

    def session(self, model, columns):
        import io

        class Score(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.model = model

            def forward(self, x):
                return self.model.score(x)

        file = io.BytesIO()
        torch.onnx.export(Score(), (torch.randn(4, columns),), file, input_names=["x"], dynamic_axes={"x": {0: "n"}}, dynamo=False)
        options = self.runtime.SessionOptions()
        options.intra_op_num_threads = THREADS
        return self.runtime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])


PEERS = [Torch, Compiled, Jax, Onnx]


class Ours:
    def __init__(self, java, engine, options=()):
        path = f"{ROOT}/benchmarks/target/classes:" + (ROOT / "benchmarks/target/class-path.txt").read_text().strip()
        self.engine = engine
        self.process = subprocess.Popen([java, "-Xmx2g", *options, "-cp", path, "io.diglm.benchmarks.ScoreSpeed"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.process.stdout.readline()

    def median(self, flow, columns, layers, batch):
        self.process.stdin.write(f"{self.engine} {flow} {columns} {layers} {batch} {CALLS[batch]}\n")
        return float(self.process.stdout.readline())

    def peak_mib(self):
        return peak_mib(self.process.pid)


def peak_mib(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def memory(name):
    """Peak memory of a process that has scored 8192 rows ten times with one peer alone."""
    peer = next(p for p in PEERS if p.name == name)()
    call = peer.prepare("plain", 8, 8, 8192)
    for _ in range(10):
        call()
    print(peak_mib("self"))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/score-speed.json"))
    arguments.add_argument("--newer-java", default="", help="a second Java to time")
    arguments.add_argument("--memory", default="")
    options = arguments.parse_args()
    if options.memory:
        return memory(options.memory)
    peers = [peer() for peer in PEERS]
    vector = ["--add-modules", "jdk.incubator.vector"]
    ours = {"diglm": Ours("java", "java", vector), "diglm, one thread": Ours("java", "java", [*vector, "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0"]),
            "diglm, plain loops": Ours("java", "java"), "diglm's libtorch": Ours("java", "libtorch")}
    if options.newer_java:
        ours["diglm, newer Java"] = Ours(options.newer_java, "java", vector)
    measured = {}
    for round in range(-2, options.rounds):  # the first two warm all up and do not count
        for case in MAIN + GROWTH:
            times = {}
            for name, engine in ours.items():
                time.sleep(PAUSE)
                times[name] = engine.median(*case)
            for peer in peers:
                time.sleep(PAUSE)
                times[peer.name] = median_ms(peer.prepare(*case), CALLS[case[3]])
            if round >= 0:
                measured.setdefault(case, []).append(times)
        print("round", round, flush=True)
    peak = gemm() / 1e9
    rows = []
    for (flow, columns, layers, batch), turns in measured.items():
        fastest = lambda turn: min(turn[peer.name] for peer in peers)
        row = {"flow": flow, "columns": columns, "layers": layers, "batch": batch,
               "ms": {name: round_to(statistics.median(turn[name] for turn in turns)) for name in turns[0]},
               "times_the_fastest_peer": round_to(statistics.median(fastest(turn) / turn["diglm"] for turn in turns))}
        row["share_of_gemm_peak"] = round_to(flops(flow, columns, layers) * batch / row["ms"]["diglm"] / 1e6 / peak)
        rows.append(row)
        print(row, flush=True)
    peaks = {name: engine.peak_mib() for name, engine in ours.items()}
    for peer in PEERS:
        child = subprocess.run([sys.executable, __file__, "--memory", peer.name], capture_output=True, text=True, check=True)
        peaks[peer.name] = int(child.stdout)
    import jax, onnxruntime
    result = {
        "what": "median milliseconds a call, by turns; times_the_fastest_peer = median of the fastest peer / diglm of the same turn, over 1 is faster",
        "command": f"benchmarks/score-speed --rounds {options.rounds}" + (" --newer-java JAVA" if options.newer_java else ""),
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "pytorch": torch.__version__, "jax": jax.__version__, "onnxruntime": onnxruntime.__version__,
                     "python": platform.python_version(), "java": java(), "newer_java": version(options.newer_java)},
        "rounds": options.rounds,
        "gemm_peak_gflops": round_to(peak),
        "score": rows,
        "peak_mib": {"what": "of the process: diglm's after all cases, a peer's after 8192 rows of the plain flow alone", **peaks},
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


def version(java):
    return subprocess.run([java, "-version"], capture_output=True, text=True).stderr.split('"')[1] if java else None


if __name__ == "__main__":
    main()
