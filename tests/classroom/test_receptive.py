"""The working of a receptive field: true arithmetic, and the field that a walk over the network finds."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract.names import letters, named
from contract.reader import value_of_text
from contract.strategies import cases
from convcalc.classroom.receptive import explain_field
from convcalc.errors import UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.receptive import PIXEL, Field, through
from convcalc.shape import Shape

every_type = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
START = st.builds(Field, st.integers(1, 300), st.integers(0, 40), st.integers(-200, 20))


@every_type
@given(data=st.data(), start=START)
def test_every_line_is_true_arithmetic(kind, data, start):
    case = data.draw(cases(kind))
    assume(case.xs[0].rank)
    given_names = dict(zip(("r_in", "j_in", "start_in"), start))
    values = {**letters(named(case)), **given_names}
    for step in explain_field(case.layer, case.xs, start):
        assert value_of_text(step.numbers) == step.value, str(step)
        assert value_of_text(step.letters, values) == step.value, (str(step), values)
        assert values.setdefault(step.name, step.value) == step.value, f"{step.name} stands for two values"


@every_type
@given(data=st.data(), start=START)
def test_the_working_ends_in_the_field_that_the_walk_finds(kind, data, start):
    case = data.draw(cases(kind))
    assume(case.xs[0].rank and start.jump)
    steps = {step.name: step.value for step in explain_field(case.layer, case.xs, start)}
    for letter, reading in zip(
        "thw"[-case.xs[0].rank :] if case.xs[0].rank > 1 else "w", case.layer.reads(*case.xs)[0]
    ):
        seen = through((start,), reading)

        def value(name, letter=letter):
            return next(steps[full] for full in (f"{name}_{letter}", name) if full in steps)

        assert value("j_out") * len(seen) == seen[0].jump
        if reading.phase is None:
            assert [value("r_out"), value("start_out")] == [seen[0].size, seen[0].start]
            assert value("offset_out") * 2 == 2 * seen[0].start + seen[0].size - 1
        else:
            at_most = next(steps[full] for full in (f"r_out_{letter} at most", "r_out at most") if full in steps)
            assert max(field.size for field in seen) <= at_most


def test_the_letters_are_those_of_the_recurrence():
    """r += (F_eff - 1)*j, j *= S, and the first pixel P cells earlier; worked by hand for 3x3, S = 2, P = 1, d = 2."""
    conv = CATALOGUE["conv"](out=2, kernel=3, stride=2, padding=1, dilation=2)
    assert [str(step) for step in explain_field(conv, (Shape((20, 20, 4)),), Field(11, 4, 0))] == [
        "F_eff = F + (F − 1)·(d − 1) = 3 + (3 − 1)·(2 − 1) = 5",
        "r_out = r_in + (F_eff − 1)·j_in = 11 + (5 − 1)·4 = 27",
        "j_out = j_in·S = 4·2 = 8",
        "start_out = start_in − P·j_in = 0 − 1·4 = −4",
        "offset_out = start_out + (r_out − 1)/2 = (−4) + (27 − 1)/2 = 9",
    ]


def test_a_vector_has_no_receptive_field():
    with pytest.raises(UsageError, match="is a vector"):
        explain_field(CATALOGUE["relu"](), (Shape((10,)),), PIXEL)


def test_the_total_padding_of_each_axis_has_its_own_name():
    """TensorFlow: (ceil(W/S) - 1)*S + F - W zeros, along an axis of 5 and one of 6 cells."""
    conv = CATALOGUE["conv"](out=1, kernel=[3, 4], stride=2, padding="same")
    steps = {step.name: step.value for step in explain_field(conv, (Shape((5, 6, 1)),), PIXEL)}
    assert [steps["P_total_h"], steps["P_total_w"]] == [(3 - 1) * 2 + 3 - 5, (3 - 1) * 2 + 4 - 6]
