"""An attempt as its pages show it, before and after hand-in; read only, inside other services."""

from score_learn.core.course import TEST
from score_learn.core.progress import is_lesson_done, next_step
from score_learn.core.standing import OpenAttempt, Result
from score_learn.services.overview import attempts_left
from score_learn.services.papers import Answers, Paper, asked, marked, purpose_of, title_of
from score_learn.services.standings import Learner, standing_of
from score_learn.storage import ledger
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
    step = next_step(module, standing, learner.track)
    title, title_lang = title_of(module, attempt.quiz)
    counted = "test" if attempt.quiz == TEST else "lesson"
    begun = ledger.count_attempts(learner.person_id, module.key, attempt.quiz, counted)
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
        marked=marked(paper, ledger.newest_answers(attempt.id)),
        lesson_done=lesson is not None and is_lesson_done(lesson, standing, learner.track),
        next_lesson=step if step != TEST else None,
        module_passed=standing.passed_at is not None,
        attempts_left=attempts_left(module, attempt.quiz, begun),
    )
