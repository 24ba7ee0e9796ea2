"""The plan of the house: imports point downwards, heavy libraries wait until they are needed, pieces stay small."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median, quantiles

import pytest

import convcalc

PACKAGE = Path(convcalc.__file__).parent

# From the ground up; a room may use those before it.
ROOMS = (
    "errors", "algebra", "shape", "layers", "conventions", "architecture", "counting", "storage", "rows", "report",
    "facts", "expectation", "evaluate", "receptive", "memory", "budgets", "network", "conversion", "numeric",
    "sweeping", "classroom", "render", "__init__", "cli", "__main__",
)  # fmt: skip

# Imports inside functions that look up, each with its reason.
UPWARDS = {
    ("convcalc.report", "convcalc.render.html"),  # a notebook asks a report for its table
    ("convcalc.report", "convcalc.render.plain"),  # print(report)
    ("convcalc.report", "convcalc.render.sheet"),
}


def modules():
    """Every file of the package by the name of its module."""
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        names[".".join(parts).removesuffix(".__init__")] = path
    return names


MODULES = modules()
TREES = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in MODULES.items()}


def imports(module):
    """The modules of the package that a module imports: those at its top, and those inside its functions."""
    top, inside = set(), set()
    for node, depth in nodes(TREES[module]):
        if isinstance(node, ast.Import):
            found = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: a relative import"
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found = {name if name in MODULES else node.module for name in whole}
        else:
            continue
        (inside if depth else top).update(found & set(MODULES))
    return top, inside


def nodes(tree, depth=0):
    """All nodes, each with the number of functions around it."""
    for node in ast.iter_child_nodes(tree):
        yield node, depth
        yield from nodes(node, depth + isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))


def room(module):
    """The first part of a module's name below the package; __init__ for the package itself."""
    return [*module.split("."), "__init__"][1]


def floor_of(module):
    return ROOMS.index(room(module))


def test_every_file_stands_in_a_room():
    assert set(map(room, MODULES)) == set(ROOMS)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_downwards(module):
    top, inside = imports(module)
    assert not {used for used in top if floor_of(used) > floor_of(module)}
    upwards = {(module, used) for used in inside if floor_of(used) > floor_of(module)}
    assert upwards <= UPWARDS


def test_every_exception_is_still_needed():
    assert all(used in imports(module)[1] for module, used in UPWARDS)


def test_no_module_imports_itself_through_others():
    TopologicalSorter({module: imports(module)[0] for module in MODULES}).prepare()  # raises CycleError


# What is loaded.

HEAVY = {"numpy", "sympy", "onnx", "torch", "keras", "pyarrow", "dask", "distributed"}
RUN = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
sys.argv[1:] = {args!r}
from convcalc.cli import main
main()
"""


def loaded(code):
    """The libraries that a fresh Python has loaded at the end of some code, and what it printed."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=PACKAGE.parent)
    said = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, said
    return {line.split(".")[0] for line in said.splitlines()}, done.stdout.decode("utf-8", "replace")


