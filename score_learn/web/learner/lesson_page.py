"""A lesson's page: its cards, of which one is shown, and behind them the door to the quiz."""

from dataclasses import dataclass
from typing import NamedTuple

from score_learn.core.course import Card, Prose, SiteBlock, Story
from score_learn.core.question import Picture
from score_learn.services.courses import CheckedAnswer, LessonPage
from score_learn.web.filters import day
from score_learn.web.learner.asking import new_id
from score_learn.web.learner.kept import Html, Pieces, Same, html
from score_learn.web.learner.questions import Asking, Head, fields, head, joined
from score_learn.web.learner.reasons import Answered, chosen

CARD = "learner/_card.html"


class Place(NamedTuple):
    """Where a lesson is, and how many cards it has."""

    module: str
    lesson: str
    total: int


class Practice(NamedTuple):
    """A card that asks, without the choices: they stand in an order of each learner's."""

    key: str
    lang: str
    picture: Picture | None
    parts: tuple[Prose | Story | SiteBlock, ...]
    check: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The practice check that is shown, when it was answered.

    `say` is what is missing ("empty" or "gaps") where no answer could be read; `places` are the
    selections of an order, as they were sent.
    """

    answer: CheckedAnswer | None = None
    say: str = ""
    places: tuple[str, ...] = ()


def lesson_page(page: LessonPage, number: int, check: Check, ahead: tuple[str, ...]) -> str:
    """Return the page at step `number`; `ahead` names pictures to fetch before they are needed."""
    place = Place(page.module.key, page.lesson.key, len(page.lesson.cards))
    pieces = Pieces(title=html(page.lesson.title))
    steps = [
        _card(pieces, page, place, at, check if at == number else None)
        for at in range(1, place.total + 1)
    ]
    if page.has_quiz:
        steps.append(_door(pieces, page, place, shown=number > place.total))
    own = {"heading": _heading(pieces, page, number), "steps": joined(steps)}
    return pieces.page("learner/lesson.html", own=own, room=page.module.room, ahead=ahead)


def _heading(pieces: Pieces, page: LessonPage, number: int) -> Html:
    cards = page.lesson.cards
    if number > len(cards):
        return pieces.piece("learner/_door.html", "title")
    return pieces.piece(CARD, "title_of", _known(cards[number - 1]))


def _known(card: Card) -> Card | Same | Practice:
    """Return the card as its pieces are known by it.

    One with a site's own words is made anew when those of many sites are asked for in turn, so it is
    known by all it holds.
    """
    if card.check is None:
        is_local = any(isinstance(part, SiteBlock) for part in card.parts)
        return card if is_local else Same(card)
    return Practice(card.key, card.lang, card.picture, card.parts, head(card.check))


def _card(pieces: Pieces, page: LessonPage, place: Place, number: int, check: Check | None) -> Html:
    """Return one card; `check` is given for the one that is shown."""
    card = page.lesson.cards[number - 1]
    unreviewed = number == 1 and card.lang == pieces.lang and not page.module.reviewed
    key = (place, _known(card), number, check is not None, unreviewed)
    if card.check is None:
        return pieces.piece(CARD, "card_step", *key)
    if check and check.answer:
        return _checked(pieces, check.answer, key)
    asking = Asking(
        question=card.check,
        name="answer",
        id=Html(f"card-{number}"),
        places=check.places if check else (),
    )
    say = check.say if check else ""
    return pieces.piece(CARD, "card_step", *key, say, fields=fields(pieces, asking))


def _checked(
    pieces: Pieces,
    checked: CheckedAnswer,
    key: tuple[Place, Card | Same | Practice, int, bool, bool],
) -> Html:
    answered = Answered(checked.question, checked.answer, is_right=checked.share == 1)
    verdict = "right" if checked.share == 1 else "again"
    said = chosen(pieces, answered, large=True)
    return pieces.piece(CARD, "card_step", *key, "", verdict, checked.audio, chosen=said)


def _door(pieces: Pieces, page: LessonPage, place: Place, *, shown: bool) -> Html:
    passed_at, begun = page.standing.passed_at, page.row.open_attempt
    return pieces.piece(
        "learner/_door.html", "door_step",
        place, shown, passed_at is not None, begun is not None, page.next_lesson,
        page.module.has_sheet,
        day=html(day(passed_at) if passed_at else ""), attempt=html(begun or new_id()),
    )  # fmt: skip
