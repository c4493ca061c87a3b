"""What a learner is offered, reads and practises; and in which language."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest
import sqlalchemy as sa

from score_learn.core.compilation import PictureFile
from score_learn.core.course import Fallback, Module, Sheet
from score_learn.core.people import Actor
from score_learn.core.question import Picture
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import attempts, courses, people, publishing
from score_learn.storage.database import db
from score_learn.storage.visits import VisitRow
from tests.builders import (
    NOON,
    client_id,
    digest,
    make_card,
    make_compilation,
    make_edition,
    make_lesson,
    make_module,
    make_question,
    publish,
    translate,
)
from tests.services.conftest import Factory, learner

PICTURE = Picture(name="0f.svg", alt="A door", width=4, height=3)


def reason(caught: pytest.ExceptionInfo[Refused]) -> Refusal:
    return caught.value.reason


def opened(actor: Actor, lesson: str, *cards: int) -> None:
    for card in cards:
        courses.open_card(actor, "safety", lesson, f"{lesson}-{card}", now=NOON)


def test_home_lists_modules_in_the_courses_order(meena: Actor) -> None:
    publish(make_module("quality", order=2))
    publish(make_module("safety", order=1))
    assert [row.key for row in courses.home(meena, "en")] == ["safety", "quality"]


@pytest.mark.usefixtures("safety")
def test_a_module_that_was_not_begun(meena: Actor) -> None:
    row = courses.module(meena, "safety", "en")
    assert (row.state, row.next, row.lessons_done, row.has_test) == ("not begun", "fire", 0, True)
    assert (row.test_open, row.pretest_open, row.attempts_left) == (False, True, None)
    assert (row.complete, row.reviewed, row.lang) == (True, True, "en")
    assert [(one.key, one.number, one.cards) for one in row.lessons] == [
        ("fire", 1, 2), ("noise", 2, 2),
    ]  # fmt: skip
    assert courses.home(meena, "en") == (row,)


@pytest.mark.usefixtures("safety")
def test_an_opened_card_is_written_once(meena: Actor) -> None:
    opened(meena, "fire", 0, 0, 1)
    row = courses.module(meena, "safety", "en")
    assert (row.state, row.lessons[0].cards_opened, row.lessons[0].done) == ("begun", 2, False)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VisitRow)) == 2


@pytest.mark.usefixtures("safety")
def test_open_attempts_are_shown_to_be_resumed(meena: Actor) -> None:
    for name in ("first", "second"):
        attempts.begin(client_id(name), meena, "safety", "fire", "lesson", lang="en", now=NOON)
    attempts.hand_in(client_id("h"), client_id("first"), [], meena, lang="en", now=NOON)
    row = courses.module(meena, "safety", "en")
    assert row.lessons[0].open_attempt == client_id("second")
    assert row.lessons[1].open_attempt is None


@pytest.mark.usefixtures("safety")
@pytest.mark.parametrize(
    ("module", "lesson", "card"),
    [
        ("none", "fire", "fire-0"), ("safety", "none", "fire-0"), ("safety", "fire", "none"),
        ("sa\x00fety", "fire", "fire-0"), ("safety", "noise", "fire-0"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(meena: Actor, module: str, lesson: str, card: str) -> None:
    with pytest.raises(Refused) as caught:
        courses.open_card(meena, module, lesson, card, now=NOON)
    assert reason(caught) is Refusal.NOT_FOUND
    with pytest.raises(Refused) as caught:
        courses.check_answer(meena, module, lesson, card, (), "en")
    assert reason(caught) is Refusal.NOT_FOUND


@pytest.mark.usefixtures("safety")
def test_a_card_without_a_check_has_nothing_to_answer(meena: Actor) -> None:
    with pytest.raises(Refused) as caught:
        courses.check_answer(meena, "safety", "fire", "fire-0", (), "en")
    assert reason(caught) is Refusal.NOT_FOUND


@pytest.mark.usefixtures("safety")
def test_nobody_writes_for_a_person_of_another_site(meena: Actor) -> None:
    stray = dataclasses.replace(meena, site_id=people.add_site("B", organisation="B", now=NOON))
    with pytest.raises(Refused) as caught:
        opened(stray, "fire", 0)
    assert reason(caught) is Refusal.NOT_FOUND


def two_tracks() -> Module:
    check = make_question("x...")
    cards = (
        make_card("a", picture=PICTURE, check=check),
        make_card("b", audience="manager"),
    )
    lessons = (make_lesson("fire", cards=cards), make_lesson("board", audience="manager"))
    return make_module("safety", *lessons, sheet=Sheet(title="Together", lang="en", cards=()))


def test_everybody_sees_the_lessons_and_cards_of_their_track(
    meena: Actor, factory: Factory
) -> None:
    publish(two_tracks())
    manager = learner(factory.site_id, "M1", track="manager")
    page = courses.lesson(manager, "safety", "fire", "en")
    assert [card.key for card in page.lesson.cards] == ["a", "b"]
    assert (page.number, page.next_lesson) == (1, "board")
    mine = courses.lesson(meena, "safety", "fire", "en")
    assert [card.key for card in mine.lesson.cards] == ["a"]
    assert (mine.next_lesson, mine.has_quiz, mine.module.has_sheet) == (None, True, True)
    assert mine.row.picture == PICTURE.name
    with pytest.raises(Refused) as caught:
        courses.lesson(meena, "safety", "board", "en")
    assert reason(caught) is Refusal.NOT_FOUND


def test_a_practice_answer_is_marked_and_not_written(meena: Actor) -> None:
    publish(two_tracks())
    card = courses.lesson(meena, "safety", "fire", "en").lesson.cards[0]
    assert card.check
    for choice in card.check.choices:
        checked = courses.check_answer(meena, "safety", "fire", "a", (choice.id,), "en")
        assert checked.share == Fraction(choice.right)
        assert checked.question == card.check
    assert courses.module(meena, "safety", "en").state == "not begun"
    with pytest.raises(Refused) as caught:
        courses.check_answer(meena, "safety", "fire", "a", ("deadbeef",), "en")
    assert reason(caught) is Refusal.NOT_THAT_QUESTION


def test_the_right_choice_does_not_always_stand_first(factory: Factory) -> None:
    publish(two_tracks())
    orders: set[bool] = set()
    for number in range(100):  # by their ids, whatever those are: nobody may be left with one order
        actor = learner(factory.site_id, f"P{number}")
        check = courses.lesson(actor, "safety", "fire", "en").lesson.cards[0].check
        orders.add(check.choices[0].right)
        if len(orders) == 2:
            return
    pytest.fail(f"a hundred learners, and the right choice first: {orders}")


def test_a_team_sheet_is_shown_where_there_is_one(meena: Actor) -> None:
    publish(two_tracks())
    publish(make_module("quality"))
    assert courses.sheet(meena, "safety", "en").title == "Together"
    with pytest.raises(Refused) as caught:
        courses.sheet(meena, "quality", "en")
    assert reason(caught) is Refusal.NOT_FOUND


@pytest.mark.usefixtures("context")
def test_a_picture_is_served_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "exit.svg").write_bytes(b"<svg/>")
    own = f"{digest('<svg/>')[:16]}.svg"
    files = (PictureFile(name=own, path="exit.svg"),)
    compilation = dataclasses.replace(make_compilation(make_module()), pictures=files)
    publishing.publish(compilation, tmp_path, now=NOON)
    assert courses.picture(own) == (b"<svg/>", "image/svg+xml")
    for name in ("none.svg", f"../{own}", f"{own}\x00"):
        with pytest.raises(Refused) as caught:
            courses.picture(name)
        assert reason(caught) is Refusal.NOT_FOUND


def offer_hindi(fallback: Fallback, *states: bool) -> None:
    """Publish one revision after the other, its Hindi complete or not."""
    for number, complete in enumerate(states):
        module = make_module(purpose=f"Revision {number}", fallback=fallback)
        publish(module, make_edition(translate(module, "hi"), complete=complete))


@pytest.mark.parametrize(
    ("fallback", "states", "title", "purpose", "complete"),
    [
        pytest.param("hold", (True,), "Safety (hi)", "Revision 0", True, id="complete"),
        pytest.param("hold", (True, False), "Safety (hi)", "Revision 0", True, id="held"),
        pytest.param("hold", (False,), "Safety (hi)", "Revision 0", False, id="never complete"),
        pytest.param("source", (True, False), "Safety (hi)", "Revision 1", False, id="source"),
        pytest.param("off", (False, True), "Safety (hi)", "Revision 1", True, id="off, complete"),
    ],
)
def test_the_modules_policy_decides_what_hindi_readers_get(  # noqa: PLR0917
    meena: Actor, fallback: Fallback, states: tuple[bool, ...], title: str, purpose: str,
    complete: bool,
) -> None:  # fmt: skip
    offer_hindi(fallback, *states)
    (row,) = courses.home(meena, "hi")
    assert (row.title, row.purpose, row.complete) == (title, purpose, complete)
    assert courses.home(meena, "en")[0].title == "Safety"


def test_a_module_may_be_off_in_a_language_until_it_is_complete(meena: Actor) -> None:
    offer_hindi("off", True, False)
    assert courses.home(meena, "hi") == ()
    with pytest.raises(Refused) as caught:
        courses.module(meena, "safety", "hi")
    assert reason(caught) is Refusal.NOT_OFFERED


def test_a_language_that_a_new_revision_lacks_is_held(meena: Actor) -> None:
    offer_hindi("hold", True)
    publish(make_module(purpose="Revision 1"))
    assert courses.home(meena, "hi")[0].purpose == "Revision 0"
    assert courses.home(meena, "zh")[0].purpose == "Revision 1"


def test_an_attempt_on_a_held_edition_stays_with_its_revision(meena: Actor) -> None:
    offer_hindi("hold", True, False)
    attempts.begin(client_id("a"), meena, "safety", "fire", "lesson", lang="hi", now=NOON)
    for lang, title in (("hi", "Safety (hi)"), ("en", "Safety"), ("zh", "Safety")):
        assert attempts.open_attempt(client_id("a"), meena, lang).module_title == title


def test_an_attempt_can_be_finished_in_a_language_no_longer_offered(meena: Actor) -> None:
    offer_hindi("off", True)
    attempts.begin(client_id("a"), meena, "safety", "fire", "lesson", lang="hi", now=NOON)
    offer_hindi("off", True, False)
    assert attempts.open_attempt(client_id("a"), meena, "zh").module_title == "Safety"


def test_only_learners_have_a_home() -> None:
    with pytest.raises(Refused) as caught:
        courses.home(Actor(), "en")
    assert reason(caught) is Refusal.NOT_SIGNED_IN
