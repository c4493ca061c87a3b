"""Attempts stay what they were when the course or the language changes."""

import dataclasses
from fractions import Fraction

import pytest

from score_learn.core.course import Module
from score_learn.core.people import Actor
from score_learn.services import attempts
from tests.builders import (
    NOON,
    client_id,
    make_edition,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    make_typed,
    publish,
    translate,
)
from tests.services.taking import (
    all_right,
    answer,
    begin,
    seen,
)

pytestmark = pytest.mark.usefixtures("safety")


def turned_round(module: Module) -> Module:
    """Return the module after its author moved and added questions, choices and cards."""
    return dataclasses.replace(
        module,
        lessons=tuple(
            dataclasses.replace(
                lesson,
                cards=lesson.cards[::-1],
                quiz=make_quiz(
                    make_question("x....", "new1"),
                    *(
                        dataclasses.replace(one, choices=one.choices[::-1], prompt="Reworded")
                        for one in reversed(lesson.quiz.pools[0].questions)
                    ),
                    pass_mark=Fraction(1),
                    pick=3,
                ),
            )
            for lesson in module.lessons[::-1]
        ),
    )


def test_old_attempts_stay_as_they_were_seen_when_the_course_changes(meena: Actor) -> None:
    attempt, open_one = begin(meena), begin(meena, "open")
    attempts.hand_in(
        client_id("h"), attempt, all_right(meena, attempt)[:4], meena, lang="en", now=NOON
    )
    before = [attempts.open_attempt(one, meena, "en") for one in (attempt, open_one)]
    result = attempts.result(attempt, meena, "en")

    assert publish(turned_round(make_module())).changed

    assert [attempts.open_attempt(one, meena, "en") for one in (attempt, open_one)] == before
    after = attempts.result(attempt, meena, "en")
    assert dataclasses.replace(after, next_lesson=result.next_lesson) == result
    assert seen(attempts.open_attempt(begin(meena, "fresh"), meena, "en")) != seen(before[0])


def test_a_reordered_course_asks_the_same_attempt_in_the_same_order(meena: Actor) -> None:
    """Not even an attempt pinned to the newer revision would differ: only ids and seed decide."""
    attempt = begin(meena)
    old = attempts.open_attempt(attempt, meena, "en")
    lesson = make_lesson("fire")
    assert lesson.quiz
    moved = make_quiz(*lesson.quiz.pools[0].questions[::-1])
    publish(make_module("safety", dataclasses.replace(lesson, quiz=moved), make_lesson("noise")))
    assert seen(attempts.open_attempt(attempt, meena, "en")) == seen(old)


def test_the_language_may_change_in_the_middle(meena: Actor) -> None:
    module = make_module()
    publish(module, make_edition(translate(module, "hi")))
    attempt = begin(meena)
    english = attempts.open_attempt(attempt, meena, "en")
    hindi = attempts.open_attempt(attempt, meena, "hi")
    assert (hindi.module_title, hindi.edition_lang) == ("Safety (hi)", "hi")
    assert seen(hindi) == seen(english)


def test_a_typed_word_is_right_in_the_language_it_was_typed_in(meena: Actor) -> None:
    quiz = make_quiz(make_typed("red"), pass_mark=Fraction(1))
    english = make_module("safety", make_lesson("fire", quiz=quiz))
    hindi_quiz = make_quiz(make_typed("red", "लाल"), pass_mark=Fraction(1))
    hindi = translate(english, "hi", lessons=(make_lesson("fire", quiz=hindi_quiz),))
    publish(english, make_edition(hindi))
    for name, lang, share in [("a", "hi", 1), ("b", "en", 0)]:
        attempt = begin(meena, name)
        given = answer(attempt, "t001", ("लाल",))
        attempts.hand_in(client_id("h" + name), attempt, [given], meena, lang=lang, now=NOON)
        assert attempts.result(attempt, meena, "en").score == share


def test_a_typed_word_that_is_handed_in_again_stays_in_its_language(meena: Actor) -> None:
    quiz = make_quiz(make_typed("red"), pass_mark=Fraction(1))
    english = make_module("safety", make_lesson("fire", quiz=quiz))
    hindi_quiz = make_quiz(make_typed("red", "लाल"), pass_mark=Fraction(1))
    hindi = translate(english, "hi", lessons=(make_lesson("fire", quiz=hindi_quiz),))
    publish(english, make_edition(hindi))
    attempt = begin(meena)
    typed, newer = answer(attempt, "t001", ("लाल",)), answer(attempt, "t001", ("x",), "newer")
    for given in typed, newer:
        attempts.save_answer(given, meena, lang="hi", now=NOON)
    attempts.hand_in(client_id("h"), attempt, [typed], meena, lang="en", now=NOON)
    assert attempts.result(attempt, meena, "en").score == 1
