"""Dataclasses to JSON and back."""

import dataclasses
import json
from datetime import timedelta, timezone
from fractions import Fraction

import pytest

from score_learn.core.course import Line, Module, Prose, Sheet, Story
from score_learn.core.document import from_document, to_document
from score_learn.core.question import Picture, Question
from score_learn.core.standing import LessonStanding, Standing
from tests.builders import (
    NOON,
    make_card,
    make_lesson,
    make_match,
    make_module,
    make_number,
    make_order,
    make_question,
    make_quiz,
    make_typed,
)

PICTURE = Picture(name="0f.svg", alt="A door", width=4, height=3)
EVERY_KIND = (
    make_question("x...", picture=PICTURE),
    make_question("xx..", "q002"),
    make_question("x.", "q003", kind="true-false", shuffle=False),
    make_match(partial=True),
    make_order(),
    make_number("1/3", tolerance=Fraction(1, 7), unit="dB"),
    make_typed("red", "लाल"),
)
PARTS = (Prose(html="<p>x</p>"), Story(lines=(Line(speaker="Li", html="Hello"),)))
MODULE = make_module(
    "m",
    make_lesson("fire", cards=(make_card("a", parts=PARTS, check=EVERY_KIND[0]),)),
    test=make_quiz(*EVERY_KIND),
    sheet=Sheet(title="Together", lang="en", cards=(make_card("b", picture=PICTURE),)),
)


def test_a_module_comes_back_as_it_was() -> None:
    spelt = json.dumps(to_document(MODULE))
    assert from_document(Module, json.loads(spelt)) == MODULE


def test_a_standing_comes_back_as_it_was() -> None:
    lesson = LessonStanding(opened=("a", "b"), read_at=NOON, best=Fraction(4, 5))
    standing = Standing(module="m", lessons={"fire": lesson}, begun_at=NOON, pre=Fraction(1, 3))
    spelt = json.dumps(to_document(standing))
    assert from_document(Standing, json.loads(spelt)) == standing


def test_a_standing_is_spelt_as_those_that_are_stored() -> None:
    in_india = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    lesson = LessonStanding(opened=("a", "गेट"), read_at=in_india, best=Fraction(2, 1))
    standing = Standing(module="m", lessons={"fire": lesson}, begun_at=NOON, pre=Fraction(2, 6))

    assert json.dumps(to_document(standing), ensure_ascii=False) == (
        '{"module": "m", "lessons": {"fire": {"opened": ["a", "गेट"],'
        ' "read_at": "2026-03-02T17:30:00+05:30", "passed_at": null, "done_at": null,'
        ' "best": "2"}}, "begun_at": "2026-03-02T12:00:00+00:00", "passed_at": null,'
        ' "pre": "1/3", "first": null, "best": null, "last_at": null}'
    )


def test_a_question_is_spelt_as_those_on_the_shelf() -> None:
    question = make_match(1, 0, picture=PICTURE)
    [left], [right] = question.lefts, question.rights

    document = to_document(question)

    assert list(document) == [field.name for field in dataclasses.fields(question)]
    assert document["picture"] == {"name": "0f.svg", "alt": "A door", "width": 4, "height": 3}
    assert document["pairs"] == [[left.id, right.id]]
    assert (document["kind"], document["partial"], document["points"]) == ("match", False, 1)


@dataclasses.dataclass(frozen=True)
class Pair:
    both: tuple[int, str]


def test_a_tuple_of_two_kinds_comes_back() -> None:
    assert from_document(Pair, {"both": [1, "a"]}) == Pair((1, "a"))


@dataclasses.dataclass(frozen=True)
class Holder:
    question: Question


def test_a_document_of_another_shape_is_an_error() -> None:
    document = to_document(Holder(make_question()))
    for wrong in ({"kind": "essay"}, {"kind": "round", "shuffle": None, "audience": "boss"}):
        with pytest.raises(ValueError, match=r"unknown kind|is none of"):
            from_document(Holder, {"question": document["question"] | wrong})
    with pytest.raises(KeyError):
        from_document(Holder, {"answer": document["question"]})
    with pytest.raises(ValueError, match="shorter"):
        from_document(Pair, {"both": [1]})
