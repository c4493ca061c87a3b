"""An answer list becomes choices, pairs, steps, or a typed answer, each kind by its own rules."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from score_learn.core.compiler.attributes import CHOICE, only, split_settings
from score_learn.core.compiler.blocks import Raw, split, unquoted
from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import ChoiceDraft, Kind, Message, Number
from score_learn.core.compiler.marks import Marked, arrow, marked
from score_learn.core.compiler.passage import continued
from score_learn.core.compiler.source import Line, flat
from score_learn.core.compiler.words import COMMENTS, Place, Sort, joined

DIGITS = r"[-−]?\d+(?:[.,]\d+)?"
NUMBER = re.compile(rf"({DIGITS})\s*(?:\+-\s*({DIGITS}))?(?:\s+([^\d\s].*)|([%‰°]\S{{0,2}}))?")
GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
NEARLY = re.compile(r"[-−]?(?:\d+(?:[.,'’ ]\d+)+\s*\D*|\d+[^\W\d]{2,})")
PIN = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")
LONGEST = 60
ALL_ABOVE = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the above|these|them|the others)\b|以上[都皆均]|उपर्युक्त",
    re.I,
)
LETTERS = re.compile(r"\(?[A-Fa-f]\)?(?:,| and| or| &|和|或)\s*\(?[A-Fa-f]\)?\.?$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an answer list says."""

    kind: Kind
    choices: tuple[ChoiceDraft, ...] = ()
    rights: tuple[ChoiceDraft, ...] = ()
    accepted: Message | None = None
    number: Number | None = None


def read_answers(raw: Raw, place: Place, standard: Mapping[str, str]) -> Answers | None:
    """Return the answers, or None when the list is of no one kind; mistakes are reported.

    `standard` leads from the source's words for true, false, yes and no to the program's.
    """
    rows = [marked(item) for item in raw.items]
    if not _of_one_sort(rows, place.report):
        return None
    sort = rows[0].sort
    if sort == "typed":
        return _typed(rows, place)
    if sort == "match":
        return _match(rows, place)
    if sort == "order":
        return _order(rows, place)
    return _choices(rows, place, standard)


def _of_one_sort(rows: list[Marked], report: Report) -> bool:
    known = True
    for row in rows:
        code = {"unknown": "Q13", "glued": "Q15"}.get(row.sort)
        if code:
            report.add(code, row.item.line, row.item.text)
            known = False
    if not known:
        return False
    first = rows[0].sort
    for row in rows:
        if row.sort != first or first == "none":
            report.add("Q17" if _half(row, rows) else "Q09", row.item.line, row.item.text)
            return False
    return True


def _half(row: Marked, rows: list[Marked]) -> bool:
    return all(other.sort in {"match", "none"} for other in rows)


def _choices(rows: list[Marked], place: Place, standard: Mapping[str, str]) -> Answers:
    kind: Kind = "round" if rows[0].sort == "round" else "square"
    words = [standard.get(row.text.casefold(), "") for row in rows]
    if kind == "round" and set(words) in ({"True", "False"}, {"Yes", "No"}):
        kind = "true-false"
    choices = [_choice(row, row.text, place, "choice", _comment(row.right)) for row in rows]
    if kind == "true-false":
        choices = [_standard(choice, word) for choice, word in zip(choices, words, strict=True)]
    _judge_marks(rows, kind, place.report)
    for row in rows:
        _judge_words(row, place.report)
    for row, choice in zip(rows, choices, strict=True):
        if not choice.feedback:
            place.report.add("Q24", row.item.line, row.item.text)
    _judge_alike(choices, place.report)
    return Answers(kind=kind, choices=tuple(choices))


def _standard(choice: ChoiceDraft, word: str) -> ChoiceDraft:
    """Return the choice with the program's own word, translated once for all courses."""
    message = Message(context="answer", text=word, comment="", line=choice.line, program=True)
    return replace(choice, message=message)


def _comment(right: bool) -> str:
    return f"quiz choice, {'right' if right else 'wrong'}; keep short"


def _judge_marks(rows: list[Marked], kind: Kind, report: Report) -> None:
    line, read = rows[0].item.line, rows[0].item.text
    right = [row for row in rows if row.right]
    if len(rows) < 2:
        report.add("Q11", line, read)
    elif not right:
        report.add("Q08" if kind == "square" else "Q06", line, read)
    elif kind != "square" and len(right) > 1:
        report.add("Q07", right[1].item.line, right[1].item.text)
    elif len(right) == len(rows):
        report.add("Q12", line, read)
    elif kind == "square" and len(right) == 1:
        report.add("Q22", right[0].item.line, right[0].item.text)


def _judge_words(row: Marked, report: Report) -> None:
    if ALL_ABOVE.search(row.text):
        report.add("Q25", row.item.line, row.text)
    elif LETTERS.match(row.text):
        report.add("Q26", row.item.line, row.text)


def _judge_alike(choices: Iterable[ChoiceDraft], report: Report) -> None:
    words = Counter[str]()
    pins = Counter[str]()
    for choice in choices:
        text = _likeness(choice)
        words[text] += 1
        pins[choice.pin] += 1
        if text and words[text] > 1:
            report.add("Q10", choice.line, text)
        if choice.pin and pins[choice.pin] > 1:
            report.add("Q36", choice.line, f"c:{choice.pin}")


