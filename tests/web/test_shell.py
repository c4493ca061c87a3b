"""What holds for every address: a rule, headers, a language, an error page."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.people import MATRIX, Action, Role
from score_learn.factory import create_app
from score_learn.web import policy
from score_learn.web.account import views

ROUTES = Path(__file__).with_name("routes.txt")
UNLIKELY = "00000000-0000-4000-8000-000000000000"


def addresses(app: Flask) -> list[str]:
    return sorted(
        f"{method} {route.rule}"
        for route in app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
    )


def test_no_route_comes_or_goes_unnoticed(app: Flask) -> None:
    assert addresses(app) == ROUTES.read_text("utf-8").split("\n")[:-1]


def test_a_route_without_a_rule_stops_the_program(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(views.about, "action")

    with pytest.raises(policy.UnruledRouteError, match="/about"):
        create_app(app.config["SETTINGS"])


def test_a_route_that_lost_its_rule_is_closed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(views.about, "action")

    assert client.get("/about").status_code == 403


def test_every_action_is_open_to_somebody_and_learning_to_learners_only() -> None:
    assert {action for row in MATRIX.values() for action in row} == set(Action)
    assert [role for role in Role if Action.LEARN in MATRIX[role]] == [Role.LEARNER]
    assert [role for role in Role if Action.SEE_PEOPLE in MATRIX[role]] == [Role.MANAGER]


def test_every_answer_carries_the_headers(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        values = {name: 1 if name == "number" else UNLIKELY for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        response = client.get(path)
        assert response.status_code < 500 or rule.endpoint == "public.readyz", path
        csp = response.headers["Content-Security-Policy"]
        assert csp.startswith("default-src 'none'"), path
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"


def test_nobody_reaches_a_learners_or_managers_page_without_signing_in(
    app: Flask, client: FlaskClient
) -> None:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(("learner.", "manager.")):
            continue
        values = {name: 1 if name == "number" else UNLIKELY for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            response = client.open(path, method=method)
            assert response.status_code in {303, 400}, f"{method} {path}"
            if response.status_code == 303:
                assert response.location.startswith(("/enrol", "/staff/sign-in"))


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        pytest.param("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", id="a Chinese phone"),
        pytest.param("hi-IN,hi;q=0.9", "hi", id="an Indian phone"),
        pytest.param("zh-TW", "en", id="Traditional is not Simplified"),
        pytest.param("x" * 100_000, "en", id="a very long header"),
        pytest.param(";;;q=,", "en", id="junk"),
    ],
)
def test_the_browsers_language_is_taken(client: FlaskClient, header: str, tag: str) -> None:
    page = client.get("/", headers={"Accept-Language": header}).text

    assert f'<html lang="{tag}"' in page


@pytest.mark.parametrize(
    "typed", ["ay", "../../etc", "", "zh_Hans_CN", "\x00", "%", "hi\n", "x" * 999]
)
def test_a_language_that_is_not_offered_is_ignored(client: FlaskClient, typed: str) -> None:
    response = client.get("/", query_string={"lang": typed})

    assert response.status_code == 200
    assert '<html lang="en"' in response.text


def test_a_language_in_the_address_is_kept(client: FlaskClient) -> None:
    client.get("/?lang=hi")

    assert '<html lang="hi"' in client.get("/").text


@pytest.mark.parametrize("path", ["/nowhere", "/learn", "/pictures/none.svg"])
def test_an_unknown_address_is_a_page_of_ours(client: FlaskClient, path: str) -> None:
    response = client.get(path, follow_redirects=True)

    assert response.status_code in {200, 404}
    assert response.content_type.startswith("text/html")


def test_a_form_without_its_token_is_refused_in_words(client: FlaskClient) -> None:
    response = client.post("/language", data={"code": "hi"})

    assert response.status_code == 400
    assert "Open it again" in response.text


def test_health_says_what_is_missing(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "alive\n"
    assert client.get("/readyz").status_code == 503
    assert "no course is published" in client.get("/readyz").text


@pytest.mark.parametrize(("asks", "status"), [("10.0.0.11", 200), ("10.0.0.12", 404)])
def test_counts_are_shown_to_the_machine_that_serves_at_an_address(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, asks: str, status: int
) -> None:
    at_an_address = replace(app.config["SETTINGS"], host="10.0.0.11")
    monkeypatch.setitem(app.config, "SETTINGS", at_an_address)

    answered = client.get("/metrics", environ_base={"REMOTE_ADDR": asks})

    assert answered.status_code == status


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_static_files_are_kept_and_compressed(app: Flask, client: FlaskClient, coding: str) -> None:
    client.get("/?lang=hi")

    address = f"/static/{app.config['ASSETS'].version}/css/learn.css?lang=zh"
    response = client.get(address, headers={"Accept-Encoding": coding})

    assert "immutable" in response.headers["Cache-Control"]
    assert "Cookie" not in response.headers["Vary"]
    assert "Set-Cookie" not in response.headers
    assert response.headers["Content-Encoding"] == coding
    asked_again = {"Accept-Encoding": coding, "If-None-Match": response.headers["ETag"]}
    assert client.get(address, headers=asked_again).status_code == 304


def test_a_page_from_before_an_update_still_gets_its_styles(
    app: Flask, client: FlaskClient
) -> None:
    response = client.get("/static/000000000000/css/learn.css")

    assert response.location == f"/static/{app.config['ASSETS'].version}/css/learn.css"
    assert response.headers["Cache-Control"] == "no-store"
