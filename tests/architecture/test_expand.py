"""From steps to a flat graph: names, blocks, repetition, joins, references, symbols, extends."""

import pytest

import convcalc
from convcalc.errors import DocumentError, DocumentErrors, UsageError


def test_two_steps_of_a_kind_get_numbers_and_as_gives_a_name(names):
    text = """
        input: 8x8x3
        layers:
          - relu
          - relu
          - relu: {}
            as: last
          - relu
    """
    assert names(text) == ["relu", "relu_2", "last", "relu_3"]


def test_a_given_name_is_never_taken_by_a_number(names):
    text = """
        input: 8x8x3
        layers:
          - relu: {}
            as: tanh_2
          - tanh
          - tanh
    """
    assert names(text) == ["tanh_2", "tanh", "tanh_3"]


def test_repetition_and_blocks_stand_in_the_path(names):
    text = """
        input: 8x8x3
        blocks:
          pair(times=1):
            - relu
            - tanh: {}
              repeat: times
        layers:
          - pair: 2
            repeat: 2
            as: stage
          - pair
          - relu: {}
            repeat: 0
    """
    assert names(text) == [
        "stage/1/relu", "stage/1/tanh/1", "stage/1/tanh/2",
        "stage/2/relu", "stage/2/tanh/1", "stage/2/tanh/2",
        "pair/relu", "pair/tanh/1",
    ]  # fmt: skip


def test_no_two_rows_share_a_name_in_repeated_joins(names):
    text = """
        input: 8x8x3
        layers:
          - add: [[relu, relu], []]
            repeat: 2
          - add: [[relu], [tanh]]
    """
    found = names(text)
    assert found == [
        "add/1/relu",
        "add/1/relu_2",
        "add/1",
        "add/2/relu",
        "add/2/relu_2",
        "add/2",
        "relu",
        "tanh",
        "add_2",
    ]


def test_parameters_defaults_and_symbols(network):
    text = """
        input: 8x8x3
        symbols: {width: 4, wide: width * 2}
        blocks:
          unit(out, kernel=1, padding=same, double=2*out):
            - conv: {out: double, kernel: kernel, padding: padding}
        layers:
          - unit: {out: wide, kernel: 3}
          - unit: width
          - unit: {out: width, double: 5, padding: valid, kernel: 3}
    """
    assert [str(row.output) for row in network(text).evaluate().rows] == ["8x8x16", "8x8x8", "6x6x5"]
    assert [str(row.output) for row in network(text, width=3).evaluate().rows] == ["8x8x12", "8x8x6", "6x6x5"]


def test_from_starts_at_a_named_step_and_a_join_takes_names(network):
    text = """
        input: 8x8x3
        layers:
          - conv: {out: 4, kernel: 1}
            as: a
          - maxpool: 2
          - conv: {out: 5, kernel: 1}
            as: b
          - conv: {out: 6, kernel: 1}
            from: a
          - concat: [a, [], [relu], input]
    """
    assert [str(row.output) for row in network(text).evaluate().rows] == [
        "8x8x4", "4x4x4", "4x4x5", "8x8x6", "8x8x6", "8x8x19",
    ]  # fmt: skip


def test_input_in_a_block_is_what_the_block_got(network):
    text = """
        input: 8x8x3
        blocks:
          residual(out):
            - conv: {out: out, kernel: 1}
            - add: [[], input]
        layers:
          - conv: {out: 4, kernel: 1}
          - residual: 4
    """
    assert str(network(text).evaluate().output) == "8x8x4"


def test_names_inside_a_block_are_its_own(network):
    text = """
        input: 8x8x3
        blocks:
          unit():
            - relu: {}
              as: inside
        layers:
          - unit
          - add: [inside, []]
    """
    with pytest.raises(DocumentError, match="no earlier step here is called 'inside'"):
        network(text)


def test_an_input_of_symbols(network):
    text = """
        input: [size, size, 3]
        symbols: {size: 8}
        layers: [relu]
    """
    assert str(network(text).evaluate().output) == "8x8x3"
    assert str(network(text, size=16).evaluate().output) == "16x16x3"
    assert str(network(text.replace("[size, size, 3]", "size x size x 3")).evaluate().output) == "8x8x3"


def test_unpooling_takes_the_size_of_its_pooling_step(network):
    text = """
        input: 9x9x3
        layers:
          - maxpool: {kernel: 2}
            as: pool
          - maxunpool: {kernel: 2, indices: pool}
          - maxunpool: {kernel: 2}
            from: pool
    """
    # 2x2 windows on 9: 4, and back 8 by the formula, 9 by the recorded places (PyTorch, MaxUnpool2d, output_size).
    assert [str(row.output) for row in network(text).evaluate().rows] == ["4x4x3", "9x9x3", "8x8x3"]


