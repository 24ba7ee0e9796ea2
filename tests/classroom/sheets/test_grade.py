"""A class graded: points, partial and follow-through marks, and a class of 300 whose slips are known."""

from collections import Counter
from fractions import Fraction

import pytest

from convcalc.classroom.check.agreement import Tolerance
from convcalc.classroom.sheets.grade import Grader, grade, summary
from convcalc.classroom.sheets.sheet import read_sheet, sheet_names, sheet_of
from convcalc.classroom.sheets.table import Student

CONV = {"layer": "conv(out=32, kernel=3)", "input": "28x28x128"}


def sheet(*questions, **fields):
    return sheet_of({"name": "Test", "questions": list(questions), **fields})


def graded(made, decimal="", **answers):
    """Status, points and slips of each answer; a __ in a name stands for the dot of a key."""
    given = {key.replace("__", "."): str(written) for key, written in answers.items()}
    found = Grader(made, decimal).grade(given)
    return {each.item.key: (each.status + " follows" * each.follows, each.points) for each in found}


def test_right_wrong_unreadable_and_unanswered():
    made = sheet(*[{"id": key, **CONV, "ask": "params", "points": 2} for key in "abcd"])
    assert graded(made, a="36,896", b="36,864", c="no idea", d=" ") == {
        "a": ("right", 2),
        "b": ("wrong", 0),
        "c": ("unreadable", 0),
        "d": ("unanswered", 0),
    }


def test_partial_credit_is_for_answers_that_one_slip_explains():
    made = sheet(
        {"id": "a", **CONV, "ask": "params", "points": 3, "partial": "1/2"},
        {"id": "b", **CONV, "ask": "params", "partial": {"bias-forgotten": "2/3"}},
        {"id": "c", **CONV, "ask": "params", "partial": {"bias-forgotten": 0}},
        {"id": "d", **CONV, "ask": "params", "partial": "1/2"},
    )
    found = graded(made, a=9 * 128 * 32, b=9 * 128 * 32, c=9 * 128 * 32, d=31337)
    assert [points for _, points in found.values()] == [Fraction(3, 2), Fraction(2, 3), 0, 0]
    (slip,) = {each.slips for each in Grader(made).grade({"a": str(9 * 128 * 32)}) if each.slips}
    assert slip == ("bias-forgotten",)


def test_a_tolerance_and_a_layout_may_stand_in_the_place_of_the_sheets():
    made = sheet({"id": "a", **CONV, "ask": "params"}, {"id": "b", **CONV, "ask": "output"})
    answers = {"a": "37000", "b": "32x26x26"}
    assert [each.status for each in Grader(made).grade(answers)] == ["wrong", "wrong"]
    near = Grader(made, tolerance=Tolerance(Fraction(1, 100)), layout="chw")
    assert [each.status for each in near.grade(answers)] == ["right", "right"]


def test_the_decimal_sign_of_a_class_is_obeyed():
    made = sheet({"id": "a", "layer": "conv(out=1, kernel=3, stride=3)", "input": "7x7x1", "ask": "unrounded"})
    assert graded(made, ",", a="2,33") == {"a": ("right", 1)}


# What follows from an earlier answer.

COUNTED = {"id": "a", **CONV, "follows": "a"}  # on all that is asked in the same question


def test_counts_follow_from_an_output_of_ones_own():
    """Padded in the mind to 28x28: each count is worked on that."""
    made = sheet({**COUNTED, "ask": ["output", "multiplications", "accumulations", "bias_sums", "parameters"]})
    found = graded(
        made,
        a__output="28x28x32",
        a__multiplications=28 * 28 * 9 * 128 * 32,
        a__accumulations=28 * 28 * 8 * 128 * 32,
        a__bias_sums=28 * 28 * 32 + 1,
        a__parameters=(9 * 128 + 1) * 32,
    )
    assert found == {
        "a.output": ("wrong", 0),
        "a.multiplications": ("wrong follows", 1),
        "a.accumulations": ("wrong follows", 1),
        "a.bias_sums": ("wrong", 0),
        "a.parameters": ("right", 1),
    }


def test_the_sizes_of_an_earlier_question_about_the_same_layer_count_as_well():
    made = sheet(
        {"id": "a", **CONV, "ask": ["size", "depth"]},
        {"id": "b", **CONV, "ask": "multiplications", "follows": "a"},
    )
    found = graded(made, a__size="27x25", a__depth=31, b=27 * 25 * 9 * 128 * 31)
    assert found["b"] == ("wrong follows", 1)
    assert graded(made, a__size="27", a__depth=32, b=27 * 27 * 9 * 128 * 32)["b"] == ("wrong follows", 1)


def test_sums_follow_from_parts_of_ones_own():
    made = sheet({**COUNTED, "ask": ["multiplications", "accumulations", "bias_sums", "operations", "weights", "biases",
                                     "parameters"]})  # fmt: skip
    found = graded(
        made,
        a__multiplications=1000,
        a__accumulations=22151168,
        a__bias_sums=7,
        a__operations=1000 + 22151168 + 7,
        a__weights=9 * 128 * 32,
        a__biases=26,
        a__parameters=9 * 128 * 32 + 26,
    )
    assert found["a.operations"] == ("wrong follows", 1)
    assert found["a.parameters"] == ("wrong follows", 1)


