"""Slips in reading a layer: a field that is forgotten or misread, a layer taken for another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.classroom.check.slips.register import slip, with_fields, with_layers
from convcalc.classroom.check.world import COUNTED, World
from convcalc.layers import Layer
from convcalc.layers.conv import Conv, ConvTranspose, Depthwise, Grouped
from convcalc.layers.fields import differs
from convcalc.layers.linear import Dense
from convcalc.layers.pool import Pool
from convcalc.layers.window import Windowed
from convcalc.shape import Shape, volume

PARAMETERS = "lecture 5, 'Convolution operation', number of parameters"
SIZE = "lecture 5, 'Convolution operation', activation output sizes"
DILATED = "lecture 5, 'Dilated convolution'"
TRANSPOSED = "lecture 5, 'Transpose convolution operation'"
POOLING = "lecture 5, 'Feature-wise pooling operation'"
SEPARABLE = "lecture 5, 'Depthwise Separable Convolution'"
SHAPES = "lecture 1, 'Activation map size'"


def _field(world: World, name: str, value: Any, kind: type[Layer] = Layer) -> Iterator[World]:
    """The world in which a field has this value wherever it had another."""

    def change(layer: Any) -> dict[str, Any]:
        here = isinstance(layer, kind) and name in layer.fields
        return {name: value} if here and differs(vars(layer)[name], value) else {}

    return with_fields(world, change)


@slip("bias-forgotten", "the biases are missing", PARAMETERS, 1, "the {biases} biases are missing")
def bias_forgotten(world: World) -> Iterator[World]:
    """No layer has a bias."""
    return _field(world, "bias", False)


@slip("bias-added", "biases are counted, but there are none", PARAMETERS, 1)
def bias_added(world: World) -> Iterator[World]:
    """Every layer has a bias."""
    return _field(world, "bias", True)


@slip("padding-forgotten", "the padding is forgotten", SIZE, 1, "the padding of {padding} is forgotten")
def padding_forgotten(world: World) -> Iterator[World]:
    """Nothing is padded, and nothing cropped."""
    return _field(world, "padding", 0)


@slip("same-padding-assumed", "it is padded to keep its size, which is not asked for",
      "lecture 3, 'Padding'; lecture 4, 'Padding Size'")  # fmt: skip
def same_padding_assumed(world: World) -> Iterator[World]:
    """Every window is padded so that W/S positions come out."""

    def change(layer: Any) -> dict[str, Any]:
        padded = isinstance(layer, Windowed) and not isinstance(layer, ConvTranspose) and layer.padding != "same"
        return {"padding": "same"} if padded else {}

    return with_fields(world, change)


@slip("stride-forgotten", "the stride is forgotten", SIZE, 1, "the stride of {stride} is forgotten")
def stride_forgotten(world: World) -> Iterator[World]:
    """Every stride is 1; what only a stride leaves room for, the output padding, is 0."""

    def change(layer: Any) -> dict[str, Any]:
        if "stride" not in layer.fields or not differs(layer.stride, 1):
            return {}
        return {"stride": 1, **({"output_padding": 0} if isinstance(layer, ConvTranspose) else {})}

    return with_fields(world, change)


@slip("stride-is-kernel", "the stride is taken for the size of the window", POOLING,
      says="the stride is {stride}, not the {kernel} of the window")  # fmt: skip
def stride_is_kernel(world: World) -> Iterator[World]:
    """Pooling windows do not overlap."""

    def change(layer: Any) -> dict[str, Any]:
        other = isinstance(layer, Pool) and differs(layer.stride, layer.kernel)
        return {"stride": layer.kernel} if other else {}

    return with_fields(world, change)


@slip("ceil-forgotten", "it is rounded down where this pool rounds up", "lecture 1, 'Pooling'")
def ceil_forgotten(world: World) -> Iterator[World]:
    """Pools round down."""
    return _field(world, "ceil", False)


@slip("dilation-forgotten", "the dilation is forgotten", DILATED, 1, "the dilation of {dilation} is forgotten")
def dilation_forgotten(world: World) -> Iterator[World]:
    """Neighbouring taps stand side by side."""
    return _field(world, "dilation", 1)


@slip("groups-forgotten", "the groups are forgotten: a filter reads the channels of its own group only",
      "lecture 1, 'AlexNet'", 1,
      "the {groups} groups are forgotten: a filter reads the channels of its own group only")  # fmt: skip
def groups_forgotten(world: World) -> Iterator[World]:
    """Every filter reads all channels."""
    return _field(world, "groups", 1)


@slip("output-padding-forgotten", "the output padding is forgotten", TRANSPOSED, 1,
      "the output padding of {output_padding} is forgotten")  # fmt: skip
def output_padding_forgotten(world: World) -> Iterator[World]:
    """Nothing is added to a transposed convolution's output."""
    return _field(world, "output_padding", 0)


def _window(layer: Any, kind: type[Layer]) -> dict[str, Any]:
    """The fields of a layer that another type has as well."""
    return {name: value for name, value in vars(layer).items() if name in kind.fields}


@slip("depthwise-as-convolution", "each filter is given all the channels: depthwise, it reads its own only", SEPARABLE,
      1, "each filter is given all {D_in} channels: depthwise, it reads its own only")  # fmt: skip