def _likeness(choice: ChoiceDraft) -> str:
    if choice.message:
        return choice.message.text.casefold()
    return choice.image.path if choice.image else ""


def _choice(row: Marked, text: str, place: Place, sort: Sort, comment: str = "") -> ChoiceDraft:
    """Return one choice, side or step with its feedback."""
    line = row.item.line
    text, children = continued(row.item, text)
    text, settings = split_settings(text, line, place.report)
    only(settings, CHOICE)
    pin = settings.words.get("c", "")
    if "c" in settings.words and not PIN.fullmatch(pin):
        place.report.add("Q36", line, f"c:{pin}")
    image, message = place.pictured(sort, line, text, comment)
    if not image and not message:
        place.report.add("Q35", line, row.item.text)
    return ChoiceDraft(
        line=line,
        message=message,
        image=image,
        feedback=_feedback(children, place, row.right),
        right=row.right,
        last="last" in settings.words,
        pin=pin,
    )


def _feedback(children: tuple[Line, ...], place: Place, right: bool) -> tuple[Message, ...]:
    comment = f"feedback to a {'right' if right else 'wrong'} choice"
    messages: list[Message] = []
    for block in split(children, place.report):
        if block.sort == "quote":
            messages += quoted(block, place, "feedback", comment)
        else:
            place.report.add("Q20", block.line, block.lines[0].text.strip())
    return tuple(messages)


def quoted(raw: Raw, place: Place, sort: Sort, comment: str = "") -> list[Message]:
    """Return the paragraphs of a quote, without the question mark that begins a hint."""
    messages: list[Message] = []
    blocks = split(unquoted(raw), place.report)
    for block in blocks:
        text = joined(block.lines)
        if sort == "hint" and not messages:
            text = text[1:].strip()
        if block.sort != "paragraph":
            place.report.add("Q20", block.line, text, expected="only paragraphs in this quote")
        elif text:
            messages.append(place.message(sort, block.line, text, comment))
    if not messages and all(block.sort == "paragraph" for block in blocks):
        place.report.add("Q20", raw.line, raw.lines[0].text, expected="words after the >")
    return messages


def _order(rows: list[Marked], place: Place) -> Answers:
    numbers = [int(row.sign) for row in rows]
    if sorted(numbers) != list(range(1, len(rows) + 1)):
        place.report.add("Q16", rows[0].item.line, " ".join(f"({number})" for number in numbers))
    if len(rows) < 2:
        place.report.add("Q11", rows[0].item.line, rows[0].item.text)
    ranked = sorted(rows, key=lambda row: int(row.sign))
    steps = [_choice(row, row.text, place, "step") for row in ranked]
    _judge_alike(steps, place.report)
    return Answers(kind="order", choices=tuple(steps))


def _match(rows: list[Marked], place: Place) -> Answers:
    lefts: list[ChoiceDraft] = []
    rights: list[ChoiceDraft] = []
    lonely: list[ChoiceDraft] = []
    for row in rows:
        cut = arrow(row.text) or 0
        left, right = row.text[:cut].strip(), row.text[cut + 2 :].strip()
        if arrow(right) is not None or not right:
            place.report.add("Q17", row.item.line, row.item.text)
        if left:
            lefts.append(_choice(_bare(row), left, place, "left"))
        (rights if left else lonely).append(_choice(row, right, place, "right"))
    if len(lefts) < 2:
        place.report.add("Q11", rows[0].item.line, rows[0].item.text)
    _judge_alike(lefts, place.report)
    _judge_alike((*rights, *lonely), place.report)
    return Answers(kind="match", choices=tuple(lefts), rights=(*rights, *lonely))


def _bare(row: Marked) -> Marked:
    """Return the row without what is indented under it, which goes with its right side."""
    return replace(row, item=replace(row.item, children=[]))


def _typed(rows: list[Marked], place: Place) -> Answers:
    texts = []
    for row in rows:
        text, children = continued(row.item, row.text)
        if children:
            place.report.add("Q34", children[0].number, children[0].text)
        if not text or len(text) > LONGEST:
            place.report.add("Q39" if text else "Q35", row.item.line, row.item.text)
        texts.append(flat(text))
    line = rows[0].item.line
    number = _number(texts[0], line, place) if len(rows) == 1 else None
    if number:
        return Answers(kind="number", number=number)
    accepted = Message(
        context=f"{place.prefix}/accept",
        text="\n".join(texts),
        comment=COMMENTS["accept"],
        line=line,
    )
    return Answers(kind="typed", accepted=accepted)


def _number(text: str, line: int, place: Place) -> Number | None:
    found = NUMBER.fullmatch(text)
    if (NEARLY.fullmatch(text) and not found) or GROUPED.match(text):
        place.report.add("Q28", line, text)
    if not found:
        return None
    unit = found[3] or found[4]
    return Number(
        value=_fraction(found[1]),
        tolerance=_fraction(found[2] or "0"),
        unit=place.message("unit", line, unit) if unit else None,
    )


def _fraction(digits: str) -> Fraction:
    return Fraction(digits.replace("−", "-").replace(",", "."))
