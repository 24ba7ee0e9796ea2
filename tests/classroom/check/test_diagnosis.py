"""Laws of the diagnosis, on problems drawn at random; and how it behaves where several slips fit, or none."""

import random
from fractions import Fraction

import pytest

from convcalc.classroom.check.agreement import EXACT, Tolerance, agrees
from convcalc.classroom.check.answers import read_answer
from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.classroom.check.together import together
from convcalc.classroom.check.verdict import check, value_text
from convcalc.shape import Shape
from tests.classroom.check.drawn import FAMILIES, problems, written

DRAWN = 200
LECTURE = {"input": "28x28x128", "layer": "conv(out=32, kernel=3)"}  # lecture 5, 'Convolution operation', example
# Slips in a whole network, or in problems of other kinds: each has its tests elsewhere.
NOT_IN_A_LAYER = {
    "size-of-the-layer-before", "pool-left-out", "dense-layers-left-out", "convolutions-left-out",
    "batchnorm-forgotten",
    "repeats-forgotten", "projections-forgotten", "statistics-counted", "another-variant", "auxiliary-heads-counted",
    "lecture-for-exact", "k-of-1024", "rounded", "depth-missing", "gain-upside-down", "difference-for-gain",
    "share-for-gain", "another-gain", "padding-of-both-sides", "half-the-kernel",
}  # fmt: skip
SEEN: set[str] = set()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_number_of_a_slip_is_told_as_that_slip_or_as_one_with_the_same_number(family):
    chance = random.Random(family)
    for problem in problems(family, DRAWN):
        for quantity in some(problem.quantities, 2, chance):
            for candidate in some(problem.candidates(quantity), 5, chance):
                _told(problem, quantity, candidate, chance)


def some(items, count, chance):
    return chance.sample(items, min(count, len(items)))


def _told(problem, quantity, candidate, chance):
    (slip,) = candidate.slips
    SEEN.add(slip.name)
    text = written(candidate.value, chance)
    verdict = check(problem, quantity, text)
    if verdict.status == "right":  # another reading of the same text: 1.234 is one thousand and so on, or one and a bit
        assert len(read_answer(text, problem.kind(quantity))) > 1
        return
    told = {each.slips[0].name: each.value for each in verdict.explanations}
    same = {each.slips[0].name for each in problem.candidates(quantity) if _equal(each.value, candidate.value)}
    assert slip.name in told or told.keys() & same, (problem.title, quantity, text)


def _equal(one, other):
    return one == other and isinstance(one, Shape) == isinstance(other, Shape)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_right_answer_is_ever_called_wrong(family):
    chance = random.Random(f"right {family}")
    for problem in problems(family, DRAWN, seed=1):
        for quantity in problem.quantities:
            right = problem.right(quantity)
            text = written(right, chance)
            assert check(problem, quantity, text).is_right, (problem.title, quantity, text)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_slip_that_changes_nothing_is_not_offered(family):
    chance = random.Random(f"nothing {family}")
    for problem in problems(family, 10, seed=2):
        for quantity in some(problem.quantities, 2, chance):
            right = problem.right(quantity)
            assert all(each.value != right for each in problem.candidates(quantity))
            singles = [each.value for each in problem.candidates(quantity)]
            assert all(each.value != right and each.value not in singles for each in problem.pairs(quantity))


def test_two_slips_together_are_told_where_neither_alone_fits():
    problem = problem_of(LECTURE)
    verdict = check(problem, "parameters", str(3 * 128 * 32))  # F for F*F, and no biases
    assert verdict.slips == ("bias-forgotten", "kernel-not-squared")
    verdict = check(problem, "multiplications", str(28 * 28 * 3 * 128 * 32))
    assert set(verdict.slips) == {"kernel-not-squared", "input-size-in-count"}


def test_where_several_slips_fit_a_second_quantity_is_asked_for():
    problem = problem_of(LECTURE)
    verdict = check(problem, "multiplications", str(28 * 28 * 9 * 128 * 32))
    assert {"input-size-in-count", "same-padding-assumed"} <= {each.slips[0].name for each in verdict.explanations}
    assert verdict.explanations[0].slips[0].name == "input-size-in-count"  # the likeliest
    assert verdict.ask == "output"  # 26x26x32 with the one, 28x28x32 with the other


def test_a_second_answer_tells_the_slips_apart():
    problem = problem_of(LECTURE)
    wrong = check(problem, "multiplications", str(28 * 28 * 9 * 128 * 32))
    told, _ = together(problem, [wrong, check(problem, "output", "26x26x32")])
    assert [each.slips[0].name for each in told.explanations] == ["input-size-in-count"]
    assert not told.ask
    told, _ = together(problem, [wrong, check(problem, "output", "28x28x32")])
    assert [each.slips[0].name for each in told.explanations] == ["same-padding-assumed"]
    told, _ = together(problem, [wrong, check(problem, "output", "9x9x9")])  # this speaks against all of them
    assert told == wrong


def test_what_nothing_explains_is_said_to_be_so():
    verdict = check(problem_of(LECTURE), "parameters", "23,000,000")
    assert (verdict.explanations, verdict.status) == ((), "wrong")
    assert "the multiplications" in verdict.remark or "the accumulations" in verdict.remark  # 24.9 and 22.2 million


def test_a_wrong_shape_is_told_which_of_its_numbers_are_right():
    assert check(problem_of(LECTURE), "output", "27x26x32").remark == "the width and depth are right"