@pytest.mark.parametrize("module", ["convcalc", "convcalc.cli"])
def test_importing_loads_nothing_heavy(module):
    libraries, _ = loaded(f"import sys, {module}; print(*sys.modules, sep='\\n', file=sys.stderr)")
    assert "convcalc" in libraries
    assert not libraries & {*HEAVY, "rich"}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("summary resnet50", "25,557,032"),
        ("summary resnet50 --format json", "25557032"),
        ("summary resnet50 --format csv", "conv1/conv"),
        ("summary resnet50 --format plain", "25,557,032"),
        ("summary resnet50 --format markdown", "25,557,032"),
        ("summary --paper googlenet --with-printed", "2.7K"),
        ("layer --in 28x28x128 --k 3 --out 32", "24,920,064"),
        ("layer --in 28x28x128 --k 3 --out 32 --format json", "24920064"),
        ("layer --in 28x28x128 --k 3 --out 32 --format csv", "24920064"),
        ("layer --in 28x28x3 --pool max --k 3 --stride 2 --semantics all", "caffe rounds up"),
        ("summary vgg16 --effective", "14,969,824,000"),
        ("solve --in 32 --out-size 32 --k 3", "one solution"),
        ("solve resnet50 --out-size 7", "193..224"),
        ("explain --in 7x7x3 --k 3 --stride 3 --out 4", "2.33…"),
        ("explain resnet50 conv2_x --format latex", r"\begin{align*}"),
        ("compare vgg16 resnet50", "138,357,544"),
        ("sweep mobilenet --set alpha=0.5,1", "568,740,352"),
        ("sweep mobilenet --set alpha=0.5,1 --chart multiplications", "600M"),
        ("sweep mobilenet --set alpha=0.5,1 --format svg", "</svg>"),
        ("fit mobilenet --vary alpha --max-mults 300M", "0.7197265625"),
        ("layers", "conv_transpose"),
        ("sheets", "matrices-by-hand"),
        ("sheets lecture5-exercise3 --format text --key", "138,357,544"),
        ("layer --in 28x28x128 --k 3 --out 32 --answer params=36,896", "is right"),
        ("check resnet50 --answer params=25.6M --answer output=1000", "2 of 2 answers are right"),
        ("architectures", "resnet50"),
        ("conventions", "fvcore"),
        ("summary resnet50 --convention thop", "operations by the convention thop"),
        ("reconcile resnet50 4111512576", "fvcore"),
        ("lint resnet50", "no advice"),
        ("audit googlenet squeezenet", "what follows from the 364K printed beside it"),
        ("convert lenet5 --fully-convolutional", "conv: {out: 84, kernel: 1}"),
        ("quiz --seed 7 --count 20 --topic size,params,network --choices 4", "quiz 7: 20 questions"),
    ],
)
def test_a_command_into_a_pipe_loads_nothing_heavy(command, says):
    libraries, printed = loaded(RUN.format(args=command.split()))
    assert says in printed
    assert not libraries & {*HEAVY, "rich"}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("verify lenet5", "12 rows agree"),
        ("convolve --input 1,2,3 --kernel 1,-1", "−1  −1"),
        ("pool --input 1,2,3,5 --op avg --k 2", "1.5  4"),
        ("sweep mobilenet --set alpha=0.1..1..0.1,resolution=32..1031 --format csv", "MobileNet,1,224,4231976,"),
    ],
)
def test_what_runs_layers_loads_numpy_and_nothing_else_that_is_heavy(command, says):
    libraries, printed = loaded(RUN.format(args=command.split()))
    assert says in printed
    assert libraries & {*HEAVY, "rich"} == {"numpy"}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("layer --in HxWxC --k 3 --out D", "9·C·D + D"),
        ("summary resnet50 --set classes=K", "2049·K"),
        ("explain --in HxWxC --depthwise --k F", "F = size of the filter"),
        ("compare conv(D,F,bias=false) depthwise(F,bias=false) --in HxWxC --format json", "gain"),
    ],
)
def test_names_load_sympy_and_nothing_else_that_is_heavy(command, says):
    libraries, printed = loaded(RUN.format(args=command.split()))
    assert says in printed
    assert libraries & {*HEAVY, "rich"} == {"sympy"}


# Numbers to hold.


def bodies():
    """The lines of each function's body, without its docstring, by the function's name."""
    for module, tree in TREES.items():
        for node, _ in nodes(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                statements = node.body[1:] if ast.get_docstring(node) else node.body
                lines = statements[-1].end_lineno - statements[0].lineno + 1 if statements else 0
                yield f"{module}.{node.name}", lines


def test_functions_are_short():
    lines = dict(bodies())
    assert {name: length for name, length in lines.items() if length > 40} == {}
    assert median(lines.values()) <= 4
    assert quantiles(lines.values(), n=10, method="inclusive")[-1] <= 15


@pytest.mark.parametrize("module", MODULES)
def test_files_are_short(module):
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 300
