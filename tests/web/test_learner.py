"""The learner's pages without any script: the way through a course, a quiz of all seven kinds."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from score_learn.core.course import Line, Module, Prose, Sheet, Story
from score_learn.core.people import Actor, Role
from score_learn.core.question import ChoiceQuestion, Question
from score_learn.services import attempts, people
from score_learn.services.people import NewPerson
from score_learn.storage.database import db
from score_learn.web.learner.figures import exact, measure
from score_learn.web.learner.reading import readings_for
from tests.builders import (
    NOON,
    make_card,
    make_choice,
    make_edition,
    make_lesson,
    make_match,
    make_module,
    make_number,
    make_order,
    make_question,
    make_quiz,
    make_typed,
    publish,
    right_answer,
    translate,
)
from tests.web.conftest import Factory
from tests.web.page import Element, Page, checked, open_page, send

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
    sheet = Sheet(title="Do it together", lang="en", cards=cards[:2])
    return make_module("kinds", lesson, order=2, room="clean", mark="clean", sheet=sheet)


@pytest.fixture
def school(app: Flask, learner: FlaskClient) -> FlaskClient:
    """Meena's browser, with a second course on the shelf that asks in all seven ways."""
    with app.app_context():
        module = kinds()
        publish(module, make_edition(translate(module, "hi")))
        db.session.remove()
    return learner


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


def fields_for(question: Question, answer: tuple[str, ...]) -> dict[str, Any]:
    """Return an answer as the form's fields send it."""
    if question.kind == "order":
        places = [f"{place}:{step}" for place, step in enumerate(answer, start=1)]
        return {"place": places}
    return {"choice": list(answer)}


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


def rows(app: Flask, sql: str) -> list[Any]:
    with app.app_context():
        found = list(db.session.execute(db.text(sql)).all())
        db.session.remove()
    return found


# ---- Courses and lessons ----


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/learn/", "/learn/modules/kinds", "/learn/record", f"{LESSON}/cards/1", f"{LESSON}/cards/4"],
)
def test_every_page_keeps_the_promises_in_every_language(
    school: FlaskClient, path: str, language: str
) -> None:
    open_page(school, f"{path}?lang={language}")


def test_home_leads_to_what_comes_next(school: FlaskClient) -> None:
    page = open_page(school, "/learn/")

    assert page.one("body").attrs["data-m"] == "safety"
    primary = next(one for one in page.all("a") if "primary" in one.attrs.get("class", ""))
    assert primary.attrs["href"] == "/learn/modules/safety/lessons/fire"
    assert "Hello, Meena Kumari" in page.words


