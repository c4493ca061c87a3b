"""Which questions are asked, and in what order things are shown."""

import dataclasses
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core.course import Quiz
from score_learn.core.draw import arrange, arrange_marked, asks, draw, without_key
from score_learn.core.question import Choice, ChoiceQuestion, Question
from tests.builders import (
    make_choice,
    make_match,
    make_number,
    make_order,
    make_question,
    make_quiz,
    make_typed,
    right_answer,
)

SEEDS = [f"seed {number}" for number in range(20)]
GOLDEN_QUESTIONS = ["q007", "q003", "q005"]
GOLDEN_CHOICES = "1032"
POOL = tuple(make_question("x...", f"q{number:03}") for number in range(8))


def ids(things: Iterable[Question | Choice]) -> list[str]:
    return [thing.id for thing in things]


def reversed_quiz(quiz: Quiz) -> Quiz:
    """Return the quiz after its author has turned everything round."""
    pools = tuple(
        dataclasses.replace(
            pool,
            questions=tuple(
                dataclasses.replace(one, choices=one.choices[::-1])
                for one in reversed(pool.questions)
            ),
        )
        for pool in quiz.pools
    )
    return dataclasses.replace(quiz, pools=pools)


@given(st.text())
def test_the_same_seed_draws_the_same(seed: str) -> None:
    quiz = make_quiz(*POOL, pick=5)
    assert draw(quiz, seed, "worker") == draw(quiz, seed, "worker")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_authors_order_does_not_matter(seed: str) -> None:
    quiz = make_quiz(*POOL, pick=5)
    one, other = (draw(each, seed, "worker") for each in (quiz, reversed_quiz(quiz)))
    assert one != other
    assert [arrange(question, seed) for question in one] == [
        arrange(question, seed) for question in other
    ]


def test_words_do_not_matter() -> None:
    other = tuple(dataclasses.replace(one, prompt="क्या?", lang="hi") for one in POOL)
    assert ids(draw(make_quiz(*other, pick=5), "seed", "worker")) == ids(
        draw(make_quiz(*POOL, pick=5), "seed", "worker")
    )


def test_other_seeds_draw_otherwise() -> None:
    quiz = make_quiz(*POOL, pick=5)
    assert len({tuple(ids(draw(quiz, seed, "worker"))) for seed in SEEDS}) > 10


def test_what_was_drawn_once_is_drawn_for_ever() -> None:
    """The rule may not change: stored attempts hold only their seed."""
    seed = "0123456789abcdef"
    drawn = draw(make_quiz(*POOL, pick=3), seed, "worker")
    assert ids(drawn) == GOLDEN_QUESTIONS
    assert shown(drawn[0], seed) == GOLDEN_CHOICES


def test_a_pool_asks_no_more_than_it_picks() -> None:
    assert len(draw(make_quiz(*POOL, pick=5), "seed", "worker")) == 5


def test_only_questions_and_pools_of_the_track_are_asked() -> None:
    mine, other = make_question("x.", "mine"), make_question("x.", "other", audience="manager")
    quiz = make_quiz(mine, other, pick=2)
    closed = dataclasses.replace(quiz.pools[0], audience="manager")
    assert ids(draw(quiz, "seed", "worker")) == ["mine"]
    assert sorted(ids(draw(quiz, "seed", "manager"))) == ["mine", "other"]
    assert draw(dataclasses.replace(quiz, pools=(closed,)), "seed", "worker") == ()


def test_asks_tells_whether_anything_is_left_for_a_track() -> None:
    quiz = make_quiz(make_question("x.", audience="manager"))
    assert asks(quiz, "manager")
    assert not asks(quiz, "worker")
    assert not asks(None, "worker")


def shown(question: Question, seed: str) -> str:
    arranged = arrange(question, seed)
    assert isinstance(arranged, ChoiceQuestion)
    return "".join(choice.html[-1] for choice in arranged.choices)


def test_choices_are_shuffled() -> None:
    assert len({shown(make_question("x..."), seed) for seed in SEEDS}) > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_choice_stays_last(seed: str) -> None:
    choices = (
        make_choice("None of these 0", last=True),
        make_choice("choice 1", right=True),
        make_choice("choice 2"),
    )
    assert shown(make_question(choices=choices), seed).endswith("0")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("more", [{"shuffle": False}, {"kind": "true-false"}])
def test_some_choices_keep_the_authors_order(seed: str, more: dict[str, object]) -> None:
    assert shown(make_question("x..", **more), seed) == "012"


@pytest.mark.parametrize("seed", SEEDS)
def test_steps_are_never_shown_solved(seed: str) -> None:
    question = make_order(2)
    arranged = arrange(question, seed)
    assert ids(arranged.steps) == ids(question.steps[::-1])


def test_both_sides_of_a_match_are_shuffled() -> None:
    question = make_match(4)
    arranged = [arrange(question, seed) for seed in SEEDS]
    assert len({tuple(ids(one.lefts)) for one in arranged}) > 5
    assert len({tuple(ids(one.rights)) for one in arranged}) > 5


def test_with_the_marks_steps_stand_in_order_and_choices_as_they_were_seen() -> None:
    order, choice = make_order(4), make_question("x...")
    assert arrange_marked(order, "seed") == order
    assert arrange_marked(choice, "seed") == arrange(choice, "seed")


@pytest.mark.parametrize("question", [make_number(), make_typed("red")])
def test_what_is_typed_has_no_order(question: Question) -> None:
    assert arrange(question, "seed") == question


EVERY_KIND = [make_question(), make_match(), make_order(), make_number("85"), make_typed("red")]


@pytest.mark.parametrize("question", EVERY_KIND)
@pytest.mark.parametrize("seed", SEEDS[:5])
def test_without_its_key_a_question_is_shown_in_the_same_order(
    question: Question, seed: str
) -> None:
    assert arrange(without_key(question), seed) == without_key(arrange(question, seed))


@pytest.mark.parametrize("question", EVERY_KIND)
def test_before_hand_in_nothing_tells_the_answer(question: Question) -> None:
    key = right_answer(question)
    pointing = dataclasses.replace(question, read="fire/exit")
    bare = without_key(arrange(pointing, "seed"))
    assert right_answer(bare) != key
    assert not bare.explanation
    assert not bare.read
    assert "because" not in repr(bare)