def test_the_layer_behind_works_on_an_output_of_ones_own():
    made = sheet(
        {"id": "a", **CONV, "ask": "output"},
        {"id": "b", "layer": "maxpool(kernel=2)", "input": "a", "ask": "output", "follows": "a"},
        {"id": "c", "layer": "dense(out=10)", "input": "b", "ask": "output"},
        {"id": "d", "layer": "flatten() + dense(out=10)", "input": "b", "ask": "parameters", "follows": "a",
         "follow_share": "1/2"},
    )  # fmt: skip
    found = graded(made, a="28x28x32", b="14x14x32", c="10", d=14 * 14 * 32 * 10 + 10)
    assert found["b"] == ("wrong follows", 1)
    assert found["d"] == ("wrong follows", Fraction(1, 2))
    assert graded(made, a="28x28x32", b="13x13x32")["b"] == ("right", 1)


def test_a_total_and_a_quotient_follow_from_parts_of_ones_own():
    first, second = "depthwise(kernel=3)", "conv(out=32, kernel=1)"
    made = sheet(
        {"id": "a", "layer": first, "input": "28x28x128", "ask": "params"},
        {"id": "b", "layer": second, "input": "a", "ask": "params"},
        {"id": "both", "layer": f"{first} + {second}", "input": "28x28x128", "ask": "params", "follows": ["a", "b"]},
        {"id": "gain", "gain": [CONV["layer"], f"{first}+{second}"], "input": "28x28x128", "ask": "params",
         "follows": "both"},
    )  # fmt: skip
    # The output of question a is not asked, so b is on the right one.
    own = 9 * 128 + 128 * 32  # without biases
    found = graded(made, a=9 * 128, b=128 * 32, both=own, gain=f"{36896 / own:.4f}")
    assert found == {
        "a": ("wrong", 0),
        "b": ("wrong", 0),
        "both": ("wrong follows", 1),
        "gain": ("wrong follows", 1),
    }


@pytest.mark.parametrize("earlier", ["26x26x32", "dunno", ""])
def test_nothing_follows_from_what_is_right_or_says_nothing(earlier):
    made = sheet({**COUNTED, "ask": ["output", "bias_sums"]})
    assert graded(made, a__output=earlier, a__bias_sums=28 * 28 * 32)["a.bias_sums"] == ("wrong", 0)


def test_nothing_follows_where_the_sheet_does_not_say_so_or_where_nothing_fits():
    made = sheet({"id": "a", **CONV, "ask": ["output", "bias_sums"]})
    assert graded(made, a__output="28x28x32", a__bias_sums=28 * 28 * 32)["a.bias_sums"] == ("wrong", 0)
    made = sheet(
        {"id": "a", **CONV, "ask": "output"},
        {"id": "b", "layer": "conv(out=1, kernel=5)", "input": "a", "ask": "size", "follows": "a"},
    )
    assert graded(made, a="2x2x32", b="1")["b"] == ("wrong", 0)  # a 5x5 filter does not fit into 2x2


# A class.

RIGHT = {"a": "26x26x32", "b": "36896", "c": str(26 * 26 * 9 * 128 * 32)}
# Who makes which slip, and the number that it gives, by hand.
SLIPS = {
    "a": {"depth-kept": "26x26x128", "same-padding-assumed": "28x28x32", "plus-one-forgotten": "25x25x32"},
    "b": {
        "bias-forgotten": str(9 * 128 * 32),
        "kernel-not-squared": str((3 * 128 + 1) * 32),
        "output-depth-forgotten": str(9 * 128 + 1),
    },
    "c": {"input-size-in-count": str(28 * 28 * 9 * 128 * 32), "output-depth-forgotten": str(26 * 26 * 9 * 128)},
}


