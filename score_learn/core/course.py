"""What a course is made of, as it is shown in one language.

A `Module` is what the compiler makes of a folder of Markdown: one *edition* of one revision.  It
is frozen, holds cleaned HTML, and is kept on the shelf as JSON (`core/document.py`).
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from score_learn.core.question import Audience, ChoiceId, Picture, Question, QuestionId, Track

Fallback = Literal["hold", "source", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs, lists and tables."""

    html: str
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one person of a story says; `speaker` is plain text, `html` is cleaned.

    `audio` are the names of recordings to play one after the other; empty when there are none.
    """

    speaker: str
    html: str
    face: Picture | None = None
    audio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A dialogue, shown as speech bubbles; the first speaker stands at the start side."""

    lines: tuple[Line, ...]
    kind: Literal["story"] = "story"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlock:
    """Room for a site's own words, such as whom to turn to; empty until `core/local.py` fills it.

    `text` is plain and its lines are kept; `lang` is the code of the language it is written in.
    """

    name: str
    text: str = ""
    lang: str = ""
    kind: Literal["site"] = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One idea on one screen.  With a `check`, the title is the question's prompt.

    `audio` is the whole card, read aloud by recordings in turn; empty when one is missing.
    """

    key: str
    title: str
    lang: str
    audience: Audience = "all"
    picture: Picture | None = None
    parts: tuple[Prose | Story | SiteBlock, ...] = ()
    check: Question | None = None
    audio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Questions of which a quiz asks `pick`, chosen afresh for each attempt."""

    key: str
    title: str
    lang: str
    pick: int
    questions: tuple[Question, ...]
    audience: Audience = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A graded quiz: a lesson's, or the module's test.

    `pass_mark` is the share of all points needed; `attempts` the number allowed, `None` for any.
    """

    pools: tuple[Pool, ...]
    pass_mark: Fraction
    attempts: int | None = None

    def question(self, question_id: QuestionId) -> Question | None:
        """Return the question of that id, from whichever pool holds it."""
        for pool in self.pools:
            for question in pool.questions:
                if question.id == question_id:
                    return question
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A row of cards and a quiz, about `minutes` long."""

    key: str
    title: str
    lang: str
    audience: Audience = "all"
    minutes: int = 4
    sensitive: bool = False
    cards: tuple[Card, ...] = ()
    quiz: Quiz | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One thing that a learner can promise to do this week; its id follows from its source."""

    id: ChoiceId
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """What a learner may choose from when the module is passed; the title begins each sentence."""

    title: str
    lang: str
    choices: tuple[Commitment, ...]

    def find(self, choice: str) -> Commitment | None:
        """Return the commitment of that id."""
        return next((one for one in self.choices if one.id == choice), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The printable "do it with your team" page.

    `talk` is the card of it that is shown at the module's end as well, `commitments` what may be
    promised there.
    """

    title: str
    lang: str
    cards: tuple[Card, ...]
    talk: Card | None = None
    commitments: Commitments | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Cards of a country note that belong to one module; `module` is its key, "" for all."""

    module: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryNote:
    """What a country's law adds to the courses.

    `country` is its ISO 3166 code, `as_of` the month whose law is told ("2026-11", or ""),
    `checked` whether somebody who knows that law has read it.
    """

    country: str
    title: str
    lang: str
    as_of: str
    checked: bool
    topics: tuple[Topic, ...]

    def topic(self, module: str) -> Topic | None:
        """Return what belongs to that module."""
        return next((topic for topic in self.topics if topic.module == module), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A course module in one language.

    `language` is the source's, `lang` the one this edition was made for; single cards and
    questions carry the language they are really in.  `valid_months` is how long a pass lasts;
    `mark` names the sign that stands for the module, `room` the colours of its pages.
    `site_blocks` are the site's own words for which lessons and sheet leave room.
    """

    key: str
    language: str
    lang: str
    title: str
    title_lang: str
    purpose: str
    order: int = 0
    mark: str = ""
    room: str = ""
    valid_months: int | None = None
    fallback: Fallback = "hold"
    test_out: bool = False
    lessons: tuple[Lesson, ...] = ()
    test: Quiz | None = None
    sheet: Sheet | None = None
    site_blocks: tuple[str, ...] = ()
    notes: tuple[CountryNote, ...] = ()

    def lesson(self, key: str) -> Lesson | None:
        """Return the lesson of that key."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def quiz(self, key: str) -> Quiz | None:
        """Return a lesson's quiz by the lesson's key, or the module's test by "test"."""
        if key == TEST:
            return self.test
        lesson = self.lesson(key)
        return lesson.quiz if lesson else None


TEST = "test"
"""The quiz key of a module's test; no lesson may bear it."""


def is_for(audience: Audience, track: Track) -> bool:
    """Tell whether a lesson, card or question is meant for a learner of that track."""
    return audience in ("all", track)


def lessons_for(module: Module, track: Track) -> tuple[Lesson, ...]:
    """Return the lessons that a learner of that track takes, in order."""
    return tuple(lesson for lesson in module.lessons if is_for(lesson.audience, track))


def cards_for(lesson: Lesson, track: Track) -> tuple[Card, ...]:
    """Return the cards that a learner of that track opens, in order."""
    return tuple(card for card in lesson.cards if is_for(card.audience, track))


def questions_of(module: Module) -> tuple[Question, ...]:
    """Return every question of a module: of its quizzes, its test and its practice checks."""
    quizzes = [*(lesson.quiz for lesson in module.lessons), module.test]
    asked = [pool.questions for quiz in quizzes if quiz for pool in quiz.pools]
    checks = [card.check for lesson in module.lessons for card in lesson.cards if card.check]
    return (*(question for questions in asked for question in questions), *checks)


def pages_of(module: Module) -> dict[QuestionId, str]:
    """Return for each question the key of the lesson that it stands in, or "test"."""
    pages = {
        question.id: lesson.key
        for lesson in module.lessons
        for question in questions_of(replace(module, lessons=(lesson,), test=None))
    }
    return {question.id: TEST for question in questions_of(replace(module, lessons=()))} | pages
