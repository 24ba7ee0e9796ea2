"""Each kind of explanation, planted in a small file and found. All values are worked by hand."""

import pytest

from convcalc.classroom.audit.auditing import audit

LITTLE = """
name: Little
input: 32x32x3
symbols: {{wide: false, groups: 1}}
layers:
  - conv: {{out: 8, kernel: 5, padding: 2}}
    as: one
    expect: {{{one}}}
  - maxpool: {{kernel: 3, stride: 2}}
    as: pool
    expect: {{{pool}}}
  - conv: {{out: 32 if wide else 16, kernel: 3, padding: 1, groups: groups}}
    as: two
    expect: {{{two}}}
  - dense: 10
    as: fc
    expect: {{{fc}}}
expect: {{{whole}}}
"""
# one: 32x32x8, 5*5*3*8 = 600 weights and 8 biases; pool: (32 - 3)//2 + 1 = 15; two: 15x15x16, 9*8*16 = 1152 weights
# and 16 biases, 1152*225 = 259,200 multiplications; fc: 15*15*16*10 = 36,000 weights and 10 biases.
ONE, TWO, FC = 608, 1168, 36010
WHOLE = ONE + TWO + FC
MULTIPLICATIONS = 600 * 32 * 32 + 1152 * 225 + 36000


@pytest.fixture
def audited(tmp_path):
    def of(text):
        file = tmp_path / "little.yaml"
        file.write_text(text, encoding="utf-8")
        return audit(str(file))

    return of


@pytest.fixture
def little(audited):
    def of(**figures):
        figures = {"one": "", "pool": "", "two": "", "fc": "", "whole": "", **figures}
        return audited(LITTLE.format(**figures)).findings

    return of


