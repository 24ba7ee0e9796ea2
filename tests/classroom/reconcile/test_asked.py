"""Numbers as people write them, read into values, digits and the kinds of quantity they can be."""

import pytest

from convcalc.classroom.reconcile.asked import BYTES, asked
from convcalc.counting.adding import OPERATIONS, PARAMETERS
from convcalc.errors import UsageError

BOTH = (OPERATIONS, PARAMETERS)


@pytest.mark.parametrize(
    ("written", "value", "step", "kinds"),
    [
        ("4111512576", 4_111_512_576, 1, BOTH),
        ("4,111,512,576", 4_111_512_576, 1, BOTH),
        ("4.13G", 4_130_000_000, 10**7, BOTH),
        ("4.1 billion", 4_100_000_000, 10**8, BOTH),
        ("25.6B", 25_600_000_000, 10**8, BOTH),  # a B alone is a billion
        ("8.2 GFLOPs", 8_200_000_000, 10**8, (OPERATIONS,)),
        ("8.2GFLOPS", 8_200_000_000, 10**8, (OPERATIONS,)),
        ("569 million mult-adds", 569_000_000, 10**6, (OPERATIONS,)),
        ("569M MAdds", 569_000_000, 10**6, (OPERATIONS,)),
        ("3.8 GMACs", 3_800_000_000, 10**8, (OPERATIONS,)),
        ("724 MMACs", 724_000_000, 10**6, (OPERATIONS,)),
        ("724406816 maccs", 724_406_816, 1, (OPERATIONS,)),
        ("25.6M params", 25_600_000, 10**5, (PARAMETERS,)),
        ("25,636,712 parameters", 25_636_712, 1, (PARAMETERS,)),
        ("97.8 MB", 97_800_000, 10**5, (BYTES,)),
        ("233 kB", 233_000, 10**3, (BYTES,)),
        ("7225344 bytes", 7_225_344, 1, (BYTES,)),
        ("246824 B", 246_824, 1, (BYTES,)),  # and behind many digits a byte
        ("4.1e9", 4_100_000_000, 10**8, BOTH),
        ("3.8×10^9 FLOPs", 3_800_000_000, 10**8, (OPERATIONS,)),  # as He et al. 2015 print it
        ("3.8 x 10^9", 3_800_000_000, 10**8, BOTH),
        ("61\u202f706", 61_706, 1, BOTH),  # a thin blank, as pages have it
        ("61'706", 61_706, 1, BOTH),
    ],
)
def test_a_number_with_its_unit_and_word(written, value, step, kinds):
    found = asked(written)
    assert (found.readings[0].number.value, found.readings[0].number.step) == (value, step)
    assert found.kinds == kinds


def test_a_k_may_be_1000_or_1024_and_in_kib_is_1024():
    assert [reading.number.value for reading in asked("112K").readings] == [112_000, 112 * 1024]
    assert [reading.number.value for reading in asked("2 MiB").readings] == [2 * 1024 * 1024]
    assert len(asked("112").readings) == 1


@pytest.mark.parametrize(
    "written",
    ["", "many", "G", "-5", "4..1G", "4.1Q", "1,5M", "61,70", "6,17,06", ".5M", "4.1 GFLOPs per image", "9" * 60],
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(UsageError, match="is not a number that is read here"):
        asked(written)


@pytest.mark.parametrize("written", ["0", "0.714", "0.0G"])
def test_less_than_one_is_no_count(written):
    with pytest.raises(UsageError, match="is less than one"):
        asked(written)


@pytest.mark.parametrize(
    ("written", "long"), [("4111512576", True), ("25,636,712", True), ("99999", False), ("4.13G", False)]
)
def test_digits_enough_to_rule_out_chance(written, long):
    assert asked(written).is_long is long
