"""A course that asks in all seven ways, and what a test of the learner's pages does over and over."""

from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from score_learn.core.course import (
    Commitment,
    Commitments,
    Line,
    Module,
    Prose,
    Sheet,
    Story,
)
from score_learn.core.question import ChoiceId, ChoiceQuestion, Question
from score_learn.storage.database import db
from tests.builders import (
    make_card,
    make_choice,
    make_lesson,
    make_match,
    make_module,
    make_number,
    make_order,
    make_question,
    make_quiz,
    make_typed,
    right_answer,
)
from tests.web.page import Element, Page, open_page, send

LANGUAGES = ["en", "hi", "zh", "ar_XB"]
CHECK = make_question("x..", "p001")
TRUE_FALSE = replace(
    make_question("x.", "f001"),
    kind="true-false",
    choices=(make_choice("True", right=True, feedback="because"), make_choice("False")),
    hint="Think of the door.",
)
KINDS: list[Question] = [
    replace(make_question("x..", "r001"), prompt="Which one?<br>Look at the drawing."),
    make_question("xx.", "s001", partial=True, points=2, explanation="Both are needed."),
    TRUE_FALSE,
    make_match(explanation="Each to its own."),
    make_order(4, explanation="First things first."),
    make_number("85", unit="dB", explanation="The limit is 85."),
    make_typed("red", "bright red", explanation="It is red."),
]
LESSON = "/learn/modules/kinds/lessons/all"


def kinds() -> Module:
    """Return a course whose one lesson asks in all seven ways."""
    cards = (
        make_card("first", parts=(Prose(html="<p>Know <b>two</b> ways out.</p>"),)),
        make_card("talk", parts=(Story(lines=(Line(speaker="Li", html="It is locked."),)),)),
        replace(make_card("check", check=CHECK), title="Prompt of p001?"),
    )
    lesson = replace(make_lesson("all"), cards=cards, quiz=make_quiz(*KINDS))
    choices = tuple(Commitment(id=ChoiceId(word), html=word) for word in ("ask", "thank"))
    sheet = Sheet(
        title="Do it together",
        lang="en",
        cards=cards[:2],
        talk=cards[0],
        commitments=Commitments(title="This week I will", lang="en", choices=choices),
    )
    return make_module("kinds", lesson, order=2, room="clean", mark="clean", sheet=sheet)


def hidden(form: Element) -> dict[str, Any]:
    """Return what a form sends though nobody sees it; a name may come several times."""
    fields: dict[str, Any] = {}
    for one in form.all("input"):
        if one.attrs.get("type") == "hidden":
            fields.setdefault(one.attrs["name"], []).append(one.attrs.get("value", ""))
    return fields


def form_of(page: Page, form_id: str) -> Element:
    return page.one("form", id=form_id)


def post(client: FlaskClient, form: Element, **fields: Any) -> TestResponse:
    """Send a form as a browser does, with what was chosen in it."""
    return client.post(form.attrs["action"], data=hidden(form) | fields)


def as_json(client: FlaskClient, form: Element, **fields: Any) -> TestResponse:
    accept = {"Accept": "application/json"}
    return client.post(form.attrs["action"], data=hidden(form) | fields, headers=accept)


def begin(client: FlaskClient, module: str = "kinds", quiz: str = "all") -> str:
    """Begin a quiz through the lesson's door; return the attempt's address."""
    page = open_page(client, f"/learn/modules/{module}/lessons/{quiz}/cards/4")
    answered = send(client, page, "/learn/attempts")
    assert answered.status_code == 303
    assert answered.location.endswith("/questions/1")
    return answered.location.removesuffix("/questions/1")


def shown(page: Page) -> Element:
    """Return the step that can be seen."""
    steps = [one for one in page.all("section") if "data-step" in one.attrs]
    visible = [one for one in steps if "hidden" not in one.attrs]
    assert len(visible) == 1
    return visible[0]


def asked(page: Page) -> Question:
    """Return the question that is shown, with its key."""
    wanted = next(shown(page).all("form")).attrs["data-question"]
    return next(one for one in KINDS if one.id == wanted)


def find(client: FlaskClient, attempt: str, kind: str) -> tuple[int, Question]:
    """Return the number and the question of that kind."""
    for number in range(1, 8):
        question = asked(open_page(client, f"{attempt}/questions/{number}"))
        if question.kind == kind:
            return number, question
    raise LookupError(kind)


def fields_for(question: Question, answer: tuple[str, ...]) -> dict[str, Any]:
    """Return an answer as the form's fields send it."""
    if question.kind == "order":
        places = [f"{place}:{step}" for place, step in enumerate(answer, start=1)]
        return {"place": places}
    return {"choice": list(answer)}


def wrong_answer(question: Question) -> tuple[str, ...]:
    if isinstance(question, ChoiceQuestion):
        return (min(question.wrong),)
    if question.kind == "match":
        lefts, rights = question.lefts, question.rights
        return tuple(f"{left.id}:{rights[-1].id}" for left in lefts)
    if question.kind == "order":
        return tuple(reversed(right_answer(question)))
    return ("1",)


def answer_all(client: FlaskClient, attempt: str) -> None:
    """Answer every question rightly and end at the look over all of them."""
    url = f"{attempt}/questions/1"
    for _ in KINDS:
        page = open_page(client, url)
        question = asked(page)
        form = next(shown(page).all("form"))
        fields = fields_for(question, right_answer(question))
        answered = post(client, form, then="next", **fields)
        assert answered.status_code == 303, answered.text
        url = answered.location
    assert client.get(url).location == f"{attempt}/review"


def wrong_result(client: FlaskClient) -> Page:
    """Return the result of a quiz in which nothing but wrong answers were given."""
    attempt = begin(client)
    for number in range(1, 8):
        page = open_page(client, f"{attempt}/questions/{number}")
        question, form = asked(page), form_of(page, f"answer-{number}")
        post(client, form, then="review", **fields_for(question, wrong_answer(question)))
    page = open_page(client, f"{attempt}/review")
    return open_page(client, post(client, form_of(page, "hand-in")).location)


def rows(app: Flask, sql: str) -> list[Any]:
    with app.app_context():
        found = list(db.session.execute(db.text(sql)).all())
        db.session.remove()
    return found
