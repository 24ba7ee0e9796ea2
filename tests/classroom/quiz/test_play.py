"""The game: what is said to what is typed."""

from convcalc.classroom.quiz.choices import Choice
from convcalc.classroom.quiz.make import Made, Variant
from convcalc.classroom.quiz.play import Game
from convcalc.shape import Shape


def made(number, quantity, right, kind, choices=()):
    fields = {"input": "28x28x128", "layer": "conv(out=32, kernel=3)"}
    return Made(f"q{number}", "size", 1, "a", f"Question {number}?", quantity, 1, fields, right, kind, choices)


# Lecture 5, 'Convolution operation', example: 28x28x128, 32 filters of 3x3.
OUTPUT = made(1, "output", Shape((26, 26, 32)), "shape")
PARAMETERS = made(2, "parameters", 36_896, "count")


def game():
    return Game(Variant("", (OUTPUT, PARAMETERS)))


def texts(lines):
    return [text for _, text in lines]


def test_right_at_once():
    play = game()
    assert texts(play.opening())[-1] == "1. Question 1?"
    assert texts(play.take("26 x 26 x 32\n")) == ["right", "", "2. Question 2?"]
    assert texts(play.take("36,896")) == ["right"]
    assert play.over
    assert texts(play.score())[-1] == "2 of 2 right, 2 at the first try"


def test_a_slip_and_a_second_try():
    play = game()
    play.take("26x26x32")
    first, second = texts(play.take("36864"))
    assert first == "not right: the 32 biases are missing"
    assert second == "once more?"
    assert texts(play.take("36896")) == ["right"]
    assert texts(play.score())[-1] == "2 of 2 right, 1 at the first try"


def test_two_tries_and_the_working():
    play = game()
    play.take("")
    play.take("1")
    assert "an empty line goes on" in texts(play.take("2"))[-1]
    assert texts(play.take("36896")) == ["two answers are given: ? shows the working, an empty line goes on"]
    said = texts(play.take("?"))
    assert said[0].endswith("parameters = (F²·D_in + 1)·D_out = (3²·128 + 1)·32 = 36,896")
    assert said[-1] == "  the answer is 36,896"
    assert play.over
    assert texts(play.score())[-1] == "0 of 2 right, 0 at the first try"


def test_the_right_answer_is_never_shown_unasked():
    play = game()
    said = [*play.opening(), *play.take("24x24x32"), *play.take("28x28x32"), *play.take("x"), *play.take("")]
    assert not any("26x26x32" in text for text in texts(said))


def test_what_cannot_be_read_is_no_try():
    play = game()
    for _ in range(5):
        assert texts(play.take("what?"))[0].startswith("not understood")
    assert "right" in texts(play.take("26x26x32"))


def test_q_ends_it():
    play = game()
    assert play.take(" Q ") == []
    assert play.over
    assert texts(play.score())[-1] == "0 of 0 right, 0 at the first try; 2 left"


def test_a_letter_stands_for_an_answer():
    choices = (Choice("36,864", False, 36_864, "the biases are missing"), Choice("36,896", True, 36_896))
    play = Game(Variant("", (made(1, "parameters", 36_896, "count", choices),)))
    assert texts(play.opening())[-2:] == ["a) 36,864", "b) 36,896"]
    assert texts(play.take("a"))[0] == "not right: the 32 biases are missing"
    assert texts(play.take("B)")) == ["right"]
