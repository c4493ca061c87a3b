"""Many requests of one learner at the same moment: from two tabs, or sent again and again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError

import pytest
from flask import Flask

from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import attempts, courses, records
from score_learn.storage.database import db, transaction
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow
from score_learn.storage.visits import VisitRow
from tests.builders import (
    NOON,
    client_id,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    publish,
)
from tests.services.taking import all_right, begin, rows

pytestmark = pytest.mark.usefixtures("safety")


def at_once(app: Flask, act: Callable[[int], object], times: int = 12) -> list[object]:
    """Do the same from many threads; return what each got, or why it was refused."""

    def one(number: int) -> object:
        with app.app_context():
            try:
                return act(number)
            except Refused as refused:
                return refused.reason

    db.session.close()
    with ThreadPoolExecutor(max_workers=6) as pool:
        return list(pool.map(one, range(times)))


def test_a_limit_of_one_attempt_holds(context: Flask, meena: Actor) -> None:
    quiz = make_quiz(make_question("x.."), attempts=1)
    publish(make_module("safety", make_lesson("fire", quiz=quiz)))
    found = at_once(context, lambda number: begin(meena, f"try {number}"))
    assert found.count(Refusal.NO_ATTEMPTS_LEFT) == 11
    assert rows(AttemptRow) == 1


def test_one_attempt_begun_many_times_is_one(context: Flask, meena: Actor) -> None:
    assert set(at_once(context, lambda _: begin(meena))) == {client_id("a")}
    assert rows(AttemptRow) == 1


@pytest.mark.parametrize("name", ["h", "h {}"])
def test_a_hand_in_from_many_tabs_is_graded_once(context: Flask, meena: Actor, name: str) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    found = at_once(
        context,
        lambda number: (
            attempts.hand_in(
                client_id(name.format(number)), attempt, right, meena, lang="en", now=NOON
            ).id
        ),
    )
    assert len(set(found)) == 1
    assert (rows(SubmissionRow), rows(AnswerRow)) == (1, 5)
    assert records.verify() == 0


def test_cards_opened_at_once_are_all_counted(context: Flask, meena: Actor) -> None:
    def act(number: int) -> None:
        lesson = ("fire", "noise")[number % 2]
        courses.open_card(meena, "safety", lesson, f"{lesson}-{number % 4 // 2}", now=NOON)

    assert set(at_once(context, act)) == {None}
    assert rows(VisitRow) == 4
    assert records.verify() == 0


@pytest.mark.parametrize("look", [records.rebuild, records.verify])
def test_whoever_derives_standings_waits_for_a_fact_under_way(
    context: Flask, meena: Actor, look: Callable[[], int]
) -> None:
    def elsewhere(_: int) -> int:
        with context.app_context():
            return look()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction():
            courses.open_card(meena, "safety", "fire", "fire-0", now=NOON)
            looking = pool.submit(elsewhere, 0)
            with pytest.raises(TimeoutError):
                looking.result(timeout=0.5)
        assert looking.result() == 0
    assert rows(VisitRow) == 1
    assert records.verify() == 0


def test_rebuilding_among_hand_ins_loses_nothing(context: Flask, meena: Actor) -> None:
    def act(number: int) -> None:
        if number % 2:
            records.rebuild()
        else:
            attempt = begin(meena, f"try {number}")
            right = all_right(meena, attempt)
            hand_in = client_id(f"h {number}")
            attempts.hand_in(hand_in, attempt, right, meena, lang="en", now=NOON)

    assert set(at_once(context, act)) == {None}
    assert rows(SubmissionRow) == 6
    assert records.verify() == 0
