"""What an audit says of a file: how figures agree, the known errata, and that right ones agree however written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.classroom.audit.auditing import audit
from convcalc.errors import DocumentError, DocumentErrors, UsageError

NET = """
input: 16x16x3
symbols: {{wide: false}}
layers:
  - conv: {{out: 24 if wide else 12, kernel: 3, padding: 1}}
    as: first
    expect: {{parameters: {first}}}
  - maxpool: {{kernel: 2}}
  - dense: 100
    as: second
    expect: {{{second}}}
"""
# first: 9*3*12 + 12 = 336 parameters; second: 8*8*12*100 + 100 = 76,900; with 24 filters 153,700.


@pytest.fixture
def audited(tmp_path):
    def of(text):
        file = tmp_path / "net.yaml"
        file.write_text(text, encoding="utf-8")
        return audit(str(file))

    return of


def test_the_ways_to_agree(audited):
    figures = "parameters: [76900, 77K, 76K, {printed: 75.1K, K: 1024}, {printed: 75K, K: 1024}, 76.9K], output: 100"
    found = audited(NET.format(first=336, second=figures))
    statuses = ["exact", "exact", "rounded", "cut", "rounded", "rounded", "exact", "exact"]
    assert [finding.status for finding in found.findings] == statuses
    assert [finding.figure.thousand for finding in found.findings] == [0, 0, 1000, 1000, 1024, 1024, 1000, 0]
    assert found.counts() == {"exact": 4, "rounded": 3, "cut": 1, "differs": 0}
    assert not found.failing
    assert repr(found) == "<Audited net: 8 figures, 0 differ>"


def test_a_figure_of_a_variant_is_checked_in_it(audited):
    figures = "parameters: [76900, {printed: 153700, set: {wide: true}}, {printed: 76900, set: {wide: true}}]"
    found = audited(NET.format(first=336, second=figures))
    assert [finding.status for finding in found.findings] == ["exact", "exact", "exact", "differs"]
    last = found.findings[-1]
    assert last.settings == (("wide", True),)
    assert last.value == 153700
    assert last.guess() == "wide = false, another variant of the file"


def test_an_erratum_makes_a_difference_known(audited):
    figures = "parameters: [{printed: 90K, erratum: too many}, {printed: 76900, erratum: it is right}, 90K]"
    known, stale, unknown = audited(NET.format(first=336, second=figures)).findings[1:]
    assert not known.unexplained
    assert not known.stale
    assert known.why() == "erratum: too many"
    assert stale.stale
    assert "has an erratum, and agrees: 76900 in print and 76,900 here" in stale.error().what
    assert unknown.unexplained
    assert (unknown.off.amount, str(unknown.off.share)) == (90000 - 76900, "131/769")


def test_errors_have_their_places(audited):
    found = audited(NET.format(first=337, second="output: 10x10"))
    first, second = found.errors()
    assert re.search(r"net.yaml:7:26: first: parameters is 337 in print and 336 here: one more", str(first))
    assert re.search(r"net.yaml:11:22: second: output is 10x10 in print and 100 here", str(second))
    assert first.exit_code == second.exit_code == 1


def test_the_kinds_of_difference_of_a_shape(audited):
    text = NET.replace("parameters: {first}", "output: [16x15x12, 12x16, 16x16x12x1, 16x15]")
    found = [finding.off.axes for finding in audited(text.format(second="depth: 2")).findings]
    assert found == [("W: 15 for 16",), ("H: 12 for 16",), ("the number of axes",), ("W: 15 for 16",), ()]


def test_a_loaded_network(tmp_path):
    found = audit(convcalc.load("resnet50"))
    assert not found.failing
    assert found.bundled
    with pytest.raises(UsageError, match="are checked in numbers"):
        audit(convcalc.load("resnet50", classes="K"))


def test_no_network_to_compare_with(audited):
    text = NET.format(first=336, second="fewer_parameters_than: {alexnett: 8x, ../secret: 2x}")
    with pytest.raises(DocumentErrors) as caught:
        audited(text)
    assert "did you mean alexnet?" in str(caught.value)
    assert all(error.mark for error in caught.value.errors)


def test_too_many_variants(audited):
    text = NET.replace("wide: false", "wide: false, n: 1")
    figures = ", ".join(f"{{printed: 76900, set: {{n: {n}}}}}" for n in range(16))
    steps = "".join(
        f"  - dense: 100\n    as: d{step}\n    expect: {{parameters: [{figures.replace('n: ', f'n: {step}')}]}}\n"
        for step in range(5)
    )
    with pytest.raises(DocumentError, match="more than 50 variants"):
        audited(text.format(first=336, second="depth: 2") + steps)


@pytest.mark.parametrize("name", bundled_names())
def test_every_difference_of_the_zoo_has_its_erratum_and_every_erratum_a_difference(name):
    found = audit(name)
    assert not found.errors()
    assert all(len(each.figure.erratum) > 10 for each in found.findings if not each.figure.agrees)


def guesses(name):
    return {(each.figure.name, each.figure.quantity): each.guess() for each in audit(name).told()}


def test_googlenet():
    """Lecture 1, the table of GoogLeNet."""
    found = guesses("googlenet")
    wrong = {("conv1", "params"), ("conv1", "ops"), ("inception_3b", "params"), ("inception_4a", "params"),
             ("inception_4a", "ops"), ("inception_4b", "params"), ("inception_4c", "params"),
             ("inception_4d", "params"), ("inception_4e", "params"), ("inception_5a", "params"),
             ("inception_5a", "ops"), ("inception_5b", "params")}  # fmt: skip
    assert {key for key in found if key[1] in ("params", "ops")} == wrong
    assert found["conv1", "ops"] == "separable = true, another variant of the file"
    assert found["conv1", "params"].startswith("separable = true, another variant of the file (K = 1000")
    assert found["inception_4a", "ops"] == "what follows from the 364K printed beside it"  # 364*1024*196 = 73.1 M
    assert found["inception_5a", "ops"] == "what follows from the 1072K printed beside it"  # 1072*1024*49 = 53.8 M
    assert found["inception_4b", "params"] == "one less than what is computed, in the last digit"  # 438.0
    assert found["inception_4c", "params"] == "nothing that was tried gives it"
    assert "with the biases (rounded, not cut) would fit" in found["inception_3b", "params"]  # 379.6


def test_squeezenet():
    """Lecture 5, the table of SqueezeNet."""
    found = guesses("squeezenet")
    assert found["fire8", "#parameter after pruning"].startswith("what stands in fire9 or 30 in place of 33 for ")
    assert found["maxpool8", "output size"] == "one wrong digit: 12 for 13"


def test_alexnet_and_mobilenet():
    """Lecture 1, the table of AlexNet; lecture 5, that of MobileNet."""
    found = guesses("alexnet")
    assert found["conv3", "Filter"] == found["conv4", "Filter"] == "two digits exchanged: 348 for 384"
    (only,) = guesses("mobilenet").values()
    assert only == "stride 2 in place of 1, and its output would be 4x4x1024"


@pytest.mark.parametrize("name", ["alexnet", "squeezenet"])
def test_the_maps_of_two_networks_need_227(name, tmp_path):
    """(224 - 11)/4 + 1 = 54.25 and (224 - 7)/2 + 1 = 109.5; the maps in print are 55 and 111."""
    text = (bundled_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    (tmp_path / "net.yaml").write_text(text.replace("input: 227x227x3", "input: 224x224x3"), encoding="utf-8")
    found = audit(str(tmp_path / "net.yaml"))
    first = next(each for each in found.told() if each.figure.name == "conv1" and "utput" in each.figure.quantity)
    assert first.hypotheses[0].says.startswith("an input of 227x227x3, which gives ")


VALUES = {"first": 336, "second": 76900, "": 77236}


@given(
    part=st.sampled_from(sorted(VALUES)),
    thousand=st.sampled_from([1000, 1024]),
    unit=st.sampled_from(["", "K", "M"]),
    decimals=st.integers(0, 6),
    rounded=st.booleans(),
    commas=st.booleans(),
)
def test_a_right_figure_never_differs_however_it_is_written(
    part, thousand, unit, decimals, rounded, commas, tmp_path_factory
):
    """Exact, or rounded or cut to some digits of K or M, whatever K stands for; as long as a digit is left."""
    worth = {"": 1, "K": thousand, "M": thousand**2}[unit]
    scaled = VALUES[part] * 10**decimals
    digits = (scaled + worth // 2) // worth if rounded else scaled // worth
    if not digits:
        return
    whole, rest = divmod(digits, 10**decimals)
    number = f"{whole:,}" if commas else str(whole)
    printed = number + (f".{rest:0{decimals}d}" if decimals and unit else "") + unit
    if decimals and not unit:
        printed = f"{VALUES[part]:,}"
    figure = f"{{printed: '{printed}', K: {thousand}}}"
    text = NET.format(first=figure if part == "first" else 336,
                      second=f"parameters: {figure}" if part == "second" else "depth: 2")  # fmt: skip
    text += f"expect: {{parameters: {figure}}}\n" if part == "" else ""
    file = tmp_path_factory.mktemp("net") / "net.yaml"
    file.write_text(text, encoding="utf-8")
    (found,) = (each for each in audit(str(file)).findings if each.figure.printed == printed)
    assert found.status in ("exact", "rounded", "cut"), printed
