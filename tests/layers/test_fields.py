"""Fields: what may be written, what is kept of it, and what is refused with which words."""

from fractions import Fraction

import pytest

import convcalc
from convcalc import UsageError
from convcalc.algebra.sym import name
from convcalc.errors import Fault
from convcalc.layers.fields import Choice, Dimensions, Flag, Padding, PerAxis, Ratio, Reference, Whole, shown

FIELDS = {
    "whole": Whole("a size"),
    "from_zero": Whole("a size", least=0),
    "per_axis": PerAxis("a size"),
    "padding": Padding("zeros"),
    "padding_without_words": Padding("zeros", words=()),
    "flag": Flag("a truth"),
    "choice": Choice("a word", words=("nearest", "bilinear")),
    "ratio": Ratio("a share"),
    "dimensions": Dimensions("a shape"),
    "reference": Reference("a step"),
}
for field_name, field in FIELDS.items():
    field.name = field_name


@pytest.mark.parametrize(
    ("field", "written", "kept"),
    [
        ("whole", 3, 3),
        ("whole", Fraction(6, 2), 3),
        ("whole", 10**9, 10**9),
        ("from_zero", 0, 0),
        ("per_axis", 3, 3),
        ("per_axis", [3, 5], (3, 5)),
        ("per_axis", (3, Fraction(4, 2), 1), (3, 2, 1)),
        ("padding", 0, 0),
        ("padding", [1, 2], (1, 2)),
        ("padding", [[0, 1], [0, 1]], ((0, 1), (0, 1))),
        ("padding", [[1, 1], 2], (1, 2)),
        ("padding", "same", "same"),
        ("padding", "full", "full"),
        ("flag", True, True),
        ("flag", 0, False),
        ("choice", "bilinear", "bilinear"),
        ("ratio", 0, 0),
        ("ratio", 0.1, Fraction(1, 10)),
        ("ratio", Fraction(2, 3), Fraction(2, 3)),
        ("dimensions", [7, 7, 512], (7, 7, 512)),
        ("dimensions", "7x7x512", (7, 7, 512)),
        ("dimensions", "7×7×512", (7, 7, 512)),
        ("dimensions", 4096, (4096,)),
        ("reference", "pool1", "pool1"),
    ],
)
def test_what_is_kept(field, written, kept):
    read = FIELDS[field].read(written)
    assert read == kept
    assert type(read) is type(kept)


@pytest.mark.parametrize(
    ("field", "written", "words"),
    [
        ("whole", 0, "whole is 0: the least is 1"),
        ("whole", -3, "whole is -3"),
        ("whole", 10**9 + 1, "1,000,000,000"),
        ("whole", 10**16, "whole is a number of more than fifteen digits"),
        ("whole", Fraction(5, 2), "whole is 2.5: a whole number"),
        ("whole", 2.0, "whole is 2.0"),
        ("whole", "3", "whole is 3"),
        ("whole", True, "whole is true"),
        ("whole", None, "whole is nothing"),
        ("whole", [3], "whole is [3]"),
        ("from_zero", -1, "from_zero is -1: the least is 0"),
        ("per_axis", [], "per_axis is []"),
        ("per_axis", [1, 2, 3, 4], "per_axis is [1, 2, 3, 4]"),
        ("per_axis", [3, 0], "per_axis is 0: the least is 1"),
        ("per_axis", [3, [1, 1]], "per_axis is [3, [1, 1]]"),
        ("per_axis", "same", "per_axis is same"),
        ("padding", -1, "padding is -1: the least is 0"),
        ("padding", "smae", "padding is 'smae'"),
        ("padding", [[0, 1, 2]], "padding is [[0, 1, 2]]"),
        ("padding", [[0, "same"]], "padding is [[0, same]]"),
        ("padding_without_words", "same", "padding_without_words is 'same'"),
        ("flag", 2, "flag is 2: true or false"),
        ("flag", "yes", "flag is yes: true or false"),
        ("flag", None, "flag is nothing"),
        ("choice", "bilinaer", "choice is bilinaer: nearest or bilinear"),
        ("choice", 2, "choice is 2: nearest or bilinear"),
        ("ratio", 1, "ratio is 1"),
        ("ratio", -0.5, "ratio is -0.5"),
        ("ratio", True, "ratio is true"),
        ("ratio", float("nan"), "ratio is nan"),
        ("ratio", float("inf"), "ratio is inf"),
        ("ratio", "half", "ratio is half"),
        ("dimensions", "7x", "dimensions is 7x"),
        ("dimensions", "7x7x7x7x7", "dimensions is"),
        ("dimensions", [7, 0], "dimensions is 0: the least is 1"),
        ("dimensions", "²x7", "dimensions is ²x7"),
        pytest.param("dimensions", "9" * 5000, "dimensions is", id="more digits than Python converts"),
        pytest.param("dimensions", 10**5000, "dimensions is", id="more digits than Python prints"),
        ("dimensions", True, "dimensions is true"),
        ("reference", 3, "reference is 3"),
    ],
)
def test_what_is_refused(field, written, words):
    with pytest.raises(Fault) as caught:
        FIELDS[field].read(written)
    assert words in caught.value.what
    assert caught.value.hint
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "written", "hint"),
    [("padding", "smae", "same"), ("choice", "bilinaer", "bilinear"), ("whole", Fraction(5, 2), "2 or 3")],
)
def test_the_hint_names_what_was_meant(field, written, hint):
    with pytest.raises(Fault) as caught:
        FIELDS[field].read(written)
    assert hint in caught.value.hint


def test_a_name_may_stand_for_a_number():
    width = name("W")
    assert FIELDS["whole"].read(width) is width
    assert FIELDS["per_axis"].read([3, width])[1] is width


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (None, "nothing"),
        ((3, (0, 1)), "[3, [0, 1]]"),
        (Fraction(1, 4), "0.25"),
        (Fraction(1, 3), "1/3"),
        (Fraction(4, 2), "2"),
        ("same", "same"),
        (10**16, "a number of more than fifteen digits"),
    ],
)
def test_values_are_shown_as_a_file_would_write_them(value, written):
    assert shown(value) == written


@pytest.mark.parametrize(
    ("word", "fields", "what", "hint"),
    [
        ("conv", {"kernel": 3}, "conv needs out", "out"),
        ("conv", {"out": 8, "kernel": 3, "strid": 2}, "conv has no field strid", "stride"),
        ("relu", {"slope": 1}, "relu has no field slope", "relu alone"),
        ("cnov", {"out": 8}, "no layer type or block called 'cnov'", "conv"),
    ],
)
def test_words_that_are_not_known(word, fields, what, hint):
    with pytest.raises(UsageError) as caught:
        convcalc.layer(word, **fields)
    assert what in caught.value.what
    assert hint in caught.value.hint
