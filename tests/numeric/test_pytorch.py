"""Values beside PyTorch's, in double precision. Skipped where it is missing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.layers import CATALOGUE
from convcalc.numeric import run
from convcalc.numeric.norm import ALPHA, BETA, BIAS
from numeric.beside import (
    CHANNELS,
    agree,
    arrays,
    at_random,
    channels_first,
    channels_last,
    checked,
    each,
    filters_first,
    fits,
    inputs_first,
    one_or_each,
    sizes,
    values,
    volume,
    window,
)

torch = pytest.importorskip("torch")
F = torch.nn.functional


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """Where two values go to one cell, the later one stays only if they are placed in turn."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def tensor(x):
    """An array as it is."""
    return None if x is None else torch.from_numpy(np.ascontiguousarray(x))


def image(x):
    """A map as PyTorch has it: a batch of one, the channels, the axes."""
    return tensor(channels_first(x))


def by_rank(name, rank):
    """One of three functions, such as conv1d, conv2d and conv3d."""
    return getattr(F, f"{name}{rank}d")


# Each layer type.

BESIDE = {}


def beside(*words):
    def kept(comparison):
        BESIDE.update(dict.fromkeys(words, comparison))
        return comparison

    return kept


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # it copies its input, and says so
@pytest.mark.parametrize("word", CATALOGUE)
@at_random(60)
@given(data=st.data())
def test_values(word, data):
    BESIDE[word](data.draw, word)


def convolved(seen, x, given, groups):
    """PyTorch has the same zeros on both sides of an axis, so others are put there before."""
    befores_afters = [zeros for pair in reversed(seen.sides) for zeros in pair]
    word = seen.fields["padding"]
    return by_rank("conv", seen.rank)(
        F.pad(image(x), befores_afters),
        tensor(filters_first(given["weight"])),
        tensor(given.get("bias")),
        stride=seen.stride,
        padding="same" if word == "same" else 0,
        dilation=seen.dilation,
        groups=groups,
    )


def convolution_window(draw):
    seen = window(draw, words=("valid", "full", "same"), room=3)
    assume(seen.fields["padding"] != "same" or {*seen.stride} == {1})  # PyTorch has no other
    return seen


@beside("conv")
def conv(draw, word):
    seen = convolution_window(draw)
    groups, depth, out = (draw(st.integers(1, 3)) for _ in range(3))
    layer = seen.layer("conv", out=out * groups, groups=groups, bias=draw(st.booleans()))
    x = values(draw, (*seen.sizes, depth * groups))
    given = arrays(draw, layer, x)
    agree(checked(layer, x, **given), channels_last(convolved(seen, x, given, groups)))


@beside("depthwise")
def depthwise(draw, word):
    seen = convolution_window(draw)
    layer = seen.layer("depthwise", multiplier=draw(st.integers(1, 3)), bias=draw(st.booleans()))
    x = seen.map(draw)
    given = arrays(draw, layer, x)
    agree(checked(layer, x, **given), channels_last(convolved(seen, x, given, x.shape[-1])))


@beside("conv_transpose")
def conv_transpose(draw, word):
    seen = window(draw, words=("valid",), room=2, sided=False)
    most = min(max(pair) for pair in zip(seen.stride, seen.dilation))
    extra = one_or_each(draw, seen.rank, 0, most - 1)
    groups, depth, out = (draw(st.integers(1, 3)) for _ in range(3))
    fields = {"out": out * groups, "groups": groups, "bias": draw(st.booleans()), "output_padding": extra}
    layer = seen.layer("conv_transpose", **fields)
    x = values(draw, (*sizes(draw, seen.rank), depth * groups))
    assume(fits(layer, x))
    given = arrays(draw, layer, x)
    y = by_rank("conv_transpose", seen.rank)(
        image(x),
        tensor(inputs_first(given["weight"], groups)),
        tensor(given.get("bias")),
        stride=seen.stride,
        padding=[before for before, _ in seen.sides],
        output_padding=each(extra, seen.rank),
        groups=groups,
        dilation=seen.dilation,
    )
    agree(checked(layer, x, **given), channels_last(y))


