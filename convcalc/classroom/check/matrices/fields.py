"""A problem with matrices from plain data, as a sheet has it.

The data come from strangers: matrices are texts, nothing that they name is opened, and what is large is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NoReturn

from convcalc.classroom.check.matrices.work import Convolution, Matrix, Pooling, Work, size_text
from convcalc.errors import ConvcalcError, Fault, did_you_mean

LONGEST_TEXT = 20_000
MOST_CELLS = 1_000  # of the input and of the output: more is no exercise on paper
MOST_KERNEL_CELLS = 121
MOST_NUMBER = 100  # a padding, a stride or a dilation
WINDOW = ("stride", "padding", "dilation")
FIELDS = {
    "convolve": ("input", "kernel", *WINDOW, "output_padding", "bias", "activation", "flip", "transpose"),
    "pool": ("input", "op", "kernel", *WINDOW, "ceil"),
}
OPERATIONS = ("max", "avg", "min", "l2")


def read_work(fields: Mapping[str, Any]) -> Work:
    """The work that plain data ask for. Raises a Fault with its field for what is wrong."""
    kinds = [kind for kind in FIELDS if kind in fields]
    if len(kinds) != 1 or len(fields) != 1:
        raise Fault(
            f"a problem with a matrix is {' and '.join(map(str, fields))[:100] or 'empty'}: one of convolve "
            "and pool is expected",
            "convolve: {input: 1 2; 3 4, kernel: 1 0; 0 1}",
        )
    (kind,) = kinds
    given = fields[kind]
    if not isinstance(given, Mapping):
        raise Fault(f"{kind} is {str(given)[:50]!r}: its fields are expected", f"{kind}: {{input: 1 2; 3 4}}", kind)
    for name in given:
        if name not in FIELDS[kind]:
            raise Fault(f"{kind} has no field {str(name)[:50]!r}", did_you_mean(str(name), FIELDS[kind]), str(name))
    return _convolution(given) if kind == "convolve" else _pooling(given)


def _convolution(given: Mapping[str, Any]) -> Convolution:
    from convcalc.numeric.worked.rows import convolved, exact_activations, settled

    x, kernel = _rows(given, "input", MOST_CELLS), _rows(given, "kernel", MOST_KERNEL_CELLS)
    asked = {
        "bias": _number(given.get("bias", 0)),
        "activation": _word(given, "activation", ("", *exact_activations())),
        "flip": _flag(given, "flip"),
        "transpose": _flag(given, "transpose"),
    }
    if "output_padding" in given and not asked["transpose"]:
        raise Fault("output_padding is for a transposed convolution", "transpose: true", "output_padding")
    window = _window(given, (*WINDOW, "output_padding"))
    found: dict[str, Any] = settled(_asked(convolved, x, kernel, **asked, **window))
    return Convolution(x, kernel, **{"output_padding": (), **found}, **asked)


def _pooling(given: Mapping[str, Any]) -> Pooling:
    from convcalc.numeric.worked.rows import pooled, settled

    x = _rows(given, "input", MOST_CELLS)
    operation = _word(given, "op", OPERATIONS, "max")
    if "kernel" not in given:
        raise Fault("pool has no kernel: the size of its windows", "kernel: 2", "kernel")
    ceil = _flag(given, "ceil")
    found = settled(_asked(pooled, x, operation, ceil=ceil, **_window(given, ("kernel", *WINDOW))))
    return Pooling(x, operation, ceil=ceil, **found)


def _asked(engine: Callable[..., Any], *matrices: Any, **asked: Any) -> Any:
    """What the engine makes of it. Raises a Fault where it does not fit, in the engine's words."""
    try:
        return engine(*matrices, **asked)
    except ConvcalcError as error:
        raise Fault(error.what, error.hint, _field_in(error.what)) from None


def _field_in(what: str) -> str:
    """The field that a message begins with, the kernel where it begins with none."""
    return next((name for name in WINDOW if what.split(" ")[0] == name), "kernel")


def _rows(given: Mapping[str, Any], field: str, most: int) -> Matrix:
    """A matrix from its text; never from a file that the text names."""
    from convcalc.numeric.worked.rows import rows_of_text

    if field not in given:
        raise Fault(f"there is no {field}", f'{field}: "1 2; 3 4"', field)
    written = given[field]
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        written = str(written)
    if not isinstance(written, str):
        _no_matrix(field, written)
    if len(written) > LONGEST_TEXT:
        raise Fault(f"{field} has {len(written):,} characters: the most is {LONGEST_TEXT:,}", "a smaller matrix", field)
    try:
        rows = rows_of_text(written, field)
    except ConvcalcError as error:
        raise Fault(error.what, error.hint, field) from None
    if sum(map(len, rows)) > most:
        raise Fault(f"{field} is {size_text(rows)}: the most is {most:,} cells", "a smaller matrix", field)
    return rows


def _no_matrix(field: str, given: Any) -> NoReturn:
    raise Fault(f"{field} is {str(given)[:50]!r}: a matrix as text is expected", f'{field}: "1 2; 3 4"', field)


def _number(given: Any) -> Any:
    """A bias: a number or its text."""
    from convcalc.numeric.worked.cells import cell

    if isinstance(given, bool) or not isinstance(given, (int, float, str, Fraction)):
        raise Fault(f"bias is {str(given)[:50]!r}: one number is expected", "bias: 1", "bias")
    try:
        return cell(str(given).strip(), names=False)
    except Fault as fault:
        raise Fault(f"bias: {fault.what}", fault.hint, "bias") from None


def _word(given: Mapping[str, Any], field: str, words: Iterable[str], default: str = "") -> str:
    """One of some words."""
    word = given.get(field, default)
    if word not in tuple(words):
        raise Fault(f"{field} is {str(word)[:50]!r}", did_you_mean(str(word), filter(None, words)), field)
    return str(word)


def _flag(given: Mapping[str, Any], field: str) -> bool:
    flag = given.get(field, False)
    if not isinstance(flag, bool):
        raise Fault(f"{field} is {str(flag)[:50]!r}: true or false is expected", f"{field}: true", field)
    return flag


def _window(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The fields of the window that are given, none of them large."""
    window = {name: given[name] for name in names if given.get(name) is not None}
    for name, value in window.items():
        if any(isinstance(number, (int, float)) and number > MOST_NUMBER for number in _numbers(value)):
            raise Fault(f"{name} is {str(value)[:50]}: the most is {MOST_NUMBER}", f"{name}: 1", name)
    return window


def _numbers(value: Any) -> Iterator[Any]:
    """The numbers of a field, of pairs in a list as well."""
    if isinstance(value, (list, tuple)):
        for part in value[:10]:
            yield from part if isinstance(part, (list, tuple)) else [part]
    else:
        yield value
