"""How often a request of a learner's asks the database: on PostgreSQL each time is a way there and back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from score_learn.core.people import Actor
from score_learn.services import attempts, courses
from score_learn.storage import editions, epochs
from score_learn.storage.database import db, transaction
from score_learn.storage.shelf import EditionRow
from tests.builders import NOON, client_id, make_edition, make_module, publish, translate
from tests.services.taking import all_right, begin

pytestmark = pytest.mark.usefixtures("safety")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Note the first words of every statement that is sent, apart from those round a transaction."""
    db.session.close()
    sent: list[str] = []
    dialect = db.engine.dialect
    with pytest.MonkeyPatch.context() as noting:
        for name in "do_execute", "do_executemany":
            noting.setattr(dialect, name, _noted(getattr(dialect, name), sent))
        yield sent


def _noted(real: Callable[..., object], sent: list[str]) -> Callable[..., object]:
    def note(cursor: object, statement: str, *words: object) -> object:
        sent.append(" ".join(statement.split()[:3]))
        return real(cursor, statement, *words)

    return note


@pytest.fixture
def attempt(meena: Actor) -> str:
    """An attempt under way, in a database that has an epoch, as every real one has."""
    with transaction():
        epochs.begin("made", now=NOON)
    attempt = begin(meena)
    first, *_ = all_right(meena, attempt, "first")
    attempts.save_answer(first, meena, lang="en", now=NOON)
    return attempt


def test_an_answer_is_three_questions_a_lock_and_two_changes(meena: Actor, attempt: str) -> None:
    one = all_right(meena, attempt)[0]
    with counted() as sent:
        attempts.save_answer(one, meena, lang="en", now=NOON)
    assert len(sent) == 6
    assert sent[-2:] == ["INSERT INTO answer", "UPDATE person SET"]


def test_a_hand_in_asks_no_more_for_more_answers(meena: Actor, attempt: str) -> None:
    right = all_right(meena, attempt)
    with counted() as sent:
        attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    assert len(sent) == 10
    assert sent[-3:] == ["INSERT INTO answer", "INSERT INTO submission", "UPDATE person SET"]


def test_a_lesson_asks_three_times(meena: Actor, attempt: str) -> None:
    with counted() as sent:
        courses.lesson(meena, "safety", "fire", "en")
    assert len(sent) == 3


def test_an_edition_that_comes_later_is_shown_in_an_attempt_under_way(
    meena: Actor, attempt: str
) -> None:
    module = make_module()
    assert attempts.open_attempt(attempt, meena, "hi").edition_lang == "en"
    publish(module, make_edition(translate(module, "hi")))
    assert attempts.open_attempt(attempt, meena, "hi").edition_lang == "hi"


def test_an_edition_that_was_taken_back_leaves_nothing_behind(meena: Actor, attempt: str) -> None:
    """Its id is given out again, and then stands for another document."""
    (offer,) = editions.offers(lang="en")
    known = offer.edition

    def add(digest: str) -> int:
        row = EditionRow(
            revision_id=known.revision_id, lang="hi", catalog="", complete=True, reviewed=True,
            digest=digest, document="{}", published_at=NOON,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        assert editions.digests({row.id}) == {row.id: digest}
        editions.editions_of({known.revision_id}, "hi")
        return row.id

    def fail() -> None:
        with transaction():
            taken_back.append(add("a" * 64))
            raise LookupError

    taken_back: list[int] = []
    with pytest.raises(LookupError):
        fail()
    assert editions.digests({*taken_back, known.id}) == {known.id: known.digest}
    with transaction():
        add("b" * 64)
