"""One training step of the same RealNVP with a Gaussian head, in diglm and in PyTorch eager, in turn on one machine.

usage: step_speed.py [--rounds 7] [--out docs/results/step-speed.json]     (started by benchmarks/step-speed)

PyTorch's step is forward, backward and fused Adam on rows that are already a tensor. Ours is all that a fit does in a step: encoding
and dequantising the rows, forward, backward, clipping, AdamW and the running average of the weights.
"""
import argparse, datetime, json, math, pathlib, platform, statistics, subprocess, time
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
D, LAYERS, HIDDEN, BOUND, THREADS = 8, 8, 128, 2.0, 2
FREQUENCIES = {"plain": 0, "default": 16}
BATCHES = {256: 30, 1024: 15, 8192: 4}


class Periodic(torch.nn.Module):
    """u -> u, sin(2 pi c u), cos(2 pi c u)."""

    def __init__(self, inputs, k):
        super().__init__()
        self.c = torch.nn.Parameter(torch.randn(inputs, k))

    def forward(self, u):
        angle = (u.unsqueeze(2) * (2 * math.pi * self.c)).flatten(1, 2)
        return torch.cat([u, angle.sin(), angle.cos()], 1)


class RealNvp(torch.nn.Module):
    """Couplings over halves, then over even and odd columns, each way round; a Gaussian GLM on z."""

    def __init__(self, k, columns=D, layers=LAYERS):
        super().__init__()
        half = columns // 2
        self.nets = torch.nn.ModuleList()
        for _ in range(layers):
            last = torch.nn.Linear(HIDDEN, 2 * half)
            torch.nn.init.zeros_(last.weight), torch.nn.init.zeros_(last.bias)
            width = half + 2 * half * k
            self.nets.append(torch.nn.Sequential(*([Periodic(half, k)] if k else []), torch.nn.Linear(width, HIDDEN), torch.nn.ReLU(True),
                                                 torch.nn.Linear(HIDDEN, HIDDEN), torch.nn.ReLU(True), last))
        self.head, self.log_sd = torch.nn.Linear(columns, 1), torch.nn.Parameter(torch.zeros(()))
        parity = torch.tensor([*range(0, columns, 2), *range(1, columns, 2)])
        self.register_buffer("to_parity", parity), self.register_buffer("from_parity", parity.argsort())

    def score(self, x):
        """x -> z, the mean of p(y|z), log p(x)."""
        columns, log_det = x.shape[1], 0
        half = columns // 2
        for i, net in enumerate(self.nets):
            if i % 4 == 2:
                x = x.index_select(1, self.to_parity)
            a, b = (x[:, half:], x[:, :half]) if i % 2 else (x[:, :half], x[:, half:])
            raw = net(a)
            s = BOUND * torch.tanh(raw[:, :half] / BOUND)
            moved = torch.addcmul(raw[:, half:], b, s.exp())
            x = torch.cat([moved, a] if i % 2 else [a, moved], 1)
            log_det = log_det + s.sum(1)
            if i % 4 == 3:
                x = x.index_select(1, self.from_parity)
        return x, self.head(x).squeeze(1), -.5 * x.square().sum(1) - .5 * columns * math.log(2 * math.pi) + log_det

    def forward(self, x, y):
        _, mean, log_x = self.score(x)
        t = (y - mean) * (-self.log_sd).exp()
        log_y = -.5 * t.square() - self.log_sd - .5 * math.log(2 * math.pi)
        return -(log_y + log_x / x.shape[1]).mean()


class Peer:
    def __init__(self):
        torch.set_num_threads(THREADS)
        torch.manual_seed(1)
        self.models = {name: RealNvp(k) for name, k in FREQUENCIES.items()}
        self.adams = {name: torch.optim.Adam(m.parameters(), 1e-3, fused=True) for name, m in self.models.items()}

    def step(self, name, batch, steps):
        x, y, model, adam = torch.randn(batch, D), torch.randn(batch), self.models[name], self.adams[name]
        times = []
        for _ in range(steps + 1):
            start = time.perf_counter()
            adam.zero_grad()
            model(x, y).backward()
            adam.step()
            times.append((time.perf_counter() - start) * 1e3)
        return statistics.median(times[1:])


class Ours:
    def __init__(self):
        path = f"{ROOT}/benchmarks/target/classes:" + (ROOT / "benchmarks/target/class-path.txt").read_text().strip()
        self.java = ["java", "-Xmx2g", "-cp", path]
        self.process = subprocess.Popen([*self.java, "io.diglm.benchmarks.StepSpeed", str(ROOT / "examples/flights.parquet")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.process.stdout.readline()

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        return self.process.stdout.readline()

    def step(self, name, batch, steps):
        return float(self.ask("step", name, batch, steps))

    def memory(self, name, batch, early, late):
        return [int(kib) for kib in self.ask("memory", name, batch, early, late).split()]

    def threads(self, *batches):
        out = subprocess.run([*self.java, "io.diglm.benchmarks.ThreadCure", *map(str, batches)], check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in out.splitlines()]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/step-speed.json"))
    options = arguments.parse_args()
    peer, ours = Peer(), Ours()
    measured = {}
    for round in range(-1, options.rounds):  # the first one warms both up and does not count
        for name in FREQUENCIES:
            for batch, steps in BATCHES.items():
                pair = peer.step(name, batch, steps), ours.step(name, batch, steps)
                if round >= 0:
                    measured.setdefault((name, batch), []).append(pair)
    rows = []
    for (name, batch), pairs in measured.items():
        theirs, mine = (sorted(p[i] for p in pairs) for i in (0, 1))
        rows.append({"flow": name, "batch": batch, "pytorch_ms": round_to(statistics.median(theirs)), "diglm_ms": round_to(statistics.median(mine)),
                     "pytorch_best_ms": round_to(theirs[0]), "diglm_best_ms": round_to(mine[0]),
                     "ratio": round_to(statistics.median(m / t for t, m in pairs))})
        print(rows[-1], flush=True)
    early, late = ours.memory("plain", 256, 500, 5000)
    print("memory", early, late, flush=True)
    threads = ours.threads(256, 1024)
    result = {
        "what": "median milliseconds a training step, by turns; ratio = median of diglm / pytorch of the same turn, under 1 is faster",
        "command": f"benchmarks/step-speed --rounds {options.rounds}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "libtorch": "2.10.0", "pytorch": torch.__version__, "python": platform.python_version(), "java": java()},
        "rounds": options.rounds,
        "step": rows,
        "resident_kib": {"flow": "plain", "batch": 256, "at_step_500": early, "at_step_5000": late},
        "threads": threads,
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


def round_to(value):
    return round(float(value), 3)


def cores():
    import os
    return len(os.sched_getaffinity(0))


def cpu():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def java():
    return subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.split('"')[1]


if __name__ == "__main__":
    main()
