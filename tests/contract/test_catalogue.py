"""What every layer type promises, held for the whole catalogue with fields and inputs drawn at random.

A new layer type is tested by being in the catalogue: nothing is added here.
"""

import inspect
import re
from fractions import Fraction
from math import prod

import numpy
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import convcalc
from contract.names import letters, named, without_values
from contract.reader import holds, value_of_code, value_of_text
from contract.strategies import cases, fits, layers
from convcalc import ShapeError
from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.sym import name, value_of
from convcalc.algebra.tree import leaves_and_steps
from convcalc.algebra.writing import code, fraction_text, text
from convcalc.architecture.graph import Graph, Node
from convcalc.classroom.explain import explain, title_of
from convcalc.classroom.explanation import explanation
from convcalc.conventions import CONVENTIONS, KINDS
from convcalc.counting import adding
from convcalc.counting.at_work import AtWork
from convcalc.counting.library import convention as named_convention
from convcalc.counting.library import convention_names
from convcalc.errors import Fault
from convcalc.evaluate import evaluate
from convcalc.layers import CATALOGUE, parameters, statistics
from convcalc.layers.fields import Dimensions
from convcalc.shape import Shape

ALL_CONVENTIONS = st.sampled_from([named_convention(name) for name in convention_names()])
NAMED_CONVENTIONS = ALL_CONVENTIONS.filter(lambda each: each.name != "xla")  # what meets no padding is told in numbers
every_type = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
SWEPT = {  # a layer whose output is written out in full fits one input only
    word: kind
    for word, kind in CATALOGUE.items()
    if not any(isinstance(field, Dimensions) for field in kind.fields.values())
}


def quantities(case):
    """All the numbers that a layer says of its inputs, by name."""
    output = {f"axis {place}": dim for place, dim in enumerate(case.output)}
    counted = {"parameters": parameters(case.layer, *case.xs), "statistics": statistics(case.layer, *case.xs)}
    return {**output, **counted, **case.counts()}


# What a class says of itself.


@every_type
def test_it_says_what_it_is_and_on_whose_word(kind):
    assert vars(kind)["__doc__"].strip()
    assert kind.source
    assert kind.family == inspect.getmodule(kind).__name__.rpartition(".")[2]


@every_type
def test_its_fields_say_what_may_be_written(kind):
    for key, field in kind.fields.items():
        assert field.name == key
        assert field.help
        assert field.syntax
        assert field.hint()


@every_type
def test_its_examples_hold(kind):
    assert kind.examples
    for example in kind.examples:
        row = convcalc.layer(kind.word, **example.fields).evaluate(*example.inputs.split()).rows[0]
        assert example.source
        assert str(row.output) == example.output
        assert example.parameters in (None, row.parameters)
        assert {count: row.ops[count] for count in example.counts} == example.counts


# What it says of numbers.


@every_type
@given(data=st.data())
def test_integers_give_integers(kind, data):
    case = data.draw(cases(kind))
    found = quantities(case)
    assert {type(value) for value in found.values()} == {int}
    assert all(value >= 0 for value in found.values())
    assert isinstance(case.output, Shape)
    assert all(dim >= 1 for dim in case.output)
    assert set(case.counts()) <= set(KINDS)


@every_type
@given(data=st.data())
def test_parameters_are_the_sizes_of_the_weights(kind, data):
    case = data.draw(cases(kind))
    for rule, total in ((case.layer.weights, parameters), (case.layer.statistics, statistics)):
        arrays = rule(*case.xs)
        assert all(type(dim) is int and dim >= 1 for shape in arrays.values() for dim in shape)
        assert sum(prod(shape) for shape in arrays.values()) == total(case.layer, *case.xs)


@pytest.mark.parametrize("kind", SWEPT.values(), ids=SWEPT.keys())
@given(data=st.data())
def test_an_array_gives_what_its_numbers_give_one_by_one(kind, data):
    case = data.draw(cases(kind))
    axis = data.draw(st.integers(-len(case.xs[0]), -1), label="axis")
    sizes = [case.xs[0][axis], *data.draw(st.lists(st.integers(1, 24), max_size=4), label="sizes")]
    one_by_one = [swept for swept in (replaced(case, axis, size) for size in sizes) if fits(swept)]
    array = numpy.array([swept.xs[0][axis] for swept in one_by_one])
    wanted = [quantities(swept) for swept in one_by_one]
    for key, found in quantities(replaced(case, axis, array)).items():
        assert numpy.asarray(found).dtype.kind == "i", key
        assert numpy.broadcast_to(found, array.shape).tolist() == [each[key] for each in wanted], key


