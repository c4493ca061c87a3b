"""The manager's page: honest denominators, tidy filters, and a file that spreadsheets cannot run."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient

from score_learn.core.people import Actor, PersonId, Role
from score_learn.core.standing import PersonLine
from score_learn.services import attempts, people
from score_learn.services.answers import Given
from score_learn.services.people import NewPerson
from score_learn.web.manager.export import HEADINGS, file_name, people_csv
from score_learn.web.manager.forms import read_filter
from tests.builders import (
    NOON,
    client_id,
    make_module_with_room,
    make_question,
    publish,
    right_answer,
)
from tests.web.conftest import Factory
from tests.web.page import open_page

PEOPLE = [
    ("B001", "=1+1", "Sewing", "worker"),
    ("B002", "李伟", "Cutting", "worker"),
    ("B003", "Fatima <b>al-Masri</b>", "Cutting", "supervisor"),
    ("B004", "Nguyễn Thị Lan", "Packing", "manager"),
]


@pytest.fixture
def busy(app: Flask, factory: Factory) -> Factory:
    """The factory with four more people, of whom Meena has passed."""
    with app.app_context():
        for number, name, unit, track in PEOPLE:
            new = NewPerson(employee_no=number, name=name, unit=unit, track=track)  # type: ignore[arg-type]  # a Track
            people.add_person(factory.site_id, new, now=NOON)
        _pass(factory)
    return factory


def _pass(factory: Factory) -> None:
    actor = Actor(
        role=Role.LEARNER, site_id=factory.site_id, person_id=factory.meena, track="worker"
    )
    attempt = client_id("attempt")
    attempts.begin(attempt, actor, "safety", "test", "test", lang="en", now=NOON)
    asked = attempts.open_attempt(attempt, actor, "en").asked
    given = [
        Given(
            answer_id=client_id(one.question.id),
            attempt_id=attempt,
            question=one.question.id,
            answer=right_answer(make_question("x..", one.question.id)),
        )
        for one in asked
    ]
    attempts.hand_in(client_id("hand-in"), attempt, given, actor, lang="en", now=NOON)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def line(**more: object) -> PersonLine:
    given = {
        "person_id": PersonId(1), "employee_no": "A007", "name": "Meena", "unit": "Sewing",
        "track": "worker", "state": "passed", "lessons_done": 2, "lessons": 3,
        "passed_at": datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "score": Fraction(5, 6),
    } | more  # fmt: skip
    return PersonLine(**given)  # type: ignore[arg-type]  # made of what a test says


@pytest.mark.parametrize("language", ["en", "zh", "hi", "ar_XB"])
def test_the_page_keeps_the_promises(busy: Factory, manager: FlaskClient, language: str) -> None:
    page = open_page(manager, f"/manage/?lang={language}")

    assert page.one("body").attrs["class"] == "desk"


def test_one_sentence_says_it_with_its_denominator(busy: Factory, manager: FlaskClient) -> None:
    page = open_page(manager, "/manage/")

    assert page.heading == "1 of 3 workers have passed Safety. 2 have not begun."
    assert "Of supervisors and managers: 0 of 2." in page.words
    assert "Showing 5 of 5 people" in page.words


def test_workers_and_managers_stand_side_by_side(busy: Factory, manager: FlaskClient) -> None:
    table = open_page(manager, "/manage/").all("table")[0]

    rows = [[cell.words for cell in row.all("th", "td")] for row in table.all("tr")]
    assert rows[1:] == [
        ["Cutting", "0% 0%", "0 of 1", "0 of 1"],
        ["Packing", "0%", "0 of 0", "0 of 1"],
        ["Sewing", "50%", "1 of 2", "0 of 0"],
    ]


@pytest.mark.parametrize(
    ("query", "shown", "first"),
    [
        ("track=worker", "Showing 3 of 5 people", "A007"),
        ("unit=Cutting", "Showing 2 of 5 people", "B002"),
        ("state=passed", "Showing 1 of 5 people", "A007"),
        ("state=not+begun&track=manager", "Showing 1 of 5 people", "B004"),
        ("track=king&state=asleep&page=x", "Showing 5 of 5 people", "A007"),
        ("page=999999999999999999", "Showing 5 of 5 people", "A007"),
    ],
)
def test_the_filter_shows_how_many_of_all(
    busy: Factory, manager: FlaskClient, query: str, shown: str, first: str
) -> None:
    page = open_page(manager, f"/manage/?{query}")

    assert shown in page.words
    assert next(page.all("table")[1].all("tbody")).words.startswith(first)


def test_the_filter_stays_as_it_was_set(busy: Factory, manager: FlaskClient) -> None:
    page = open_page(manager, "/manage/?unit=Cutting&track=supervisor&state=not+begun")

    chosen = [one.attrs["value"] for one in page.all("option") if "selected" in one.attrs]
    assert chosen == ["safety", "Cutting", "supervisor", "not begun"]
    key = next(one for one in page.all("a") if "people.csv" in one.attrs["href"])
    assert "unit=Cutting" in key.attrs["href"]


def test_nobody_fits_is_said_in_words(busy: Factory, manager: FlaskClient) -> None:
    page = open_page(manager, "/manage/?state=passed&track=manager")

    assert "Showing 0 of 5 people" in page.words
    assert "Nobody fits" in page.words


def test_long_lists_come_in_pages_that_keep_the_filter(
    app: Flask, busy: Factory, manager: FlaskClient
) -> None:
    with app.app_context():
        for number in range(60):
            new = NewPerson(employee_no=f"C{number:03}", name="Person", unit="Sewing")
            people.add_person(busy.site_id, new, now=NOON)

    page = open_page(manager, "/manage/?track=worker")
    further = next(one for one in page.all("a") if "page=2" in one.attrs["href"])
    second = open_page(manager, further.attrs["href"].partition("#")[0])

    assert "Showing 63 of 65 people" in page.words
    assert "Page 1 of 2" in page.words
    assert "Page 2 of 2" in second.words
    assert "Showing 63 of 65 people" in second.words


@pytest.mark.parametrize("path", ["/manage/?module=nothing", "/manage/?unit=Nowhere"])
def test_what_does_not_exist_is_not_found(busy: Factory, manager: FlaskClient, path: str) -> None:
    open_page(manager, path, status=404)


def test_an_empty_factory_is_no_error(app: Flask, manager: FlaskClient) -> None:
    page = open_page(manager, "/manage/?track=manager")

    assert "0 of 1 worker has passed" in page.heading
    assert "Nobody fits" in page.words


def test_names_are_shown_as_written_and_run_nothing(busy: Factory, manager: FlaskClient) -> None:
    text = manager.get("/manage/").text

    assert "Fatima &lt;b&gt;al-Masri&lt;/b&gt;" in text


def test_a_learner_sees_no_list_of_people(learner: FlaskClient) -> None:
    open_page(learner, "/manage/", status=403)
    open_page(learner, "/manage/people.csv", status=403)


def test_the_file_holds_what_the_filter_shows(busy: Factory, manager: FlaskClient) -> None:
    answered = manager.get("/manage/people.csv?state=passed")

    assert answered.content_type == "text/csv; charset=utf-8"
    assert answered.data.startswith(b"\xef\xbb\xbf")
    assert answered.headers["Content-Disposition"].startswith('attachment; filename="safety-')
    assert rows_of(answered.data.decode("utf-8")) == [
        dict(zip(HEADINGS, [
            "A007", "Meena Kumari", "Sewing", "worker", "safety", "passed", "0", "1",
            "2026-03-02", "2026-03-02", "1",
        ], strict=True))
    ]  # fmt: skip


def test_the_file_is_the_same_in_every_language(busy: Factory, manager: FlaskClient) -> None:
    english = manager.get("/manage/people.csv?lang=en").data

    assert manager.get("/manage/people.csv?lang=hi").data == english


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(sign: str) -> None:
    formula = f"{sign}HYPERLINK(1)"
    rows = rows_of(people_csv("safety", [line(name=formula, unit=formula, employee_no=formula)]))

    assert {rows[0][key] for key in ("name", "unit", "employee_no")} == {f"'{formula}"}


def test_dates_are_iso_and_numbers_plain() -> None:
    row = rows_of(people_csv("safety", [line()]))[0]

    assert (row["passed_on"], row["last_active_on"], row["best_score"]) == (
        "2026-03-02",
        "",
        "0.8333",
    )


@pytest.mark.parametrize(
    ("course", "name"),
    [
        ("workplace-cooperation", "workplace-cooperation-2026-03-02.csv"),
        ('../..\\"; rm', "rm-2026-03-02.csv"),
        ("安全", "course-2026-03-02.csv"),
    ],
)
def test_the_files_name_is_safe(course: str, name: str) -> None:
    assert file_name(course, date(2026, 3, 2)) == name


def test_an_unreadable_page_number_is_the_first() -> None:
    assert [read_filter({"page": typed}).page for typed in ("", "0", "-3", "x", "२")] == [1] * 5


def test_a_lesson_that_waits_for_the_sites_words_is_named(app: Flask, manager: FlaskClient) -> None:
    assert not open_page(manager, "/manage/").all("section", id="hidden")
    with app.app_context():
        publish(make_module_with_room())

    panel = open_page(manager, "/manage/").one("section", id="hidden")

    assert "1 lesson is not shown here" in panel.words
    assert "Lesson voice" in panel.words