def test_a_slip_in_the_work_comes_before_one_in_writing():
    problem = problem_of({"layer": "conv(out=48, kernel=5, stride=2, padding=1)", "input": "33x33x6"})
    assert check(problem, "parameters", "7,200").slips == ("bias-forgotten",)  # 7,248 rounded as well
    assert check(problem, "parameters", "25*6*48").slips == ("bias-forgotten",)
    assert check(problem, "parameters", "F*F*D_in*D_out").slips == ("bias-forgotten",)


def test_a_formula_is_told_by_its_letters_and_not_by_its_number():
    verdict = check(problem_of(LECTURE), "parameters", "(F^2*D_in + 1)*C")  # 147,584 is also 4 * 36,896
    assert "bytes-for-parameters" not in verdict.slips


def test_in_a_rounded_number_no_digits_are_exchanged():
    vgg = problem_of({"network": "vgg16"})
    assert "digits-exchanged" not in check(vgg, "parameters", "134M").slips
    assert check(vgg, "parameters", "134.3M").slips == ("layer-left-out",)  # 138,357,544 less 4,097,000 of fc8


def test_a_matrix_has_the_tolerance_of_its_cells():
    mean = problem_of({"pool": {"input": "1 2; 2 5", "op": "avg", "kernel": 2}})
    assert check(mean, "matrix", "2.5").is_right
    assert not check(mean, "matrix", "2.4").is_right
    assert check(mean, "matrix", "2.4", tolerance=Tolerance(atol=Fraction(1, 10))).is_right
    third = problem_of({"convolve": {"input": "1 1", "kernel": "1/3 1/3"}})
    assert check(third, "matrix", "0.67").is_right  # 2/3, rounded


def test_a_slip_in_one_of_several_layers_says_in_which():
    line = problem_of({"layer": "conv(out=8, kernel=3) + conv(out=4, kernel=3)", "input": "9x9x2"})
    first = check(line, "parameters", str(9 * 2 * 8 + (9 * 8 + 1) * 4)).explanations[0]
    assert first.says == "the biases are missing (in conv)"


@pytest.mark.parametrize(
    ("text", "slip"),
    [("36,900", "rounded"), ("37000", "rounded"), ("36.03K", "k-of-1024"), ("36.9M", "factor-of-ten")],
)
def test_how_a_right_number_is_written_can_be_wrong(text, slip):
    assert check(problem_of(LECTURE), "parameters", text).slips == (slip,)


def test_axes_alone_are_no_shape():
    problem = problem_of(LECTURE)
    assert check(problem, "output", "26x26").slips == ("depth-missing",)
    assert check(problem, "output", "25x25").slips == ("plus-one-forgotten",)


def test_the_slips_of_layers_have_all_been_drawn():
    """Run after the laws above: no slip is left that their problems never lead to."""
    for family in FAMILIES:
        for problem in problems(family, 10):
            for quantity in problem.quantities:
                SEEN.update(each.slips[0].name for each in problem.candidates(quantity))
    assert set(all_slips()) - SEEN <= NOT_IN_A_LAYER


def test_values_are_read_back_as_they_are_shown():
    for problem in problems("conv", 20):
        for quantity in problem.quantities:
            right = problem.right(quantity)
            assert any(agrees(each, right, EXACT) for each in read_answer(value_text(right), problem.kind(quantity)))


def test_of_a_vector_no_depth_is_missing():
    problem = problem_of({"input": "7x7x512", "layer": "dense(out=4096)"})
    assert check(problem, "output", "500").explanations == ()
    assert check(problem, "output", "1x1x4096").is_right


@pytest.mark.parametrize("text", ["220,000", "220.000", "220 000", "220'000", "220000"])
def test_a_factor_of_a_thousand_is_not_read_as_three_decimals(text):
    small = problem_of({"layer": "conv(22, 3)", "input": "9x9x1"})  # 22 * (9 + 1) = 220 parameters
    assert check(small, "parameters", text).slips == ("factor-of-ten",)
    assert not check(small, "height", "7,000").is_right
    assert not check(small, "size", "7,000").is_right
    assert check(small, "parameters", "220.0").is_right


def test_a_filter_of_a_group_is_not_rounded_to_nothing():
    grouped = problem_of({"layer": "conv(48, 7, padding=2, groups=2)", "input": "6x14x6"})
    assert "input-depth-forgotten" in check(grouped, "parameters", str((49 + 1) * 48)).slips
    assert "input-depth-forgotten" not in check(grouped, "parameters", "48").slips


def test_a_sequence_of_frames_has_height_and_width_last():
    video = problem_of({"layer": "conv(4, [3, 5, 7])", "input": "12x12x12x2"})
    assert check(video, "output", "10x6x8x4").slips == ("kernel-axes-exchanged",)
    assert "kernel-axes-exchanged" not in check(video, "output", "6x8x10x4").slips


def test_a_pool_has_no_weights_in_its_size():
    pool = problem_of({"layer": "avgpool(2, stride=2, ceil=true)", "input": "27x12x32"})
    assert check(pool, "output", "13x6x32").slips == ("ceil-forgotten",)


def test_what_is_worked_out_is_in_no_sentence():
    tripled = problem_of({"layer": "depthwise(3, multiplier=3)", "input": "28x28x64"})  # 192 filters, worked out
    for quantity, wrong in {"depth": "64", "biases": "1", "weights": "9", "parameters": "10"}.items():
        verdict = check(tripled, quantity, wrong)
        assert all("192" not in each.says for each in verdict.explanations)
    assert check(tripled, "depth", "3*D_in").is_right


def test_the_depth_is_a_formula_as_well():
    layer = problem_of({"layer": "conv(8, 3)", "input": "28x27x3"})
    assert check(layer, "depth", "D_out").is_right
    assert check(layer, "depth", "filters").is_right
    assert not check(layer, "depth", "2*D_in + 2").is_right  # 8, by chance
