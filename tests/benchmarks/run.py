"""How fast convcalc is, as ratios measured in one run: ``python tests/benchmarks/run.py``.

Run it with a Python that has convcalc installed from a wheel; a source tree is compiled at every start and measures
nothing. Nothing is asserted here: machines are noisy.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 15
BASE = "import click, yaml, rich.console, rich.table"
GROWTH = """
import json, resource, sys, time
import convcalc
from convcalc.architecture.graph import Graph, Node
from convcalc.layers import CATALOGUE
from convcalc.network import Network
from convcalc.shape import parse_shape

count, kind = int(sys.argv[1]), sys.argv[2]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
if kind == "repeated":
    network = convcalc.load(sys.argv[3])
else:
    conv = CATALOGUE["conv"]
    nodes = [Node(f"conv_{n}", conv(out=1 + n % 9973, kernel=1), (n,)) for n in range(count)]
    network = Network(Graph("chain", nodes, parse_shape("8x8x1")))
assert len(network.evaluate().rows) == count
seconds = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "megabytes": (after - before) / 1024}))
"""
TORCH = """
import json, sys, time
start = time.perf_counter()
import torch, torchinfo
imported = time.perf_counter() - start

def unit(width_in, width, stride, first):
    layers = torch.nn
    out = 4 * width
    main = layers.Sequential(
        layers.Conv2d(width_in, width, 1, stride if first else 1, bias=False), layers.BatchNorm2d(width), layers.ReLU(),
        layers.Conv2d(width, width, 3, 1 if first else stride, 1, bias=False), layers.BatchNorm2d(width), layers.ReLU(),
        layers.Conv2d(width, out, 1, bias=False), layers.BatchNorm2d(out),
    )
    same = stride == 1 and width_in == out
    short = layers.Identity() if same else layers.Sequential(
        layers.Conv2d(width_in, out, 1, stride, bias=False), layers.BatchNorm2d(out))
    return main, short

class Unit(torch.nn.Module):
    def __init__(self, *args):
        super().__init__()
        self.main, self.short = unit(*args)
    def forward(self, x):
        return torch.relu(self.main(x) + self.short(x))

def resnet(counts):
    layers = [torch.nn.Conv2d(3, 64, 7, 2, 3, bias=False), torch.nn.BatchNorm2d(64), torch.nn.ReLU(),
              torch.nn.MaxPool2d(3, 2, 1)]
    depth = 64
    for stage, count in enumerate(counts):
        for number in range(count):
            width = 64 * 2**stage
            layers.append(Unit(depth, width, 2 if stage and not number else 1, True))
            depth = 4 * width
    return torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(2048, 1000))

result = {"import": imported}
for name, counts in (("resnet50", (3, 4, 6, 3)), ("resnet152", (3, 8, 36, 3))):
    start = time.perf_counter()
    summary = torchinfo.summary(resnet(counts), (1, 3, 224, 224), verbose=0, depth=9)
    str(summary)
    result[name] = time.perf_counter() - start
    result[name + " parameters"] = summary.total_params
print(json.dumps(result))
"""

# The graph of the architecture file itself, layer by layer as PyTorch has it, so that both do the same work.
FORWARD = """
import json, resource, sys, time
import convcalc
from convcalc.numeric.verify import verify

network = convcalc.load(sys.argv[1])
times = []
for _ in range(3):
    start = time.perf_counter()
    result = verify(network, full=True)
    times.append(time.perf_counter() - start)
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import torch

def module(layer, x):
    window = {key: getattr(layer, key) for key in ("stride", "padding") if hasattr(layer, key)}
    return {
        "conv": lambda: torch.nn.Conv2d(x.channels, layer.out, layer.kernel, bias=layer.bias, **window),
        "batchnorm": lambda: torch.nn.BatchNorm2d(x.channels),
        "relu": torch.nn.ReLU,
        "maxpool": lambda: torch.nn.MaxPool2d(layer.kernel, ceil_mode=layer.ceil, **window),
        "global_avgpool": lambda: torch.nn.AdaptiveAvgPool2d(1),
        "dense": lambda: torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(x.size, layer.out)),
        "dropout": torch.nn.Dropout,
        "softmax": lambda: torch.nn.Softmax(1),
        "add": lambda: torch.add,
    }[layer.word]()

rows = network.evaluate().rows
modules = [module(row.layer, row.inputs[0]) for row in rows]
for each in modules:
    if isinstance(each, torch.nn.Module):
        each.eval()

def forward(x):
    values = [x]
    for node, each in zip(network.graph.nodes, modules):
        values.append(each(*[values[place] for place in node.inputs]))
    return values[-1]

theirs = []
with torch.no_grad():
    x = torch.rand(1, 3, *network.input[:2])
    for _ in range(5):
        start = time.perf_counter()
        forward(x)
        theirs.append(time.perf_counter() - start)
theirs.sort()
times.sort()
print(json.dumps({"verify": times[1], "torch": theirs[2], "megabytes": megabytes, "agrees": result.agrees}))
"""


def timed(command: list[str]) -> float:
    """The seconds that a process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def processes() -> None:
    """(a) A whole process against one that only imports what every such tool imports."""
    summary = [sys.executable, "-m", "convcalc", "summary", "resnet50.yaml"]
    commands = {
        "python that imports click, yaml, rich.console, rich.table": [sys.executable, "-c", BASE],
        "summary resnet50.yaml, to a pipe": summary,
        "summary resnet50.yaml, as a coloured table": [*summary, "--format", "table"],
        "layer --in 28x28x128 --k 3 --out 32": [
            sys.executable, "-m", "convcalc", "layer", "--in", "28x28x128", "--k", "3", "--out", "32",
        ],
    }  # fmt: skip
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            seconds[name].append(timed(command))
    base = statistics.median(next(iter(seconds.values())))
    print(f"(a) whole processes, median of {ROUNDS}; the first is 1.00 (aim for summary: at most 1.6)")
    for name, times in seconds.items():
        print(f"    {statistics.median(times) / base:5.2f}  {statistics.median(times) * 1000:6.1f} ms  {name}")