PLANTED = {
    "the biases": ({"two": "weights: 1168"}, "with the biases"),
    "no biases": ({"two": "parameters: 1152"}, "without the biases"),
    "K of 1024": ({"whole": "parameters: 36.9K"}, "K = 1024"),  # 37,786/1024 = 36.90
    "another unit": ({"whole": "parameters: 37.8M"}, "the unit M in place of K"),
    "no unit": ({"whole": "parameters: 37.8"}, "the unit K missing"),
    "two for each": ({"two": f"multiplications: {2 * 259200}"}, "two operations for each multiply-add"),
    "all operations": ({"two": f"multiplications: {(1152 + 8 * 8 * 16 + 16) * 225}"}, "all operations"),
    "no dense layers": ({"whole": f"parameters: {ONE + TWO}"}, "the dense layers are left out"),
    "no padding": ({"one": "output: 30x30x8"}, "padding 1 in place of 2"),
    "another padding": ({"two": "output: 17x17x16"}, "padding 2 in place of 1"),
    "rounded up": ({"pool": "output: 16x16x8"}, "rounded up"),  # 29/2 + 1 = 15.5
    "another stride": ({"two": "output: 8x8x16"}, "stride 2 in place of 1"),  # 14//2 + 1
    "groups": ({"two": f"parameters: {9 * 4 * 16 + 16}"}, "groups = 2, another variant of the file"),
    "another kernel": ({"two": f"parameters: {25 * 8 * 16 + 16}"}, "kernel 5 in place of 3"),
    "a layer left out": ({"whole": f"parameters: {WHOLE - TWO}"}, "the layer two is left out"),
    "a layer twice": ({"whole": f"parameters: {WHOLE + TWO}"}, "the layer two is counted twice"),
    "a variant": ({"two": f"parameters: {9 * 8 * 32 + 32}"}, "wide = true, another variant of the file"),
    "digits exchanged": ({"fc": "parameters: 36100"}, "two digits exchanged"),
    "digits of a shape exchanged": ({"two": "output: 15x15x61"}, "two digits exchanged: 61 for 16"),
    "a digit missing": ({"fc": "parameters: 3610"}, "a digit missing"),
    "a digit twice": ({"fc": "parameters: 366010"}, "a digit twice"),
    "a wrong digit": ({"fc": "parameters: 39010"}, "one wrong digit"),
    "a wrong digit in a shape": ({"two": "output: 15x14x16"}, "one wrong digit: 14 for 15"),
    "one off": ({"two": "parameters: 1169"}, "one more than what is computed"),
    "one off in the last digit": ({"whole": "parameters: 37.7K"}, None),  # cut, which agrees
    "three times": ({"whole": f"multiplications: {3 * MULTIPLICATIONS}"}, "three times what is computed"),
    "one digit": ({"whole": "parameters: 40000"}, "rounded to one digit, 4, and zeros"),
    "another cell": ({"two": "parameters: 259200, multiplications: 259200"}, "what belongs under multiplications"),
    "the next row": ({"fc": "output: 15x15x16"}, "what two has"),
    "the sum of the column": ({"two": "parameters: 1968", "whole": f"parameters: {WHOLE + 800}"},
                              "the sum with the 1968 printed in two"),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found(what, little):
    figures, says = PLANTED[what]
    found = little(**figures)[-1 if "whole" in figures else 0]
    if says is None:
        assert found.figure.agrees
        return
    assert found.status == "differs"
    assert found.unexplained
    assert any(each.says.startswith(says) for each in found.hypotheses), found.guess()


def test_an_input_explains_many_figures_at_once(little):
    """28: a map of 28, then (28 - 3)//2 + 1 = 13, and 13*13*16*10 + 10 parameters."""
    findings = little(one="output: 28x28x8", pool="output: 13x13x8", two="output: 13x13x16", fc="parameters: 27050")
    says = "an input of 28x28x3, which gives all 4 that differ"
    assert [finding.guess() for finding in findings] == [says] * 4


def test_a_cause_that_puts_more_wrong_than_right_is_none(little):
    findings = little(one="output: 28x28x8", pool="output: [15x15, 15x15, 15x15]", two="output: 13x13x16")
    assert not any("that differ" in finding.guess() for finding in findings)


def test_a_number_that_nothing_gives(little):
    (finding,) = little(fc="parameters: 51423")
    assert not finding.hypotheses
    assert finding.guess() == "nothing that was tried gives it"


def test_what_fits_by_chance_is_not_claimed(little):
    """In two groups it is 576 less, 37,210: three digits, and six of them from the right one."""
    (finding,) = little(whole="parameters: 37.2K")
    assert not finding.hypotheses
    assert finding.guess() == "groups = 2, another variant of the file would fit, but so would much else"


ROWS = """
name: Rows
input: 16x16x4
paper:
  source: a made-up table
  columns:
    type: '{{label}}'
    stride: '{{stride}}'
    params: {{cell: weights, unit: K, K: 1024, digits: cut}}
    ops: {{cell: multiplications, unit: M, digits: rounded, decimals: 1}}
    kept: kept
    left: pruned
blocks:
  unit(out, kept=100):
    - conv: {{out: out, kernel: 3, padding: 1}}
    - relu
layers:
  - unit: {{out: 64}}
    as: a
    expect: [first, 1/1, {a}]
  - unit: {{out: 64, kept: 50}}
    as: b
    expect: [second, '', {b}]
  - unit: {{out: 96, kept: 33}}
    as: c
    expect: [third, '', {c}]
"""
# a: 9*4*64 = 2,304 weights = 2.25 K, on 256 positions 0.59 M; b: 9*64*64 = 36,864 = 36 K, 9.4 M;
# c: 9*64*96 = 55,296 = 54 K, 14.2 M. Left of b: 18,432 + 64 biases; of c: 18,248 (33 % is 18,247.68) + 96.


def row_of(audited, **cells):
    cells = {"a": "2K, 0.6M, 100, '2,368'", "b": "36K, 9.4M, 50, '18,496'", "c": "54K, 14.2M, 33, '18,344'", **cells}
    text = ROWS.format(**cells).replace("1/1, ", "1, ")
    return [finding for finding in audited(text).findings if not finding.figure.agrees]


def test_the_table_as_it_is_worked(audited):
    assert row_of(audited) == []


def test_a_cell_copied_from_the_row_beside(audited):
    (finding,) = row_of(audited, b="36K, 9.4M, 50, '18,344'")
    assert finding.figure.name == "b"
    assert finding.guess() == "what stands in c"
    assert finding.off.amount == 18344 - 18496


def test_a_parameter_of_the_row_beside(audited):
    """50 % of c's weights in the place of 33 %: 27,648 + 96."""
    (finding,) = row_of(audited, c="54K, 14.2M, 33, '27,744'")
    assert finding.guess() == "50 in place of 33 for kept, as in b"


def test_a_number_of_filters_of_the_row_beside(audited):
    """64 filters in the place of 96: 36,864 weights. 36 K are those of b as well."""
    (finding,) = row_of(audited, c="54K, 9.4M, 33, '18,344'")
    assert finding.guess() == "what stands in b or 64 in place of 96 for out, as in b"


def test_a_cell_that_follows_from_the_wrong_one_beside_it(audited):
    """78*1024*256 = 20.45 M."""
    params, ops = row_of(audited, c="78.00K, 20.4M, 33, '18,344'")
    assert ops.guess() == "what follows from the 78.00K printed beside it"
    assert not params.hypotheses


def test_rounded_in_a_column_that_is_cut(audited):
    """9*4*64 weights and half as many more are 3.375 K; here 36,864 + 600 would be: a column of 36.6 is cut to 36."""
    text = ROWS.format(a="2K", b="36K", c="54K").replace("1/1, ", "1, ").replace("out: 96", "out: 97")
    (finding,) = (each for each in audited(text.replace("54K", "55K")).findings if not each.figure.agrees)
    assert finding.figure.computed == "55,872"  # 54.56 K
    assert finding.guess() == "rounded, not cut"


def test_a_text_about_a_layer_says_what_would_come_of_it(audited):
    """A stride of 2 on 16: 15//2 + 1 = 8."""
    text = ROWS.format(a="2K", b="36K", c="54K").replace("1/1, ", "2, ")
    (finding,) = (each for each in audited(text).findings if not each.figure.agrees)
    assert "stride 2 in place of 1 in a/conv, and its output would be 8x8x64" in finding.guess()


def test_the_input_that_is_printed(audited):
    """AlexNet's own trouble: from 224 it would be (224 - 11)//4 + 1 = 54."""
    text = """
input: 227x227x3
layers:
  - conv: {out: 96, kernel: 11, stride: 4}
    as: conv1
    expect: {input: 224x224x3, output: 55x55x96, channels: 96}
"""
    findings = audited(text).findings
    assert [finding.figure.agrees for finding in findings] == [False, True, True]
    says = "an input of 224x224x3, on which 1 of the 2 other figures that agree would not"
    assert findings[0].guess() == says
    assert findings[0].off.axes == ("H: 224 for 227", "W: 224 for 227")


def test_fewer_parameters_than_another_network(audited):
    """LeNet-5 has 61,706 parameters: 61,706/600 = 102.8."""
    text = """
input: 8x8x3
layers: [conv: {{out: 8, kernel: 5, bias: false}}]
expect: {{fewer_parameters_than: {{lenet5: {}}}}}
"""
    (agreeing,) = audited(text.format("103x")).findings
    assert (agreeing.status, str(agreeing.value)) == ("rounded", "30853/300")
    (rounded,) = audited(text.format("100x")).findings
    assert rounded.guess() == "rounded to one digit, 1, and zeros"
    (wrong,) = audited(text.format("x112")).findings
    assert wrong.off.amount == 112 - wrong.value


def test_what_is_tried_is_bounded(audited):
    """A variant of 10**4 layers more, and inputs of no size and of too large a size: none of them is worked."""
    text = """
input: 8x8x3
symbols: {n: 1}
paper: {columns: {in: input, params: parameters}}
layers:
  - conv: {out: 64, kernel: 3, padding: 1}
    as: first
    expect: [0x8x3, 1728]
  - relu:
    repeat: 1 + 10000*(n - 1)
  - conv: {out: 8, kernel: 1}
    as: second
    expect: [999999999999x8x8, 199]
"""
    none = "nothing that was tried gives it"
    assert [each.guess() for each in audited(text).findings] == [none, "without the biases", none, none]
