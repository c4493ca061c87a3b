"""Course material for tests: say only what matters."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid5

from score_learn.core.compilation import Compilation, Edition, QuestionVersion
from score_learn.core.course import (
    Card,
    Lesson,
    Module,
    Pool,
    Prose,
    Quiz,
    Sheet,
    SiteBlock,
    questions_of,
)
from score_learn.core.question import (
    Choice,
    ChoiceId,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    QuestionId,
    TypedQuestion,
    VersionId,
)
from score_learn.services import publishing

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def client_id(name: str) -> str:
    """Return the UUID that a browser would have made; the same for the same name."""
    return str(uuid5(UUID(int=7), name))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_choice(text: str, **more: Any) -> Choice:
    return Choice(id=ChoiceId(digest(text)[:8]), html=text, **more)


def make_question(key: str = "x...", question_id: str = "q001", **more: Any) -> ChoiceQuestion:
    """Return a question whose choices are "x" for right, "." for wrong; two rights are square."""
    kind: Literal["round", "square"] = "square" if key.count("x") > 1 else "round"
    choices = tuple(
        make_choice(f"{question_id} choice {place}", right=mark == "x", feedback=f"because {place}")
        for place, mark in enumerate(key)
    )
    given = {"kind": kind, "choices": choices, "explanation": "So it is."} | more
    return ChoiceQuestion(**_asked(question_id), **given)


def make_match(pairs: int = 3, strays: int = 1, **more: Any) -> MatchQuestion:
    lefts = tuple(make_choice(f"left {place}") for place in range(pairs))
    rights = tuple(make_choice(f"right {place}") for place in range(pairs + strays))
    key = tuple((left.id, right.id) for left, right in zip(lefts, rights, strict=False))
    return MatchQuestion(**_asked("m001"), lefts=lefts, rights=rights, pairs=key, **more)


def make_order(steps: int = 3, **more: Any) -> OrderQuestion:
    made = tuple(make_choice(f"step {place}") for place in range(steps))
    return OrderQuestion(**_asked("o001"), steps=made, **more)


def make_number(value: str = "85", **more: Any) -> NumberQuestion:
    return NumberQuestion(**_asked("n001"), value=Fraction(value), **more)


def make_typed(*accepted: str, **more: Any) -> TypedQuestion:
    return TypedQuestion(**_asked("t001"), accepted=accepted, **more)


def make_quiz(*questions: Question, pick: int | None = None, **more: Any) -> Quiz:
    pool = Pool(
        key="pool", title="Pool", lang="en", pick=pick or len(questions), questions=questions
    )
    return Quiz(pools=(pool,), pass_mark=more.pop("pass_mark", Fraction(4, 5)), **more)


def make_card(key: str, **more: Any) -> Card:
    return Card(key=key, title=key, lang="en", **more)


def make_lesson(
    key: str, *, cards: int | tuple[Card, ...] = 2, questions: int = 5, **more: Any
) -> Lesson:
    """Return a lesson with its cards and a quiz of round questions whose first choice is right."""
    quiz = make_quiz(*(make_question("x..", f"{key[0]}{n:03}") for n in range(questions)))
    if isinstance(cards, int):
        cards = tuple(make_card(f"{key}-{n}") for n in range(cards))
    given = {"cards": cards, "quiz": quiz if questions else None} | more
    return Lesson(key=key, title=f"Lesson {key}", lang="en", **given)


def make_module(key: str = "safety", *lessons: Lesson, **more: Any) -> Module:
    """Return a module; unless told otherwise with the lessons fire and noise, and a test."""
    test = make_quiz(*(make_question("x..", f"t{n:03}") for n in range(5)))
    given = {
        "language": "en", "lang": "en", "title": key.title(), "title_lang": "en",
        "purpose": "What it is for.", "order": 1, "mark": key, "room": key,
        "lessons": lessons or (make_lesson("fire"), make_lesson("noise")), "test": test,
    } | more  # fmt: skip
    return Module(key=key, **given)


def make_module_with_room() -> Module:
    """Return a module whose lesson "voice", and a card of the sheet, wait for the site's words."""
    turn_to = (Prose(html="<p>Turn to:</p>"), SiteBlock(name="grievance"))
    voice = make_lesson("voice")
    cards = (replace(voice.cards[0], parts=turn_to), *voice.cards[1:])
    sheet = Sheet(
        title="With your team",
        lang="en",
        cards=(make_card("sheet-0"), make_card("sheet-1", parts=turn_to)),
    )
    return make_module(
        "safety",
        make_lesson("fire"),
        replace(voice, cards=cards),
        sheet=sheet,
        site_blocks=("grievance",),
    )


def make_edition(module: Module, *, complete: bool = True) -> Edition:
    is_source = module.lang == module.language
    catalog = "" if is_source else digest(module.title)
    return Edition(
        lang=module.lang, catalog=catalog, complete=complete, reviewed=is_source, module=module
    )


def translate(module: Module, lang: str, **more: Any) -> Module:
    """Return the module with its title in another language; the rest stays as it was."""
    given = {"lang": lang, "title": f"{module.title} ({lang})", "title_lang": lang} | more
    return replace(module, **given)


def make_compilation(module: Module, *editions: Edition) -> Compilation:
    return Compilation(
        key=module.key,
        revision=digest(repr(module)),
        editions=(make_edition(module), *editions),
        versions=tuple(
            QuestionVersion(id=one.id, version=one.version, source="{}")
            for one in questions_of(module)
        ),
    )


def publish(module: Module, *editions: Edition, now: datetime = NOON) -> publishing.Published:
    return publishing.publish(make_compilation(module, *editions), Path(), now=now)


def right_answer(question: Question) -> tuple[str, ...]:
    """Return what a perfect learner gives."""
    match question:
        case ChoiceQuestion():
            return tuple(sorted(question.right))
        case MatchQuestion():
            return tuple(f"{left}:{right}" for left, right in question.pairs)
        case OrderQuestion():
            return tuple(step.id for step in question.steps)
        case NumberQuestion():
            return (str(question.value),)
        case TypedQuestion():
            return question.accepted[:1]


def _asked(question_id: str) -> dict[str, Any]:
    return {
        "id": QuestionId(question_id),
        "version": VersionId(digest(question_id)),
        "lang": "en",
        "prompt": f"Prompt of {question_id}?",
    }
