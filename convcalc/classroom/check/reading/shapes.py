"""Shapes and sizes as people write them: 26x26x32, (26, 26, 32), 32@26x26, H=26 W=26 D=32, 32x26x26 (CHW)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.reading.cleaning import LABEL
from convcalc.classroom.check.reading.numbers import figures
from convcalc.errors import Fault
from convcalc.shape import AXES, Shape

MOST_DIMENSIONS = 5
AXES_ALONE = "axes alone"


class Measure(NamedTuple):
    """A shape (channels last), or a size (a tuple, one number for each axis), with the worth of its last digit."""

    value: Any
    step: Fraction = Fraction(0)
    note: str = ""


NOT_WHOLE = "not whole"
# The order of the axes in words; the batch may stand in front.
SIDE = " ?[x×*,]? ?"
ORDER = re.compile(
    rf"(?<![a-z0-9_])[(\[]? ?(?:(?:n{SIDE})?(?P<order>(?:c|d|depth|channels?){SIDE}(?:h|height){SIDE}(?:w|width)"
    rf"|(?:c|d|depth|channels?){SIDE}(?:w|width){SIDE}(?:h|height)"
    rf"|(?:(?:h|height){SIDE}(?:w|width)|(?:w|width){SIDE}(?:h|height)){SIDE}(?:c|d|depth|channels?))(?![a-z0-9_])"
    r"|(?:channels?|depth)[ _-](?P<place>first|last)) ?[)\]]?",
    re.I,
)
AXIS_OF = {
    "T": "t frames frame time t_out tout",
    "H": "h height high tall h_out hout h' oh",
    "W": "w width wide w_out wout w' ow",
    "D": "d c depth deep channels channel filters d_out dout c_out cout",
}
KEY_AXIS = {word: axis for axis, words in AXIS_OF.items() for word in words.split()}
KEY = "(?:" + "|".join(sorted(map(re.escape, KEY_AXIS), key=len, reverse=True)) + ")"
NAMED = re.compile(rf"((?:{KEY} ?[=: ] ?){{1,3}})([0-9]{{1,12}})[ ,;x×]*(?:and )?", re.I)
MAPS = r"(?:channels?|(?:feature |activation )?maps?|filters?|deep)"
DEPTH = r"(?:channels?|depth|filters?|maps?)"
# Channels and axes told apart by words, as channels@axes or axes@channels.
TOLD_APART = [
    (re.compile(rf"([0-9]{{1,12}}) ?{MAPS} ?(?:of|with|at|,|[x×])? ?(?:size )?(?=\d)", re.I), r"\1@"),
    (re.compile(rf"([0-9]{{1,12}}) ([0-9]{{1,12}} ?[x×] ?[0-9]{{1,12}}) ?{MAPS}", re.I), r"\1@\2"),
    (re.compile(rf"(.*[0-9])(?: ?(?:with|and|,|[x×]|\() ?| )([0-9]{{1,12}}) ?{MAPS}", re.I), r"\1@\2"),
    (re.compile(rf"(.*[0-9]) ?(?:with|and|,|[x×]|\()? ?{DEPTH} ?[=:]? ?([0-9]{{1,12}})", re.I), r"\1@\2"),
]
SIDED = re.compile(r"([0-9]{1,12}) ?(high|tall|wide|deep|channels?)(?![a-z])", re.I)
SQUARE = re.compile(r"(?<![0-9.,])([0-9]{1,12})(?:²|(?:\^|\*\*)2(?![0-9]))")
BATCH = re.compile(r"(?:n|b|none|null|\?|-1|batch(?:[ _]?size)?) ?[x×*·,;] ?", re.I)
UNITS = re.compile(
    r"(?<=[\d)\]]) ?(?:px|pixels?|values?|neurons?|units?|elements?|cells?|entries|outputs?|big|volume|tensor|image)"
    r"(?![a-z])",
    re.I,
)
ROUND = " ,;:()[]{}<>"  # what may stand around a shape
FRONT = re.compile(r"(?:[^\W\d_]{2,}[. :(]{1,3}){1,6}(?=[\d(\[NB?])")
TIMES = re.compile(r" ?(?:[x×*·]|by) ?", re.I)
THOUSAND = 1000
WHOLE = re.compile(r"-?[0-9]{1,12}")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[,' ][0-9]{3}){1,3}")
POINTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}")


WIDTH_FIRST = re.compile(rf"[(\[]? ?(?<![a-z])(?:w|width){SIDE}(?:h|height)(?![a-z]) ?[)\]]?[ =:]*", re.I)
HEIGHT_FIRST = re.compile(rf"[(\[]? ?(?<![a-z])(?:h|height){SIDE}(?:w|width)(?![a-z]) ?[)\]]?[ =:]*", re.I)
# What axes are called elsewhere; a word that is not known says nothing about the order of numbers.
ELSEWHERE = {
    "height": "höhe hauteur altura",
    "width": "breite largeur ancho",
    "depth": "tiefe profondeur profundidad",
    "high": "rows row zeilen zeile lignes hoch",
    "wide": "columns column cols spalten spalte colonnes breit",
    "channels": "kanäle kanälen kanal canaux",
}
ENGLISH = {word: axis for axis, words in ELSEWHERE.items() for word in words.split()}
FOREIGN = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted(ENGLISH, key=len, reverse=True))})(?![^\W\d_])", re.I)


def in_english(text: str) -> str:
    """The text with the names of axes in English."""
    return FOREIGN.sub(lambda word: ENGLISH[word[0].lower()], text)


def shapes(text: str, layout: str = "hwc", decimal: str = "") -> list[Measure]:
    """All ways to read a cleaned text as a shape, the likeliest first; none where it is no shape."""
    text, layout = _without_order(SQUARE.sub(r"\1x\1", in_english(text)), layout)
    named = _named(text)
    if named:
        return named
    text, batch = _without_batch(_bare(text))
    if "@" in text:
        return [Measure(Shape((*axes, depth))) for axes, depth in _at(text)]
    dimensions = _dimensions(text)
    for each in _exact(text, decimal) if not dimensions else ():
        if any(isinstance(dim, Fraction) for dim in each.value):
            return [each._replace(note=NOT_WHOLE)]
        dimensions.append(list(each.value))
    return [each for dims in dimensions for each in _ordered(dims, layout, batch)]


def sizes(text: str, decimal: str = "") -> list[Measure]:
    """All ways to read a cleaned text as a size, one number or one for each axis; none where it is no size."""
    text = SQUARE.sub(r"\1x\1", in_english(text))
    named = _named(text)
    if named:
        return [Measure(tuple(named[0].value))]
    if order := WIDTH_FIRST.search(text):
        turned = sizes(text[: order.start()] + " " + text[order.end() :], decimal)
        return [each._replace(value=each.value[::-1]) for each in turned]
    text = _bare(HEIGHT_FIRST.sub(" ", text))
    whole = [Measure(tuple(dims)) for dims in _dimensions(text, grouped=False)]
    single = [Measure((each.value,), each.step) for each in figures(text, False, decimal)]
    if (not decimal and THOUSANDS.fullmatch(text)) or POINTED.fullmatch(text):
        single = [each for each in single if not isinstance(each.value[0], int) or each.value[0] >= THOUSAND]
    found = single + whole if decimal == "," else whole + single
    return list(dict.fromkeys(found or _exact(text, decimal)))


def _exact(text: str, decimal: str) -> Iterator[Measure]:
    """Numbers with decimals, one for each axis: 2.33x2.33, (2.33, 2.33)."""
    parts = TIMES.split(text)
    if len(parts) == 1:
        parts = re.split(r" ?; ?|, ", text)
    read = [figures(part, False, decimal)[:1] for part in parts]
    if 1 < len(read) <= MOST_DIMENSIONS and all(read):
        yield Measure(tuple(each.value for (each,) in read), max(each.step for (each,) in read))


def _without_order(text: str, layout: str) -> tuple[str, str]:
    """The text without words that say the order of its axes, and the order."""
    found = ORDER.search(text)
    if not found:
        return text, layout
    rest = text[: found.start()] + " " + text[found.end() :]
    return rest.strip(" :=,;"), _order(found["order"] or "chw" * (found["place"].lower() == "first") or "hwc")


def _order(words: str) -> str:
    """The order of axes with a letter for each word: chw for depth x height x width."""
    letters = re.sub("height|width|depth|channels?", lambda word: word[0][0], words.lower()).replace("d", "c")
    return re.sub("[^chw]", "", letters)


def _bare(text: str) -> str:
    """The text without brackets around it, words in front, and units behind."""
    text = UNITS.sub("", text)
    for front in (LABEL, FRONT):
        text = text[found.end() :] if (found := front.match(text)) else text
    text = text.strip(ROUND + ".")
    for pattern, at in TOLD_APART:
        found = None if "@" in text else pattern.match(text)
        if found and (at.endswith("@") or found.end() == len(text)):
            text = found.expand(at) + text[found.end() :]
    return text.strip(ROUND)


def _without_batch(text: str) -> tuple[str, bool]:
    found = BATCH.match(text)
    return (text[found.end() :], True) if found else (text, False)


def _named(text: str) -> list[Measure]:
    """Axes by their names: H=26, W=26, D=32; height 26 width 26 depth 32."""
    found: dict[str, int] = {}
    place = 0
    text = SIDED.sub(r"\2=\1", text).strip(" ()[]{}.")
    while match := NAMED.match(text, place):
        keys = re.findall(KEY, match[1], re.I)
        found |= {KEY_AXIS[key.lower()]: int(match[2]) for key in keys}
        place = match.end()
    if place < len(text) or not found:
        return []
    axes = [axis for axis in "THW" if axis in found]
    if "D" not in found:
        return [Measure(tuple(found[axis] for axis in axes), note=AXES_ALONE)]
    return [Measure(Shape([*(found[axis] for axis in axes), found["D"]]))]


def _at(text: str) -> Iterator[tuple[Sequence[int], int]]:
    """Axes and channels of 32@26x26, of 26x26@32, and of 6@28, in which the axes are equal."""
    one, _, other = text.partition("@")
    front, back = (next(iter(_dimensions(part.strip(" ()[]"))), []) for part in (one, other))
    if len(front) == 1 and back:
        yield (back * 2 if len(back) == 1 else back), front[0]
    elif len(back) == 1 and front:
        yield front, back[0]


def _dimensions(text: str, grouped: bool = True) -> list[list[int]]:
    """The whole numbers between product signs, commas or blanks; ``grouped``: 4,096 may be one number."""
    if len(TIMES.split(text)) > 1:
        return _whole([part.strip(" ()[]") for part in TIMES.split(text)])
    in_groups = grouped and (THOUSANDS.fullmatch(text) or POINTED.fullmatch(text))
    one = [[int(re.sub(r"\D", "", text))]] if in_groups else []
    parts = [part.strip("()[]") for part in re.split(r" ?[,;] ?(?:and )?| and ", text.strip(" ,;"))]
    several = _whole(parts if len(parts) > 1 else text.split(" "))
    if one and (re.search(r"[,.' ]0", text) or several == one):
        return one
    return one + several


def _whole(parts: list[str]) -> list[list[int]]:
    """The numbers of all parts, or nothing where one is not whole."""
    if len(parts) > MOST_DIMENSIONS and all(map(WHOLE.fullmatch, parts)):
        raise Fault(
            f"{len(parts)} dimensions: at most {MOST_DIMENSIONS} are understood", "26x26x32, or 4096 for a vector"
        )
    bare = [re.sub(r"\D", "", part) if THOUSANDS.fullmatch(part) else part for part in parts]
    return [[int(part) for part in bare]] if all(map(WHOLE.fullmatch, bare)) else []


def _ordered(dims: list[int], layout: str, batch: bool) -> Iterator[Measure]:
    """The shapes that some numbers can be: with a batch of one in front, and as axes without a depth."""
    first = Measure(_shape(dims, layout))
    alone = Measure(tuple(dims), note=AXES_ALONE)
    if len(dims) == 2 and not batch and dims[0] != 1:
        yield from (alone, first)
    else:
        yield first
        if len(dims) <= 2 and not batch:
            yield alone
    if not batch and len(dims) > 1 and dims[0] == 1:
        yield Measure(_shape(dims[1:], layout), note="without the batch")


def _shape(dims: list[int], layout: str) -> Shape:
    """The shape with its channels last and its height before its width."""
    if layout[0] == "c" and len(dims) - 1 in (*AXES, 4):
        dims = [*dims[1:], dims[0]]
    if "wh" in layout and len(dims) > 2:
        dims = [*dims[:-3], dims[-2], dims[-3], dims[-1]]
    return Shape(dims)