def replaced(case, axis, size):
    """The case with another size along one axis, counted from the end, of all inputs that agree there."""
    xs = [list(x) for x in case.xs]
    for x in xs:
        if -axis <= len(x) and x[axis] == case.xs[0][axis]:
            x[axis] = size
    return case._replace(xs=tuple(map(Shape, xs)))


# What it says of names.


@every_type
@given(data=st.data())
def test_names_with_values_give_the_same_numbers(kind, data):
    case = data.draw(cases(kind))
    found = {key: value_of(dim) for key, dim in quantities(named(case)).items()}
    assert found == quantities(case)


@every_type
@given(data=st.data())
def test_the_symbolic_expression_gives_the_same_numbers(kind, data):
    case = data.draw(cases(kind))
    values, wanted = letters(named(case)), quantities(case)
    for key, dim in quantities(without_values(named(case))).items():
        expression = to_sympy(dim)
        at = {symbol: values[symbol.name] for symbol in expression.free_symbols}
        assert expression.subs(at) == wanted[key], (key, expression, at)


@every_type
@settings(max_examples=30)  # more than a thousand layers in all
@given(data=st.data())
def test_formulas_come_to_the_numbers_when_these_are_put_in(kind, data):
    case = data.draw(cases(kind))
    values = letters(named(case))
    formulas, numbers = evaluated(without_values(named(case))), evaluated(case)
    for found, wanted in zip(dimensions(formulas), dimensions(numbers), strict=True):
        assert value_of_text(text(found), values) == wanted
        assert value_of_code(code(found), values) == wanted
    for condition in formulas.assumptions:
        assert holds(text(condition), values), text(condition)
    assert "Sym" not in formulas.to_json()


def evaluated(case):
    """The report of a drawn layer on its inputs."""
    node = Node(case.layer.word, case.layer, tuple(range(len(case.xs))))
    return evaluate(Graph(case.layer.word, [node]), case.xs, CONVENTIONS["lecture"])


def dimensions(report):
    """All the sizes and counts of a report."""
    total = report.total
    counts = (total.parameters, total.statistics, total.multiplications, total.accumulations, total.bias_sums)
    return [*report.output, *counts, total.operations, *total.ops.values()]


# What is printed of it.


@every_type
@given(data=st.data(), convention=ALL_CONVENTIONS)
def test_every_worked_line_is_true_arithmetic(kind, data, convention):
    case = data.draw(cases(kind))
    values = letters(named(case))
    for step in explain(case.layer, case.xs, convention):
        assert value_of_text(step.numbers) == step.value, str(step)
        assert value_of_text(step.letters, values) == step.value, (str(step), values)
        if step.note:
            exact, _, shown = step.note.partition(" = ")
            assert fraction_text(value_of_text(exact)) + ", rounded" == shown.rpartition(" ")[0]
        assert values.setdefault(step.name, step.value) == step.value, f"{step.name} stands for two values"


@every_type
@given(data=st.data(), convention=NAMED_CONVENTIONS)
def test_every_worked_line_with_names_is_true_arithmetic(kind, data, convention):
    """The names are the user's own, some called as a letter of the formulas is; some numbers stay numbers."""
    case = data.draw(cases(kind))
    letter = st.sampled_from(["H", "W", "C", "k", "n", "D_in", None, None])
    given = data.draw(st.lists(letter, min_size=12, max_size=12))
    xs, own = renamed(case.xs, given)
    values = {**letters(named(case)), **own}
    shared = {letter for letter, value in own.items() if letters(named(case)).get(letter, value) != value}
    assume(not shared)
    for step in explain(case.layer, xs, convention):
        wanted = step.value if isinstance(step.value, int) else value_of_text(text(step.value), values)
        assert value_of_text(step.numbers, values) == wanted, str(step)
        assert value_of_text(step.letters, values) == wanted, str(step)
        assert values.setdefault(step.name, wanted) == wanted


