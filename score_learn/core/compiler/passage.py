"""Blocks that are no question: prose, tables, code, and stories told in speech bubbles."""

import re

from score_learn.core.compiler.blocks import MOST_BLOCKS, Raw, RawItem, split, unquoted
from score_learn.core.compiler.draft import (
    Block,
    Bubble,
    Citation,
    Code,
    Dialogue,
    Item,
    Listing,
    Message,
    Paragraph,
    SiteRoom,
    Table,
)
from score_learn.core.compiler.source import Line
from score_learn.core.compiler.words import Place, joined
from score_learn.core.local import SITE_BLOCKS

DEEPEST = 3
SPEAKER = re.compile(r"\*\*([^*]+?)\s*(?:[:：]\s*\*\*|\*\*\s*[:：])\s*(.+)")
BOX = re.compile(r"\[ \](?: +|$)")
SITE = re.compile(r"\[site:\s*([^\]\s]*)\s*\]")
CELL = re.compile(r"(?<!\\)\|")


def passage(raws: list[Raw], place: Place, depth: int = 1) -> tuple[Block, ...]:
    """Return the blocks with their messages."""
    if raws and depth > DEEPEST:
        place.report.add("L02", raws[0].line, "a list or quote in a list in a list")
        return ()
    return tuple(_block(raw, place, depth) for raw in raws if _is_plain(raw, place, depth))


def _is_plain(raw: Raw, place: Place, depth: int) -> bool:
    if raw.sort in {"code", "table"} and depth > 1:
        place.report.add("M12", raw.line, raw.lines[0].text)
        return False
    return True


def _block(raw: Raw, place: Place, depth: int) -> Block:
    if raw.sort == "paragraph":
        room = SITE.fullmatch(joined(raw.lines).strip()) if depth == 1 else None
        if room and room[1] in SITE_BLOCKS:
            return SiteRoom(line=raw.line, name=room[1])
        image, message = place.pictured("text", raw.line, joined(raw.lines))
        return Paragraph(line=raw.line, image=image, message=message)
    if raw.sort == "list":
        return _listing(raw, place, depth)
    if raw.sort == "quote":
        return _quote(raw, place, depth)
    if raw.sort == "table":
        return _table(raw, place)
    return _code(raw)


def _code(raw: Raw) -> Code:
    """Return the lines between the fences; the last fence may be missing, which is reported."""
    return Code(line=raw.line, lines=tuple(line.text for line in raw.lines[1:-1]))


def _listing(raw: Raw, place: Place, depth: int) -> Listing:
    checklist = all(BOX.match(item.text) for item in raw.items)
    if checklist and not place.prefix.startswith("sheet/"):
        place.report.add("Q23", raw.line, raw.items[0].text)
    return Listing(
        line=raw.line,
        items=tuple(_item(item, place, depth, checklist) for item in raw.items),
        start=raw.items[0].number,
        checklist=checklist,
    )


def _item(raw: RawItem, place: Place, depth: int, checklist: bool) -> Item:
    text = BOX.sub("", raw.text) if checklist else raw.text
    words, children = continued(raw, text)
    image, message = place.pictured("item", raw.line, words)
    if not image and not message:
        place.report.add("Q35", raw.line, "-", expected="words after the bullet")
    blocks = split(children, place.report)
    return Item(
        line=raw.line,
        image=image,
        message=message,
        children=passage(blocks, place, depth + 1) if blocks else (),
    )


def continued(raw: RawItem, text: str) -> tuple[str, tuple[Line, ...]]:
    """Return an item's words with the lines that go on with them, and the lines that remain."""
    lines = list(raw.children)
    while lines and lines[0].text.strip() and _goes_on(lines[0]):
        text += " " + lines.pop(0).text.strip()
    return text, tuple(lines)


def _goes_on(line: Line) -> bool:
    return not line.code and not re.match(r" {0,3}(>|[-*+] |\d{1,9}[.)] |\|)", line.text)


def _quote(raw: Raw, place: Place, depth: int) -> Block:
    lines = unquoted(raw)
    said = [line for line in lines if line.text.strip()]
    if said and SPEAKER.match(said[0].text):
        if len(said) > MOST_BLOCKS:
            place.report.add("L05", said[MOST_BLOCKS].number, f"{len(said)} lines of a story")
        return Dialogue(line=raw.line, bubbles=tuple(_bubbles(said, place)))
    return Citation(line=raw.line, children=passage(split(lines, place.report), place, depth + 1))


def _bubbles(said: list[Line], place: Place) -> list[Bubble]:
    """Return who says what; a line without a name goes on with the line before."""
    turns: list[tuple[int, str, str]] = []
    for line in said:
        found = SPEAKER.match(line.text.strip())
        if found:
            turns.append((line.number, found[1], found[2]))
        else:
            number, name, words = turns[-1]
            turns[-1] = (number, name, f"{words} {line.text}")
    return [
        Bubble(
            speaker=place.message("speaker", number, name),
            message=place.message("text", number, words, f"said by {name}"),
        )
        for number, name, words in turns
    ]


def _table(raw: Raw, place: Place) -> Table:
    rows = [_row(line, place) for line in (raw.lines[0], *raw.lines[2:])]
    for line, row in zip((raw.lines[0], *raw.lines[2:]), rows, strict=True):
        if len(row) != len(rows[0]):
            place.report.add("M14", line.number, line.text)
    if len(rows) * len(rows[0]) > 200:
        place.report.add("L05", raw.line, f"{len(rows) * len(rows[0])} cells")
    return Table(line=raw.line, rows=tuple(rows))


def _row(line: Line, place: Place) -> tuple[Message | None, ...]:
    text = line.text.strip().removeprefix("|")
    cells = CELL.split(text)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return tuple(
        place.message("cell", line.number, cell) if cell.strip() else None for cell in cells
    )
