"""What every layer type promises, held by running it: the shape, the weights that are used, and every operation.

The reference is run on numbers that count what is done to them, for every kind of operation, and on ones, which is how
``verify`` counts where the maps are large.
"""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract.self_counting import counted_inputs
from contract.strategies import SMALL, cases
from convcalc.conventions import KINDS
from convcalc.layers import CATALOGUE
from convcalc.layers.pool import MaxPool
from convcalc.numeric import run
from convcalc.numeric.counting import Performed, performed
from convcalc.numeric.forward import drawn
from convcalc.shape import Shape

every_type = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
with_weights = pytest.mark.parametrize(
    "kind", [kind for kind in CATALOGUE.values() if kind(**kind.examples[0].fields).weights(Shape((9, 9, 12)))],
    ids=lambda kind: kind.word,
)  # fmt: skip
MOST = 20_000  # operations of a case that is run number by number


def runnable(case):
    """Whether the inputs can have come about: unpooling sees what the pooling step that it names really gave."""
    if len(case.xs) != 3 or not case.layer.references or case.layer.indices is None:
        return True
    window = case.layer.window()
    took, gave = case.xs[1:]
    return any(
        all(holds for holds, _ in pool.needs(took)) and pool.shape(took) == gave
        for pool in (MaxPool(**window), MaxPool(**window, ceil=True))
    )


@every_type
@given(data=st.data())
def test_running_gives_the_shape(kind, data):
    case = data.draw(cases(kind))
    assume(runnable(case))
    rng = np.random.default_rng(0)
    y = run(case.layer, *[rng.random(x) for x in case.xs], **drawn(case.layer, case.xs, rng))
    assert y.shape == case.output


@every_type
@given(data=st.data())
def test_the_ledger_is_what_running_does(kind, data):
    case = data.draw(cases(kind, SMALL))
    counts = case.counts()
    assume(runnable(case) and sum(counts.values()) < MOST)
    values, arrays, ledger = counted_inputs(case.layer, case.xs)
    if len(values) == 3 and case.layer.references:  # the pooling step was counted when it ran
        values[1:] = [np.random.default_rng(0).random(x) for x in case.xs[1:]]
    y = run(case.layer, *values, **arrays)
    assert y.shape == case.output
    assert {kind: ledger[kind] for kind in KINDS} == {kind: counts.get(kind, 0) for kind in KINDS}


@every_type
@given(data=st.data())
def test_ones_count_the_same(kind, data):
    case = data.draw(cases(kind))
    counts = case.counts()
    assume(runnable(case) and sum(counts.values()) < 10**7)
    wanted = {kind: counts.get(kind, 0) for kind in Performed._fields}
    wanted["effective"] = case.layer.effective(*case.xs, case.output)
    assert performed(case.layer, *case.xs)._asdict() == wanted


@with_weights
@given(data=st.data())
def test_every_weight_is_used(kind, data):
    """One after the other is changed, and the output changes: no parameter is counted that nothing depends on."""
    case = data.draw(cases(kind, SMALL))
    rng = np.random.default_rng(0)
    values = [rng.random(x) + 1 for x in case.xs]
    arrays = {name: array.astype(float) for name, array in drawn(case.layer, case.xs, rng).items()}
    y = run(case.layer, *values, **arrays)
    for name in case.layer.weights(*case.xs):
        places = [place for place in np.ndindex(arrays[name].shape) if reads_the_input(case, name, place)]
        for place in places[:: max(1, len(places) // 20)]:
            changed = {**arrays, name: arrays[name].copy()}
            changed[name][place] += 1
            assert (run(case.layer, *values, **changed) != y).any(), (name, place)


def reads_the_input(case, name, place):
    """Whether a weight meets anything but padding, or anything that is not cropped; others can change nothing."""
    if name == "scale" and case.layer.word == "layernorm":
        return case.layer.weights(*case.xs)[name] != (1,)  # a value normalised by itself is 0
    if name != "weight" or not hasattr(case.layer, "axes"):
        return True
    alone = np.zeros(case.layer.weights(*case.xs)[name])
    alone[place] = 1
    bias = {"bias": np.zeros(alone.shape[-1])} if case.layer.bias else {}
    return run(case.layer, np.ones(case.xs[0]), weight=alone, **bias).any()
