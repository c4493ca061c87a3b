"""What a browser's cookie says, and the token of its forms: kept, and yet each browser's own."""

import time
from datetime import timedelta

import pytest
from flask import Flask, Response, session
from flask_wtf import CSRFProtect

from score_learn.web import signed_cookie
from score_learn.web.signed_cookie import SignedCookie, page_token

SAID = "said"


@pytest.fixture
def little() -> Flask:
    """Return a program that only says, or changes, what the cookie says."""
    app = Flask("little")
    app.secret_key = "a secret key for tests, long enough"
    app.session_interface = SignedCookie()
    CSRFProtect(app)
    signed_cookie.install(app)

    @app.get("/say")
    def say() -> str:
        return str(session.get(SAID, "nothing"))

    @app.get("/keep/<word>")
    def keep(word: str) -> str:
        session[SAID] = word
        return word

    @app.get("/token")
    def token() -> str:
        return page_token()

    return app


def text(response: Response) -> str:
    return response.get_data(as_text=True)


def test_a_change_is_the_browsers_own_though_two_bring_the_same_cookie(little: Flask) -> None:
    one, other = little.test_client(), little.test_client()
    one.get("/keep/first")
    cookie = one.get_cookie("session")
    assert cookie is not None
    other.set_cookie("session", cookie.value)
    assert text(other.get("/say")) == "first"
    one.get("/keep/second")
    assert (text(one.get("/say")), text(other.get("/say"))) == ("second", "first")


def test_a_cookie_is_sent_again_only_when_something_changed(little: Flask) -> None:
    client = little.test_client()
    assert "Set-Cookie" in client.get("/keep/word").headers
    assert "Set-Cookie" not in client.get("/say").headers


def test_a_forged_cookie_says_nothing(little: Flask) -> None:
    client = little.test_client()
    client.get("/keep/word")
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", cookie.value[:-3] + "AAA")
    assert text(client.get("/say")) == "nothing"


def test_a_cookie_that_was_kept_still_ends_with_its_time(
    little: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    little.permanent_session_lifetime = timedelta(days=1)
    client = little.test_client()
    client.get("/keep/word")
    assert text(client.get("/say")) == "word"
    then = time.time() + timedelta(days=1, hours=2).total_seconds()
    monkeypatch.setattr("time.time", lambda: then)
    assert text(client.get("/say")) == "nothing"


def test_tokens_hold_as_long_as_the_session_and_are_each_sessions_own(little: Flask) -> None:
    one, other = little.test_client(), little.test_client()
    first = text(one.get("/token"))
    assert first == text(one.get("/token")) != text(other.get("/token"))
    with one.session_transaction() as kept:
        del kept["csrf_token"]
    assert text(one.get("/token")) != first


def test_nothing_is_kept_of_cookies_that_are_not_ours(little: Flask) -> None:
    client = little.test_client()
    client.get("/keep/word")
    interface = little.session_interface
    assert isinstance(interface, SignedCookie)
    assert text(client.get("/say")) == "word"
    kept = interface.kept
    client.set_cookie("session", "x" * 4000)
    assert text(client.get("/say")) == "nothing"
    assert interface.kept == kept == 1
