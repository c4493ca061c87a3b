"""The way in and out: what each door accepts, refuses and remembers."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from score_learn.core.people import Role
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import people, signing_in
from score_learn.services.people import NewPerson
from score_learn.web import errors
from score_learn.web.account.forms import local_path, without_language
from tests.builders import NOON, make_edition, make_module, publish, translate
from tests.web.conftest import NUMBER, PASSWORD, PIN, SITE_CODE, USER_NAME, Factory
from tests.web.page import Page, checked, open_page, send

DOORS = ["/", "/language", "/enrol", "/staff/sign-in", "/about"]
LANGUAGES = ["en", "zh", "hi", "ar_XB", "en_XA"]
ELSEWHERE = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "evil.example", "///evil.example", "/\n/evil.example", "http:/evil",
    "/\t/evil.example", "", "//[", "http://[", "//a＃@b",
]  # fmt: skip


def sign_in(client: FlaskClient, number: str, pin: str) -> TestResponse:
    return send(client, open_page(client, "/sign-in"), "/sign-in", employee_no=number, pin=pin)


def value_of(page: Page, field: str) -> str:
    return page.one("input", id=field).attrs.get("value", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", DOORS)
def test_every_door_keeps_the_promises_in_every_language(
    client: FlaskClient, path: str, language: str
) -> None:
    page = open_page(client, f"{path}?lang={language}")

    assert page.all("header")
    assert page.all("footer") or path == "/about"


def test_the_first_page_offers_every_language_and_leads_to_the_sign_in(
    client: FlaskClient, factory: Factory
) -> None:
    page = open_page(client, "/")
    assert [key.attrs["value"] for key in page.all("button", name="code")] == LANGUAGES

    answered = send(client, page, "/language", code="hi")

    assert (answered.status_code, answered.location) == (303, "/sign-in")
    assert open_page(client, "/enrol").one("html").attrs["lang"] == "hi"


def test_the_language_key_leads_back_to_where_one_was(learner: FlaskClient) -> None:
    page = open_page(learner, "/about?lang=zh")
    key = next(one for one in page.all("a") if one.attrs["href"].startswith("/language"))

    choice = open_page(learner, key.attrs["href"])

    assert send(learner, choice, "/language", code="hi").location == "/about"
    assert open_page(learner, "/about").one("html").attrs["lang"] == "hi"


def test_a_learners_language_is_kept_for_the_next_phone(app: Flask, learner: FlaskClient) -> None:
    send(learner, open_page(learner, "/language"), "/language", code="hi")
    other_phone = app.test_client()
    send(other_phone, open_page(other_phone, "/enrol"), "/enrol", site_code=SITE_CODE)
    sign_in(other_phone, NUMBER, PIN)

    assert open_page(other_phone, "/about").one("html").attrs["lang"] == "hi"


@pytest.mark.parametrize("code", ["", "xx", "zh_Hans_CN", "../hi"])
def test_a_language_that_is_not_offered_is_refused(client: FlaskClient, code: str) -> None:
    answered = send(client, open_page(client, "/language"), "/language", code=code)

    assert "not offered" in checked(answered, status=422).words


@pytest.mark.parametrize("typed", ELSEWHERE)
def test_nobody_is_sent_to_another_host(client: FlaskClient, typed: str) -> None:
    assert local_path(typed, "/learn/") == "/learn/"
    page = open_page(client, "/language")

    assert send(client, page, "/language", code="en", next=typed).location == "/"


@pytest.mark.parametrize("typed", ["/", "/learn/", "/manage/?unit=Sewing%20A&page=2"])
def test_our_own_paths_are_followed(typed: str) -> None:
    assert local_path(typed, "/nowhere") == typed


def test_an_old_language_does_not_come_back_with_the_address() -> None:
    assert without_language("/manage/?lang=hi&unit=A+B&page=2") == "/manage/?unit=A+B&page=2"


@pytest.mark.parametrize("code", [SITE_CODE, " sunrise 4827 ", "ＳＵＮＲＩＳＥ-4827"])
def test_the_factorys_code_pairs_the_browser(
    client: FlaskClient, factory: Factory, code: str
) -> None:
    answered = send(client, open_page(client, "/enrol"), "/enrol", site_code=code)

    assert (answered.status_code, answered.location) == (303, "/sign-in")
    assert "Sunrise" in open_page(client, "/sign-in").words


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "Type the code"), ("WRONG-1234", "not known"), ("x" * 999, "too long")],
)
def test_a_wrong_code_stays_to_be_mended(
    client: FlaskClient, factory: Factory, code: str, words: str
) -> None:
    page = checked(send(client, open_page(client, "/enrol"), "/enrol", site_code=code), status=422)

    assert words in page.words
    assert value_of(page, "site_code") == code


def test_a_browser_that_is_not_paired_is_asked_for_the_code(client: FlaskClient) -> None:
    assert client.get("/sign-in").location == "/enrol?next=/sign-in"
    assert client.get("/learn/record").location == "/enrol?next=/learn/record"


def test_a_learner_arrives_where_they_wanted_to_go(device: FlaskClient) -> None:
    door = device.get("/learn/record").location
    answered = send(device, open_page(device, door), "/sign-in", employee_no=NUMBER, pin=PIN)

    assert answered.location == "/learn/record"


@pytest.mark.parametrize(
    ("number", "pin"),
    [
        pytest.param("a007", PIN, id="small letters"),
        pytest.param("A ००७", "७०८१५२", id="Devanagari digits"),
        pytest.param("Ａ００７", "７０８１５２", id="full-width digits"),
        pytest.param(" A007 ", "708 152", id="spaces"),
    ],
)
def test_digits_of_any_script_sign_in(device: FlaskClient, number: str, pin: str) -> None:
    assert sign_in(device, number, pin).location == "/learn/"
    assert device.get("/").location == "/learn/"


@pytest.mark.parametrize(
    ("pin", "words"),
    [("", "Type your PIN"), ("12", "6 digits"), ("12345६७", "6 digits"), ("letters", "6 digits")],
)
def test_what_is_no_pin_is_said_without_trying_it(
    device: FlaskClient, pin: str, words: str
) -> None:
    page = checked(sign_in(device, NUMBER, pin), status=422)

    assert words in page.words
    assert value_of(page, "employee_no") == NUMBER
    assert value_of(page, "pin") == ""
    assert page.one("input", id="pin").attrs["aria-invalid"] == "true"


def test_an_unknown_number_and_a_wrong_pin_get_the_same_words(device: FlaskClient) -> None:
    wrong = checked(sign_in(device, NUMBER, "111222"), status=422)
    unknown = checked(sign_in(device, "Z999", "111222"), status=422)

    assert wrong.words == unknown.words
    assert "do not fit together" in wrong.words
    assert value_of(wrong, "employee_no") == NUMBER
    assert "111222" not in wrong.response.get_data(as_text=True)


def test_too_many_tries_say_how_long_to_wait(device: FlaskClient) -> None:
    answers = [sign_in(device, NUMBER, "111222") for _ in range(5)]

    page = checked(answers[-1], status=429)
    assert int(page.response.headers["Retry-After"]) > 0
    assert "Try again in" in page.words


def refusing(reason: Refusal) -> Callable[..., str]:
    def refuse(*_: object, **__: object) -> str:
        raise Refused(reason)

    return refuse


def test_a_card_that_is_off_sends_to_the_office(
    device: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "sign_in_learner", refusing(Refusal.CARD_OFF))

    page = checked(sign_in(device, NUMBER, PIN), status=429)

    assert "Ask the office for a new card" in page.words


def test_a_refusal_that_is_not_the_doors_own_becomes_a_page(
    device: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "sign_in_learner", refusing(Refusal.NOT_ENROLLED))

    page = checked(sign_in(device, NUMBER, PIN), status=401)

    assert "Enter the factory's code first" in page.words


def test_sign_out_ends_it_on_the_server_too(app: Flask, learner: FlaskClient) -> None:
    stolen = learner.get_cookie("score")
    assert stolen is not None
    page = open_page(learner, "/learn/")

    assert send(learner, page, "/sign-out").location == "/sign-in"

    assert learner.get("/learn/").location == "/sign-in?next=/learn/"
    thief = app.test_client()
    thief.set_cookie("score", stolen.value)
    assert thief.get("/learn/").status_code == 303


def test_a_manager_signs_in_and_out(manager: FlaskClient) -> None:
    assert manager.get("/").location == "/manage/"
    page = open_page(manager, "/manage/")

    assert send(manager, page, "/sign-out").location == "/staff/sign-in"
    assert manager.get("/manage/").location == "/staff/sign-in?next=/manage/"


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("", PASSWORD, "Type your user name"),
        (USER_NAME, "", "Type your password"),
        (USER_NAME, "x" * 129, "too long"),
        (USER_NAME, "wrong horse battery", "user name and the password do not fit together"),
        ("nobody", PASSWORD, "user name and the password do not fit together"),
    ],
)
def test_a_wrong_password_stays_out(
    client: FlaskClient, factory: Factory, name: str, password: str, words: str
) -> None:
    door = open_page(client, "/staff/sign-in")
    answered = send(client, door, "/staff/sign-in", user_name=name, password=password)

    page = checked(answered, status=422)
    assert words in page.words
    assert value_of(page, "user_name") == name
    assert not password or password not in answered.text


def test_a_managers_address_is_opened_after_signing_in(
    client: FlaskClient, factory: Factory
) -> None:
    door = open_page(client, client.get("/manage/?track=worker").location)
    answered = send(client, door, "/staff/sign-in", user_name=USER_NAME, password=PASSWORD)

    assert answered.location == "/manage/?track=worker"


def test_the_notice_says_whose_course_this_is_not(client: FlaskClient) -> None:
    words = open_page(client, "/about").words

    assert "not produced, endorsed or certified by the ILO or SGS" in words
    assert "Managers" in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_every_error_page_says_what_to_do_and_leads_back(
    app: Flask, status: int, language: str
) -> None:
    with app.test_request_context(f"/somewhere?lang={language}"):
        page = checked(app.make_response(errors.answer(status)), status=status)

    assert page.heading
    assert all(paragraph.words for paragraph in page.one("main").all("p") if not paragraph.attrs)
    assert page.all("a", class_="key primary")


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        pytest.param(OperationalError("SELECT 1", None, Exception("locked")), 503, id="database"),
        pytest.param(RuntimeError("a mistake of ours"), 500, id="program"),
    ],
)
def test_the_pages_of_trouble_need_no_database(
    learner: FlaskClient, failure: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    for name in ("execute", "scalars", "scalar", "get", "connection"):
        monkeypatch.setattr(Session, name, fail)

    response = learner.get("/learn/")

    checked(response, status=status)
    assert (response.headers.get("Retry-After") is not None) == (status == 503)


def test_the_next_person_on_a_phone_gets_their_own_language(
    learner: FlaskClient, factory: Factory, app: Flask
) -> None:
    send(learner, open_page(learner, "/language"), "/language", code="hi")
    home = open_page(learner, "/learn/")
    assert home.one("html").attrs["lang"] == "hi"
    with app.app_context():
        new = NewPerson(employee_no="B008", name="王芳", unit="Sewing", language="zh")
        people.set_pin(people.add_person(factory.site_id, new, now=NOON), "493826", now=NOON)

    send(learner, home, "/sign-out")

    assert open_page(learner, "/sign-in").one("html").attrs["lang"] == "hi"
    sign_in(learner, "B008", "493826")
    assert open_page(learner, "/learn/").one("html").attrs["lang"] == "zh-Hans"


def test_signing_in_again_ends_the_former_sign_in(app: Flask, learner: FlaskClient) -> None:
    former = learner.get_cookie("score")
    assert former is not None

    sign_in(learner, NUMBER, PIN)
    door = open_page(learner, "/staff/sign-in")
    second = learner.get_cookie("score")
    assert second is not None
    send(learner, door, "/staff/sign-in", user_name=USER_NAME, password=PASSWORD)

    for cookie in (former, second):
        thief = app.test_client()
        thief.set_cookie("score", cookie.value)
        assert thief.get("/learn/").location == "/sign-in?next=/learn/"


@pytest.fixture
def trainer(app: Flask, client: FlaskClient, factory: Factory) -> FlaskClient:
    """A browser in which a trainer has signed in, having wanted to see the people."""
    with app.app_context():
        rao = people.add_account(factory.site_id, "rao", "Mr Rao", Role.TRAINER, now=NOON)
        people.set_password(rao, PASSWORD, now=NOON)
    door = open_page(client, client.get("/manage/").location)
    answered = send(client, door, "/staff/sign-in", user_name="rao", password=PASSWORD)
    assert answered.location == "/staff/"
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trainer_sees_what_is_published_and_how_to_publish(
    app: Flask, trainer: FlaskClient, language: str
) -> None:
    with app.app_context():
        module = make_module("quality", order=2)
        publish(module, make_edition(translate(module, "hi"), complete=False))

    page = open_page(trainer, f"/staff/?lang={language}")

    assert "Mr Rao" in page.heading
    assert [one.words for one in page.all("h3")] == ["Safety", "Quality"]
    assert [len(one.inside) > 0 for one in page.all("li")] == [True] * 6
    assert "score-learn content publish" in page.words
    assert page.all("a", href="/about")


def test_a_trainer_is_told_what_a_translation_lacks(app: Flask, trainer: FlaskClient) -> None:
    with app.app_context():
        module = make_module("quality", order=2)
        publish(module, make_edition(translate(module, "hi"), complete=False))

    english, hindi = list(open_page(trainer, "/staff/").all("ul")[-1].all("li"))

    assert english.words == "English Original"
    assert hindi.words == "हिन्दी Not complete Not checked"


def test_a_trainer_comes_home_and_signs_out(trainer: FlaskClient) -> None:
    assert trainer.get("/").location == "/staff/"
    open_page(trainer, "/manage/", status=403)

    assert send(trainer, open_page(trainer, "/staff/"), "/sign-out").location == "/staff/sign-in"
    assert trainer.get("/staff/").location == "/staff/sign-in"


def test_the_trainers_page_sends_everyone_else_home(
    client: FlaskClient, learner: FlaskClient, app: Flask
) -> None:
    assert app.test_client().get("/staff/").location == "/staff/sign-in"
    assert learner.get("/staff/").location == "/learn/"


def test_a_manager_who_opens_it_comes_to_the_people(manager: FlaskClient) -> None:
    assert manager.get("/staff/").location == "/manage/"
