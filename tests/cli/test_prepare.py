"""`score-learn server prepare`: what it cannot write is a sentence that says what to do."""

import dataclasses
from pathlib import Path

import pytest
from flask import Flask

from score_learn.cli.server import prepare
from score_learn.services import assets, translating
from tests.builders import make_module, publish
from tests.cli.conftest import Run, stamp


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
