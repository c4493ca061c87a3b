"""What to read again after a quiz."""

from dataclasses import dataclass

from score_learn.core.course import Lesson
from score_learn.core.people import Actor
from score_learn.core.standing import Result
from score_learn.services import courses


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A lesson to read again; `number` is the card that answers the question, where it is known."""

    lesson: str
    title: str
    lang: str
    number: int | None = None


def readings_for(result: Result, actor: Actor, lang: str) -> dict[str, Reading]:
    """Return, by question id, what to read about each question that was not fully right.

    A lesson that is no longer in the course, or of another track, is left out; of a card that is
    no longer there, the lesson remains.
    """
    weak = [marked for marked in result.marked if marked.share < 1 and marked.lesson]
    if not weak:
        return {}
    rows = {row.key: row for row in courses.module(actor, result.module, lang).lessons}
    pointed = {marked.lesson for marked in weak if marked.card}
    lessons = {
        key: courses.lesson(actor, result.module, key, lang).lesson for key in rows.keys() & pointed
    }
    found: dict[str, Reading] = {}
    for marked in weak:
        row = rows.get(marked.lesson or "")
        if row:
            card = _card(lessons[row.key], marked.card) if marked.card else None
            whole = Reading(lesson=row.key, title=row.title, lang=row.lang)
            found[marked.question.id] = card or whole
    return found


def _card(lesson: Lesson, key: str) -> Reading | None:
    for number, card in enumerate(lesson.cards, start=1):
        if card.key == key:
            return Reading(lesson=lesson.key, title=card.title, lang=card.lang, number=number)
    return None
