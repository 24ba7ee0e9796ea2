"""Published figures: by name, as a row of the paper's table, of rows inside, of several sources, with errata."""

import pytest

from convcalc.architecture.cells import stacked
from convcalc.architecture.paper import NAMES
from convcalc.architecture.published import QUANTITIES
from convcalc.expectation import figures
from convcalc.facts import COUNTS, FACTS
from convcalc.layers import CATALOGUE

# A 3x3 filter on 8x8x4 with 16 outputs: 3*3*4*16 = 576 weights and 16 biases, 8*8*576 = 36,864 multiplications.
NET = """
    input: 8x8x4
    symbols: {{groups: 1}}
    paper:
      source: a made-up table
      columns:
        layer: label
        filter: '{{kernel}}/{{stride}} ({{D}} to {{out}})'
        twice: 2*out
        weights: {{cell: weights, unit: K, K: 1024, digits: cut}}
    blocks:
      unit(out, groups=1):
        - conv: {{out: out, kernel: 3, padding: 1, groups: groups}}
        - relu
    layers:
      - unit: {{out: 16, groups: groups}}
        as: first
        expect: {expect}
    expect: {whole}
"""


@pytest.fixture
def found(network):
    """A function that gives the figures of a file: name, quantity, printed, computed, how they agree."""

    def figures_of(expect="{}", whole="{}", **symbols):
        net = network(NET.format(expect=expect, whole=whole), **symbols)
        return [(*each[:4], each.how) for each in figures(net.graph, net.evaluate(), symbols)]

    return figures_of


def test_a_row_is_read_cell_by_cell(found):
    assert found("[Conv 1, 3×3/1 (4 to 16), 32, 0K]") == [
        ("first", "layer", "Conv 1", "Conv 1", "exact"),
        ("first", "filter", "3×3/1 (4 to 16)", "3x3/1 (4 to 16)", "exact"),
        ("first", "twice", "32", "32", "exact"),
        ("first", "weights", "0K", "576", ""),
    ]


def test_an_empty_cell_prints_nothing(found):
    assert [each[1:3] for each in found("[Conv 1, '', 32]")] == [("layer", "Conv 1"), ("twice", "32")]


def test_a_figure_stands_under_a_quantity_or_a_column(found):
    assert found("{parameters: 592, twice: 31}") == [
        ("first", "parameters", "592", "592", "exact"),
        ("first", "twice", "31", "32", ""),
    ]


def test_a_figure_of_a_row_inside_is_that_of_the_row(found):
    assert found("{conv: {output: 8x8x16}, relu: {activations: 1024}}") == [
        ("first/conv", "output", "8x8x16", "8x8x16", "exact"),
        ("first/relu", "activations", "1024", "1,024", "exact"),
    ]
    assert found(whole="{first: {depth: 1}}") == [("first", "depth", "1", "1", "exact")]


def test_several_sources_print_figures_of_one_quantity(found, network):
    whole = "{parameters: [592, {printed: 0.6K, source: a lecture}, {printed: 600, erratum: a slip}]}"
    assert [each[2:] for each in found(whole=whole)] == [
        ("592", "592", "exact"),
        ("0.6K", "592", "rounded"),
        ("600", "592", ""),
    ]
    report = network(NET.format(expect="{}", whole=whole)).evaluate()
    assert [(each.source, each.erratum) for each in report.figures] == [("", ""), ("a lecture", ""), ("", "a slip")]


def test_layers_and_blocks_are_counted(found):
    assert [each[1:] for each in found(whole="{count: {conv: 1, unit: 1, relu: 2, dense: 0}}")] == [
        ("count of conv", "1", "1", "exact"),
        ("count of unit", "1", "1", "exact"),
        ("count of relu", "2", "1", ""),
        ("count of dense", "0", "0", "exact"),
    ]


def test_a_figure_of_a_variant_is_only_compared_with_that_variant(found):
    whole = "{parameters: [592, {printed: 304, set: {groups: 2}}]}"  # 576/2 + 16
    assert [each[2:] for each in found(whole=whole)] == [("592", "592", "exact")]
    assert [each[2:] for each in found(whole=whole, groups=2)] == [("304", "304", "exact")]


def test_what_k_stands_for_can_be_said(found):
    whole = "{multiplications: [36K, {printed: 36K, K: 1024}]}"  # 36,864 = 36*1024
    assert [each[2:] for each in found(whole=whole)] == [("36K", "36,864", "cut"), ("36K", "36,864", "exact")]


def test_a_truth_makes_a_step_there_or_not_and_does_not_repeat_it(names):
    text = """
        input: 8x8x3
        symbols: {late: false}
        layers:
          - relu:
            repeat: not late
          - tanh:
            repeat: late
    """
    assert names(text) == ["relu"]
    assert names(text, late=True) == ["tanh"]


@pytest.mark.parametrize(
    ("units", "text"),
    [
        ([["a"]], "a"),
        ([["a"], ["a"]], "[a] x 2"),
        ([["a", "b"], ["a", "b"], ["a", "b"]], "[a; b] x 3"),
        ([["a", "b"], ["c"]], "[a; b] x 1; [c] x 1"),
        ([["a", "b"]], "[a; b]"),
        ([], ""),
    ],
)
def test_units_that_repeat_are_stacked(units, text):
    assert stacked(units) == text


def test_every_name_of_a_cell_is_known_of_a_part():
    assert {*NAMES, *QUANTITIES} <= {*FACTS, *COUNTS}


def test_a_file_with_columns_of_its_own_leaves_the_rows_of_the_other(network, tmp_path):
    network(NET.format(expect="[Conv 1, 3x3/1 (4 to 16), 32, 0K]", whole="{}"), "base.yaml")
    own = network("extends: base.yaml\npaper: {columns: {part: label, size: output}}\n", "own.yaml")
    assert [*own.graph.paper.columns] == ["part", "size"]
    assert own.graph.paper.source == ""
    assert [part.figures for part in own.graph.parts] == [()]
    assert own.graph.parts[0].row


def test_a_truth_may_be_written_out(names):
    text = "input: 8x8x3\nlayers:\n  - relu:\n    repeat: true\n  - tanh:\n    repeat: false\n"
    assert names(text) == ["relu"]


def test_what_is_kept_of_nothing_is_nothing_and_rows_in_rows_are_no_circle(network):
    text = """
        input: 8x8x3
        paper: {columns: {a: label, p: pruned}}
        blocks:
          u(n, kept=50):
            - v: {n: n}
              as: q
              expect: [a, '']
          v(n):
            - conv: {out: n, kernel: 3}
            - relu
        layers:
          - u: 4
            as: z
            expect: [z, 58]
        expect: {pruned: 58}
    """
    # (3*3*3*4)/2 + 4 = 58 of 112
    report = network(text).evaluate()
    assert [(each.name, each.computed) for each in report.figures if each.printed == "58"] == [
        ("z", "58"),
        ("net", "58"),
    ]


def test_layers_and_calls_are_counted_once_for_all_figures(network):
    words = ", ".join(f"{word}: [{', '.join(['0'] * 16)}]" for word in CATALOGUE if word != "relu")
    text = f"input: 8x8x3\nlayers:\n  - relu:\n    repeat: 20000\nexpect: {{count: {{relu: 20000, {words}}}}}\n"
    report = network(text)
    assert all(figure.agrees for figure in report.evaluate().figures)
