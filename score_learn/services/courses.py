"""What a learner is offered, reads and practises."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from score_learn.core.course import Card, Lesson, Module, Sheet, cards_for, lessons_for
from score_learn.core.draw import arrange, arrange_marked, asks
from score_learn.core.grading import fits, grade
from score_learn.core.people import Actor
from score_learn.core.progress import CardOpened
from score_learn.core.question import Answer, Question, Track, reasons_aloud
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import LessonRow, LessonStanding, ModuleRow, Standing
from score_learn.services.offers import Shown, offer, offered
from score_learn.services.overview import attempts_by_module, module_row
from score_learn.services.standings import (
    Learner,
    learner_of,
    lock,
    standing_of,
    standings_of,
    write_down,
)
from score_learn.storage import epochs, shelf, taking, visits
from score_learn.storage.database import repeat_on_clash, transaction
from score_learn.storage.visits import VisitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPage:
    """A lesson as its page needs it.

    `lesson` holds only the cards of the learner's track, the choices of their practice checks in
    the order to show.  `row` is the lesson's row of `module`; `number` counts from 1;
    `next_lesson` is the key of the lesson after it, done or not; `next_pictures` names its drawings.
    """

    module: ModuleRow
    lesson: Lesson
    row: LessonRow
    standing: LessonStanding
    number: int
    next_lesson: str | None
    next_pictures: tuple[str, ...]
    has_quiz: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """A practice answer with its reasons; `share` is from 0 to 1.  Nothing of it is stored.

    Steps to put in order stand in the right order.
    """

    question: Question
    answer: Answer
    share: Fraction

    @property
    def audio(self) -> tuple[str, ...]:
        """Recordings of the reasons, to play in turn."""
        return reasons_aloud(self.question, self.answer)


def home(actor: Actor, lang: str) -> tuple[ModuleRow, ...]:
    """Return the modules offered to the learner in that language, in the course's order."""
    learner = learner_of(actor)
    standings = standings_of(learner)
    attempts = attempts_by_module(learner)
    return tuple(
        module_row(
            shown,
            learner.track,
            standings.get(shown.module.key, Standing(module=shown.module.key)),
            attempts.get(shown.module.key, []),
        )
        for shown in offered(lang, learner.site_id)
    )


def module(actor: Actor, key: str, lang: str) -> ModuleRow:
    """Return one module; refuses with NOT_FOUND or NOT_OFFERED."""
    learner = learner_of(actor)
    return _row(learner, offer(key, lang, learner.site_id), standing_of(learner, key))


def lesson(actor: Actor, module: str, lesson: str, lang: str) -> LessonPage:
    """Return a lesson of the learner's track; refuses with NOT_FOUND or NOT_OFFERED."""
    learner = learner_of(actor)
    shown, standing = offer(module, lang, learner.site_id), standing_of(learner, module)
    found = _lesson(shown.module, lesson, learner.track)
    cards = tuple(_arranged(card, learner) for card in cards_for(found, learner.track))
    row = _row(learner, shown, standing)
    own = next(one for one in row.lessons if one.key == lesson)
    after = row.lessons[own.number].key if own.number < len(row.lessons) else None
    return LessonPage(
        module=row,
        lesson=dataclasses.replace(found, cards=cards),
        row=own,
        standing=standing.lessons.get(lesson, LessonStanding()),
        number=own.number,
        next_lesson=after,
        next_pictures=_pictures(shown.module, after, learner.track) if after else (),
        has_quiz=asks(found.quiz, learner.track),
    )


def _pictures(module: Module, lesson: str, track: Track) -> tuple[str, ...]:
    cards = cards_for(_lesson(module, lesson, track), track)
    return tuple(dict.fromkeys(card.picture.name for card in cards if card.picture))


@repeat_on_clash
def open_card(  # noqa: PLR0913 -- the place of a card is three words
    actor: Actor, module: str, lesson: str, card: str, *, lang: str | None = None, now: datetime
) -> str:
    """Write down that the learner opened a card; again is no error and changes nothing.

    Returns the epoch of the database that has it.
    `lang` is the language the page is shown in; without it, the learner's own or the site's.
    Refuses with NOT_FOUND or NOT_OFFERED.
    """
    learner = learner_of(actor)
    with transaction():
        end = lock(learner)
        shown = offer(module, lang or actor.language or actor.site_language, learner.site_id)
        _card(shown.module, lesson, card, learner.track)
        if visits.find_visit(learner.person_id, module, lesson, card):
            return epochs.current()
        event = CardOpened(lesson=lesson, card=card, at=now)
        visits.add(
            end,
            VisitRow(
                site_id=learner.site_id,
                person_id=learner.person_id,
                module=module,
                lesson=lesson,
                card=card,
                edition_id=shown.edition_id,
                track=learner.track,
                ordinal=write_down(learner, event, shown.module),
                at=now,
            ),
        )
        return epochs.current()


def check_answer(  # noqa: PLR0913, PLR0917 -- the place of a card is three words
    actor: Actor, module: str, lesson: str, card: str, answer: Answer, lang: str
) -> CheckedAnswer:
    """Mark the answer to a card's practice check; writes nothing.

    Refuses with NOT_FOUND, or with NOT_THAT_QUESTION for choices which the question has not.
    """
    learner = learner_of(actor)
    question = _card(offer(module, lang, learner.site_id).module, lesson, card, learner.track).check
    if question is None:
        raise Refused(Refusal.NOT_FOUND)
    if not fits(question, answer):
        raise Refused(Refusal.NOT_THAT_QUESTION)
    shown = arrange_marked(question, _practice_seed(learner))
    return CheckedAnswer(question=shown, answer=answer, share=grade(question, answer))


def picture(name: str) -> tuple[bytes, str]:
    """Return a picture's bytes and media type; refuses with NOT_FOUND."""
    row = shelf.find_picture(name) if name.isprintable() else None
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    return row.content, row.media_type


def recording(name: str) -> bytes:
    """Return a recording's bytes; refuses with NOT_FOUND."""
    row = shelf.find_recording(name) if name.isprintable() else None
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    return row.content


def sheet(actor: Actor, module: str, lang: str) -> Sheet:
    """Return the module's printable team sheet; refuses with NOT_FOUND when it has none."""
    found = offer(module, lang, learner_of(actor).site_id).module.sheet
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found


def _row(learner: Learner, shown: Shown, standing: Standing) -> ModuleRow:
    attempts = taking.begun(learner.site_id, learner.person_id, module=shown.module.key)
    return module_row(shown, learner.track, standing, attempts)


def _lesson(module: Module, key: str, track: Track) -> Lesson:
    for lesson in lessons_for(module, track):
        if lesson.key == key:
            return lesson
    raise Refused(Refusal.NOT_FOUND)


def _card(module: Module, lesson: str, key: str, track: Track) -> Card:
    for card in cards_for(_lesson(module, lesson, track), track):
        if card.key == key:
            return card
    raise Refused(Refusal.NOT_FOUND)


def _arranged(card: Card, learner: Learner) -> Card:
    if card.check is None:
        return card
    return dataclasses.replace(card, check=arrange(card.check, _practice_seed(learner)))


def _practice_seed(learner: Learner) -> str:
    """Return what orders the choices of practice checks: the same for a learner every time."""
    return f"practice {learner.person_id}"