def pooling_window(draw, *, dilation=None):
    """PyTorch has the same padding on both sides, of half the kernel at most."""
    seen = window(draw, words=("valid",), dilation=dilation, sided=False, ceil=draw(st.booleans()))
    assume(all(before <= kernel // 2 for (before, _), kernel in zip(seen.sides, seen.kernel)))
    return seen


@beside("maxpool", "minpool")
def largest_or_smallest(draw, word):
    seen = pooling_window(draw)
    x = seen.map(draw)
    sign = 1 if word == "maxpool" else -1
    y = by_rank("max_pool", seen.rank)(
        image(sign * x),
        seen.kernel,
        seen.stride,
        [before for before, _ in seen.sides],
        seen.dilation,
        ceil_mode="ceil" in seen.fields,
    )
    agree(checked(seen.layer(word), x), sign * channels_last(y))


def averaged(seen, x, **more):
    padding, ceil = [before for before, _ in seen.sides], "ceil" in seen.fields
    pool = by_rank("avg_pool", seen.rank)
    return channels_last(pool(image(x), seen.kernel, seen.stride, padding, ceil_mode=ceil, **more))


@beside("avgpool")
def avgpool(draw, word):
    seen = pooling_window(draw, dilation=1)
    x = seen.map(draw)
    assume(seen.rank < 3 or all(size >= kernel for size, kernel in zip(seen.sizes, seen.kernel)))  # it says so
    agree(checked(seen.layer("avgpool"), x), averaged(seen, x, count_include_pad=False))


@beside("l2pool")
def l2pool(draw, word):
    """The root of a mean of squares that is divided by 1; PyTorch's own has no padding, and counts what is off the end.

    One axis has no such mean, so it is given a second.
    """
    seen = pooling_window(draw, dilation=1)
    assume(seen.rank < 3 or all(size >= kernel for size, kernel in zip(seen.sizes, seen.kernel)))
    x = seen.map(draw)
    ours = checked(seen.layer("l2pool"), x)
    if seen.rank == 1:
        padding = [seen.sides[0][0], 0]
        flat = image(x**2)[..., None]
        ceil = "ceil" in seen.fields
        y = F.avg_pool2d(flat, [*seen.kernel, 1], [*seen.stride, 1], padding, ceil_mode=ceil, divisor_override=1)[
            ..., 0
        ]
        agree(ours, np.sqrt(channels_last(y)))
    else:
        agree(ours, np.sqrt(averaged(seen, x**2, divisor_override=1)))
    if not np.any(seen.sides) and "ceil" not in seen.fields:
        numbers = (seen.kernel[0], seen.stride[0]) if seen.rank == 1 else (seen.kernel, seen.stride)
        agree(ours, channels_last(by_rank("lp_pool", seen.rank)(image(x), 2.0, *numbers)))


@beside("global_avgpool", "global_maxpool")
def global_pool(draw, word):
    x = values(draw, (*sizes(draw), draw(CHANNELS)))
    pool = by_rank({"global_avgpool": "adaptive_avg_pool", "global_maxpool": "adaptive_max_pool"}[word], x.ndim - 1)
    agree(checked(CATALOGUE[word](), x), channels_last(pool(image(x), 1)))


@beside("adaptive_avgpool")
def adaptive_avgpool(draw, word):
    """To more cells than there were as well."""
    x = values(draw, (*sizes(draw), draw(CHANNELS)))
    out = one_or_each(draw, x.ndim - 1, 1, 9)
    y = by_rank("adaptive_avg_pool", x.ndim - 1)(image(x), each(out, x.ndim - 1))
    agree(checked(CATALOGUE["adaptive_avgpool"](out=out), x), channels_last(y))


@beside("maxunpool")
def maxunpool(draw, word):
    """Back to the places that the pooling notes, other values than came from there; several may go to one cell."""
    seen = pooling_window(draw, dilation=1)
    x = seen.map(draw)
    fields = {name: value for name, value in seen.fields.items() if name != "ceil"}
    padding = [before for before, _ in seen.sides]
    pool = by_rank("max_pool", seen.rank)
    ceil = "ceil" in seen.fields
    pooled, places = pool(image(x), seen.kernel, seen.stride, padding, ceil_mode=ceil, return_indices=True)
    back = values(draw, channels_last(pooled).shape)
    y = torch.zeros(1, x.shape[-1], int(np.prod(seen.sizes)), dtype=torch.float64)
    for value, place in zip(image(back).flatten(2).unbind(-1), places.flatten(2).unbind(-1)):
        y.scatter_(2, place[..., None], value[..., None])  # in turn; unpooling itself asks for a size near its own
    layer = CATALOGUE["maxunpool"](**fields, indices="pool")
    ours = checked(layer, back, x, channels_last(pooled))
    agree(ours, channels_last(y.reshape(1, x.shape[-1], *seen.sizes)))
    once = all(len(each_channel.unique()) == len(each_channel) for each_channel in places[0].flatten(1))
    if once and near(seen, pooled.shape[2:]):
        unpool = by_rank("max_unpool", seen.rank)
        theirs = unpool(image(back), places, seen.kernel, seen.stride, padding, output_size=list(seen.sizes))
        agree(ours, channels_last(theirs))


def near(seen, pooled):
    """Whether PyTorch takes the size of the map for one that was pooled."""
    rows = zip(seen.sizes, pooled, seen.kernel, seen.stride, seen.sides)
    return all(abs(size - ((n - 1) * s + k - 2 * p)) < s for size, n, k, s, (p, _) in rows)


@beside("upsample")
def upsample(draw, word):
    x = values(draw, (*sizes(draw), draw(CHANNELS)))
    rank = x.ndim - 1
    scale, mode = one_or_each(draw, rank, 1, 4), draw(st.sampled_from(["nearest", "bilinear"]))
    theirs = mode if mode == "nearest" else ("linear", "bilinear", "trilinear")[rank - 1]
    y = F.interpolate(image(x), scale_factor=tuple(map(float, each(scale, rank))), mode=theirs)
    agree(checked(CATALOGUE["upsample"](scale=scale, mode=mode), x), channels_last(y))


@beside("dense")
def dense(draw, word):
    x = volume(draw)
    layer = CATALOGUE["dense"](out=draw(st.integers(1, 5)), bias=draw(st.booleans()))
    given = arrays(draw, layer, x)
    y = F.linear(tensor(x.reshape(-1)), tensor(given["weight"].T), tensor(given.get("bias")))
    agree(checked(layer, x, **given), y)


@beside("batchnorm")
def batchnorm(draw, word):
    x = volume(draw)
    layer = CATALOGUE["batchnorm"](affine=draw(st.booleans()))
    given = {name: tensor(array) for name, array in arrays(draw, layer, x).items()}
    recorded, learned = (given["running_mean"], given["running_variance"]), (given.get("scale"), given.get("shift"))
    y = F.batch_norm(image(x), *recorded, *learned)
    agree(checked(layer, x, **{name: array.numpy() for name, array in given.items()}), channels_last(y))


@beside("layernorm")
def layernorm(draw, word):
    """Over the last axes of PyTorch, so the channels stay last."""
    x = volume(draw, draw(st.sampled_from([1, 1e-3])))
    layer = CATALOGUE["layernorm"](over=draw(st.sampled_from(["channels", "all"])), affine=draw(st.booleans()))
    given = arrays(draw, layer, x)
    shape = x.shape[-1:] if layer.over == "channels" else x.shape
    learned = [tensor(given[name].reshape(shape)) for name in ("scale", "shift") if given]
    agree(checked(layer, x, **given), F.layer_norm(tensor(x), shape, *learned))


@beside("lrn")
def lrn(draw, word):
    """Of an odd size; of an even one see below. PyTorch divides alpha by the size, which the paper does not."""
    x = volume(draw, 100, channels=st.integers(1, 12))
    assume(x.ndim > 1)
    size = 2 * draw(st.integers(0, 4)) + 1
    y = F.local_response_norm(image(x), size, alpha=float(ALPHA * size), beta=float(BETA), k=float(BIAS))
    agree(checked(CATALOGUE["lrn"](size=size), x), channels_last(y))


FUNCTIONS = {
    "relu": F.relu,
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "hard_sigmoid": F.hardsigmoid,
    "hard_swish": F.hardswish,
    "swish": F.silu,
    "gelu": F.gelu,
    "softmax": lambda x: F.softmax(x, dim=1),
    "dropout": lambda x: F.dropout(x, training=False),
    "identity": torch.nn.Identity(),
}


@beside(*FUNCTIONS)
def function(draw, word):
    """Far from 0 as well."""
    x = volume(draw, draw(st.sampled_from([1, 5, 1000])))
    agree(checked(CATALOGUE[word](), x), channels_last(FUNCTIONS[word](image(x))), terms=x)


@beside("leaky_relu")
def leaky_relu(draw, word):
    x = volume(draw)
    slope = draw(st.fractions(0, Fraction(99, 100), max_denominator=100))
    agree(checked(CATALOGUE["leaky_relu"](slope=slope), x), F.leaky_relu(tensor(x), float(slope)))
    agree(checked(CATALOGUE["leaky_relu"](), x), F.leaky_relu(tensor(x)))


@beside("add", "multiply", "concat")
def join(draw, word):
    first = volume(draw)
    deep = (lambda: draw(CHANNELS)) if word == "concat" else (lambda: first.shape[-1])
    xs = [first, *(values(draw, (*first.shape[:-1], deep())) for _ in range(draw(st.integers(1, 3))))]
    if word == "multiply":
        xs.append(values(draw, first.shape[-1:]))  # one number a channel
    operation = {"add": torch.add, "multiply": torch.mul, "concat": lambda x, y: torch.cat([x, y], -1)}[word]
    y = tensor(xs[0])
    for x in xs[1:]:
        y = operation(y, tensor(x))
    agree(checked(CATALOGUE[word](), *xs), y)


@beside("flatten")
def flatten(draw, word):
    """With the channels last; with the channels first see below."""
    x = volume(draw)
    agree(checked(CATALOGUE["flatten"](), x), torch.flatten(tensor(x)))


@beside("reshape")
def reshape(draw, word):
    x = volume(draw)
    to = list(draw(st.permutations(x.shape)))
    agree(checked(CATALOGUE["reshape"](to=to), x), tensor(x).reshape(to))


@beside("zeropad")
def zeropad(draw, word):
    x = values(draw, (*sizes(draw), draw(CHANNELS)))
    pairs = [[draw(st.integers(0, 3)), draw(st.integers(0, 3))] for _ in x.shape[:-1]]
    y = F.pad(image(x), [zeros for pair in reversed(pairs) for zeros in pair])
    agree(checked(CATALOGUE["zeropad"](padding=pairs), x), channels_last(y))


@beside("crop")
def crop(draw, word):
    """Padding by numbers below 0."""
    x = values(draw, (*(size + 4 for size in sizes(draw)), draw(CHANNELS)))
    pairs = [[draw(st.integers(0, 2)), draw(st.integers(0, 2))] for _ in x.shape[:-1]]
    y = F.pad(image(x), [-cells for pair in reversed(pairs) for cells in pair])
    agree(checked(CATALOGUE["crop"](cropping=pairs), x), channels_last(y))


@beside("channel_shuffle")
def channel_shuffle(draw, word):
    groups, depth = draw(st.integers(1, 4)), draw(CHANNELS)
    x = volume(draw, channels=st.just(groups * depth))
    assume(x.ndim > 1)
    y = F.channel_shuffle(image(x), groups)
    agree(checked(CATALOGUE["channel_shuffle"](groups=groups), x), channels_last(y))


@beside("channel_split")
def channel_split(draw, word):
    parts, depth = draw(st.integers(1, 4)), draw(CHANNELS)
    x = volume(draw, channels=st.just(parts * depth))
    take = draw(st.integers(1, parts))
    y = torch.chunk(image(x), parts, dim=1)[take - 1]
    agree(checked(CATALOGUE["channel_split"](parts=parts, take=take), x), channels_last(y))


@beside("channel_pad")
def channel_pad(draw, word):
    x, extra = volume(draw), draw(st.integers(0, 5))
    y = F.pad(image(x), [0, 0] * (x.ndim - 1) + [0, extra])
    agree(checked(CATALOGUE["channel_pad"](extra=extra), x), channels_last(y))


# Where the rules differ.


def line(*numbers):
    """A map of one axis and one channel."""
    return np.array(numbers, float)[:, None]


def test_pytorch_averages_over_the_padding_unless_told_otherwise():
    x = line(2, 4)
    agree(checked(CATALOGUE["avgpool"](kernel=2, stride=1, padding=1), x).ravel(), [2, 3, 4])
    agree(F.avg_pool1d(image(x), 2, 1, 1, count_include_pad=False).ravel(), [2, 3, 4])
    agree(F.avg_pool1d(image(x), 2, 1, 1).ravel(), [1, 3, 2])


def test_pytorch_takes_the_earlier_neighbours_of_an_even_response_normalisation():
    x = np.array([[100.0, 1.0]])
    ours = checked(CATALOGUE["lrn"](size=2), x).ravel()
    theirs = F.local_response_norm(image(x), 2, alpha=2e-4, beta=0.75, k=2.0).ravel()
    both = 2 + 1e-4 * (100**2 + 1)
    agree(ours, [100 / both**0.75, 1 / (2 + 1e-4) ** 0.75])
    agree(theirs, [100 / 3**0.75, 1 / both**0.75])


def test_pytorch_flattens_channel_by_channel():
    """The same values in another order: weights behind it are to be dealt out anew."""
    x = np.arange(6.0).reshape(3, 2)
    agree(checked(CATALOGUE["flatten"](), x), [0, 1, 2, 3, 4, 5])
    agree(torch.flatten(image(x)), [0, 2, 4, 1, 3, 5])


def test_pytorch_norms_count_the_cells_off_the_end():
    """It multiplies a mean of the cells that are there by the size of the whole window."""
    x = line(3, 4, 5)
    agree(checked(CATALOGUE["l2pool"](kernel=2, stride=2, ceil=True), x).ravel(), [5, 5])
    agree(F.lp_pool1d(image(x), 2.0, 2, 2, ceil_mode=True).ravel(), [5, 5 * 2**0.5])


def test_pytorch_has_no_value_either_for_a_window_that_sees_padding_alone():
    """A dilated one can step over a small map."""
    x = line(7)
    pool = CATALOGUE["maxpool"](kernel=2, stride=1, dilation=2, padding=1)
    agree(run(pool, x).ravel(), [-np.inf])
    agree(F.max_pool1d(image(x), 2, 1, 1, 2).ravel(), [-np.inf])


def test_the_ends_of_an_upsampled_map_stay_where_they_are_only_if_corners_are_aligned():
    x = line(0, 3)
    agree(checked(CATALOGUE["upsample"](scale=2, mode="bilinear"), x).ravel(), [0, 0.75, 2.25, 3])
    agree(F.interpolate(image(x), scale_factor=2.0, mode="linear", align_corners=True).ravel(), [0, 1, 2, 3])


def test_single_precision_stays_within_its_rounding():
    x = np.linspace(-3, 3, 50, dtype=np.float32)[:, None]
    for word, theirs in FUNCTIONS.items():
        y = checked(CATALOGUE[word](), x)
        assert y.dtype == np.float32
        agree(y, channels_last(theirs(image(x))), 1e-6, terms=x)
