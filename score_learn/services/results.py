"""An attempt as its pages show it, before and after hand-in; read only, inside other services."""

from score_learn.core.course import TEST, Lesson, Module, cards_for, lessons_for
from score_learn.core.progress import is_lesson_done, next_step
from score_learn.core.question import Track
from score_learn.core.standing import MarkedQuestion, OpenAttempt, Reading, Result
from score_learn.services.offers import at_site
from score_learn.services.overview import COUNTED, attempts_left, has_commitments
from score_learn.services.papers import Answers, Paper, asked, marked, purpose_of, title_of
from score_learn.services.standings import Learner, standing_of
from score_learn.storage import taking
from score_learn.storage.ledger import SubmissionRow


def as_open(paper: Paper, answers: Answers, *, closed: bool) -> OpenAttempt:
    """Return what the pages of an attempt show before hand-in."""
    attempt, module = paper.attempt, paper.shown.module
    lesson = module.lesson(attempt.quiz)
    title, title_lang = title_of(module, attempt.quiz)
    return OpenAttempt(
        id=attempt.id,
        module=module.key,
        module_title=module.title,
        module_lang=module.title_lang,
        mark=module.mark,
        room=module.room,
        quiz=attempt.quiz,
        title=title,
        title_lang=title_lang,
        purpose=purpose_of(attempt),
        asked=asked(paper, answers),
        closed=closed,
        sensitive=lesson.sensitive if lesson else False,
        edition_lang=module.lang,
        complete=paper.shown.complete,
        reviewed=paper.shown.reviewed,
    )


def as_result(paper: Paper, submission: SubmissionRow, learner: Learner) -> Result:
    """Return what the pages of an attempt show after hand-in."""
    attempt, module = paper.attempt, paper.shown.module
    standing = standing_of(learner, attempt.module)
    lesson = module.lesson(attempt.quiz)
    here = at_site(paper.shown, module.lang, learner.site_id).module
    step = next_step(here, standing, learner.track)
    title, title_lang = title_of(module, attempt.quiz)
    questions = marked(paper, taking.newest_answers(attempt.id))
    return Result(
        id=attempt.id,
        module=module.key,
        module_title=module.title,
        module_lang=module.title_lang,
        mark=module.mark,
        room=module.room,
        quiz=attempt.quiz,
        title=title,
        title_lang=title_lang,
        purpose=purpose_of(attempt),
        score=submission.score,
        pass_mark=submission.pass_mark,
        earned=submission.earned,
        points=submission.points,
        passed=submission.passed,
        received_at=submission.received_at,
        marked=questions,
        readings=_readings(here, questions, learner.track),
        lesson_done=lesson is not None and is_lesson_done(lesson, standing, learner.track),
        next_lesson=step if step != TEST else None,
        has_commitments=has_commitments(module),
        attempts_left=_attempts_left(paper, learner),
    )


def _attempts_left(paper: Paper, learner: Learner) -> int | None:
    attempt, purpose = paper.attempt, purpose_of(paper.attempt)
    if purpose not in COUNTED:
        return None
    begun = taking.count_attempts(learner.person_id, attempt.module, attempt.quiz, purpose)
    return attempts_left(paper.shown.module, attempt.quiz, begun)


def _readings(
    module: Module, questions: tuple[MarkedQuestion, ...], track: Track
) -> dict[str, Reading]:
    """Return what to read again, as the attempt's own revision has it.

    A lesson of another track, or one that the site does not show, is left out; of a card that the learner has not, the lesson remains.
    """
    lessons = {lesson.key: lesson for lesson in lessons_for(module, track)}
    return {
        one.question.id: _reading(lessons[one.lesson], one.card, track)
        for one in questions
        if one.share < 1 and one.lesson in lessons
    }


def _reading(lesson: Lesson, card_key: str | None, track: Track) -> Reading:
    for number, card in enumerate(cards_for(lesson, track), start=1):
        if card.key == card_key:
            return Reading(lesson=lesson.key, title=card.title, lang=card.lang, number=number)
    return Reading(lesson=lesson.key, title=lesson.title, lang=lesson.lang)