BASE = """
    name: Base
    source: somebody
    input: 8x8x3
    symbols: {width: 4, deep: 1}
    blocks:
      unit(out):
        - conv: {out: out, kernel: 1}
    layers:
      - unit: width
        repeat: deep
    expect: {output: 8x8x4}
"""


def test_extends_takes_over_what_it_does_not_replace(network):
    network(BASE, "base.yaml")
    net = network("extends: base\nname: Deeper\nsymbols: {deep: 3}\n", "deeper.yaml")
    report = net.evaluate()
    assert (report.name, len(report.rows), str(report.output)) == ("Deeper", 3, "8x8x4")
    assert report.figures == ()  # published figures are of the other network


def test_extends_replaces_a_block(network):
    network(BASE, "base.yaml")
    net = network("extends: base.yaml\nblocks:\n  unit(out):\n    - conv: {out: out, kernel: 3}\n", "other.yaml")
    assert str(net.evaluate().output) == "6x6x4"


@pytest.mark.parametrize("target", ["../base.yaml", "/etc/passwd", "folder/base.yaml", "..", "nothing", "3"])
def test_extends_takes_only_files_beside_it_or_bundled_ones(network, target):
    with pytest.raises(DocumentError, match=r"extends is|no file"):
        network(f"extends: {target}\n")


def test_files_that_extend_in_a_circle_are_refused(network):
    with pytest.raises(DocumentError, match="in a circle"):
        network("extends: net.yaml\n")


def test_an_extended_bundled_file_is_found(network):
    assert network("extends: vgg16\nname: mine\nsymbols: {classes: 7}\n").evaluate().output == (7,)


def test_all_errors_of_a_file_are_shown_together(network):
    text = """
        input: 8x8x3
        colour: blue
        layers:
          - conv: {out: 4, kernal: 3}
          - konv: {out: 4}
          - maxpool: {kernel: 0}
    """
    with pytest.raises(DocumentErrors) as caught:
        network(text)
    message = str(caught.value)
    for piece in (
        "no key 'colour'",
        "no field kernal",
        "did you mean kernel?",
        "'konv'",
        "did you mean conv?",
        "kernel is 0",
    ):
        assert piece in message
    lines = [error.mark.line for error in caught.value.errors]
    assert lines == sorted(lines)


def test_a_symbol_that_the_file_does_not_have(network):
    with pytest.raises(UsageError, match="no symbol 'clases'") as caught:
        convcalc.load("vgg16", clases=3)
    assert caught.value.hint == "did you mean classes?"


def test_a_shape_error_names_file_line_column_both_numbers_and_the_chain_of_blocks(network):
    text = """\
        input: 8x8x64
        blocks:
          unit(out):
            - conv: {out: out, kernel: 3, groups: 3}
          stage(width):
            - relu
            - unit: {out: width}
        layers:
          - stage: 128
    """
    with pytest.raises(convcalc.ShapeError) as caught:
        network(text).evaluate()
    assert str(caught.value).splitlines() == [
        "net.yaml:4:43: conv: groups do not divide the input channels: D_in = 64, groups = 3",
        "    4 |     - conv: {out: out, kernel: 3, groups: 3}",
        "      |                                           ^",
        "   in  stage(width=128) in line 9 > unit(out=128) in line 7",
        "   try groups = 1, 2, 4, 8, 16, 32 or 64",
    ]
    assert [row.name for row in caught.value.rows] == ["stage/relu"]


def test_equal_steps_with_equal_values_share_their_layer(network):
    text = """
        input: 8x8x4
        blocks:
          unit(out):
            - conv: {out: out, kernel: 1}
        layers:
          - unit: 4
            repeat: 3
          - unit: 5
    """
    layers = [row.layer for row in network(text).evaluate().rows]
    assert layers[0] is layers[1] is layers[2]
    assert layers[3] is not layers[0]


def test_extends_replaces_a_block_of_the_same_name_with_other_parameters(network):
    network(BASE, "base.yaml")
    text = "extends: base.yaml\nblocks:\n  unit(out, kernel=3):\n    - conv: {out: out, kernel: kernel}\n"
    assert str(network(text, "other.yaml").evaluate().output) == "6x6x4"


def test_a_step_repeated_no_time_leaves_no_trace(names):
    text = """
        input: 8x8x3
        symbols: {extra: 0}
        layers:
          - relu: {}
            as: a
          - conv: {out: 4, kernel: 1}
            as: b
          - conv: {out: 9, kernel: 1}
            from: a
            repeat: extra
          - conv: {out: 4, kernel: 1}
          - add: [[], b]
    """
    assert names(text) == ["a", "b", "conv", "add"]


