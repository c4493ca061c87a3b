"""What managers and learners are shown about progress: read models, as plain data."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

from score_learn.core.local import HiddenLesson
from score_learn.core.people import PersonId
from score_learn.core.question import Answer, Question, Track, reasons_aloud

Purpose = Literal["pre", "lesson", "test", "refresher"]
State = Literal["not begun", "begun", "passed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonStanding:
    """How far a person is with one lesson.

    Done means: every card of the person's track was opened, and the quiz (if it has one) passed.
    """

    opened: tuple[str, ...] = ()
    read_at: datetime | None = None
    passed_at: datetime | None = None
    done_at: datetime | None = None
    best: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a person is with one module.

    Passed means that the module's test was passed.  `pre` is the score of the pre-test, which
    never counts; `first` and `best` are of the test.
    """

    module: str
    lessons: dict[str, LessonStanding] = field(default_factory=dict)
    begun_at: datetime | None = None
    passed_at: datetime | None = None
    pre: Fraction | None = None
    first: Fraction | None = None
    best: Fraction | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow:
    """A lesson on the learner's pages."""

    key: str
    number: int
    title: str
    lang: str
    minutes: int
    cards: int
    cards_opened: int
    done: bool
    picture: str | None = None
    open_attempt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRow:
    """A module on the home page, with its lessons and what comes next.

    `next` is a lesson's key, "test", or None when everything is done.  `complete` and `reviewed`
    speak of the edition in the learner's language.
    """

    key: str
    title: str
    lang: str
    purpose: str
    mark: str
    room: str
    lessons: tuple[LessonRow, ...]
    lessons_done: int
    state: State
    next: str | None
    has_test: bool
    test_open: bool
    pretest_open: bool
    has_sheet: bool
    has_commitments: bool
    complete: bool
    reviewed: bool
    passed_at: datetime | None = None
    pre: Fraction | None = None
    first: Fraction | None = None
    best: Fraction | None = None
    open_test_attempt: str | None = None
    attempts_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question of an attempt, in the order it is put to this learner.

    `question` has its choices (or sides, or steps) already in the order to show.
    `answer` is what is stored, the newest wins; `answer_id` its client-made id.
    """

    number: int
    question: Question
    answer: Answer = None
    answer_id: str | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttempt:
    """An attempt as its pages need it before hand-in."""

    id: str
    module: str
    module_title: str
    module_lang: str
    mark: str
    room: str
    quiz: str
    title: str
    title_lang: str
    purpose: Purpose
    asked: tuple[AskedQuestion, ...]
    closed: bool
    sensitive: bool
    edition_lang: str
    complete: bool
    reviewed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedQuestion:
    """One question of a handed-in attempt, exactly as it was seen, with its mark.

    Steps to put in order stand in the right order, not as they were seen: that order is the key.
    `share` is from 0 to 1 of the question's points.  `lesson` and its `card` are to be read again;
    without a card, the whole lesson.
    """

    number: int
    question: Question
    answer: Answer
    share: Fraction
    card: str | None = None
    lesson: str | None = None

    @property
    def audio(self) -> tuple[str, ...]:
        """Recordings of the reasons, to play in turn."""
        return reasons_aloud(self.question, self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A lesson to read again.

    Where the card that answers the question is known, the title is that card's, and `number` its
    place among the learner's cards, counted from 1.
    """

    lesson: str
    title: str
    lang: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A handed-in attempt: the score, and every question with its reasons.

    `readings` says, by question id, what to read about each question that was not fully right.
    """

    id: str
    module: str
    module_title: str
    module_lang: str
    mark: str
    room: str
    quiz: str
    title: str
    title_lang: str
    purpose: Purpose
    score: Fraction
    pass_mark: Fraction
    earned: Fraction
    points: int
    passed: bool
    received_at: datetime
    marked: tuple[MarkedQuestion, ...]
    readings: dict[str, Reading]
    lesson_done: bool
    next_lesson: str | None
    has_commitments: bool
    attempts_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One attempt in a learner's own record."""

    attempt: str
    module: str
    module_title: str
    module_lang: str
    title: str
    title_lang: str
    purpose: Purpose
    began_at: datetime
    handed_in_at: datetime | None
    score: Fraction | None
    passed: bool | None
    language: str


Outcome = Literal["done", "tried", "not yet"]
"""What a learner says a week later about what they had chosen to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a learner chose to do, and what came of it.

    `title` begins the sentence that `html` ends ("This week I will", "bring one problem ...").
    """

    id: str
    module: str
    title: str
    html: str
    lang: str
    chosen_at: datetime
    outcome: Outcome | None = None
    room: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person on the manager's list, for one module.

    `score` is the best test score as a share, shown only where the site allows it.
    """

    person_id: PersonId
    employee_no: str
    name: str
    unit: str
    track: Track
    state: State
    lessons_done: int
    lessons: int
    passed_at: datetime | None = None
    last_at: datetime | None = None
    score: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSummary:
    """Counts of one track of a site (or unit) for one module, with the denominator."""

    track: Track
    people: int
    not_begun: int
    begun: int
    passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSummary:
    """Counts of one unit for one module: workers and managers (with supervisors) side by side."""

    unit: str
    workers: int
    workers_passed: int
    managers: int
    managers_passed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """The manager's page: one module, filtered, with visible denominators.

    `tracks` and `units` count the whole site, whatever the filter; `people` are the filtered
    lines, and `matched` their number before paging.  `hidden` are lessons of any module.
    """

    site: str
    module: str
    module_title: str
    module_lang: str
    mark: str
    modules: tuple[tuple[str, str, str], ...]
    unit_names: tuple[str, ...]
    tracks: tuple[TrackSummary, ...]
    units: tuple[UnitSummary, ...]
    people: tuple[PersonLine, ...]
    matched: int
    site_people: int
    shows_scores: bool
    page: int
    pages: int
    hidden: tuple[HiddenLesson, ...] = ()
