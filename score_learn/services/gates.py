"""Which quiz a learner may begin now; inside other services' transactions."""

from dataclasses import dataclass
from datetime import datetime

from score_learn.core.course import TEST, lessons_for
from score_learn.core.draw import asks
from score_learn.core.progress import is_pretest_open, is_test_open
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import Purpose
from score_learn.services.offers import Shown
from score_learn.services.overview import COUNTED, attempts_left
from score_learn.services.standings import Learner, standing_of
from score_learn.services.verifying import keeper
from score_learn.storage import taking
from score_learn.storage.ledger import AttemptRow
from score_learn.storage.prepared import plain

TEST_PURPOSES = ("pre", "test", "refresher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a learner wants to begin: a quiz of a module as it is shown, and what for."""

    shown: Shown
    quiz: str
    purpose: Purpose
    lang: str


def new_attempt(attempt_id: str, learner: Learner, place: Place, *, now: datetime) -> AttemptRow:
    """Return the row of an attempt that may begin now.

    Its seed follows from its id in a way that only we know: nobody can choose what is asked, and
    the same attempt offered again, after a backup was restored, asks the same.
    Refuses with NOT_FOUND, TEST_NOT_OPEN, PRETEST_TOO_LATE or NO_ATTEMPTS_LEFT.
    """
    _check_exists(learner, place)
    _check_open(learner, place)
    return plain(AttemptRow)(
        id=attempt_id,
        site_id=learner.site_id,
        person_id=learner.person_id,
        module=place.shown.module.key,
        quiz=place.quiz,
        revision_id=place.shown.revision_id,
        purpose=place.purpose,
        mode="own",
        language=place.lang,
        track=learner.track,
        seed=keeper().digest("attempt", attempt_id)[:16],
        began_at=now,
    )


def _check_exists(learner: Learner, place: Place) -> None:
    module, quiz = place.shown.module, place.quiz
    mine = {lesson.key for lesson in lessons_for(module, learner.track)} | {TEST}
    purposes = TEST_PURPOSES if quiz == TEST else ("lesson",)
    if (
        quiz not in mine
        or not asks(module.quiz(quiz), learner.track)
        or place.purpose not in purposes
    ):
        raise Refused(Refusal.NOT_FOUND)


def _check_open(learner: Learner, place: Place) -> None:
    module = place.shown.module
    standing = standing_of(learner, module.key)
    if place.purpose == "pre" and not is_pretest_open(module, standing, learner.track):
        raise Refused(Refusal.PRETEST_TOO_LATE)
    if place.purpose == "test" and not is_test_open(module, standing, learner.track):
        raise Refused(Refusal.TEST_NOT_OPEN)
    if place.purpose == "refresher" and not standing.passed_at:
        raise Refused(Refusal.TEST_NOT_OPEN)
    begun = taking.count_attempts(learner.person_id, module.key, place.quiz, place.purpose)
    if place.purpose in COUNTED and attempts_left(module, place.quiz, begun) == 0:
        raise Refused(Refusal.NO_ATTEMPTS_LEFT)
