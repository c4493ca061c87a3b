"""One thing to do after a module: chosen once, asked about after a week, seen by nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from score_learn.core.course import Commitment, Commitments, Module, Sheet
from score_learn.core.people import Actor
from score_learn.core.question import ChoiceId
from score_learn.core.refusal import Refusal
from score_learn.services import commitments
from score_learn.storage.commitments import CommitmentReviewRow, CommitmentRow
from score_learn.storage.conflicts import ConflictRow
from tests.builders import NOON, client_id, make_edition, make_module, publish, translate
from tests.services.conftest import Factory, learner
from tests.services.taking import refused, rows

WEEK = timedelta(days=7)


def make_sheet(*words: str, title: str = "This week I will", lang: str = "en") -> Sheet:
    choices = tuple(
        Commitment(id=ChoiceId(f"c{place:07}"), html=text)
        for place, text in enumerate(words or ("ask", "thank"))
    )
    return Sheet(
        title="Sheet",
        lang=lang,
        cards=(),
        commitments=Commitments(title=title, lang=lang, choices=choices),
    )


@pytest.fixture
def module(factory: Factory) -> Module:
    """A module with two things to choose from, in English and in Hindi."""
    made = make_module(sheet=make_sheet())
    hindi = translate(made, "hi", sheet=make_sheet("पूछना", "शुक्रिया", title="इस हफ़्ते", lang="hi"))
    publish(made, make_edition(hindi))
    return made


@pytest.fixture
def ravi(module: Module, meena: Actor) -> Actor:
    return meena


def choose(actor: Actor, choice: str = "c0000000", name: str = "p", *, later: timedelta = WEEK * 0, lang: str = "en") -> str:  # fmt: skip
    made = client_id(name)
    commitments.choose(made, actor, "safety", choice, lang=lang, now=NOON + later)
    return made


def test_a_choice_is_kept_once_and_stays_what_it_was(ravi: Actor, module: Module) -> None:
    choose(ravi, "c0000001", lang="hi")
    choose(ravi, "c0000001", lang="hi")
    publish(replace(module, sheet=make_sheet("other", "words")))

    (promise,) = commitments.own(ravi, "hi")
    assert (promise.title, promise.html, promise.lang) == ("इस हफ़्ते", "शुक्रिया", "hi")
    assert commitments.own(ravi, "en")[0].html == "thank"
    assert promise.outcome is None
    assert rows(CommitmentRow) == 1


def test_the_same_id_for_something_else_is_refused_and_kept(ravi: Actor) -> None:
    choose(ravi)
    assert refused(lambda: choose(ravi, "c0000001")) is Refusal.KEY_REUSED
    assert rows(CommitmentRow) == rows(ConflictRow) == 1


@pytest.mark.parametrize("choice", ["c0000009", ""])
def test_only_what_is_offered_can_be_chosen(ravi: Actor, choice: str) -> None:
    assert refused(lambda: choose(ravi, choice)) is Refusal.NOT_FOUND


def test_a_module_without_commitments_offers_none(meena: Actor, safety: Module) -> None:
    assert refused(lambda: commitments.offered(meena, "safety", "en")) is Refusal.NOT_FOUND


@pytest.mark.parametrize("broken", ["", "x", "A" * 36])
def test_an_id_that_no_page_makes_is_not_found(ravi: Actor, broken: str) -> None:
    chosen = lambda: commitments.choose(  # noqa: E731 -- one line, used once
        broken, ravi, "safety", "c0000000", lang="en", now=NOON
    )
    assert refused(chosen) is Refusal.NOT_FOUND
    back = lambda: commitments.look_back(broken, ravi, "done", now=NOON)  # noqa: E731
    assert refused(back) is Refusal.NOT_FOUND


def test_it_is_asked_about_after_a_week_and_not_before(ravi: Actor) -> None:
    chosen = choose(ravi)
    assert commitments.due(ravi, "en", NOON + WEEK - timedelta(seconds=1)) is None
    due = commitments.due(ravi, "en", NOON + WEEK)
    assert due
    assert due.id == chosen


def test_the_first_word_about_it_counts(ravi: Actor) -> None:
    chosen = choose(ravi)
    commitments.look_back(chosen, ravi, "tried", now=NOON + WEEK)
    commitments.look_back(chosen, ravi, "done", now=NOON + WEEK)
    assert commitments.own(ravi, "en")[0].outcome == "tried"
    assert commitments.due(ravi, "en", NOON + 2 * WEEK) is None
    assert rows(CommitmentReviewRow) == 1


def test_a_new_choice_takes_the_place_of_the_old_one(ravi: Actor) -> None:
    choose(ravi)
    newer = choose(ravi, "c0000001", "newer", later=WEEK / 7)
    current = commitments.current(ravi, "safety", "en")
    assert current
    assert current.id == newer
    assert commitments.due(ravi, "en", NOON + WEEK) is None
    due = commitments.due(ravi, "en", NOON + 2 * WEEK)
    assert due
    assert due.id == newer
    assert len(commitments.own(ravi, "en")) == 2


def test_nobody_else_sees_or_answers_it(ravi: Actor, factory: Factory) -> None:
    chosen = choose(ravi)
    other = learner(factory.site_id, "B1")
    assert commitments.own(other, "en") == ()
    back = lambda: commitments.look_back(chosen, other, "done", now=NOON)  # noqa: E731
    assert refused(back) is Refusal.NOT_FOUND
    assert refused(lambda: choose(other)) is Refusal.NOT_FOUND