def test_published_figures_are_those_of_the_files_own_input_and_symbols(network):
    text = "input: 8x8x3\nsymbols: {width: 4}\nlayers:\n  - conv: {out: width, kernel: 1}\nexpect: {parameters: 16}\n"
    assert [figure.agrees for figure in network(text).evaluate().figures] == [True]
    assert [figure.agrees for figure in network(text, width=4).evaluate("8x8x3").figures] == [True]
    assert network(text, width=5).evaluate().figures == ()
    assert network(text).evaluate("9x9x3").figures == ()


def test_a_symbol_that_is_replaced_keeps_its_place_before_those_made_from_it(network):
    base = "input: 8x8x3\nsymbols: {a: 4, b: 2*a}\nlayers:\n  - conv: {out: b, kernel: 1}\n"
    network(base, "base.yaml")
    assert str(network("extends: base.yaml\nsymbols: {a: 8}\n", "other.yaml").evaluate().output) == "8x8x16"


def test_figures_of_steps_do_not_bind_a_file_that_changes_what_they_rest_on(network):
    report = network("extends: alexnet\nname: mine\nsymbols: {classes: 10}\n").evaluate()
    assert all(figure.agrees for figure in report.figures)
    assert str(report.output) == "10"


def test_unpooling_takes_its_window_from_the_pooling_step_it_names(network):
    text = "input: 9x9x3\nlayers:\n  - maxpool: {kernel: 3, stride: 2}\n    as: p\n  - maxunpool: {indices: p}\n"
    (_, row) = network(text).evaluate().rows
    assert (str(row.output), row.window) == ("9x9x3", "3x3/2")
    with pytest.raises(DocumentError, match="kernel is 5, and p has 3"):
        network(text.replace("{indices: p}", "{indices: p, kernel: 5}"))


def test_a_name_in_a_repeated_path_stands_for_its_last_repetition(network):
    text = "input: 8x8x3\nlayers:\n  - add: [[relu: {}, as: a], []]\n    repeat: 2\n  - concat: [[], a]\n"
    text = text.replace("[relu: {}, as: a]", "[{relu: {}, as: a}]")
    assert str(network(text).evaluate().output) == "8x8x6"


def test_expressions_in_the_text_of_an_input(network):
    text = "input: s*2 x s*2 x 3\nsymbols: {s: 4}\nlayers: [relu]\n"
    assert str(network(text).evaluate().output) == "8x8x3"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            "b(p):\n    - conv: {out: 1, kernel: 1, padding: p*1000000000}\nlayers:\n  - b: same",
            "does arithmetic with same",
        ),
        (
            "b(p):\n    - conv: {out: 1, kernel: 1, padding: p*1000000000}\nlayers:\n  - b: {p: [1, 1]}",
            "arithmetic with",
        ),
        (f"b(p):\n    - relu\nlayers:\n  - b: {{p: [{'1, ' * 500}1]}}", "the most is 16"),
        (
            f"? b({','.join(f'p{n}=1' for n in range(5000))})\n  :\n    - relu\nlayers:\n  - b",
            "more than 100 parameters",
        ),
        (f"b():\n    - relu\nlayers:\n  - b: {{}}\n    as: {'a' * 5000}", "a name is expected"),
    ],
    ids=["repeated word", "repeated list", "long list", "many parameters", "long name"],
)
def test_what_would_cost_too_much_is_refused(network, body, what):
    with pytest.raises(DocumentError, match=what):
        network(f"input: 8x8x3\nblocks:\n  {body}\n")


def test_unpooling_of_a_same_padded_pool_and_a_wrong_kernel_by_expression(network):
    text = "input: 9x9x3\nblocks:\n  b(k):\n    - maxpool: {kernel: 3, stride: 2, padding: same}\n      as: p\n"
    text += (
        "    - maxunpool: {indices: p}\n    - maxunpool: {indices: p, kernel: k}\n      from: p\nlayers:\n  - b: 3\n"
    )
    # ceil(9/2) = 5 windows (TensorFlow's same), and back to the 9 that the pooling step took.
    assert [str(row.output) for row in network(text).evaluate().rows] == ["5x5x3", "9x9x3", "9x9x3"]
    with pytest.raises(DocumentError, match="kernel is 0: the least is 1"):
        network(text.replace("b: 3", "b: 0"))


@pytest.mark.parametrize(
    ("width", "depth"), [("24 + max(b, 1)", 27), ("2*max(b, 1)", 6), ("3 if max(b, 1) > 2 else 4", 3)]
)
def test_an_expression_that_begins_with_a_digit_and_has_an_x_is_no_shape(network, width, depth):
    text = f'input: 5x5x1\nsymbols: {{b: 3}}\nlayers:\n  - conv: {{out: "{width}", kernel: 1}}\n'
    assert network(text).evaluate().output.channels == depth
