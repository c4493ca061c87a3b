"""Where a question points: the card to read again, which `read:` behind its id names.

A name can be judged only when all lessons are known, because the test points into every one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast, get_args

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import PageDraft, QuestionDraft
from score_learn.core.course import is_for
from score_learn.core.question import Audience, Track

TRACKS = cast("tuple[Track, ...]", get_args(Track))
NEAREST = 3
MOST_SIGNS = 80
"""Of a name, when two are compared: that takes as long as the product of their lengths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A card that may be pointed at, and who sees it."""

    lesson: str
    card: str
    title: str
    tracks: frozenset[Track]

    @property
    def name(self) -> str:
        """The card as the test names it."""
        return f"{self.lesson}/{self.card}"

    def likeness(self, written: str) -> tuple[float, float]:
        """Return how like the card (its name or title), then the lesson, is to what was written."""
        lesson, _, card = written[:MOST_SIGNS].casefold().rpartition("/")
        title = self.title[:MOST_SIGNS].casefold()
        return max(_ratio(card, self.card), _ratio(card, title)), _ratio(lesson, self.lesson)


def pointed(question: QuestionDraft, home: str) -> str:
    """Return the card as "lesson/card", "" for none; `home` is the lesson that asks."""
    if not question.read or "/" in question.read:
        return question.read
    return f"{home}/{question.read}"


class Targets:
    """All cards that questions of a module may point at.  A practice check teaches nothing new."""

    def __init__(self, lessons: Iterable[PageDraft]) -> None:
        cards = (
            Target(
                lesson=lesson.key,
                card=card.key,
                title=card.title.text,
                tracks=_tracks(lesson.audience, card.audience),
            )
            for lesson in lessons
            for card in lesson.cards
            if card.title
        )
        self.cards = {card.name: card for card in cards}

    def judge(self, page: PageDraft, report: Report) -> None:
        """Report each question that points nowhere, or at what somebody asked never sees."""
        for question, asked in _asked(page):
            if question.read:
                self._judge(question, asked, page.key, report)

    def _judge(
        self, question: QuestionDraft, asked: frozenset[Track], home: str, report: Report
    ) -> None:
        found = self.cards.get(pointed(question, home))
        blind = [track for track in TRACKS if found and track in asked - found.tracks]
        if found and not blind:
            return
        read = f"read:{question.read}"
        names = self._nearest(question, asked, home)
        fix = {"fix": f"did you mean {' or '.join(names)}?"} if names else {}
        seen = f"{read}, which a {blind[0]} never sees" if blind else read
        report.add("Q40", question.line, seen, **fix)

    def _nearest(self, question: QuestionDraft, asked: frozenset[Track], home: str) -> list[str]:
        """Return the likeliest names as this page writes them, of the lesson named if it has any."""
        fit = [card for card in self.cards.values() if asked <= card.tracks]
        lesson = pointed(question, home).partition("/")[0]
        near = [card for card in fit if card.lesson == lesson] or fit
        near.sort(key=lambda card: card.likeness(question.read), reverse=True)
        return [_named(card, home) for card in near[:NEAREST]]


def _asked(page: PageDraft) -> Iterator[tuple[QuestionDraft, frozenset[Track]]]:
    for card in page.cards:
        if card.question:
            yield card.question, _tracks(page.audience, card.audience)
    for pool in page.pools:
        for question in pool.questions:
            yield question, _tracks(page.audience, pool.audience, question.audience)


def _tracks(*audiences: Audience) -> frozenset[Track]:
    """Return who sees what stands inside all of these."""
    return frozenset(track for track in TRACKS if all(is_for(each, track) for each in audiences))


def _named(card: Target, home: str) -> str:
    """Return the card's name, with its title where the name is a hash of it."""
    name = f"read:{card.name.removeprefix(f'{home}/')}"
    return name if card.title.isascii() else f"{name} ({card.title})"


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
