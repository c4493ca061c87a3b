"""Which questions an attempt asks, and in what order it shows their choices.

Everything follows from the attempt's seed, by hashing it with ids.  So an attempt can be shown
again exactly as it was seen: whatever the author has moved since, and in any language.  The rule
must not change once attempts are stored; a test holds its outcome.
"""

import dataclasses
import hashlib
from collections.abc import Iterable
from fractions import Fraction
from typing import assert_never

from score_learn.core.course import Pool, Quiz, is_for
from score_learn.core.question import (
    Choice,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    Track,
    TypedQuestion,
)


def draw(quiz: Quiz, seed: str, track: Track) -> tuple[Question, ...]:
    """Return the questions to ask, each as its author wrote it; `arrange` turns it to be shown.

    Pools keep the author's order.  A pool that has fewer questions for the track than it picks
    asks all of them.
    """
    return tuple(
        question
        for pool in quiz.pools
        if is_for(pool.audience, track)
        for question in _pick(pool, seed, track)
    )


def asks(quiz: Quiz | None, track: Track) -> bool:
    """Tell whether the quiz has any question for the track."""
    return quiz is not None and any(
        is_for(pool.audience, track) and is_for(question.audience, track)
        for pool in quiz.pools
        for question in pool.questions
    )


def arrange(question: Question, seed: str) -> Question:
    """Return the question with its choices, sides or steps in the order to show.

    Match and order are always shuffled, for their own order is the key; steps are never shown
    in the right order.
    """
    match question:
        case ChoiceQuestion():
            return dataclasses.replace(question, choices=_arrange_choices(question, seed))
        case MatchQuestion():
            return dataclasses.replace(
                question,
                lefts=_shuffle(question.lefts, seed, question.id, "left"),
                rights=_shuffle(question.rights, seed, question.id, "right"),
            )
        case OrderQuestion():
            steps = _shuffle(question.steps, seed, question.id, "step")
            solved = steps == question.steps
            return dataclasses.replace(question, steps=steps[1:] + steps[:1] if solved else steps)
        case NumberQuestion() | TypedQuestion():
            return question
    assert_never(question)


def arrange_marked(question: Question, seed: str) -> Question:
    """Return the question as it is shown with its marks: as it was asked, but steps in order.

    The order of the steps is their key, and by now the learner may see it.
    """
    return question if isinstance(question, OrderQuestion) else arrange(question, seed)


def without_key(question: Question) -> Question:
    """Return the question without anything that tells its answer, for pages before hand-in."""
    bare = dataclasses.replace(question, explanation="", read="", explanation_audio=())
    match bare:
        case ChoiceQuestion():
            choices = tuple(
                dataclasses.replace(choice, right=False, feedback="", reason_audio=())
                for choice in bare.choices
            )
            return dataclasses.replace(bare, choices=choices)
        case MatchQuestion():
            return dataclasses.replace(bare, pairs=())
        case NumberQuestion():
            return dataclasses.replace(bare, value=Fraction(0), tolerance=Fraction(0))
        case TypedQuestion():
            return dataclasses.replace(bare, accepted=())
        case OrderQuestion():
            return bare
    assert_never(bare)


def _pick(pool: Pool, seed: str, track: Track) -> list[Question]:
    candidates = [question for question in pool.questions if is_for(question.audience, track)]
    candidates.sort(key=lambda question: _rank(seed, pool.key, question.id))
    return candidates[: pool.pick]


def _arrange_choices(question: ChoiceQuestion, seed: str) -> tuple[Choice, ...]:
    if question.kind == "true-false" or not question.shuffle:
        return question.choices
    shuffled = _shuffle(question.choices, seed, question.id, "choice")
    return tuple(sorted(shuffled, key=lambda choice: choice.last))


def _shuffle(
    choices: Iterable[Choice], seed: str, question_id: str, side: str
) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: _rank(seed, question_id, side, choice.id)))


def _rank(*words: str) -> bytes:
    return hashlib.sha256("\x1f".join(words).encode()).digest()
