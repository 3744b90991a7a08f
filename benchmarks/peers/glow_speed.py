"""One training step of the same Glow with a softmax head, in diglm and in PyTorch, in turn on one machine; and memory against depth.

usage: glow_speed.py [--rounds 7] [--out docs/results/glow-speed.json]     (started by benchmarks/glow-speed)

28 x 28 images are squeezed to 4 x 14 x 14; 8 blocks of actnorm, a 1 x 1 convolution and an affine coupling whose network is 3 x 3
convolutions 2-64-64-4, 64 images a step, flow in float32, networks in bfloat16 or float32, 2 threads. PyTorch's step is forward, backward
and fused Adam on images that are already a tensor, eager and by torch.compile, its networks channels last. Ours is all that a fit
does in a step: encoding and dequantising the images, forward, backward, clipping, AdamW and the running average of the weights.
"""
import argparse, datetime, json, math, pathlib, platform, statistics, subprocess, time
import torch
from torch.nn import functional as F
from step_speed import ROOT, cores, cpu, java, round_to

BLOCKS, HIDDEN, BATCH, THREADS, STEPS, BOUND = 8, 64, 64, 2, 15, 2.0
DEPTHS = [8, 16, 32, 64]


class Glow(torch.nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype
        self.scale = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(4)) for _ in range(BLOCKS))
        self.shift = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(4)) for _ in range(BLOCKS))
        self.lu = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(4, 4)) for _ in range(BLOCKS))
        self.nets = torch.nn.ModuleList()
        for _ in range(BLOCKS):
            last = torch.nn.Conv2d(HIDDEN, 4, 3, padding=1)
            torch.nn.init.zeros_(last.weight), torch.nn.init.zeros_(last.bias)
            layers = [torch.nn.Conv2d(2, HIDDEN, 3, padding=1), torch.nn.ReLU(True), torch.nn.Conv2d(HIDDEN, HIDDEN, 3, padding=1),
                      torch.nn.ReLU(True), last]
            self.nets.append(torch.nn.Sequential(*layers).to(memory_format=torch.channels_last))
        self.head = torch.nn.Linear(784, 10)
        self.register_buffer("orders", torch.stack([torch.randperm(4) for _ in range(BLOCKS)]))

    def forward(self, x, y):
        x, log_det = F.pixel_unshuffle(x, 2), 0
        for i, net in enumerate(self.nets):
            x = x * self.scale[i].exp().view(4, 1, 1) + self.shift[i].view(4, 1, 1)
            lower = self.lu[i].tril(-1) + torch.eye(4)
            upper = self.lu[i].triu(1) + self.lu[i].diagonal().exp().diag_embed()
            x = F.conv2d(x, (lower @ upper)[self.orders[i]].view(4, 4, 1, 1))
            log_det = log_det + 196 * (self.scale[i].double().sum() + self.lu[i].diagonal().double().sum())
            a, b = x.chunk(2, 1)
            h = a.to(self.dtype, memory_format=torch.channels_last)
            for layer in net:
                h = F.conv2d(h, layer.weight.to(self.dtype), layer.bias.to(self.dtype), padding=1) if isinstance(layer, torch.nn.Conv2d) else layer(h)
            raw, t = h.to(torch.float32).contiguous().chunk(2, 1)
            s = BOUND * torch.tanh(raw / BOUND)
            x = torch.cat([a, torch.addcmul(t, b, s.exp())], 1)
            log_det = log_det + s.sum((1, 2, 3), dtype=torch.float64)
        z = x.flatten(1)
        log_x = -.5 * z.double().square().sum(1) - 392 * math.log(2 * math.pi) + log_det
        return F.cross_entropy(self.head(z), y) - log_x.mean() / 784


class Peer:
    def __init__(self, dtype, compiled):
        torch.set_num_threads(THREADS)
        torch.manual_seed(1)
        model = Glow(dtype)
        self.adam = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
        self.model = torch.compile(model) if compiled else model
        self.x, self.y = torch.rand(BATCH, 1, 28, 28) - .5, torch.randint(10, (BATCH,))

    def step(self):
        times = []
        for _ in range(STEPS + 1):
            start = time.perf_counter()
            self.adam.zero_grad()
            self.model(self.x, self.y).backward()
            self.adam.step()
            times.append((time.perf_counter() - start) * 1e3)
        return statistics.median(times[1:])


class Ours:
    def __init__(self, heap="2g"):
        path = f"{ROOT}/benchmarks/target/classes:" + (ROOT / "benchmarks/target/class-path.txt").read_text().strip()
        self.process = subprocess.Popen(["java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "-cp", path, "io.diglm.benchmarks.GlowSpeed"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        self.process.stdout.readline()

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        return float(self.process.stdout.readline())

    def step(self, precision, threads):
        return self.ask("step", precision, threads, BATCH, STEPS)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def memory():
    rows = []
    for depth in DEPTHS:
        rows.append({"blocks": depth, "batch": 4 * BATCH})
        for kind in ("standard", "reversible"):
            ours = Ours("256m")
            rows[-1][kind + "_mib"] = round(ours.ask("memory", kind, depth, 4 * BATCH) / 1024)
            ours.close()
        print(rows[-1], flush=True)
    return rows


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--out", default=str(ROOT / "docs/results/glow-speed.json"))
    options = arguments.parse_args()
    types = {"float32": torch.float32, "bfloat16": torch.bfloat16}
    contenders = {}
    for name, dtype in types.items():
        contenders[f"pytorch eager {name}"] = Peer(dtype, False).step
        contenders[f"pytorch compiled {name}"] = Peer(dtype, True).step
    ours = Ours()
    for name in types:
        for threads in (2, 1):
            contenders[f"diglm {name}, {threads} threads"] = lambda name=name, threads=threads: ours.step(name, threads)
    measured = {name: [] for name in contenders}
    for turn in range(-1, options.rounds):  # the first one warms all up and does not count
        for name, step in contenders.items():
            milliseconds = step()
            if turn >= 0:
                measured[name].append(milliseconds)
    ours.close()
    rows = [{"what": name, "ms": round_to(statistics.median(ms)), "best_ms": round_to(min(ms))} for name, ms in measured.items()]
    for row in rows:
        print(row, flush=True)
    ratios = {name: round_to(statistics.median(m / t for t, m in zip(measured[f"pytorch compiled {name}"], measured[f"diglm {name}, 2 threads"])))
              for name in types}
    print(ratios, flush=True)
    result = {
        "what": "median milliseconds a training step, by turns; ratio = median of diglm / torch.compile of the same turn, under 1 is faster",
        "command": f"benchmarks/glow-speed --rounds {options.rounds}",
        "date": datetime.date.today().isoformat(),
        "machine_class": f"{cores()} cores, {cpu()}, shared",
        "load_average": round_to(pathlib.Path("/proc/loadavg").read_text().split()[1]),
        "versions": {"diglm": "0.1.0", "libtorch": "2.10.0", "pytorch": torch.__version__, "python": platform.python_version(), "java": java()},
        "rounds": options.rounds,
        "step": rows,
        "ratio": ratios,
        "resident_rise_in_three_steps": memory(),
    }
    pathlib.Path(options.out).write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
