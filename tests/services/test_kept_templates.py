"""Compiled templates are kept, where nobody else could put any."""

import os
from pathlib import Path

import jinja2
import pytest

from score_learn.services import kept_templates


def environment(templates: Path, kept: Path, *, trim: bool = False) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates), autoescape=True, trim_blocks=trim,
        extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    kept_templates.install(made, kept)
    return made


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "page.html").write_text("{% if true %}\nHello {{ name }}\n{% endif %}", "utf-8")
    return folder


def shown(made: jinja2.Environment) -> str:
    return made.get_template("page.html").render(name="Meena")


def test_what_was_compiled_is_not_compiled_again(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "templates"
    assert "Hello Meena" in shown(environment(templates, kept))
    assert len([*kept.iterdir()]) == 1
    monkeypatch.setattr(
        jinja2.Environment, "_generate", lambda *_rest, **_more: pytest.fail("compiled")
    )
    assert "Hello Meena" in shown(environment(templates, kept))


def test_a_changed_source_and_changed_options_are_compiled_anew(
    templates: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "templates"
    assert shown(environment(templates, kept)) == "\nHello Meena\n"
    assert shown(environment(templates, kept, trim=True)) == "Hello Meena\n"
    (templates / "page.html").write_text("Bye {{ name }}", "utf-8")
    assert shown(environment(templates, kept)) == "Bye Meena"


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_may_write_to_is_not_used(
    mode: int, templates: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "templates"
    kept.mkdir()
    kept.chmod(mode)
    assert environment(templates, kept).bytecode_cache is None


def test_another_s_folder_is_not_used(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "templates"
    kept.mkdir(mode=0o700)
    assert environment(templates, kept).bytecode_cache
    monkeypatch.setattr(os, "geteuid", lambda: kept.stat().st_uid + 1)
    assert environment(templates, kept).bytecode_cache is None


def test_where_nothing_can_be_made_pages_are_shown_all_the_same(
    templates: Path, tmp_path: Path
) -> None:
    made = environment(templates, tmp_path / "not yet there" / "templates")
    assert made.bytecode_cache is None
    assert "Hello Meena" in shown(made)
    assert not (tmp_path / "not yet there").exists()


def test_a_full_disk_costs_only_the_keeping(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_rest: object) -> None:
        raise OSError(28, "No space left on device")

    made = environment(templates, tmp_path / "templates")
    monkeypatch.setattr(jinja2.FileSystemBytecodeCache, "dump_bytecode", full)
    assert "Hello Meena" in shown(made)
