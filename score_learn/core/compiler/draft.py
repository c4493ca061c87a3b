"""What an author wrote, understood but not yet in any language.

Parsing gives drafts.  Every word that a translator may change is a `Message`; marks, ids, numbers,
link targets and picture paths are fields beside it.  Because drafts are nothing but dataclasses
and tuples, one walk (`messages_in`) serves extraction, completeness and fallback alike.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from score_learn.core.course import Fallback
from score_learn.core.question import Audience

Kind = Literal["round", "square", "true-false", "match", "order", "number", "typed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One string for translators.

    `links` are the targets that stand as (1), (2) in the text.  The words of true-false questions
    are `program` messages: they live in the program's catalog, not in the course's.
    """

    context: str
    text: str
    comment: str
    line: int
    links: tuple[str, ...] = ()
    program: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by its path inside the module's folder."""

    path: str
    alt: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Words, perhaps after a picture, perhaps only a picture."""

    line: int
    message: Message | None = None
    image: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A list item: its words, and what is indented under it."""

    line: int
    message: Message | None = None
    image: Image | None = None
    children: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that is no question.  `start` is None for bullets; a checklist is ticked on paper."""

    line: int
    items: tuple[Item, ...]
    start: int | None = None
    checklist: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote that is neither story nor hint nor explanation."""

    line: int
    children: tuple["Block", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells, the head first; an empty cell is None."""

    line: int
    rows: tuple[tuple[Message | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Lines shown exactly as they are, in every language."""

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """What one person of a story says."""

    speaker: Message
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A story of bubbles."""

    line: int
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRoom:
    """Room for words that each site writes itself."""

    line: int
    name: str


Block = Paragraph | Listing | Citation | Table | Code | Dialogue | SiteRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceDraft:
    """A choice, a left or right side, or a step.  `pin` is an id that the author fixed."""

    line: int
    message: Message | None = None
    image: Image | None = None
    feedback: tuple[Message, ...] = ()
    right: bool = False
    last: bool = False
    pin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """The key of a number question."""

    value: Fraction
    tolerance: Fraction
    unit: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """A question of any kind.

    `choices` are the choices, the steps in right order, or the left sides; `rights` the right
    sides, the first of which belong to the lefts in turn and the rest to nothing.  `read` is the
    card to read again, as it was written.
    """

    id: str
    kind: Kind
    line: int
    prompt: tuple[Message, ...]
    audience: Audience = "all"
    points: int = 1
    partial: bool = False
    shuffle: bool = True
    image: Image | None = None
    hint: tuple[Message, ...] = ()
    choices: tuple[ChoiceDraft, ...] = ()
    rights: tuple[ChoiceDraft, ...] = ()
    accepted: Message | None = None
    number: Number | None = None
    explanation: tuple[Message, ...] = ()
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """A card; with a question its title is the question's prompt.

    `role` is what a card of the team sheet is for besides: "talk", "commitments" or ""; `course` is
    the module that a card of a country note belongs to, "" for all.
    """

    key: str
    line: int
    title: Message | None
    audience: Audience = "all"
    role: str = ""
    course: str = ""
    image: Image | None = None
    blocks: tuple[Block, ...] = ()
    question: QuestionDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolDraft:
    """A pool; `passes` is how many of `pick` must be right."""

    key: str
    line: int
    title: Message
    pick: int
    passes: int
    audience: Audience = "all"
    questions: tuple[QuestionDraft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """One file: a lesson, the test (whose title no page shows yet), the team sheet, a country note.

    `as_of` and `checked` say of a country note which month's law it tells, and whether somebody
    who knows that law has read it.
    """

    file: str
    key: str
    title: Message
    audience: Audience = "all"
    minutes: int = 4
    sensitive: bool = False
    pass_mark: Fraction | None = None
    attempts: int | None = None
    as_of: str = ""
    checked: bool = False
    cards: tuple[CardDraft, ...] = ()
    pools: tuple[PoolDraft, ...] = ()

    @property
    def questions(self) -> Iterator[QuestionDraft]:
        """All questions, checks first."""
        yield from (card.question for card in self.cards if card.question)
        for pool in self.pools:
            yield from pool.questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What module.md says."""

    title: Message
    purpose: tuple[Message, ...]
    language: str = "en"
    order: int = 0
    mark: str = ""
    room: str = ""
    valid_months: int | None = None
    fallback: Fallback = "hold"
    test_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleDraft:
    """A whole folder."""

    key: str
    front: Front
    lessons: tuple[PageDraft, ...]
    test: PageDraft | None = None
    sheet: PageDraft | None = None
    notes: tuple[PageDraft, ...] = ()

    @property
    def pages(self) -> tuple[PageDraft, ...]:
        """Every page, lessons first."""
        return (*self.lessons, *(page for page in (self.test, self.sheet) if page), *self.notes)


def messages_in(draft: object) -> Iterator[Message]:
    """Yield every message of a draft, in the order in which a reader meets them."""
    if isinstance(draft, Message):
        yield draft
    elif isinstance(draft, tuple):
        for item in draft:
            yield from messages_in(item)
    elif dataclasses.is_dataclass(draft):
        for field in dataclasses.fields(draft):
            yield from messages_in(getattr(draft, field.name))


def images_in(draft: object) -> Iterator[Image]:
    """Yield every picture of a draft, in order."""
    if isinstance(draft, Image):
        yield draft
    elif isinstance(draft, tuple):
        for item in draft:
            yield from images_in(item)
    elif dataclasses.is_dataclass(draft):
        for field in dataclasses.fields(draft):
            yield from images_in(getattr(draft, field.name))
