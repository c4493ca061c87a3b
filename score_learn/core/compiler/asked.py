"""A question's draft in one language."""

from typing import TypedDict

from score_learn.core.compiler.draft import ChoiceDraft, Message, QuestionDraft
from score_learn.core.compiler.pointer import pointed
from score_learn.core.compiler.versions import choice_id, question_version
from score_learn.core.compiler.voice import Voice
from score_learn.core.question import (
    Audience,
    Choice,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Picture,
    Question,
    QuestionId,
    TypedQuestion,
    VersionId,
)


class Shared(TypedDict):
    """What every kind of question has."""

    id: QuestionId
    version: VersionId
    lang: str
    prompt: str
    audience: Audience
    points: int
    partial: bool
    picture: Picture | None
    hint: str
    explanation: str
    read: str
    audio: tuple[str, ...]
    explanation_audio: tuple[str, ...]


def ask(draft: QuestionDraft, voice: Voice, home: str) -> Question:
    """Return the question as that voice asks it; `home` is the key of its page."""
    shared = _shared(draft, voice, home)
    if draft.number:
        number = draft.number
        unit = voice.plain(number.unit) if number.unit else ""
        return NumberQuestion(**shared, value=number.value, tolerance=number.tolerance, unit=unit)
    if draft.accepted:
        return TypedQuestion(**shared, accepted=_accepted(draft.accepted, voice))
    choices = tuple(_choice(choice, voice) for choice in draft.choices)
    if draft.kind == "order":
        return OrderQuestion(**shared, steps=choices)
    if draft.kind == "match":
        rights = tuple(_choice(choice, voice) for choice in draft.rights)
        pairs = tuple((left.id, right.id) for left, right in zip(choices, rights, strict=False))
        return MatchQuestion(**shared, lefts=choices, rights=rights, pairs=pairs)
    kind = draft.kind if draft.kind in {"round", "true-false"} else "square"
    return ChoiceQuestion(**shared, kind=kind, choices=choices, shuffle=draft.shuffle)


def _shared(draft: QuestionDraft, voice: Voice, home: str) -> Shared:
    return Shared(
        id=QuestionId(draft.id),
        version=question_version(draft, voice.gallery).version,
        lang=voice.lang,
        prompt="<br>".join(voice.inline(message) for message in draft.prompt),
        audience=draft.audience,
        points=draft.points,
        partial=draft.partial,
        picture=voice.picture(draft.image),
        hint=voice.paragraphs(draft.hint),
        explanation=voice.paragraphs(draft.explanation),
        read=pointed(draft, home),
        audio=voice.audio(draft.prompt),
        explanation_audio=voice.audio(draft.explanation),
    )


def _accepted(accepted: Message, voice: Voice) -> tuple[str, ...]:
    """Return the source's answers and those of the language shown, each once."""
    lines = f"{accepted.text}\n{voice.find(accepted)}".split("\n")
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _choice(draft: ChoiceDraft, voice: Voice) -> Choice:
    return Choice(
        id=choice_id(draft, voice.gallery),
        html=voice.inline(draft.message) if draft.message else "",
        picture=voice.picture(draft.image),
        feedback=voice.paragraphs(draft.feedback),
        right=draft.right,
        last=draft.last,
        audio=voice.audio([draft.message] if draft.message else []),
        reason_audio=voice.audio(draft.feedback),
    )
