"""`score-learn server prepare`: what it cannot write is a sentence that says what to do."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.server import prepare
from score_learn.services import assets, on_shelf, translating
from score_learn.storage.database import is_up_to_date
from tests.builders import make_module, publish
from tests.cli.conftest import Run, close, make_program, runner, stamp


@pytest.fixture
def ready(program: Flask, tmp_path: Path) -> Flask:
    """A program with a course and a folder for nginx."""
    with program.app_context():
        publish(make_module())
        stamp(program)
    program.config["SETTINGS"] = dataclasses.replace(
        program.config["SETTINGS"], static=tmp_path / "static"
    )
    return program


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[Flask]:
    """A program whose database has no tables, with a course of one lesson to publish."""
    course = tmp_path / "content" / "one"
    course.mkdir(parents=True)
    (course / "module.md").write_text("# M\n\nP.\n")
    (course / "1-a.md").write_text("# T\n\n## A card\n\nWords.\n")
    app = make_program(tmp_path / "untouched.db")
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], static=tmp_path / "static")
    yield app
    close(app)


def test_a_database_without_tables_is_filled(untouched: Flask) -> None:
    assert runner(untouched)(prepare).exit_code == 0

    with untouched.app_context():
        assert is_up_to_date()
        assert {one.module for one in on_shelf.published()} == {"one"}


def test_a_course_with_errors_is_told_and_the_tables_are_there(
    untouched: Flask, tmp_path: Path
) -> None:
    (tmp_path / "content" / "one" / "1-a.md").write_text("# T\n\n## Which?\n\n- ( ) Two\n")

    told = runner(untouched)(prepare)

    assert told.exit_code == 1
    assert "a course has errors" in told.stderr
    with untouched.app_context():
        assert is_up_to_date()
        assert on_shelf.published() == []


def test_nginx_finds_a_page_in_each_language(ready: Flask, run: Run, tmp_path: Path) -> None:
    assert run(prepare).exit_code == 0

    away = tmp_path / "static" / "away"
    assert {"en.html", "hi.html", "zh.html"} <= {path.name for path in away.iterdir()}
    assert 'lang="hi"' in (away / "hi.html").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_named(ready: Flask, run: Run, tmp_path: Path) -> None:
    (tmp_path / "static").touch()

    told = run(prepare)

    assert told.exit_code == 1
    assert f"Error: SCORE_STATIC is {tmp_path / 'static'}; " in told.stderr
    assert "chown -R" in told.stderr


def test_pages_that_cannot_be_renewed_do_not_keep_it_from_serving(
    ready: Flask, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(assets, "lay_out_pages", refuse)

    told = run(prepare)

    assert told.exit_code == 0
    assert "Warning: " in told.stderr
    assert "away is another user's" in told.stderr


def test_a_catalog_that_cannot_be_written_is_named(
    ready: Flask, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/srv/hi.mo")

    monkeypatch.setattr(translating, "compile_catalogs", refuse)

    told = run(prepare)

    assert told.exit_code == 1
    assert "Error: /srv/hi.mo cannot be written (Permission denied); " in told.stderr