def best(work: Callable[[], object], rounds: int = 30) -> float:
    """The shortest of several runs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def nodes() -> None:
    """(b) Reading, expanding and evaluating, per node."""
    from convcalc.architecture.expand import expand
    from convcalc.architecture.library import find
    from convcalc.architecture.reading import read
    from convcalc.network import Network

    print("(b) microseconds per node (aim: 10 in all, 4 of them for the evaluation)")
    for name in ("resnet50", "resnet152"):
        found = find(name)
        document = read(found)
        graph = expand(document, {})
        network = Network(graph)
        count = len(graph.nodes)
        parts = {
            "read": best(lambda found=found: read(found)),  # type: ignore[misc]
            "expand": best(lambda document=document: expand(document, {})),  # type: ignore[misc]
            "evaluate": best(network.evaluate),
        }
        each = ", ".join(f"{part} {seconds / count * 1e6:.1f}" for part, seconds in parts.items())
        print(f"    {name}: {count} nodes, {sum(parts.values()) / count * 1e6:.1f} in all: {each}")


def growth() -> None:
    """(c) A chain of 1,000, 10,000 and 100,000 layers: repeated in a file, and all different."""
    print("(c) growth of a chain (aim: at most 12 times per factor of ten)")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("repeated", "different"):
            before = None
            for count in (1_000, 10_000, 100_000):
                file = Path(folder) / f"chain{count}.yaml"
                file.write_text(f"input: 8x8x4\nlayers:\n  - conv: {{out: 4, kernel: 1}}\n    repeat: {count}\n")
                run = subprocess.run(
                    [sys.executable, "-c", GROWTH, str(count), kind, str(file)],
                    check=True, capture_output=True, text=True,
                )  # fmt: skip
                now = json.loads(run.stdout)
                ratio = "" if before is None else f", {now['seconds'] / before['seconds']:.1f} times the time"
                if before and before["megabytes"] > 1:
                    ratio += f", {now['megabytes'] / before['megabytes']:.1f} times the memory"
                print(
                    f"    {kind}: {count:>7,} layers {now['seconds'] * 1000:8.1f} ms {now['megabytes']:6.1f} MB{ratio}"
                )
                before = now


def torch() -> None:
    """(d) The same networks with PyTorch and torchinfo, where they are installed."""
    if not all(importlib.util.find_spec(name) for name in ("torch", "torchinfo")):
        print("(d) PyTorch and torchinfo are not installed here: left out")
        return
    import convcalc

    run = subprocess.run([sys.executable, "-c", TORCH], check=True, capture_output=True, text=True)
    theirs = json.loads(run.stdout)
    print(f"(d) torchinfo: import {theirs['import'] * 1000:.0f} ms, then")
    for name in ("resnet50", "resnet152"):
        ours = best(lambda name=name: convcalc.load(name).evaluate(), 5)  # type: ignore[misc]
        agree = theirs[name + " parameters"] == convcalc.load(name).evaluate().parameters
        print(
            f"    {name}: {theirs[name] * 1000:.0f} ms there, {ours * 1000:.1f} ms here"
            f" ({theirs[name] / ours:.0f} times); parameters {'agree' if agree else 'DIFFER'}"
        )


def verified() -> None:
    """(e) A network verified in full, beside PyTorch's eager forward of the same layers in the same run."""
    if importlib.util.find_spec("torch") is None:
        print("(e) PyTorch is not installed here: left out")
        return
    print("(e) verify --full against PyTorch's eager forward (aim: less than 12 times, at most 3,000 MB)")
    for name in ("vgg16", "resnet50"):
        run = subprocess.run([sys.executable, "-c", FORWARD, name], check=True, capture_output=True, text=True)
        found = json.loads(run.stdout)
        print(
            f"    {name}: {found['verify'] * 1000:.0f} ms here, {found['torch'] * 1000:.0f} ms there"
            f" ({found['verify'] / found['torch']:.1f} times), {found['megabytes']:.0f} MB here;"
            f" rows {'agree' if found['agrees'] else 'DIFFER'}"
        )


def named() -> None:
    """(f) A summary with names in the place of numbers, against the import of sympy, each in a process of its own."""
    imported = timed([sys.executable, "-c", "import sympy"])
    print(f"(f) names in the place of numbers, in imports of sympy of {imported * 1000:.0f} ms (aim: 25)")
    for args in (["resnet152", "--in", "HxWx3"], ["mobilenet", "--in", "HxWx3", "--set", "alpha=a"]):
        seconds = timed([sys.executable, "-m", "convcalc", "summary", *args])
        print(f"    summary {' '.join(args)}: {seconds / imported:.1f}")


def main() -> None:
    """Run all six."""
    import convcalc

    if "site-packages" not in convcalc.__file__:
        print("warning: convcalc is not installed from a wheel here; the times of processes mean nothing")
    for part in (processes, nodes, growth, torch, verified, named):
        part()


if __name__ == "__main__":
    main()
