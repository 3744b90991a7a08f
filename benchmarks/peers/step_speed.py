"""One training step of the same RealNVP with a Gaussian head, in diglm and in its peers, in turn on one machine.

usage: step_speed.py [--rounds 7] [--out docs/results/step-speed.json]     (started by benchmarks/step-speed)

A peer's step (PyTorch eager and compiled, JAX jit) is forward, backward and fused Adam on rows that are already a tensor. Ours is all that a fit does in a step: encoding
and dequantising the rows, forward, backward, clipping, AdamW and the running average of the weights.
"""
import argparse, datetime, json, math, pathlib, platform, statistics, subprocess, threading, time
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
D, LAYERS, HIDDEN, BOUND, THREADS = 8, 8, 128, 2.0, 2
FREQUENCIES = {"plain": 0, "default": 16}
BATCHES = {256: 200, 1024: 60, 8192: 10}
PAUSE, WARM_UP = .2, .3  # seconds: the threads of the one before still spin for a while; then calls that are not timed


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


class Torch:
    name = "pytorch"

    def __init__(self):
        torch.set_num_threads(THREADS)
        torch.manual_seed(1)
        models = {name: RealNvp(k) for name, k in FREQUENCIES.items()}
        self.losses = {name: self.loss(m) for name, m in models.items()}
        self.adams = {name: torch.optim.Adam(m.parameters(), 1e-3, fused=True) for name, m in models.items()}

    def loss(self, model):
        return model

    def step(self, name, batch, steps):
        x, y, loss, adam = torch.randn(batch, D), torch.randn(batch), self.losses[name], self.adams[name]

        def one():
            adam.zero_grad()
            loss(x, y).backward()
            adam.step()

        return median_ms(one, steps)


class Compiled(Torch):
    name = "torch.compile"

    def loss(self, model):
        torch._dynamo.config.recompile_limit = 64
        return torch.compile(model, dynamic=False)


def jax_parameters(model):
    """A RealNvp's numbers as JAX has them: for each coupling its frequencies and layers, then the head."""
    import jax.numpy as jnp
    to = lambda tensor: jnp.asarray(tensor.detach().numpy())
    nets = [[(to(m.weight).T, to(m.bias)) for m in net if isinstance(m, torch.nn.Linear)] for net in model.nets]
    waves = [to(net[0].c) if hasattr(net[0], "c") else None for net in model.nets]
    return {"nets": nets, "waves": waves, "weight": to(model.head.weight)[0], "bias": to(model.head.bias)[0], "log_sd": to(model.log_sd)}


def jax_score(parameters, x):
    """x -> z, the mean of p(y|z), log p(x), as RealNvp.score."""
    import jax.numpy as jnp
    columns, log_det = x.shape[1], 0
    half = columns // 2
    parity = [*range(0, columns, 2), *range(1, columns, 2)]
    there, back = jnp.array(parity), jnp.array(sorted(range(columns), key=parity.__getitem__))
    for i, (net, wave) in enumerate(zip(parameters["nets"], parameters["waves"])):
        x = x[:, there] if i % 4 == 2 else x
        a, b = (x[:, half:], x[:, :half]) if i % 2 else (x[:, :half], x[:, half:])
        h = a
        if wave is not None:
            angle = (h[:, :, None] * (2 * math.pi * wave)).reshape(h.shape[0], -1)
            h = jnp.concatenate([h, jnp.sin(angle), jnp.cos(angle)], 1)
        for j, (w, bias) in enumerate(net):
            h = h @ w + bias
            h = jnp.maximum(h, 0) if j < 2 else h
        s = BOUND * jnp.tanh(h[:, :half] / BOUND)
        moved = h[:, half:] + b * jnp.exp(s)
        x = jnp.concatenate([moved, a] if i % 2 else [a, moved], 1)
        log_det = log_det + s.sum(1)
        x = x[:, back] if i % 4 == 3 else x
    log_x = -.5 * (x * x).sum(1) - .5 * columns * math.log(2 * math.pi) + log_det
    return x, x @ parameters["weight"] + parameters["bias"], log_x


