"""Which cells of the input each cell of a small network depends on, followed set by set along one axis."""

from math import ceil, floor


def windows(x, kernel, stride=1, before=0, after=0, dilation=1, ceil_mode=False):
    """Sliding windows: each output cell depends on what its taps stand on; the padding depends on nothing."""
    out = []
    start, reach = -before, (kernel - 1) * dilation + 1
    while start + reach <= len(x) + after or (ceil_mode and start + reach < len(x) + after + stride and start < len(x)):
        taps = [start + t * dilation for t in range(kernel)]
        out.append(frozenset().union(*(x[tap] for tap in taps if 0 <= tap < len(x))))
        start += stride
    return out


def same(x, kernel, stride=1, dilation=1, **_):
    """TensorFlow's rule: as many zeros as ceil(W/S) windows need, the odd one at the end."""
    reach = (kernel - 1) * dilation + 1
    zeros = max((ceil(len(x) / stride) - 1) * stride + reach - len(x), 0)
    return windows(x, kernel, stride, zeros // 2, zeros - zeros // 2, dilation)


def transposed(x, kernel, stride=1, crop=0, dilation=1, extra=0):
    """Each input is spread over the output through the kernel; then the sides are cropped."""
    cells = [set() for _ in range(stride * (len(x) - 1) + (kernel - 1) * dilation + 1 + extra)]
    for place, seen in enumerate(x):
        for t in range(kernel):
            cells[stride * place + dilation * t] |= seen
    return [frozenset(cell) for cell in cells[crop : len(cells) - crop]]


def nearest(x, scale):
    return [seen for seen in x for _ in range(scale)]


def linear(x, scale):
    """Half-pixel alignment: the two cells around the place; the one alone where the other has no weight."""
    out = []
    for place in range(len(x) * scale):
        doubled = 2 * place + 1 - scale  # 2*scale times the place on the shorter axis
        near = {floor(doubled / (2 * scale)), ceil(doubled / (2 * scale))}
        out.append(frozenset().union(*(x[min(max(cell, 0), len(x) - 1)] for cell in near)))
    return out


def adaptive(x, size):
    """PyTorch's adaptive windows: from floor(i*W/O) to ceil((i+1)*W/O)."""
    bounds = [(i * len(x) // size, -(-(i + 1) * len(x) // size)) for i in range(size)]
    return [frozenset().union(*x[first:last]) for first, last in bounds]


def padded(x, before, after):
    return [frozenset()] * before + list(x) + [frozenset()] * after


def everything(x):
    return [frozenset().union(*x)]
