"""A heading with an answer list under it becomes a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from score_learn.core.compiler.answers import quoted, read_answers
from score_learn.core.compiler.attributes import ID, QUESTION, only
from score_learn.core.compiler.blocks import Raw, unquoted
from score_learn.core.compiler.draft import Block, Image, Message, Paragraph, QuestionDraft
from score_learn.core.compiler.marks import is_answer_list
from score_learn.core.compiler.outline import Section
from score_learn.core.compiler.passage import passage
from score_learn.core.compiler.words import Place, Sort

NEW = "new"
"""Stands in a context for the id of a question that has none yet."""

ARROWS = ("->", "→", "--")
NO = re.compile(r"\b(?:not|never|cannot|nobody|nothing|neither|nor)\b|n['’]t\b", re.I)
SENTENCE = re.compile(r"[.?!:;。？！]")


@dataclass
class Parts:
    """The blocks under a question's heading, by what they are for.

    `slipped` is set after feedback that was not indented, `torn` when the list goes on after it:
    what is left of such a list is not judged.  `spilled` is set after words of a choice that were
    not indented: the feedback under them is not judged either.
    """

    answers: Raw | None
    before: list[Raw] = field(default_factory=list)
    hints: list[Raw] = field(default_factory=list)
    explanations: list[Raw] = field(default_factory=list)
    slipped: bool = False
    torn: bool = False
    spilled: bool = False


def is_question(section: Section) -> bool:
    """Tell whether a section asks: it bears an id, or an answer list."""
    stamped = "q" in section.settings.words
    return stamped or any(is_answer_list(raw, stamped=False) for raw in section.blocks)


def question_id(section: Section) -> str:
    """Return the stamped id, or "" when there is none that is well formed."""
    found = section.settings.words.get("q", "")
    return found if ID.fullmatch(found) else ""


def read_question(
    section: Section, place: Place, standard: Mapping[str, str], *, graded: bool
) -> tuple[QuestionDraft | None, tuple[Block, ...]]:
    """Return the question, and for a card's check what stands before its answers.

    A graded question has no card to hold other text, so its paragraphs belong to the prompt.
    """
    settings = only(section.settings, QUESTION)
    _judge_id(section, place)
    parts = _parts(section, place)
    before = passage(parts.before, place)
    answers = None
    if parts.answers and not parts.torn:
        answers = read_answers(parts.answers, place, standard)
    prompt = place.message("prompt", section.line, section.title)
    _judge_no(prompt, place)
    if answers is None:
        return None, before
    question = QuestionDraft(
        id=question_id(section),
        line=section.line,
        prompt=(prompt,),
        audience=settings.audience,
        points=settings.count("points", 1, "Q29"),
        partial=settings.yes("partial", False),
        shuffle=settings.yes("shuffle", answers.kind != "true-false"),
        hint=_quotes(parts.hints, place, "hint"),
        explanation=_quotes(parts.explanations, place, "explanation"),
        read=settings.read,
        kind=answers.kind,
        choices=answers.choices,
        rights=answers.rights,
        accepted=answers.accepted,
        number=answers.number,
    )
    return _with_picture(question, before, place, graded=graded)


def _judge_id(section: Section, place: Place) -> None:
    word = section.settings.words.get("q", "")
    if not word:
        place.report.add("Q01", section.line, section.title)
    elif not ID.fullmatch(word):
        place.report.add("Q04", section.line, f"q:{word}")


def _judge_no(prompt: Message, place: Place) -> None:
    for sentence in SENTENCE.split(prompt.text):
        if len(NO.findall(sentence)) > 1:
            place.report.add("Q27", prompt.line, sentence.strip())


def _quotes(raws: list[Raw], place: Place, sort: Sort) -> tuple[Message, ...]:
    return tuple(message for raw in raws for message in quoted(raw, place, sort))


def _parts(section: Section, place: Place) -> Parts:
    """Sort the blocks around the first answer list; report what is out of place."""
    stamped = "q" in section.settings.words
    lists = [raw for raw in section.blocks if is_answer_list(raw, stamped=stamped)]
    parts = Parts(lists[0] if lists else None)
    if not lists:
        _judge_missing(section, place)
    after = False
    for raw in section.blocks:
        if raw is parts.answers:
            after = True
        elif raw.sort == "quote" and _first(raw).startswith(("?", "？")):
            parts.hints.append(raw)
        elif after:
            _after(raw, parts, lists, place)
        else:
            parts.before.append(raw)
    return parts


def _after(raw: Raw, parts: Parts, lists: list[Raw], place: Place) -> None:
    if raw.sort == "quote" and raw.glued and parts.spilled:
        return
    if raw.sort == "quote" and raw.glued:
        parts.slipped = True
        goes_on = lists[-1].line > raw.line
        fix = {"fix": "put two spaces before each > of it"} if goes_on else {}
        place.report.add("Q14", raw.line, raw.lines[0].text, **fix)
    elif raw.sort == "quote":
        parts.explanations.append(raw)
    elif raw not in lists:
        place.report.add("Q20", raw.line, raw.lines[0].text, fix=_as_quote(raw))
        parts.spilled = parts.spilled or raw.glued
    elif parts.slipped or parts.spilled:
        parts.torn = True
    else:
        place.report.add("Q19", raw.line, raw.items[0].text)


def _as_quote(raw: Raw) -> str:
    """Return what makes an explanation, or a choice's own words, of what follows the answers."""
    if raw.sort != "paragraph":
        return "say it in paragraphs, each line with > before it"
    if raw.glued:
        return "indent it by two spaces if it belongs to the choice, else put it before the list"
    return "write > before each line of it, or put it before the list"


def _first(raw: Raw) -> str:
    return next((line.text.strip() for line in unquoted(raw) if line.text.strip()), "")


def _judge_missing(section: Section, place: Place) -> None:
    for raw in section.blocks:
        if raw.items and all(any(sign in item.text for sign in ARROWS) for item in raw.items):
            place.report.add("Q18", raw.line, raw.items[0].text)
            return
    place.report.add("Q05", section.line, section.title)


def _with_picture(
    question: QuestionDraft, before: tuple[Block, ...], place: Place, *, graded: bool
) -> tuple[QuestionDraft, tuple[Block, ...]]:
    """Give the question the first picture before its answers, and a graded one all the words."""
    image, rest = lead_picture(before)
    question = replace(question, image=image)
    if not graded:
        return question, rest
    words = []
    for block in rest:
        if isinstance(block, Paragraph) and block.message and not block.image:
            words.append(replace(block.message, context=f"{place.prefix}/prompt"))
        else:
            place.report.add("Q33", block.line, type(block).__name__.lower())
    return replace(question, prompt=(*question.prompt, *words)), ()


def lead_picture(blocks: tuple[Block, ...]) -> tuple[Image | None, tuple[Block, ...]]:
    """Return the picture that the first block begins with, and what then remains."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not first.image:
        return None, blocks
    if first.message is None:
        return first.image, blocks[1:]
    return first.image, (replace(first, image=None), *blocks[1:])
