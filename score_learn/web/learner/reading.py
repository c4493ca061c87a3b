"""What to read again after a quiz."""

from dataclasses import dataclass

from score_learn.core.people import Actor
from score_learn.core.standing import MarkedQuestion, Result
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

    A lesson that is no longer in the course, or of another track, is left out.
    """
    weak = [marked for marked in result.marked if marked.share < 1 and marked.lesson]
    if not weak:
        return {}
    lessons = {row.key: row for row in courses.module(actor, result.module, lang).lessons}
    found: dict[str, Reading] = {}
    for marked in weak:
        row = lessons.get(marked.lesson or "")
        if row:
            card = _card(result, marked, actor, lang) if marked.card else None
            whole = Reading(lesson=row.key, title=row.title, lang=row.lang)
            found[marked.question.id] = card or whole
    return found


def _card(result: Result, marked: MarkedQuestion, actor: Actor, lang: str) -> Reading | None:
    page = courses.lesson(actor, result.module, str(marked.lesson), lang)
    for number, card in enumerate(page.lesson.cards, start=1):
        if card.key == marked.card:
            return Reading(lesson=page.lesson.key, title=card.title, lang=card.lang, number=number)
    return None
