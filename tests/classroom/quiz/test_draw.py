"""The source of chance: pinned to SHA-256 as any other tool computes it, so that no version of Python changes it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.quiz.draw import Draw

# printf '7/Ada/3/0' | sha256sum, and so on to 7/Ada/3/2.
FIRST = 0x3CFCA6CA260E4A4803742A91664C9325D644556233409479264B0DEAE92E201A
SECOND = 0xF9B99A0C327886EF77D42584CB7947C8A46F6A50E0998F4303342E4382EE143F
THIRD = 0xA76F614E80642196BA6AF250EDE30F4FED8F8107058044EAACDAE1F611B73ABE
# printf '7/Zo\xc3\xab/1/0' | sha256sum: ë is one sign in UTF-8.
ACCENTED = 0x70E46DBDFF0015B9F91E122B0AFFAE1DDEA311AE681492A6975EB690EBBF1BCE


def test_numbers_are_remainders_of_the_hash():
    draw = Draw(7, "Ada", 3)
    assert draw.below(100) == FIRST % 100
    assert draw.whole(5, 12) == 5 + SECOND % 8 == 12  # the last digit F is 15, and 15 = 8 + 7
    assert draw.choose("abcdef") == "abcdef"[THIRD % 6]


def test_a_name_may_be_written_with_one_sign_or_two():
    assert Draw(7, "Zo\u00eb", 1).below(10**9) == Draw(7, "Zoe\u0308 ", 1).below(10**9) == ACCENTED % 10**9


def test_shuffled_takes_one_after_the_other():
    left = list("abcd")
    by_hand = [left.pop(number % size) for number, size in zip((FIRST, SECOND, THIRD), (4, 3, 2))] + left
    assert Draw(7, "Ada", 3).shuffled("abcd") == by_hand


@given(st.integers(0, 10**12), st.text(), st.integers(0, 1000), st.lists(st.integers()))
def test_the_same_again_and_nothing_lost(seed, student, number, items):
    once, again = (Draw(seed, student, number).shuffled(items) for _ in range(2))
    assert once == again
    assert Counter(once) == Counter(items)


def test_seed_student_and_number_each_matter():
    drawn = {Draw(*each).below(10**30) for each in ((1, "a", 1), (2, "a", 1), (1, "b", 1), (1, "a", 2), (11, "a", 1))}
    assert len(drawn) == 5
