"""Quizzes: what holds for the questions of every seed."""

import json
import re
from collections import Counter

import pytest

from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.verdict import check, value_text
from convcalc.classroom.quiz.make import quiz
from convcalc.classroom.quiz.topics import LEVELS, TOPICS
from convcalc.errors import ShapeError, UsageError
from convcalc.shape import Shape

SEEDS = range(4)
QUESTIONS = [made for seed in SEEDS for made in quiz(seed, 90).variant().questions]
LAYERS = [made for made in QUESTIONS if "layer" in made.fields]
CHOSEN = [made for seed in SEEDS for made in quiz(seed, 60, choices=4).variant().questions]


def kind_of(made):
    return made.topic, made.level, made.recipe, made.quantity, made.points


def test_every_recipe_is_met():
    asked = {(made.topic, made.level, made.recipe) for made in QUESTIONS}
    known = {
        (topic, level, each.name) for topic, levels in TOPICS.items() for level in levels for each in levels[level]
    }
    assert known - asked == set()


def test_every_topic_has_every_level():
    assert all(tuple(levels) == LEVELS for levels in TOPICS.values())


def test_windows_fit_unless_that_is_the_question():
    for made in LAYERS:
        if made.quantity != "fits" and "ceil" not in made.fields["layer"]:
            assert problem_of(made.fields, strict=True).right(made.quantity) == made.right


def test_both_answers_to_whether_it_fits_are_met():
    asked = quiz(5, 100, ("size",), (3,)).variant().questions
    answers = Counter(made.right for made in asked if made.quantity == "fits")
    assert answers.total() == 20  # every fifth recipe of the level
    assert min(answers[True], answers[False]) >= 5


def test_rounding_up_matters_where_it_is_said():
    rounded = [made for made in LAYERS if "ceil" in made.fields["layer"]]
    for made in rounded:
        down = {**made.fields, "layer": made.fields["layer"].replace(", ceil=true", "")}
        with pytest.raises(ShapeError):
            problem_of(down, strict=True)
    assert rounded


def test_maps_are_of_a_size_that_one_would_draw():
    for made in LAYERS:
        shape = made.problem().right("output")
        assert all(size <= 256 for size in shape)
        if made.quantity in ("output", "size"):
            assert all(size >= 2 for size in shape.spatial)


def test_the_right_answer_is_right_as_it_is_printed():
    for made in QUESTIONS:
        assert check(made.problem(), made.quantity, value_text(made.right)).is_right


def test_from_level_2_on_the_answer_is_not_given():
    for made in QUESTIONS:
        if made.level > 1 and not isinstance(made.right, (bool, tuple)):
            assert made.right not in {int(digits) for digits in re.findall(r"\d+", made.text)}
        if made.level > 1 and isinstance(made.right, Shape) and made.right.rank:
            assert f"{made.right[0]}x{made.right[1]}x" not in made.fields["input"]


def test_every_number_of_the_problem_stands_in_the_text():
    """The text is all that somebody has; 1x1 stands for a filter of 1, and a plain 1 for what is not said."""
    for made in QUESTIONS:
        text = set(re.findall(r"\d+", made.text))
        fields = json.dumps(made.fields)
        assert set(re.findall(r"\d+", fields)) <= text, made.text


def test_biases_are_named_where_they_are_counted():
    for made in LAYERS:
        counted = made.quantity in ("parameters", "weights", "operations")
        learning = made.fields["layer"].count("conv") + made.fields["layer"].count("depthwise(")
        if counted and learning:
            assert made.text.count("with biases") + made.text.count("without biases") >= learning


@pytest.mark.parametrize("seed", SEEDS)
def test_no_question_is_asked_twice(seed):
    asked = [json.dumps([made.fields, made.quantity]) for made in quiz(seed, 150).variant().questions]
    assert len(set(asked)) == 150


def test_wrong_choices_are_what_their_slips_give():
    checked = 0
    for made in CHOSEN:
        printed = [choice.written for choice in made.choices]
        assert len(set(printed)) == len(printed) <= 4
        assert [choice.written for choice in made.choices if choice.right] == [value_text(made.right)]
        for choice in made.choices:
            if choice.slip:
                verdict = check(made.problem(), made.quantity, choice.written)
                names = {slip.name for each in verdict.explanations for slip in each.slips}
                assert verdict.status == "wrong"
                assert choice.slip in names
                assert choice.says
                checked += 1
    assert checked > 400


def test_the_right_choice_stands_anywhere():
    places = Counter([choice.right for choice in made.choices].index(True) for made in CHOSEN if len(made.choices) == 4)
    assert sorted(places) == [0, 1, 2, 3]
    assert min(places.values()) > sum(places.values()) // 8


@pytest.mark.parametrize("seed", SEEDS)
def test_students_get_other_numbers_for_the_same_kinds_of_questions(seed):
    made = quiz(seed, 12, students=("Ada", "Grace", "Emmy"))
    ada, grace, emmy = made.variants()
    assert [*map(kind_of, ada.questions)] == [*map(kind_of, grace.questions)] == [*map(kind_of, emmy.questions)]
    assert all(one.fields != other.fields for one, other in zip(ada.questions[6:], grace.questions[6:]))


def test_a_variant_depends_on_the_seed_and_the_name_alone():
    alone, others = quiz(7, 10, students=("Ada",)), quiz(7, 10, students=("Grace", " Ada  "))
    assert alone.variant("Ada") == tuple(others.variants())[1]
    assert quiz(8, 10, students=("Ada",)).variant("Ada") != alone.variant("Ada")


def test_levels_rise_and_topics_are_dealt_in_turn():
    asked = quiz(3, 12, ("size", "params"), (1, 3)).plan
    assert [each.level for each in asked] == [1] * 6 + [3] * 6
    pairs = [{asked[place].topic, asked[place + 1].topic} for place in range(0, 12, 2)]
    assert pairs == [{"size", "params"}] * 6


def test_a_thousand_questions():
    assert len(quiz(1, 1000).variant().questions) == 1000


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"topics": ("sizes",)}, "there is no topic 'sizes'"),
        ({"topics": ()}, "there is no level"),
        ({"levels": (4,)}, "there is no level 4"),
        ({"levels": ()}, "there is no level at all"),
        ({"count": 0}, "0 questions: the least is 1"),
        ({"count": 1001}, "1,001 questions: the most is 1,000"),
        ({"students": ["a"] * 10_001}, "10,001 students: the most is 10,000"),
        ({"count": 1000, "students": ["a"] * 51}, "51,000 questions for all students together: the most is 50,000"),
    ],
)
def test_what_is_too_much_or_unknown_is_refused(asked, says):
    with pytest.raises(UsageError, match=re.escape(says)):
        quiz(1, **asked)


def test_more_questions_than_there_are_are_refused():
    with pytest.raises(UsageError, match="none is left about separable of level 1"):
        quiz(1, 1000, ("separable",), (1,)).variant()