def test_a_course_says_what_the_test_still_waits_for(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds")

    assert "One lesson is still to do: Lesson all" in page.words
    assert "See what you already know" in page.words
    quizzes = {one.attrs["value"] for one in page.all("input", name="purpose")}
    assert quizzes == {"pre"}


def test_a_lesson_begins_at_the_first_card_not_opened(school: FlaskClient) -> None:
    assert school.get(LESSON).location == f"{LESSON}/cards/1"
    page = open_page(school, f"{LESSON}/cards/1")

    answered = send(school, page, f"{LESSON}/cards/1")

    assert answered.location == f"{LESSON}/cards/2"
    assert school.get(LESSON).location == f"{LESSON}/cards/2"
    assert school.get(f"{LESSON}?card=check").location == f"{LESSON}/cards/3"
    assert school.get(f"{LESSON}?card=gone").location == f"{LESSON}/cards/1"


def test_one_card_is_shown_and_the_others_lie_ready(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/2")

    assert "It is locked." in shown(page).words
    assert len([one for one in page.all("section") if "data-step" in one.attrs]) == 4


def test_behind_the_last_card_stands_the_door_to_the_quiz(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/3")
    form = next(one for one in page.all("form") if one.attrs["method"] == "get")
    assert form.attrs["action"] == f"{LESSON}/cards/3"

    assert page.response.status_code == 200
    assert school.get(f"{LESSON}/cards/5").status_code == 404
    assert school.get(f"{LESSON}/cards/0").status_code == 404
    assert "Start the quiz" in shown(open_page(school, f"{LESSON}/cards/4")).words


def test_a_lesson_without_a_quiz_ends_at_the_course(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/safety/lessons/fire/cards/1")

    answered = send(school, page, "/learn/modules/safety/lessons/fire/cards/1")

    assert answered.location == "/learn/modules/safety"


@pytest.mark.parametrize(
    ("place", "words", "key"),
    [
        pytest.param(0, "because 0", "Right", id="right"),
        pytest.param(1, "because 1", "Look again", id="wrong"),
    ],
)
def test_a_practice_check_says_why_at_once(
    school: FlaskClient, place: int, words: str, key: str
) -> None:
    choice = CHECK.choices[place]

    page = open_page(school, f"{LESSON}/cards/3?check=1&answer={choice.id}")

    assert words in shown(page).words
    assert key in shown(page).words
    assert ("Try again" in shown(page).words) == (place == 1)


def test_a_practice_check_without_an_answer_is_met_with_words(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/3?check=1")

    assert "There is no answer yet." in shown(page).words


def test_the_team_sheet_can_be_printed_where_there_is_one(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds/sheet")

    assert page.heading == "Do it together"
    assert "It is locked." in page.words
    open_page(school, "/learn/modules/safety/sheet", status=404)


def test_a_card_that_is_not_there_cannot_be_opened(app: Flask, school: FlaskClient) -> None:
    form = open_page(school, f"{LESSON}/cards/1").one("form", action=f"{LESSON}/cards/1")

    checked(school.post(f"{LESSON}/cards/4", data=hidden(form)), status=404)
    checked(post(school, form, card="nowhere"), status=404)
    assert rows(app, "SELECT * FROM visit") == []


# ---- A quiz ----


def test_all_seven_kinds_can_be_answered_without_a_script(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    answer_all(school, attempt)
    page = open_page(school, f"{attempt}/review")

    answered = post(school, form_of(page, "hand-in"))

    result = open_page(school, answered.location)
    assert result.heading == "Passed"
    assert "8 of 8" in result.words
    assert len([one for one in result.all("li") if "right" in one.attrs.get("class", "")]) == 7
    assert len(rows(app, "SELECT * FROM answer")) == 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_quiz_keep_the_promises_in_every_language(
    school: FlaskClient, language: str
) -> None:
    attempt = begin(school)
    for number in range(1, 8):
        open_page(school, f"{attempt}/questions/{number}?lang={language}")
    page = open_page(school, f"{attempt}/review")
    open_page(school, post(school, form_of(page, "hand-in")).location)
    open_page(school, "/learn/record")


def test_an_answer_comes_back_as_it_was_given(school: FlaskClient) -> None:
    attempt = begin(school)
    answer_all(school, attempt)

    for number in range(1, 8):
        page = open_page(school, f"{attempt}/questions/{number}")
        question, step = asked(page), shown(page)
        checked_now = [one.attrs["value"] for one in step.all("input") if "checked" in one.attrs]
        selected = [one.attrs["value"] for one in step.all("option") if "selected" in one.attrs]
        typed = [one.attrs["value"] for one in step.all("input") if one.attrs.get("maxlength")]
        given = fields_for(question, right_answer(question))
        assert sorted(checked_now + selected + typed) == sorted(
            given.get("choice", []) + given.get("place", [])
        )
        assert "Received" in step.words


def test_no_page_before_hand_in_holds_a_key(school: FlaskClient) -> None:
    attempt = begin(school)
    told = [
        "because",
        "So it is",
        "Both are needed",
        "Each to its own",
        "The limit is",
        "It is red",
    ]
    keys = ['value="85"', "bright red", "data-right", "correct", "is-right"]

    for path in [*(f"questions/{number}" for number in range(1, 8)), "review"]:
        text = school.get(f"{attempt}/{path}").text
        assert not [word for word in told + keys if word in text], path
        order = [text.find(f">step {place}<") for place in range(4)]
        assert order != sorted(order), "the steps stand in their right order"


def test_next_without_an_answer_is_met_with_words_then_let_go(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")

    answered = post(school, form_of(page, "answer-1"), then="next")
    again = open_page(school, answered.location)

    assert "There is no answer yet." in shown(again).words
    gone = post(school, form_of(again, "answer-1"), then="next")
    assert gone.location == f"{attempt}/questions/2"
    assert rows(app, "SELECT * FROM answer") == []


def test_unticking_everything_answers_with_nothing(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "square")
    page = open_page(school, f"{attempt}/questions/{number}")
    post(school, form_of(page, f"answer-{number}"), choice=list(right_answer(question)))
    page = open_page(school, f"{attempt}/questions/{number}")

    post(school, form_of(page, f"answer-{number}"), then="review")

    stored = rows(app, "SELECT answer FROM answer ORDER BY received_at")
    assert [one[0] for one in stored][-1] == "[]"


def find(client: FlaskClient, attempt: str, kind: str) -> tuple[int, Question]:
    """Return the number and the question of that kind."""
    for number in range(1, 8):
        question = asked(open_page(client, f"{attempt}/questions/{number}"))
        if question.kind == kind:
            return number, question
    raise LookupError(kind)


def test_two_steps_at_one_place_are_kept_in_the_address_until_put_right(
    app: Flask, school: FlaskClient
) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, second, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    answered = post(
        school, form_of(page, f"answer-{number}"), then="next",
        place=[f"1:{first}", f"1:{second}", "", ""],
    )  # fmt: skip

    again = shown(open_page(school, answered.location))
    selected = {one.attrs["value"] for one in again.all("option") if "selected" in one.attrs}
    assert selected == {f"1:{first}", f"1:{second}"}
    assert "Something is still open here" in again.words
    assert rows(app, "SELECT * FROM answer") == []


def test_steps_without_a_place_are_kept_as_they_are(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    post(school, form_of(page, f"answer-{number}"), then="next", place=[f"2:{first}", "", "", ""])

    again = shown(open_page(school, f"{attempt}/questions/{number}"))
    selected = {one.attrs["value"] for one in again.all("option") if "selected" in one.attrs}
    assert selected == {f"2:{first}"}


def test_changing_the_language_in_mid_attempt_loses_nothing(school: FlaskClient) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")
    question = asked(page)
    fields = fields_for(question, right_answer(question))

    answered = post(school, form_of(page, "answer-1"), then="language", **fields)

    assert answered.location == f"/language?next={attempt}/questions/1"
    languages = open_page(school, answered.location)
    back = send(school, languages, "/language", code="hi")
    again = open_page(school, back.location)
    assert again.one("html").attrs["lang"] == "hi"
    assert form_of(again, "answer-1").attrs["data-answer"]


def test_a_half_made_order_survives_a_change_of_language(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "order")
    first, second, *_ = right_answer(question)
    page = open_page(school, f"{attempt}/questions/{number}")

    answered = post(
        school, form_of(page, f"answer-{number}"), then="language",
        place=[f"3:{first}", f"3:{second}", "", ""],
    )  # fmt: skip

    languages = open_page(school, answered.location)
    back = send(school, languages, "/language", code="hi").location
    selected = [one.attrs["value"] for one in shown(open_page(school, back)).all("option")
                if "selected" in one.attrs]  # fmt: skip
    assert sorted(selected) == sorted([f"3:{first}", f"3:{second}"])


def test_a_page_where_nobody_answers_can_be_left_backwards(school: FlaskClient) -> None:
    attempt = begin(school)
    page = open_page(school, f"{attempt}/questions/1")

    answered = post(school, form_of(page, "answer-1"), then="back")

    assert school.get(answered.location).location == "/learn/modules/kinds"


# ---- Sent twice, sent late, sent by somebody else ----


def as_json(client: FlaskClient, form: Element, **fields: Any) -> TestResponse:
    accept = {"Accept": "application/json"}
    return client.post(form.attrs["action"], data=hidden(form) | fields, headers=accept)


def test_the_same_answer_sent_twice_gets_the_first_reply(app: Flask, school: FlaskClient) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")
    question = next(one for one in KINDS if one.id == form.attrs["data-question"])
    fields = fields_for(question, right_answer(question))

    first, second = as_json(school, form, **fields), as_json(school, form, **fields)

    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    assert first.json["id"] == hidden(form)["answer"][0]
    assert first.json["saved"] is True
    assert len(rows(app, "SELECT * FROM answer")) == 1


def test_the_same_id_with_another_answer_is_refused_and_said(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "round")
    form = form_of(open_page(school, f"{attempt}/questions/{number}"), f"answer-{number}")
    one, other, *_ = [choice.id for choice in question.choices]  # type: ignore[union-attr]
    as_json(school, form, choice=one)

    refused = as_json(school, form, choice=other)

    assert refused.status_code == 409
    assert refused.json["error"] == "KEY_REUSED"
    assert "Both are kept" in refused.json["message"]
    checked(post(school, form, choice=other), status=409)


def test_a_second_hand_in_gets_the_first_reply(app: Flask, school: FlaskClient) -> None:
    form = form_of(open_page(school, f"{begin(school)}/review"), "hand-in")

    first, second = as_json(school, form), as_json(school, form)

    assert first.json == second.json
    assert first.json["result"].endswith("/result")
    assert len(rows(app, "SELECT * FROM submission")) == 1


def test_hand_in_carries_answers_that_were_never_saved(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    _, question = find(school, attempt, "round")
    right = right_answer(question)[0]
    form = form_of(open_page(school, f"{attempt}/review"), "hand-in")

    post(
        school, form,
        **{"given": question.id, f"answer-{question.id}": str(uuid4()), f"choice-{question.id}": right},
    )  # fmt: skip

    assert [row[0] for row in rows(app, "SELECT earned FROM submission")] == ["1"]


def test_begin_sent_twice_begins_one_attempt(app: Flask, school: FlaskClient) -> None:
    form = shown(open_page(school, f"{LESSON}/cards/4"))
    start = next(form.all("form"))

    first, second = post(school, start), post(school, start)

    assert first.location == second.location
    assert len(rows(app, "SELECT * FROM attempt")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "not-an-id"}, {"question": ""}, {"then": "elsewhere"}, {"lang": "xx"},
        {"choice": ["x"] * 101}, {"choice": "x" * 201}, {"number": "one"},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(school: FlaskClient, wrong: dict[str, Any]) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")

    checked(post(school, form, **({"choice": "x"} | wrong)), status=422)


def test_an_attempt_or_hand_in_without_its_id_is_refused(school: FlaskClient) -> None:
    door = next(shown(open_page(school, f"{LESSON}/cards/4")).all("form"))
    checked(post(school, door, attempt="mine"), status=422)

    form = form_of(open_page(school, f"{begin(school)}/review"), "hand-in")
    checked(post(school, form, hand_in="mine"), status=422)


def test_an_attempt_of_somebody_else_is_not_there(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    attempt = begin(school)
    form = form_of(open_page(school, f"{attempt}/questions/1"), "answer-1")
    with app.app_context():
        new = NewPerson(employee_no="A008", name="Ravi", unit="Sewing")
        people.set_pin(people.add_person(factory.site_id, new, now=NOON), "614927", now=NOON)
        db.session.remove()
    send(school, open_page(school, "/learn/"), "/sign-out")
    page = open_page(school, "/sign-in")
    send(school, page, "/sign-in", employee_no="A008", pin="614927")
    token = open_page(school, "/learn/").one("meta", name="csrf-token").attrs["content"]

    for path in ("questions/1", "review", "result"):
        open_page(school, f"{attempt}/{path}", status=404)
    answered = as_json(school, form, choice="x", csrf_token=token)
    assert answered.status_code == 404
    assert rows(app, "SELECT * FROM answer") == []


def test_reading_writes_nothing(app: Flask, school: FlaskClient) -> None:
    attempt = begin(school)
    tables = [row[0] for row in rows(app, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    quiet = [name for name in tables if "session" not in name]

    def counts() -> list[Any]:
        return [rows(app, f"SELECT * FROM {name}") for name in quiet]

    before = counts()
    choice = CHECK.choices[0].id
    for path in [
        "/learn/", "/learn/record", "/learn/modules/kinds", LESSON, f"{LESSON}/cards/1",
        f"{LESSON}/cards/3?check=1&answer={choice}", f"{attempt}/questions/1", f"{attempt}/review",
    ]:  # fmt: skip
        school.get(path)
    assert counts() == before


# ---- The result and the record ----


def wrong_result(client: FlaskClient) -> Page:
    """Return the result of a quiz in which nothing but wrong answers were given."""
    attempt = begin(client)
    for number in range(1, 8):
        page = open_page(client, f"{attempt}/questions/{number}")
        question, form = asked(page), form_of(page, f"answer-{number}")
        post(client, form, then="review", **fields_for(question, wrong_answer(question)))
    page = open_page(client, f"{attempt}/review")
    return open_page(client, post(client, form_of(page, "hand-in")).location)


def wrong_answer(question: Question) -> tuple[str, ...]:
    if isinstance(question, ChoiceQuestion):
        return (min(question.wrong),)
    if question.kind == "match":
        lefts, rights = question.lefts, question.rights
        return tuple(f"{left.id}:{rights[-1].id}" for left in lefts)
    if question.kind == "order":
        return tuple(reversed(right_answer(question)))
    return ("1",)


def test_a_result_shows_the_reason_of_what_was_chosen_and_the_right_answers(
    school: FlaskClient,
) -> None:
    page = wrong_result(school)

    assert page.heading == "Not yet"
    assert "0 of 8" in page.words
    for reason in ("Both are needed.", "The limit is 85.", "It is red.", "First things first."):
        assert reason in page.words
    assert "85 dB" in page.words
    assert len([one for one in page.all("li") if "weak" in one.attrs.get("class", "")]) == 7


def test_the_right_order_of_steps_is_shown_after_hand_in(school: FlaskClient) -> None:
    page = wrong_result(school)

    lists = [[one.words for one in found.all("li")] for found in page.all("ol")]
    steps = [f"step {place}" for place in range(4)]
    assert steps in lists
    assert steps[::-1] in lists


def test_a_part_of_the_points_is_shown_exactly(school: FlaskClient) -> None:
    attempt = begin(school)
    number, question = find(school, attempt, "square")
    form = form_of(open_page(school, f"{attempt}/questions/{number}"), f"answer-{number}")
    post(school, form, then="review", choice=list(right_answer(question)[:1]))
    page = open_page(school, f"{attempt}/review")

    result = open_page(school, post(school, form_of(page, "hand-in")).location)

    assert "1 of 8" in result.words
    assert "Partly right" in result.words


def test_a_first_look_counts_for_nothing_and_gives_no_answer_away(school: FlaskClient) -> None:
    page = open_page(school, "/learn/modules/kinds")
    attempt = send(school, page, "/learn/attempts").location.removesuffix("/questions/1")
    review = open_page(school, f"{attempt}/review")

    result = open_page(school, post(school, form_of(review, "hand-in")).location)

    assert result.heading == "What you already know"
    assert "because" not in result.words
    assert "See what you already know" not in open_page(school, "/learn/modules/kinds").words


def test_an_open_attempt_has_no_result_and_a_closed_one_no_questions(school: FlaskClient) -> None:
    attempt = begin(school)
    open_page(school, f"{attempt}/result", status=404)
    post(school, form_of(open_page(school, f"{attempt}/review"), "hand-in"))

    assert school.get(f"{attempt}/questions/1").location == f"{attempt}/result"
    assert school.get(f"{attempt}/review").location == f"{attempt}/result"


def test_the_record_lists_every_attempt(school: FlaskClient) -> None:
    assert "There is nothing here yet." in open_page(school, "/learn/record").words
    wrong_result(school)
    begin(school)

    page = open_page(school, "/learn/record")

    assert page.words.count("Lesson all") == 2
    assert "Not yet" in page.words
    assert "Not handed in" in page.words


def test_what_to_read_again_is_the_very_card_where_it_is_known(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    wrong_result(school)
    attempt = rows(app, "SELECT id FROM attempt")[0][0]
    meena = Actor(
        role=Role.LEARNER, site_id=factory.site_id, person_id=factory.meena, track="worker"
    )
    with app.app_context():
        result = attempts.result(attempt, meena, "en")
        pointing = tuple(replace(one, card="talk") for one in result.marked)
        cards = readings_for(replace(result, marked=pointing), meena, "en")
        lessons = readings_for(result, meena, "en")
        db.session.remove()

    assert {(one.title, one.number) for one in cards.values()} == {("talk", 2)}
    assert {(one.title, one.number) for one in lessons.values()} == {("Lesson all", None)}


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (Fraction(4), "4"), (Fraction(7, 2), "3½"), (Fraction(2, 3), "⅔"),
        (Fraction(18, 7), "2\u00a04⁄7"), (Fraction(4, 7), "4⁄7"), (Fraction(1234), "1,234"),
    ],
)  # fmt: skip
def test_a_fraction_is_read_exactly(app: Flask, number: Fraction, read: str) -> None:
    with app.test_request_context("/"):
        assert exact(number) == read


@pytest.mark.parametrize(
    ("number", "read"),
    [(Fraction(20), "20"), (Fraction(41, 2), "20.5"), (Fraction(1, 3), "⅓")],
)
def test_a_measured_number_keeps_its_decimals(app: Flask, number: Fraction, read: str) -> None:
    with app.test_request_context("/"):
        assert measure(number) == read


@pytest.mark.parametrize("clock", ["", "half past", "2026-03-02T12:00:00"])
def test_a_phone_whose_clock_says_nothing_is_believed_anyway(
    app: Flask, school: FlaskClient, clock: str
) -> None:
    form = form_of(open_page(school, f"{begin(school)}/questions/1"), "answer-1")
    question = next(one for one in KINDS if one.id == form.attrs["data-question"])
    fields = fields_for(question, right_answer(question))

    assert as_json(school, form, client_at=clock, **fields).status_code == 200
    assert rows(app, "SELECT client_at FROM answer") == [(None,)]


def test_a_script_hears_that_a_card_was_counted(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/1")
    form = page.one("form", action=f"{LESSON}/cards/1")

    assert as_json(school, form, id="some-id").json == {
        "id": "some-id",
        "card": "first",
        "saved": True,
    }


def test_course_words_bear_their_own_language(school: FlaskClient) -> None:
    page = open_page(school, f"{LESSON}/cards/1?lang=hi")

    assert page.one("h1").attrs["lang"] == "en"
    assert page.one("html").attrs["lang"] == "hi"
    assert len([one for one in page.all("p") if one.attrs.get("class") == "aside"]) >= 1


def test_two_people_on_one_phone_have_different_marks(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    mine = open_page(school, "/learn/").one("div", id="queue").attrs["data-owner"]
    with app.app_context():
        new = NewPerson(employee_no="A008", name="Ravi", unit="Sewing")
        people.set_pin(people.add_person(factory.site_id, new, now=NOON), "614927", now=NOON)
        db.session.remove()
    send(school, open_page(school, "/learn/"), "/sign-out")
    send(school, open_page(school, "/sign-in"), "/sign-in", employee_no="A008", pin="614927")

    theirs = open_page(school, "/learn/").one("div", id="queue").attrs["data-owner"]

    assert mine != theirs
