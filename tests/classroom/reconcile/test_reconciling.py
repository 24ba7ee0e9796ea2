"""Which way to count gives a number. The numbers are other tools' runs, papers' and libraries' figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc.architecture.library import bundled_folder
from convcalc.classroom.reconcile.asked import asked
from convcalc.classroom.reconcile.recipes import ADDED, BASES, Sums
from convcalc.classroom.reconcile.reconciling import reconcile
from convcalc.classroom.reconcile.tally import Tally
from convcalc.classroom.reconcile.worlds import Tried
from convcalc.counting.library import convention
from convcalc.errors import ShapeError, UsageError

ALONE = Tried(batch=False, inputs=False, variants=False)


def found(name, number, **options):
    network = convcalc.load(name, **options.pop("settings", {}))
    return reconcile(network, asked(number), file=str(bundled_folder() / f"{name}.yaml"), **options)


def whose(fit):
    """The first word of each name: that of the tool."""
    return [name.split()[0] for name in fit.names]


V15 = "stride_in_1x1 = false"  # ResNet v1.5, as torchvision has it
LOGITS = "no softmax at the end"  # and its models end in the dense layer


# torchvision's resnet50 through eight tools, each run; what the paper prints of v1 is below.
@pytest.mark.parametrize(
    ("number", "tool", "changes"),
    [
        (8_178_368_512, "flops", {V15}),
        (4_089_184_256, "mac", {V15}),
        (8_211_108_352, "deepspeed", {V15, LOGITS}),
        (4_089_185_256, "ptflops-aten", {V15}),
        (4_089_238_376, "torchinfo", {V15}),
        (4_111_512_576, "fvcore", {V15}),
        (4_132_436_968, "ptflops", {V15, LOGITS}),
        (4_133_742_592, "thop", {V15, LOGITS}),
    ],
)
def test_the_eight_totals_of_one_resnet_50(number, tool, changes):
    result = found("resnet50", str(number))
    assert result.exact
    best = result.fits[0]
    assert (whose(best)[0], set(best.changes), best.total) == (tool, changes, number)
    assert sum(term.amount for term in best.terms) == number


def test_fvcore_is_multiplications_two_a_normalised_value_and_the_values_into_the_average():
    """The rows of the ledger: 4,089,184,256 multiplications, 11,113,984 normalised values, 100,352 into the pool."""
    terms = {str(term): term.amount for term in found("resnet50", "4111512576").fits[0].terms}
    assert terms == {
        "multiplications of conv, dense": 4_089_184_256,
        "2·values in of batchnorm": 2 * 11_113_984,
        "values in of global_avgpool": 100_352,
    }


@pytest.mark.parametrize(
    ("number", "tools"),
    [
        ("4.13G", {"ptflops", "thop"}),
        ("8.2 GFLOPs", {"flops", "deepspeed", "exact", "torchscan"}),  # 8.167, 8.178, 8.211 and 8.222 thousand millions
    ],
)
def test_a_number_in_few_digits_is_told_under_every_name(number, tools):
    result = found("resnet50", number)
    assert not result.exact
    assert {tool for fit in result.fits for tool in whose(fit)} == tools
    assert all(fit.changes == (V15,) for fit in result.fits)


def test_the_papers_own_figure_is_cut():
    """He et al. 2015, Table 1: 3.8 thousand millions, of 3,857,973,248."""
    best = found("resnet50", "3.8G").fits[0]
    assert (whose(best), best.how, best.total, best.changes) == (["mac"], "cut", 3_857_973_248, ())


def test_keras_counts_statistics_and_has_biases_in_its_convolutions():
    """keras.applications.ResNet50: 25,636,712, of which 26,560 biases that the paper's network does not have."""
    best = found("resnet50", "25,636,712").fits[0]
    assert best.kind == "parameters"
    assert {term.what: term.amount for term in best.terms} == {
        "parameters": 25_557_032,
        "recorded statistics": 53_120,
        "a bias for each filter that has none": 26_560,
    }


@pytest.mark.parametrize(
    ("name", "number", "named"),
    [
        ("mobilenet", "4,253,864", "keras"),  # keras.applications.MobileNet
        ("mobilenet_v2", "3538984", "keras"),  # keras.applications.MobileNetV2
        ("mobilenet", "4231976", "learned"),  # and its trainable part
    ],
)
def test_parameters_as_keras_prints_them(name, number, named):
    assert whose(found(name, number).fits[0])[0] == named


@pytest.mark.parametrize(
    ("name", "number", "change"),
    [
        ("resnet50", 8 * 3_857_973_248, "a batch of 8"),
        ("mobilenet", 418_121_728, "an input of 192x192x3"),  # Howard et al. 2017, Table 7
    ],
)
def test_another_batch_and_another_input_are_tried(name, number, change):
    fits = {(*whose(fit), *fit.changes) for fit in found(name, str(number)).fits}
    assert ("mac", change) in fits


