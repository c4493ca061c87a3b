"""A stretch of words becomes a message: whole, flat, and without anything a translator could break.

Link targets are taken out and numbered, a picture at the beginning stands beside the words, and
HTML is refused.  Length and the number of Markdown's signs are bounded, since Python-Markdown
takes quadratic time on careless text.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import Image, Message
from score_learn.core.compiler.source import Line, flat

MOST_SIGNS = 2000
MOST_MARKS = 60
MARKS = re.compile(r"[*_\[\]`\\&<]")
CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
TAG = re.compile(r"</?[A-Za-z!?]|<!--")
IMAGE = re.compile(r"!\[([^\[\]]*)\]\(([^()]*)\)\s*")
LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]*)\)")
STRAY = re.compile(r"\](?=\((?!\d+\)))")
OUTSIDE = re.compile(r"https?://[^\s/]+\S*|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9-]+")

Sort = Literal[
    "title", "text", "item", "cell", "alt", "speaker", "prompt", "choice", "left", "right", "step",
    "feedback", "hint", "explanation", "accept", "unit", "purpose",
]  # fmt: skip

COMMENTS: dict[str, str] = {
    "title": "title",
    "text": "paragraph",
    "item": "list item",
    "cell": "table cell",
    "alt": "picture description",
    "speaker": "spoken name of a person",
    "prompt": "question",
    "left": "left side of a pair; keep short",
    "right": "right side of a pair; keep short",
    "step": "step to be put in order; keep short",
    "hint": "hint to a question",
    "explanation": "explanation after a question",
    "accept": "accepted answers, one a line; as many as your language needs",
    "unit": "unit of a number; keep signs such as dB",
    "purpose": "what the course is for",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the beginning of their context, and who hears of mistakes."""

    prefix: str
    report: Report

    def message(self, sort: Sort, line: int, text: str, comment: str = "") -> Message:
        """Return the words as a message, each mistake in them reported."""
        words = flat(text)
        self._bound(line, words)
        if "[site:" in words:
            self.report.add("M16", line, words)
        plain, links = self._without_links(line, words)
        return Message(
            context=f"{self.prefix}/{sort}",
            text=plain,
            comment=comment or COMMENTS[sort],
            line=line,
            links=tuple(links),
        )

    def pictured(
        self, sort: Sort, line: int, text: str, comment: str = ""
    ) -> tuple[Image | None, Message | None]:
        """Return the picture at the beginning, if any, and the words after it, if any."""
        found = IMAGE.match(text)
        image = self._image(line, found) if found else None
        rest = text[found.end() :] if found else text
        return image, self.message(sort, line, rest, comment) if rest.strip() else None

    def _image(self, line: int, found: re.Match[str]) -> Image:
        alt = flat(found[1])
        if not alt:
            self.report.add("P02", line, found[0])
        message = Message(
            context=f"{self.prefix}/alt", text=alt, comment=COMMENTS["alt"], line=line
        )
        return Image(path=found[2].strip(), alt=message)

    def _bound(self, line: int, text: str) -> None:
        outside = CODE_SPAN.sub("", text) if len(text) <= MOST_SIGNS else ""
        if len(text) > MOST_SIGNS:
            self.report.add("L03", line, f"{len(text)} signs")
        elif len(MARKS.findall(text)) > MOST_MARKS:
            self.report.add("L04", line, text)
        elif TAG.search(outside):
            self.report.add("M11" if "<!--" in outside else "M05", line, text)
        elif IMAGE.search(outside):
            self.report.add("P06", line, text)

    def _without_links(self, line: int, text: str) -> tuple[str, list[str]]:
        """Return the words with (1), (2) in place of targets, and the targets."""
        if len(text) > MOST_SIGNS:
            return text, []
        links: list[str] = []

        def number(found: re.Match[str]) -> str:
            links.append(found[2])
            self._judge(line, found)
            return f"[{found[1]}]({len(links)})"

        numbered = outside_code(text, lambda part: LINK.sub(number, part))
        if STRAY.search(IMAGE.sub("", CODE_SPAN.sub("", numbered))):
            self.report.add("P07", line, text, fix="write [words](address), without spaces in it")
        return numbered, links

    def _judge(self, line: int, found: re.Match[str]) -> None:
        if OUTSIDE.fullmatch(found[2]):
            if found[2].startswith("http"):
                self.report.add("P08", line, found[2])
        elif ".." in found[2] or found[2].startswith("/"):
            self.report.add("P07", line, found[2], expected="a link that stays in the module")
        else:
            self.report.add("P07", line, found[2])


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return the text, changed everywhere but in its code spans."""
    parts: list[str] = []
    end = 0
    for span in CODE_SPAN.finditer(text):
        parts += [change(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join(parts) + change(text[end:])


def joined(lines: Sequence[Line]) -> str:
    """Return the words of several lines as one."""
    return " ".join(line.text.strip() for line in lines)
