"""Blocks with their words in one language: canonical Markdown, then HTML.

Each block is written and rendered alone.  Its structure comes from the draft, so that whatever
words a catalog brings, a list stays that list.
"""

import re
from collections.abc import Iterable

from score_learn.core.compiler.draft import (
    Block,
    Citation,
    Code,
    Dialogue,
    Image,
    Item,
    Listing,
    Message,
    Paragraph,
    SiteRoom,
    Table,
)
from score_learn.core.compiler.prose import PICTURES, render, shielded
from score_learn.core.compiler.voice import Voice
from score_learn.core.course import Line, Prose, SiteBlock, Story

BAR = re.compile(r"(?<!\\)\|")


def parts_of(blocks: Iterable[Block], voice: Voice) -> tuple[Prose | Story | SiteBlock, ...]:
    """Return stories, room for a site's own words, and between them prose."""
    parts: list[Prose | Story | SiteBlock] = []
    for block in blocks:
        if isinstance(block, Dialogue):
            parts.append(_story(block, voice))
            continue
        if isinstance(block, SiteRoom):
            parts.append(SiteBlock(name=block.name))
            continue
        html = _html(block, voice)
        if parts and isinstance(parts[-1], Prose):
            html = f"{parts.pop().html}\n{html}"  # type: ignore[union-attr]
        parts.append(Prose(html=html))
    return tuple(parts)


def _story(dialogue: Dialogue, voice: Voice) -> Story:
    return Story(
        lines=tuple(
            Line(
                speaker=voice.plain(bubble.speaker),
                html=voice.inline(bubble.message),
                face=voice.face(bubble.speaker),
                audio=voice.audio([bubble.message]),
            )
            for bubble in dialogue.bubbles
        )
    )


def _html(block: Block, voice: Voice) -> str:
    html = render("\n".join(_Writer(voice).write(block)))
    if isinstance(block, Listing) and block.checklist:
        html = html.replace("<ul>", '<ul class="checklist">', 1)
    return html


class _Writer:
    """Writes blocks as Markdown in the strict form that Python-Markdown wants: four spaces."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def write(self, block: Block) -> list[str]:
        """Return the lines of one block."""
        match block:
            case Paragraph():
                return [self._words(block.image, block.message)]
            case Listing():
                return self._listing(block)
            case Citation():
                return [f"> {line}" for line in self._all(block.children)]
            case Table():
                return self._table(block)
            case Code():
                return [f"    {line}" for line in block.lines]
            case _:  # room for a site's words is never inside another block
                return self._told(block) if isinstance(block, Dialogue) else []

    def _all(self, blocks: Iterable[Block]) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            lines += ["", *self.write(block)] if lines else self.write(block)
        return lines

    def _words(self, image: Image | None, message: Message | None) -> str:
        words = shielded(self.voice.say(message)) if message else ""
        return f"{self._picture(image)} {words}".strip() if image else words

    def _picture(self, image: Image) -> str:
        picture = self.voice.picture(image)
        alt = re.sub(r"[\\\[\]`*_!<>&]", "", picture.alt) if picture else ""
        size = f"{picture.name}#{picture.width}x{picture.height}" if picture else ""
        return f"![{alt}]({PICTURES}{size})"

    def _listing(self, listing: Listing) -> list[str]:
        loose = any(
            not isinstance(child, Listing) for item in listing.items for child in item.children
        )
        lines: list[str] = []
        for place, item in enumerate(listing.items):
            if lines and loose:
                lines.append("")
            number = None if listing.start is None else listing.start + place
            lines += self._item(item, number, loose=loose)
        return lines

    def _item(self, item: Item, number: int | None, *, loose: bool) -> list[str]:
        marker = "-" if number is None else f"{number}."
        lines = [f"{marker:<3} {self._words(item.image, item.message)}"]
        for child in item.children:
            if loose:
                lines.append("")
            lines += [f"    {line}" if line else "" for line in self.write(child)]
        return lines

    def _table(self, table: Table) -> list[str]:
        rows = [self._row(row) for row in table.rows]
        return [rows[0], "|" + "---|" * len(table.rows[0]), *rows[1:]]

    def _row(self, row: Iterable[Message | None]) -> str:
        cells = (BAR.sub(r"\\|", self.voice.say(cell)) if cell else " " for cell in row)
        return "| " + " | ".join(cells) + " |"

    def _told(self, dialogue: Dialogue) -> list[str]:
        """Return a story inside a list or quote, where there are no bubbles."""
        lines: list[str] = []
        for bubble in dialogue.bubbles:
            speaker, words = self.voice.plain(bubble.speaker), self.voice.say(bubble.message)
            lines += [*([""] if lines else []), f"**{speaker}:** {words}"]
        return lines