def test_what_cannot_be_told_apart_is_told_twice():
    """Two operations for each multiply-add of four samples are one for each of eight."""
    fits = {(*whose(fit), *fit.changes) for fit in found("resnet50", str(8 * 3_857_973_248)).fits}
    assert fits == {("mac", "a batch of 8"), ("flops", "a batch of 4")}


def test_nothing_else_is_tried_where_the_network_is_meant_as_it_is():
    result = found("resnet50", "4111512576", tried=ALONE)
    assert not result.fits
    assert result.networks == 2  # with its softmax and without


def test_bytes_of_what_is_alive_at_once():
    """MCUNet's 7.2 MB of ResNet-50: 64 + 256 + 256 channels of 56x56 in four bytes."""
    best = found("resnet50", "7225344 bytes").fits[0]
    assert best.total == 4 * (64 + 256 + 256) * 56 * 56
    assert "alive" in best.names[0]


def test_a_sum_of_no_tool_is_found_and_called_so():
    """VGG-16 with its biases and one operation for each ReLU: 15,470,264,320 + 13,556,712 + 13,555,712."""
    relus = 2 * 64 * 224**2 + 2 * 128 * 112**2 + 3 * 256 * 56**2 + 3 * 512 * 28**2 + 3 * 512 * 14**2 + 2 * 4096
    best = found("vgg16", str(15_470_264_320 + 13_556_712 + relus)).fits[0]
    assert best.names == ()
    assert {term.what for term in best.terms} == {"multiplications", "bias sums", "values in"}


@pytest.mark.parametrize("number", ["4111512577", "1234567"])
def test_where_nothing_fits_the_nearest_are_told(number):
    result = found("resnet50", number, tried=ALONE)
    assert not result.fits
    assert 1 <= len(result.nearest) <= 3
    assert all(fit.total != int(number) for fit in result.nearest)


def test_a_convention_of_ones_own_is_tried(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("operations: {conv: 3 * multiplications, add: 7 * outputs}\n")
    # 3 for each multiplication of a convolution (all but 2048*1000 of the dense layer), 7 for each of 5,519,360 sums
    number = 3 * (3_857_973_248 - 2048 * 1000) + 7 * 5_519_360
    best = found("resnet50", str(number), own=[convention(str(file))]).fits[0]
    assert best.names == ("mine",)


def test_a_rule_that_gives_no_count_is_told(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("operations: {conv: inputs / 7919}\n")
    with pytest.raises(ShapeError, match=r"of the convention mine gives .*, and no count"):
        found("lenet5", "61706", own=[convention(str(file))])


def test_the_axes_are_read_and_told_in_the_layout_that_is_asked_for():
    first = found("resnet50", "1969356800", inputs=["3x160x160"], layout="chw").fits[0]  # mac's, on 160x160x3
    assert (whose(first), first.changes) == (
        ["mac"],
        (),
    )  # (160/224)^2 of 3,855,925,248, and the dense layer's 2,048,000
    first = found("resnet50", "1969356800", layout="chw").fits[0]
    assert first.changes == ("an input of 3x160x160",)


def test_multiply_adds_are_not_counted_twice():
    """7.7 thousand million are two operations for each of 3.86, which nobody calls multiply-adds."""
    assert any("flops" in whose(fit) for fit in found("resnet50", "7.7 GFLOPs").fits)
    assert not any("flops" in whose(fit) for fit in found("resnet50", "7.7 GMACs").fits)


def test_few_digits_say_how_little_they_prove():
    assert found("resnet50", "4.13G").by_chance > 0
    assert found("resnet50", "4111512576").by_chance == 0


def test_names_in_the_place_of_numbers_are_refused():
    with pytest.raises(UsageError, match="numbers"):
        reconcile(convcalc.load("resnet50", classes="K"), asked("4.1G"))


@given(st.data())
def test_each_sum_that_may_be_made_is_found_again(data):
    """What is put together by hand from a network's amounts is among the sums that give it."""
    tally = Tally(convcalc.load("resnet18").evaluate().rows)
    base = data.draw(st.sampled_from(BASES))
    parts = [part for line in ADDED if (part := data.draw(st.sampled_from([None, *line])))]
    amounts = [tally.term(part.quantity, part.words, part.times) for part in (base, *parts)]
    total = sum(term.amount for term in amounts if term)
    totals = [sum(term.amount for term in recipe.terms()) for recipe in Sums(tally).that_give(total)]
    assert totals
    assert set(totals) == {total}


def test_the_share_of_numbers_hit_by_chance_is_small():
    """Of a hundred numbers near MobileNet's own none is explained that nobody counted."""
    network = convcalc.load("mobilenet")
    numbers = [568_740_352 + 104_729 * place + 31 for place in range(1, 101)]
    hits = [number for number in numbers if reconcile(network, asked(str(number)), tried=ALONE).fits]
    assert Fraction(len(hits), len(numbers)) <= Fraction(1, 50)
