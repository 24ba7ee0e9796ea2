"""Matrices from JSON, NPY and PNG files, as arrays of exact cells with the axes of the file."""

from __future__ import annotations

import json
import math
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from convcalc.errors import DocumentError, Fault, Mark, Source
from convcalc.numeric.windows import Array
from convcalc.numeric.worked.cells import cell, whole

MOST_AXES = 4
MOST_HEADER = 10_000  # bytes
MOST_VALUES = 1_000_000  # of an array or a picture, by its header, before it is read


def read_json(name: str, names: bool) -> Array:
    """Nested lists of numbers, or of texts such as "1/3" or "w00"."""
    return parse_json(text_of(name), name, names)


def text_of(name: str) -> str:
    """The text of a file. Raises a Fault where it is none."""
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Fault("this is not text in UTF-8", "text, CSV, JSON, NPY or PNG, by the ending of its name") from None


def parse_json(text: str, name: str, names: bool) -> Array:
    """The array of a JSON text; ``name`` is what messages call it."""
    try:
        data = json.loads(text, parse_int=_exactly, parse_float=_exactly, parse_constant=_exactly)
    except json.JSONDecodeError as error:
        mark = Mark(Source(name, text.split("\n")), error.lineno - 1, error.colno - 1)
        raise DocumentError(f"this is not JSON: {error.msg}", mark=mark, hint="[[1, 2], [3, 4]]") from None
    except RecursionError:
        raise Fault("lists within lists without an end", "[[1, 2], [3, 4]]") from None
    flat: list[Any] = []
    shape = _flattened(data, names, flat, 0)
    if not shape:
        raise Fault("a single number, and no list", "[[5]]")
    array = np.empty(len(flat), dtype=object)
    array[:] = flat
    return array.reshape(shape)


def _exactly(written: str) -> Any:
    return cell(written, names=False)


def _flattened(data: Any, names: bool, flat: list[Any], depth: int) -> tuple[int, ...]:
    """The shape of nested lists, their cells gathered in ``flat``. Raises a Fault where they are ragged or no lists."""
    if not isinstance(data, list):
        if isinstance(data, (bool, dict)) or data is None:
            raise Fault(f"{json.dumps(data)[:40]} stands where a number belongs", "[[1, 2], [3, 4]]")
        flat.append(cell(data, names) if isinstance(data, str) else data)
        return ()
    if not data or depth == MOST_AXES:
        raise Fault("an empty list" if not data else f"lists more than {MOST_AXES} deep", "[[1, 2], [3, 4]]")
    shapes = [_flattened(each, names, flat, depth + 1) for each in data]
    for place, shape in enumerate(shapes, 1):
        if shape != shapes[0]:
            raise Fault(
                f"item {place} of a list has {_size(shape)}, and item 1 has {_size(shapes[0])}", "lists of one length"
            )
    return (len(data), *shapes[0])


def _size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) + " cell" + "s" * (shape != (1,)) if shape else "a single number"


def read_npy(name: str, names: bool) -> Array:
    """An array that NumPy saved: numbers only, never unpickled, and no larger than its file."""
    with open(name, "rb") as file:
        shape, kind = _header(file)
        if kind.kind not in "biuf":
            pickled = ": objects are pickled, and a pickle is never opened" if kind.hasobject else ""
            raise Fault(f"an array of {kind}{pickled}", "an array of whole numbers or floats")
        if not shape or any(type(size) is not int or size < 1 for size in shape) or math.prod(shape) > MOST_VALUES:
            raise Fault(f"an array of shape {shape}", f"at least one axis, and at most {MOST_VALUES:,} numbers")
        file.seek(0)
        try:
            array = np.lib.format.read_array(file, allow_pickle=False)
        except ValueError as error:
            raise Fault(f"the file is cut off: {error}", "numpy.save(name, array)") from None
    return _exact(array)


def _header(file: BinaryIO) -> tuple[Any, Any]:
    """Shape and kind of the array in a file. Raises a Fault for whatever is no such header."""
    start = file.read(12)
    length = int.from_bytes(start[8:10] if start[6:7] == b"\x01" else start[8:12], "little")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            version = np.lib.format.read_magic(file)
            read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
            if length > MOST_HEADER:
                raise ValueError
            shape, _, kind = read(file)
    except Exception:  # a header is a piece of Python, and a broken one fails in many ways
        raise Fault("this is no NPY file that can be read", "numpy.save(name, array)") from None
    return shape, kind


def _exact(array: Array) -> Array:
    """Floats as the shortest decimal that stands for them: 0.1 is a tenth."""
    if array.dtype.kind == "f":
        sizes = np.abs(array.astype(np.longdouble))
        for wrong, what in ((~np.isfinite(array), "not finite"), (sizes >= 1e99, "1e99 or more")):
            if wrong.any():
                place = ",".join(map(str, np.argwhere(wrong)[0]))
                raise Fault(f"the value at {place}, counted from 0, is {what}", "smaller numbers")
        if (sizes[sizes != 0] < 1e-99).any():
            raise Fault("a value lies closer to 0 than 1e-99", "larger numbers")
    exact = np.empty(array.size, dtype=object)
    exact[:] = [whole(Fraction(str(value))) if array.dtype.kind == "f" else int(value) for value in array.reshape(-1)]
    return exact.reshape(array.shape)


def read_png(name: str, names: bool) -> list[Any]:
    """The values of a picture, from 0, as one filter: a channel for grey, three for colours; no transparency."""
    try:
        from PIL import Image
    except ImportError:
        raise Fault("pictures need the package Pillow", "pip install pillow, or numbers in text, CSV or JSON") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(name, formats=["PNG"]) as picture:
                width, height = picture.size
                if width * height > MOST_VALUES:
                    raise Fault(f"a picture of {width}x{height} pixels", f"at most {MOST_VALUES:,} pixels")
                grey = picture.mode in ("1", "L", "LA", "I", "I;16")
                values = np.asarray(picture.convert("L" if picture.mode in ("1", "LA") else None) if grey
                                    else picture.convert("RGB"))  # fmt: skip
    except PermissionError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Fault(f"this is no PNG picture that can be read: {error}", "a small PNG file") from None
    exact = _exact(values if values.ndim == 3 else values[..., None])
    return [[exact[..., channel].tolist() for channel in range(exact.shape[-1])]]
