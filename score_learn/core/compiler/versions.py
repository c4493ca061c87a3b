"""Ids that outlive an edit: of choices, of questions' versions, of the whole source.

A version is what an answer was given to: the kind, the words asked, the choices, the key and what
it earns.  Explanations, feedback, hints and translations are not in it, nor is the order of
choices that are shuffled anyway.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

from score_learn.core.compilation import QuestionVersion
from score_learn.core.compiler.draft import ChoiceDraft, Message, QuestionDraft
from score_learn.core.compiler.pictures import Gallery
from score_learn.core.question import ChoiceId, QuestionId, VersionId


def choice_id(choice: ChoiceDraft, gallery: Gallery) -> ChoiceId:
    """Return the pinned id, or the first 8 hex digits of the hash of words or picture."""
    if choice.pin:
        return ChoiceId(choice.pin)
    return ChoiceId(sha256(_likeness(choice, gallery).encode()).hexdigest()[:8])


def commitment_id(message: Message) -> ChoiceId:
    """Return the first 8 hex digits of the hash of a commitment's words."""
    return ChoiceId(sha256(" ".join(message.text.split()).encode()).hexdigest()[:8])


def _likeness(choice: ChoiceDraft, gallery: Gallery) -> str:
    if choice.message:
        return " ".join(choice.message.text.split())
    picture = gallery.find(choice.image.path) if choice.image else None
    return picture.name if picture else ""


def question_version(question: QuestionDraft, gallery: Gallery) -> QuestionVersion:
    """Return the question's normalised source and its hash."""
    source = json.dumps(_source(question, gallery), ensure_ascii=False, sort_keys=True)
    version = sha256(source.encode()).hexdigest()[:16]
    return QuestionVersion(id=QuestionId(question.id), version=VersionId(version), source=source)


def _source(question: QuestionDraft, gallery: Gallery) -> dict[str, object]:
    lefts = [_choice(choice, gallery) for choice in question.choices]
    rights = [_choice(choice, gallery) for choice in question.rights]
    image = gallery.find(question.image.path) if question.image else None
    source: dict[str, object] = {
        "kind": question.kind,
        "prompt": [_words(message) for message in question.prompt],
        "points": question.points,
        "partial": question.partial,
        "picture": image.name if image else "",
        "choices": lefts if question.kind == "order" else sorted(lefts, key=_by_id),
    }
    if question.kind == "match":
        pairs = zip(lefts, rights, strict=False)
        source["rights"] = sorted(rights, key=_by_id)
        source["pairs"] = sorted([str(left["id"]), str(right["id"])] for left, right in pairs)
    if question.accepted:
        source["accepted"] = sorted(question.accepted.text.split("\n"))
    if question.number:
        source["value"] = str(question.number.value)
        source["tolerance"] = str(question.number.tolerance)
        source["unit"] = _words(question.number.unit) if question.number.unit else ""
    return source


def _choice(choice: ChoiceDraft, gallery: Gallery) -> dict[str, object]:
    picture = gallery.find(choice.image.path) if choice.image else None
    return {
        "id": choice_id(choice, gallery),
        "text": _words(choice.message) if choice.message else "",
        "picture": picture.name if picture else "",
        "right": choice.right,
    }


def _by_id(choice: Mapping[str, object]) -> str:
    return str(choice["id"])


def _words(message: Message) -> str:
    """Return the words with the targets of their links, which are part of what was asked."""
    return " ".join([*message.text.split(), *message.links])


def revision_of(files: Mapping[str, bytes]) -> str:
    """Return the hash of a folder's whole source."""
    total = sha256()
    for path in sorted(files):
        total.update(f"{len(path)} {path} {len(files[path])} ".encode())
        total.update(files[path])
    return total.hexdigest()