class Jax:
    name = "jax jit"

    def __init__(self):
        import jax
        import jax.numpy as jnp
        self.jax, self.states = jax, {}
        for name, k in FREQUENCIES.items():
            torch.manual_seed(1)
            parameters = jax_parameters(RealNvp(k))
            zeros = lambda: jax.tree_util.tree_map(jnp.zeros_like, parameters)
            self.states[name] = parameters, zeros(), zeros(), 0

        def loss(parameters, x, y):
            _, mean, log_x = jax_score(parameters, x)
            t = (y - mean) * jnp.exp(-parameters["log_sd"])
            log_y = -.5 * t * t - parameters["log_sd"] - .5 * math.log(2 * math.pi)
            return -(log_y + log_x / x.shape[1]).mean()

        def step(state, x, y):
            parameters, first, second, count = state
            gradients, count, each = jax.grad(loss)(parameters, x, y), count + 1, jax.tree_util.tree_map
            first = each(lambda m, g: .9 * m + .1 * g, first, gradients)
            second = each(lambda v, g: .999 * v + .001 * g * g, second, gradients)
            move = lambda p, m, v: p - 1e-3 * (m / (1 - .9 ** count)) / (jnp.sqrt(v / (1 - .999 ** count)) + 1e-8)
            return each(move, parameters, first, second), first, second, count

        self.jitted = jax.jit(step, donate_argnums=0)

    def step(self, name, batch, steps):
        x, y = (self.jax.numpy.asarray(torch.randn(*shape).numpy()) for shape in ((batch, D), (batch,)))

        def one():
            self.states[name] = self.jax.block_until_ready(self.jitted(self.states[name], x, y))

        return median_ms(one, steps)


def median_ms(call, calls):
    """The median milliseconds of a call, after calls that are not timed."""
    warm = time.perf_counter() + WARM_UP
    while time.perf_counter() < warm:
        call()
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


class Ours:
    name = "diglm"

    def __init__(self):
        path = f"{ROOT}/benchmarks/target/classes:" + (ROOT / "benchmarks/target/class-path.txt").read_text().strip()
        self.java = ["java", "-Xmx2g", "--add-modules", "jdk.incubator.vector", "-cp", path]
        self.process = subprocess.Popen([*self.java, "io.diglm.benchmarks.StepSpeed", str(ROOT / "examples/flights.parquet")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        bufsize=1)
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
    peers, ours = [Torch(), Compiled(), Jax()], Ours()
    measured = {}
    for round in range(-1, options.rounds):  # the first one warms all up and does not count
        for name in FREQUENCIES:
            for batch, steps in BATCHES.items():
                times = {}
                for engine in [*peers, ours]:
                    time.sleep(PAUSE)
                    times[engine.name] = engine.step(name, batch, steps)
                if round >= 0:
                    measured.setdefault((name, batch), []).append(times)
    rate = gemm()
    rows = []
    for (name, batch), turns in measured.items():
        median = {engine: statistics.median(t[engine] for t in turns) for engine in turns[0]}
        best = min((m, e) for e, m in median.items() if e != ours.name)
        rows.append({"flow": name, "batch": batch, "ms": {e: round_to(m) for e, m in median.items()}, "fastest_peer": best[1],
                     "times_as_fast": round_to(best[0] / median[ours.name]),
                     "turns": round_to(statistics.median(min(m for e, m in t.items() if e != ours.name) / t[ours.name] for t in turns)),
                     "share_of_gemm_rate": round_to(flops(name) * batch / median[ours.name] * 1e3 / rate)})
        print(rows[-1], flush=True)
    early, late = ours.memory("plain", 256, 500, 5000)
    print("memory", early, late, flush=True)
    threads = ours.threads(256, 1024)
    result = {
        "what": "median milliseconds a training step, by turns; times_as_fast = fastest peer's / diglm's, turns = the median of that of each turn",
        "command": f"benchmarks/step-speed --rounds {options.rounds}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "libtorch": "2.10.0", "pytorch": torch.__version__, "jax": peers[2].jax.__version__, "python": platform.python_version(), "java": java()},
        "rounds": options.rounds,
        "gemm_gflops": round_to(rate / 1e9),
        "step": rows,
        "resident_kib": {"flow": "plain", "batch": 256, "at_step_500": early, "at_step_5000": late},
        "threads": threads,
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


def flops(name):
    """Of forward and backward, a row: products alone, each three times."""
    half, k = D // 2, FREQUENCIES[name]
    return 6 * LAYERS * ((half + 2 * half * k) * HIDDEN + HIDDEN * HIDDEN + HIDDEN * 2 * half)


def gemm():
    """Operations a second of a large product on as many threads."""
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    return 2 * 2048 ** 3 / median_ms(lambda: a @ b, 20) * 1e3


class Memory(threading.Thread):
    """The most memory that a process has held, in MiB: what wait4 tells of it includes what its parent held when it began."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.mib = process, 0
        self.start()

    def run(self):
        while self.process.poll() is None:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            self.mib = next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), self.mib)
            time.sleep(.1)


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
