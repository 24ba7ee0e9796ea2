"""Every bundled network with names in the place of its input's size and its symbols: the formulas hold its numbers."""

import random

import pytest

import convcalc
from contract.reader import holds, value_of_text
from convcalc import ConvcalcError
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import text
from convcalc.architecture.library import bundled_names

QUANTITIES = ("parameters", "multiplications", "accumulations", "bias_sums", "operations")
READABLE = 1_100  # letters of a total that a person may still read
# A name for a symbol that no part of the network depends on being a number.
NAMED = {"classes": ("K", [7, 1000]), "width": ("w", [24, 64]), "alpha": ("a", ["1/2", "3/4", 1])}


def compared(formulas, numbers, values):
    """Assert that all rows and totals come to the numbers when values are put in."""
    for found, wanted in zip(formulas.rows, numbers.rows, strict=True):
        assert [put_in(dim, values) for dim in found.output] == list(wanted.output), found.name
    for quantity in QUANTITIES:
        formula = getattr(formulas, quantity)
        assert put_in(formula, values) == getattr(numbers, quantity), quantity
        assert len(text(formula)) < READABLE
    assert all(holds(text(condition), values) for condition in formulas.assumptions)


def put_in(dim, values):
    return value_of_text(text(dim), values) if isinstance(dim, Sym) else dim


@pytest.mark.parametrize("name", bundled_names())
def test_the_size_of_the_input(name):
    network = convcalc.load(name)
    letters = "HW"[: network.input.rank]
    depth = network.input.channels
    formulas = network.evaluate("x".join([*letters, str(depth)]))
    draw = random.Random(name)
    sizes = [list(network.input.spatial), *([draw.randint(20, 400) for _ in letters] for _ in range(12))]
    fitted = 0
    for size in sizes:
        values = dict(zip(letters, size, strict=True))
        try:
            numbers = network.evaluate("x".join(map(str, [*size, depth])))
        except ConvcalcError:
            assert not all(holds(text(condition), values) for condition in formulas.assumptions)
            continue
        compared(formulas, numbers, values)
        fitted += 1
    assert fitted


@pytest.mark.parametrize("name", bundled_names())
def test_its_symbols(name):
    symbols = {symbol: NAMED[symbol] for symbol in convcalc.load(name).graph.symbols if symbol in NAMED}
    formulas = convcalc.load(name, **{symbol: letter for symbol, (letter, _) in symbols.items()}).evaluate()
    for place in range(3):
        chosen = {symbol: numbers[place % len(numbers)] for symbol, (_, numbers) in symbols.items()}
        values = {symbols[symbol][0]: value for symbol, value in chosen.items()}
        compared(formulas, convcalc.load(name, **chosen).evaluate(), values)


def test_the_forms_that_were_asked_for():
    """From the description of the tool, and for the first by hand: 2^5 times the size, less at most 31."""
    assert str(convcalc.load("resnet50").evaluate("HxWx3").rows[-4].output) == "⌊(H + 31)/32⌋ x ⌊(W + 31)/32⌋ x 2048"
    resnet18 = convcalc.load("resnet18", width="w", classes="K").evaluate()
    assert text(resnet18.parameters) == "2724·w² + 297·w + 8·K·w + K"


@pytest.mark.parametrize("name", ["resnet50", "resnet152", "mobilenet", "vgg16"])
def test_a_size_as_a_multiple_makes_polynomials(name):
    formulas = convcalc.load(name).evaluate("HxWx3", assume={"H": "32n", "W": "32n"})
    assert not formulas.assumptions
    for quantity in QUANTITIES:
        assert "⌊" not in text(getattr(formulas, quantity))
    compared(formulas, convcalc.load(name).evaluate("224x224x3"), {"n": 7})