def class_of_300():
    """Students, and who made which slip: every third, fifth and seventh slips somewhere, every eleventh is silent."""
    students, made = [], {key: Counter() for key in RIGHT}
    for number in range(300):
        answers = dict(RIGHT)
        for key, often in zip("abc", (3, 5, 7)):
            if number % 11 == 0:
                answers[key] = ""
            elif number % often == 0:
                slip = list(SLIPS[key])[number // often % len(SLIPS[key])]
                answers[key] = SLIPS[key][slip]
                made[key][slip] += 1
        students.append(Student(f"student {number}", number + 2, answers, {}))
    return students, made


def test_the_summary_of_a_class_of_300_knows_who_slipped_where():
    made_sheet = sheet(*[{"id": key, **CONV, "ask": quantity, "points": 2}
                         for key, quantity in zip("abc", ("output", "params", "mults"))])  # fmt: skip
    students, made = class_of_300()
    seen = []
    grades = grade(made_sheet, students, watch=lambda done, work, name: seen.append((done, work)))
    found = summary(grades)
    silent = len(range(0, 300, 11))
    assert {line.item.key: dict(line.slips) for line in found.lines} == {key: dict(made[key]) for key in made}
    assert found.slips == sum(made.values(), Counter())
    for line in found.lines:
        wrong = sum(made[line.item.key].values())
        assert dict(line.statuses) == {"right": 300 - silent - wrong, "wrong": wrong, "unanswered": silent}
        assert line.share == Fraction(300 - silent - wrong, 300)
    assert found.hardest.item.key == "a"  # every third slips there
    right = sum(line.statuses["right"] for line in found.lines)
    assert (found.students, found.of, found.mean) == (300, 6, Fraction(2 * right, 300))
    assert found.meanings["depth-kept"].startswith("the depth of the input is kept")
    assert seen[0] == (0, 300)
    assert seen[-1] == (300, 300)


def test_a_class_that_is_all_alike_has_no_hardest_question():
    made = sheet({"id": "a", **CONV, "ask": "params"}, {"id": "b", **CONV, "ask": "params", "points": 0})
    found = summary(grade(made, [Student("x", 2, {"a": "36896"}, {})]))
    assert found.hardest is None
    assert found.lines[1].share == 0


def test_the_same_answer_is_looked_at_once(monkeypatch):
    calls = []
    from convcalc.classroom.sheets import grade as module

    plain = module.check
    monkeypatch.setattr(module, "check", lambda *args, **more: calls.append(args[2]) or plain(*args, **more))
    students = [Student(str(number), number, {"a": str(5 + number % 3)}, {}) for number in range(1000)]
    grade(read_sheet("lecture2-sizes"), students)
    assert sorted(calls) == ["5", "6", "7"]


STRANGE = (
    "0", "-1", "0x0x0", "1x1", "2.33", "7/3x7/3", "1e30", "9" * 38, "0.5x2x3", "26x26", "26x26x32x1", "1x0x32", "yes",
    "F*F", "-5x-5x3", "100000000x100000000x10000", "3x3", "30x30x500", "25%", "24.9M", "1 2; 3 4", "", "13x13x7",
)  # fmt: skip


@pytest.mark.parametrize("name", sheet_names())
def test_strange_answers_that_build_on_each_other_are_graded_as_well(name):
    grader = Grader(read_sheet(name))
    for shift in range(len(STRANGE)):
        answers = {item.key: STRANGE[(shift + 5 * place) % len(STRANGE)] for place, item in enumerate(grader.items)}
        for each in grader.grade(answers):
            assert 0 <= each.points <= each.item.asked.points
            assert not (each.follows and each.status == "right")


def test_one_answer_to_a_question_tells_how_another_came_about():
    data = {"name": "T", "questions": [{"id": "a", "layer": "conv(out=32, kernel=3)", "input": "28x28x128",
                                        "ask": ["output", "multiplications"]}]}  # fmt: skip
    grader = Grader(sheet_of(data))
    mults = str(28 * 28 * 9 * 128 * 32)
    for output, slip in {"26x26x32": "input-size-in-count", "28x28x32": "same-padding-assumed"}.items():
        _, told = grader.grade({"a.output": output, "a.multiplications": mults})
        assert told.slips == (slip,)


def test_a_formula_for_a_size_is_followed_like_the_size_that_it_is():
    data = {"name": "T", "questions": [
        {"id": "a", "layer": "conv(4, 3)", "input": "9x9x1", "ask": "size"},
        {"id": "b", "layer": "maxpool(2)", "input": "a", "ask": "size", "follows": "a"},
        {"id": "c", "layer": "conv(16, 3) + maxpool(2)", "input": "40x44x3", "ask": ["size", "parameters"]},
    ]}  # fmt: skip
    first, second, third, _ = Grader(sheet_of(data)).grade({"a": "W - F + 1", "b": "4", "c.size": "(H-F)/2"})
    assert (first.status, second.status, third.status) == ("right", "wrong", "wrong")


def test_what_is_no_size_is_not_followed_and_parts_are_of_the_own_output():
    data = {"name": "T", "questions": [
        {"id": "a", "layer": "conv(8, 3)", "input": "28x28x3", "ask": ["output", "multiplications", "operations"],
         "follows": ["output", "multiplications"]},
        {"id": "b", "layer": "maxpool(2)", "input": "a", "ask": "output", "follows": "a"},
    ]}  # fmt: skip
    grader = Grader(sheet_of(data))
    *_, last = grader.grade({"a.output": "does not fit", "b": "13x13x9"})
    assert (last.status, last.follows) == ("wrong", False)
    mults, adds, biases = 28 * 28 * 27 * 8, 28 * 28 * 24 * 8, 28 * 28 * 8  # on an output of 28x28x8
    own = {"a.output": "28x28x8", "a.multiplications": str(mults)}
    _, _, total, _ = grader.grade({**own, "a.operations": str(mults + adds + biases)})
    assert total.follows
    _, _, total, _ = grader.grade({**own, "a.operations": str(mults + 26 * 26 * 24 * 8 + 26 * 26 * 8)})
    assert not total.follows
