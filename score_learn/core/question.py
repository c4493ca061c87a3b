"""What a learner can be asked.

A question is plain data compiled from Markdown, in one language.  It knows its right answer; it
does not know who answers, when, or on which page.  Text fields ending up on a page hold HTML that
the compiler has cleaned; everything else is plain text.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NewType

QuestionId = NewType("QuestionId", str)
"""Stamped by the trainer's tool, 4 to 6 letters of Crockford base32; never derived from text."""

VersionId = NewType("VersionId", str)
"""Hash of a question's normalised source: a new wording is a new version of the same question."""

ChoiceId = NewType("ChoiceId", str)
"""First 8 hex digits of the sha256 of the source text, or pinned; unique within a version."""

Audience = Literal["all", "worker", "supervisor", "manager"]
Track = Literal["worker", "supervisor", "manager"]

Answer = tuple[str, ...] | None
"""What a learner gave: `None` is not answered, `()` is answered with nothing.

Round, square and true-false: the ids ticked.  Order: the step ids, first step first.  Match: one
"left:right" string of two ids for each pair made.  Number and typed: one string, as typed.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture on the shelf, named by the hash of its bytes so that its name tells nothing."""

    name: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that can be ticked, paired or put in order.

    `audio` and `reason_audio` are recordings of the words and of the feedback, to play in turn.
    """

    id: ChoiceId
    html: str
    picture: Picture | None = None
    feedback: str = ""
    right: bool = False
    last: bool = False
    audio: tuple[str, ...] = ()
    reason_audio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What all kinds of question share.

    `lang` is the registry code of the language the words are in: a question that is not wholly
    translated stands in the source language as a whole.  `points` is what a perfect answer earns.
    `read` is the card to read again after a wrong answer, as "lesson/card"; "" when none is named.
    """

    id: QuestionId
    version: VersionId
    lang: str
    prompt: str
    audience: Audience = "all"
    points: int = 1
    partial: bool = False
    picture: Picture | None = None
    hint: str = ""
    explanation: str = ""
    read: str = ""
    audio: tuple[str, ...] = ()
    explanation_audio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(Asked):
    """Choose one (round, true-false) or all that fit (square)."""

    kind: Literal["round", "square", "true-false"]
    choices: tuple[Choice, ...]
    shuffle: bool = True

    @property
    def right(self) -> frozenset[ChoiceId]:
        """Ids a perfect answer ticks."""
        return frozenset(choice.id for choice in self.choices if choice.right)

    @property
    def wrong(self) -> frozenset[ChoiceId]:
        """Ids a perfect answer leaves alone."""
        return frozenset(choice.id for choice in self.choices if not choice.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchQuestion(Asked):
    """Pair each left side with a right side; some right sides may belong to nothing.

    `pairs` is the key, (left id, right id).  The page always shuffles both sides.
    """

    kind: Literal["match"] = "match"
    lefts: tuple[Choice, ...]
    rights: tuple[Choice, ...]
    pairs: tuple[tuple[ChoiceId, ChoiceId], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuestion(Asked):
    """Put steps in order.  `steps` stands in the right order; the page always shuffles them."""

    kind: Literal["order"] = "order"
    steps: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Asked):
    """Type a number; right when no further than `tolerance` from `value`, in `unit`."""

    kind: Literal["number"] = "number"
    value: Fraction
    tolerance: Fraction = Fraction(0)
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedQuestion(Asked):
    """Type a word; right when it equals one of `accepted` after folding case and spaces.

    `accepted` holds the source's answers and those of the language shown.
    """

    kind: Literal["typed"] = "typed"
    accepted: tuple[str, ...]


Question = ChoiceQuestion | MatchQuestion | OrderQuestion | NumberQuestion | TypedQuestion


def reasons_aloud(question: Question, answer: Answer) -> tuple[str, ...]:
    """Return the recordings of what is said to an answer: the reasons, then the explanation.

    Empty unless there is one of each.
    """
    said = [question.explanation_audio] if question.explanation else []
    if isinstance(question, ChoiceQuestion):
        chosen = [choice for choice in question.choices if choice.id in (answer or ())]
        said = [choice.reason_audio for choice in chosen if choice.feedback] + said
    return tuple(name for names in said for name in names) if all(said) else ()
