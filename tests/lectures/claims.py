"""Entries that are a statement and not one number: each is tried on a few layers or networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from lectures.truth import conv, dense, network, one, output, part, plain, rows, side

CLAIMS: dict[str, Callable[[], None]] = {}


def claim(*entries: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Name the entries that a function is about."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        assert not CLAIMS.keys() & set(entries)
        CLAIMS.update(dict.fromkeys(entries, function))
        return function

    return register


@claim("000-032")
def parameters_of_a_convolution_do_not_depend_on_the_input_size() -> None:
    assert conv("28x28x3", 3, 8).parameters == conv("256x256x3", 3, 8).parameters
    assert dense("28x28x3", 8).parameters < dense("256x256x3", 8).parameters


@claim("000-037")
def alexnet_takes_227_and_gives_1000() -> None:
    alexnet = network("alexnet")
    assert (str(alexnet.inputs[0]), alexnet.output.size) == ("227x227x3", 1000)


@claim("001-027", "003-017")
def half_the_kernel_keeps_the_size_where_the_kernel_is_odd() -> None:
    for kernel, padding in {1: 0, 3: 1, 5: 2, 7: 3, 11: 5}.items():
        assert side(conv(32, kernel, padding=padding)) == 32
    for kernel in (2, 4, 6):
        assert 32 not in [side(conv(32, kernel, padding=padding)) for padding in range(kernel)]


@claim("002-004")
def same_padding_keeps_the_size() -> None:
    for kernel in range(1, 8):
        before, after = (kernel - 1) // 2, kernel // 2  # k - 1 in all
        assert side(conv(9, kernel, padding="same")) == 9
        assert side(conv(9, kernel, padding=[[before, after], [before, after]])) == 9


@claim("002-005")
def half_the_kernel_on_both_sides_is_one_too_many_where_the_kernel_is_even() -> None:
    assert [side(conv(9, kernel, padding=kernel // 2)) for kernel in (3, 4, 5, 6)] == [9, 10, 9, 10]


@claim("002-006")
def full_padding_makes_the_map_larger_by_the_kernel_but_one() -> None:
    assert [side(conv(9, kernel, padding="full")) for kernel in (1, 2, 3, 5)] == [9, 10, 11, 13]


@claim("003-020")
def pooling_keeps_the_depth_and_has_no_parameters() -> None:
    for word in ("maxpool", "avgpool"):
        pool = one(word, "32x32x34", kernel=2, stride=2)
        assert (output(pool), pool.parameters) == ("16x16x34", 0)


@claim("004-019")
def accumulations_of_the_lecture_leave_out_the_sums_across_channels() -> None:
    assert plain(8, 3).accumulations == plain(8, 3, convention="exact").accumulations == 6 * 6 * 8
    assert plain("8x8x16", 1, 4).accumulations == 0
    assert plain("8x8x16", 1, 4, convention="exact").accumulations == 8 * 8 * 4 * 15


@claim("004-021")
def all_operations_are_twice_the_multiplications() -> None:
    for layer in (conv("28x28x128", 3, 32, convention="exact"), conv("8x8x16", 1, 4, convention="exact")):
        assert layer.operations == 2 * layer.multiplications
        assert layer.operations == layer.multiplications + layer.accumulations + layer.bias_sums


@claim("000-121")
def all_blocks_of_the_resnets_are_as_printed() -> None:
    """Kernels and filters of a block, and its repetitions; a shortcut may have a 1x1 convolution besides."""
    for name, repetitions in {
        "resnet18": (2, 2, 2, 2),
        "resnet34": (3, 4, 6, 3),
        "resnet50": (3, 4, 6, 3),
        "resnet101": (3, 4, 23, 3),
        "resnet152": (3, 8, 36, 3),
    }.items():
        for stage, (width, times) in enumerate(zip((64, 128, 256, 512), repetitions, strict=True), 2):
            basic = name in ("resnet18", "resnet34")
            block = [(3, width), (3, width)] if basic else [(1, width), (3, width), (1, 4 * width)]
            found = Counter((row.layer.kernel, row.layer.out) for row in rows(name, f"conv{stage}_x", "conv"))
            found.subtract(block * times)
            projection = {(1, part(name, f"conv{stage}_x").output.channels): 1}
            assert +found in (Counter(), Counter(projection))
            assert not -found
