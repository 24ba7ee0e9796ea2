"""How many random cases the values of the reference are held against, in all."""

from math import prod

from numeric import test_catalogue, test_onnx, test_scipy

LEAST = 5_000


def random_cases(test):
    """What a test draws, as often as it is run with other parameters."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    return getattr(test, "random_cases", 0) * prod(len(list(mark.args[1])) for mark in marks)


def test_as_many_random_cases_as_promised():
    tests = [test for module in (test_onnx, test_scipy, test_catalogue) for test in vars(module).values()]
    assert sum(map(random_cases, tests)) >= LEAST