def renamed(xs, given):
    """Inputs with names in the place of some numbers, equal numbers alike, and what these names stand for."""
    names = iter(given)
    letter = {}
    for dim in (dim for x in xs for dim in x):
        if dim not in letter:
            called = next(names, None)
            letter[dim] = None if called in letter.values() else called
    own = {called: dim for dim, called in letter.items() if called}
    made = {called: name(called, kind="size") for called in own}
    return tuple(Shape(made.get(letter[dim], dim) for dim in x) for x in xs), own


@every_type
def test_every_letter_of_a_working_is_explained(kind):
    example = kind.examples[0]
    report = convcalc.layer(kind.word, **example.fields).evaluate(*example.inputs.split())
    page = explanation(report)
    titles = {step.name for part in page.parts for step in part.steps} - page.letters.keys()
    used = {letter for part in page.parts for step in part.steps for letter in leaves_and_steps(step.formula)}
    assert not {letter for letter in used if letter not in page.letters} - titles
    assert page.sources == [line for line in page.sources if line.startswith(f"{kind.word}: ")]


@every_type
@given(data=st.data(), convention=ALL_CONVENTIONS)
def test_the_working_ends_in_the_numbers_of_the_report(kind, data, convention):
    case = data.draw(cases(kind))
    worked = {step.name: step.value for step in explain(case.layer, case.xs, convention)}
    assert worked["parameters"] == parameters(case.layer, *case.xs)
    for count, value in case.counts().items():
        assert worked.get(title_of(count), 0) == value
    counted = adding.operations(convention, AtWork(case.layer, case.xs, case.output, case.counts()))
    assert worked.get(f"operations ({convention.name})", 0) == counted


@every_type
@given(data=st.data())
def test_repr_shows_what_was_given(kind, data):
    layer = data.draw(layers(kind)).layer
    shown = repr(layer)
    assert shown.startswith(f"{kind.word}(")
    assert re.findall(r"(\w+)=", shown) == list(layer.given())


# What it says where it does not fit.


@every_type
@given(data=st.data())
def test_inputs_that_do_not_fit_are_refused_with_a_reason(kind, data):
    case = data.draw(layers(kind))
    assume(not set(case.written) & set(kind.references))
    failed = next((fault for holds, fault in case.layer.needs(*case.xs) if not holds), None)
    network = convcalc.layer(kind.word, **case.written)
    if failed is None:
        assert network.evaluate(*case.xs).output == case.output
        return
    fault = failed()
    assert isinstance(fault, Fault)
    assert fault.field in ("", *kind.fields)
    with pytest.raises(ShapeError, match=re.escape(fault.what)):
        network.evaluate(*case.xs)


@every_type
def test_a_layer_cannot_be_changed(kind):
    layer = kind(**kind.examples[0].fields)
    with pytest.raises(AttributeError, match="immutable"):
        layer.kernel = 5


# The file.


def plain(value):
    """A field's value as YAML can hold it; a fraction as the expression that a file would have."""
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Fraction) else value


@every_type
@given(data=st.data(), flow=st.booleans())
def test_the_file_gives_the_layer_back(kind, data, flow, tmp_path_factory):
    case = data.draw(cases(kind))
    assume(not set(case.written) & set(kind.references))
    alike = kind.joins and all(x == case.xs[0] for x in case.xs)
    assume(alike or not kind.joins)
    body = [[] for _ in case.xs] if kind.joins else {key: plain(value) for key, value in case.layer.given().items()}
    step = {kind.word: body} if body else kind.word
    path = tmp_path_factory.getbasetemp() / "one_layer.yaml"
    path.write_text(yaml.safe_dump({"input": str(case.xs[0]), "layers": [step]}, default_flow_style=flow))
    network = convcalc.load(str(path))
    (node,) = network.graph.nodes
    (row,) = network.evaluate().rows
    (alone,) = convcalc.layer(kind.word, **case.written).evaluate(*case.xs).rows
    assert node.layer.given() == case.layer.given()
    assert row._replace(name="", layer=None) == alone._replace(name="", layer=None)
