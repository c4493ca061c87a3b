"""A course as one site shows it: with words of its own where the author left room for them.

`[site:grievance]` in a lesson stands for whom to turn to with a complaint, which only the site
knows.  A lesson whose blocks nobody has filled is not shown there: better no lesson than one that
ends in "Turn to:" and nothing.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from score_learn.core.course import Card, Lesson, Module, Sheet, SiteBlock

SITE_BLOCKS = {
    "grievance": "who takes complaints and protects the name: person, place, time, phone",
    "representatives": "who speaks for the workers, and where to find them",
    "safety": "who looks after safety, and how to reach them at once",
    "first-aid": "who is trained in first aid, and where the box is",
    "emergency": "the number to call, and what to say",
    "office": "where questions about pay and papers are answered, and when",
}
"""The blocks that there are, and what a site writes into each."""

MOST_SIGNS = 300
"""Longest text of a site's own: it is a card's last paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SiteWords:
    """What a site wrote into a block; plain text whose lines are kept."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenLesson:
    """A lesson that a site does not show, because it has written no words for these blocks."""

    module: str
    lesson: str
    title: str
    lang: str
    blocks: tuple[str, ...]


def blocks_in(cards: Iterable[Card]) -> tuple[str, ...]:
    """Return the blocks for which the cards leave room, in the alphabet's order."""
    return tuple(sorted(set(_blocks(cards))))


def fill(module: Module, words: Mapping[str, SiteWords]) -> Module:
    """Return the module with the site's words, without what lacks them: lessons, cards of the sheet."""
    return dataclasses.replace(
        module,
        lessons=tuple(
            dataclasses.replace(lesson, cards=_filled(lesson.cards, words))
            for lesson in module.lessons
            if not lacking(lesson, words)
        ),
        sheet=_sheet(module.sheet, words) if module.sheet else None,
    )


def lacking(lesson: Lesson, words: Iterable[str]) -> frozenset[str]:
    """Return the blocks that keep a lesson from being shown."""
    return frozenset(_blocks(lesson.cards)) - set(words)


def _sheet(sheet: Sheet, words: Mapping[str, SiteWords]) -> Sheet:
    cards = tuple(card for card in sheet.cards if set(_blocks([card])) <= set(words))
    return dataclasses.replace(sheet, cards=_filled(cards, words))


def _blocks(cards: Iterable[Card]) -> Iterator[str]:
    for card in cards:
        for part in card.parts:
            if isinstance(part, SiteBlock):
                yield part.name


def _filled(cards: tuple[Card, ...], words: Mapping[str, SiteWords]) -> tuple[Card, ...]:
    return tuple(_fill(card, words) if set(_blocks([card])) else card for card in cards)


def _fill(card: Card, words: Mapping[str, SiteWords]) -> Card:
    parts = tuple(
        dataclasses.replace(part, text=words[part.name].text, lang=words[part.name].lang)
        if isinstance(part, SiteBlock)
        else part
        for part in card.parts
    )
    return dataclasses.replace(card, parts=parts)