def depthwise_as_convolution(world: World) -> Iterator[World]:
    """A depthwise convolution is taken for a full one."""

    def change(layer: Any, xs: tuple[Shape, ...]) -> Layer | None:
        if not isinstance(layer, Depthwise):
            return None
        filters: Any = layer.filters(xs[0])
        return Conv(out=filters, kernel=1).replaced(_window(layer, Conv))

    return with_layers(world, change)


@slip("convolution-as-depthwise", "each channel is given one filter of its own, as if it were depthwise", SEPARABLE)
def convolution_as_depthwise(world: World) -> Iterator[World]:
    """A full convolution is taken for a depthwise one."""

    def change(layer: Any, _: tuple[Shape, ...]) -> Layer | None:
        return Depthwise(kernel=1).replaced(_window(layer, Depthwise)) if isinstance(layer, Conv) else None

    return with_layers(world, change)


@slip("transposed-as-direct", "it is worked as a direct convolution, but it is a transposed one", TRANSPOSED, 1)
def transposed_as_direct(world: World) -> Iterator[World]:
    """A transposed convolution is taken for a direct one."""

    def change(layer: Any, _: tuple[Shape, ...]) -> Layer | None:
        if not isinstance(layer, ConvTranspose):
            return None
        return Conv(out=1, kernel=1).replaced(_window(layer, Conv))

    return with_layers(world, change)


@slip("direct-as-transposed", "it is worked as a transposed convolution, but it is a direct one", TRANSPOSED, 3)
def direct_as_transposed(world: World) -> Iterator[World]:
    """A direct convolution is taken for a transposed one."""

    def change(layer: Any, _: tuple[Shape, ...]) -> Layer | None:
        if not isinstance(layer, Conv) or layer.padding == "full":
            return None
        return ConvTranspose(out=1, kernel=1).replaced(_window(layer, ConvTranspose))

    return with_layers(world, change)


@slip("pool-with-parameters", "the pool is given weights, but a pool learns nothing", POOLING, 1, about=COUNTED)
def pool_with_parameters(world: World) -> Iterator[World]:
    """A pool is taken for a convolution, full or depthwise, with biases or without."""
    for kind in (Conv, Depthwise):
        for bias in (True, False):
            yield from with_layers(world, lambda layer, xs, kind=kind, bias=bias: _learning(layer, xs, kind, bias))  # type: ignore[misc]


def _learning(layer: Any, xs: tuple[Shape, ...], kind: type[Layer], bias: bool) -> Layer | None:
    if not isinstance(layer, Pool):
        return None
    depth = {"out": xs[0].channels} if issubclass(kind, Grouped) else {}
    return kind(kernel=1, **depth).replaced({**_window(layer, kind), "bias": bias})


@slip("fully-connected", "every output is joined with every input, as in a fully connected layer: a filter is shared",
      "lecture 1, 'Compare to MLP'", 3, about=COUNTED)  # fmt: skip
def fully_connected(world: World) -> Iterator[World]:
    """A convolution is taken for a dense layer from all its inputs to all its outputs."""

    def change(layer: Any, xs: tuple[Shape, ...]) -> Layer | None:
        return Dense(out=layer.shape(*xs).size, bias=layer.bias) if isinstance(layer, Conv) else None

    return with_layers(world, change) if len(world.nodes) == 1 else iter(())


@slip("axes-exchanged", "height and width are exchanged", SHAPES, says="the input is {H} high and {W} wide")
def axes_exchanged(world: World) -> Iterator[World]:
    """The height of the input is taken for its width."""
    if any(x.rank == 2 for x in world.inputs):
        yield world._replace(inputs=tuple(Shape((x[1], x[0], x[2])) if x.rank == 2 else x for x in world.inputs))


@slip("kernel-axes-exchanged", "height and width of the filter are exchanged", SHAPES, 3)
def kernel_axes_exchanged(world: World) -> Iterator[World]:
    """The height of a filter is taken for its width."""

    def change(layer: Any) -> dict[str, Any]:
        kernel = vars(layer).get("kernel")
        if not isinstance(kernel, tuple) or len(kernel) < 2 or not differs(kernel[-2], kernel[-1]):
            return {}
        return {"kernel": (*kernel[:-2], kernel[-1], kernel[-2])}

    return with_fields(world, change)


@slip("channels-first", "the input is read channels first, but the channels stand last", "lecture 1, 'CNN notations'",
      says="the input is read channels first: its depth is {D_in}")  # fmt: skip
def channels_first(world: World) -> Iterator[World]:
    """The first number of the input is taken for its depth."""
    if any(x.rank for x in world.inputs):
        yield world._replace(inputs=tuple(volume(x[1:], x[0]) if x.rank else x for x in world.inputs))


@slip("size-of-the-layer-before", "the size is that of the layer before", "lecture 1, 'AlexNet'")
def size_of_the_layer_before(world: World) -> Iterator[World]:
    """The map is as large as the one that went into the layer before."""
    if world.before is not None and len(world.nodes) == len(world.inputs) == 1:
        (x,) = world.inputs
        if x.rank and world.before.rank == x.rank:
            yield world._replace(inputs=(volume(world.before.spatial, x.channels),))
