"""Putting modules on the shelf: all or nothing, and nothing twice."""

import dataclasses
import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from score_learn.core.compilation import Compilation, PictureFile
from score_learn.core.problem import Problem
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import courses, on_shelf, publishing
from score_learn.services.publishing import PictureChangedError
from score_learn.storage import shelf
from score_learn.storage.database import db
from score_learn.storage.shelf import EditionRow, PictureRow, QuestionVersionRow, RevisionRow
from tests.builders import (
    NOON,
    digest,
    make_card,
    make_compilation,
    make_edition,
    make_lesson,
    make_module,
    make_question,
    make_quiz,
    publish,
    translate,
)

pytestmark = pytest.mark.usefixtures("context")


def count(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_publishing_again_changes_nothing() -> None:
    assert publish(make_module()).changed
    assert not publish(make_module()).changed
    assert (count(RevisionRow), count(EditionRow), count(QuestionVersionRow)) == (1, 1, 15)


def test_a_new_catalog_is_a_new_edition_of_the_same_revision() -> None:
    module = make_module()
    publish(module, make_edition(translate(module, "hi"), complete=False))
    assert publish(module, make_edition(translate(module, "hi", title="सुरक्षा"))).changed
    assert (count(RevisionRow), count(EditionRow)) == (1, 3)
    assert [(one.module, one.lang, one.complete) for one in on_shelf.published()] == [
        ("safety", "en", True), ("safety", "hi", True),
    ]  # fmt: skip


def test_a_catalog_that_comes_back_is_offered_again() -> None:
    module = make_module()
    first, second = (make_edition(translate(module, "hi", title=title)) for title in ("अ", "ब"))
    for edition in first, second, first:
        assert publish(module, edition).changed
    assert count(EditionRow) == 3


def test_what_has_errors_is_not_published() -> None:
    problem = Problem(
        code="Q01", severity="error", file="a.md", line=1, read="", expected="", fix=""
    )
    broken = Compilation(key="safety", revision="r", problems=(problem,))
    published = publishing.publish(broken, Path(), now=NOON)
    assert (published.changed, published.problems) == (False, (problem,))
    assert shelf.published_keys() == []


def test_a_picture_is_stored_once_for_all_modules(tmp_path: Path) -> None:
    (tmp_path / "exit.svg").write_bytes(b"<svg/>")
    files = (PictureFile(name=f"{digest('<svg/>')[:16]}.svg", path="exit.svg"),)
    for key in ("safety", "quality"):
        compilation = dataclasses.replace(make_compilation(make_module(key)), pictures=files)
        publishing.publish(compilation, tmp_path, now=NOON)
    assert count(PictureRow) == 1


def test_a_picture_that_cannot_be_read_stops_all_of_it(tmp_path: Path) -> None:
    files = (PictureFile(name="0f.svg", path="gone.svg"),)
    compilation = dataclasses.replace(make_compilation(make_module()), pictures=files)
    with pytest.raises(FileNotFoundError):
        publishing.publish(compilation, tmp_path, now=NOON)
    assert shelf.published_keys() == []


def test_a_picture_that_changed_after_compiling_stops_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "exit.svg").write_bytes(b"<svg>new</svg>")
    files = (PictureFile(name=f"{digest('<svg/>')[:16]}.svg", path="exit.svg"),)
    compilation = dataclasses.replace(make_compilation(make_module()), pictures=files)
    with pytest.raises(PictureChangedError, match=r"exit\.svg"):
        publishing.publish(compilation, tmp_path, now=NOON)
    assert shelf.published_keys() == []
    assert count(PictureRow) == 0


def test_a_module_has_one_source_language_at_a_time() -> None:
    english = make_module()
    hindi = translate(english, "hi", language="hi")
    for module, source in ((english, "en"), (hindi, "hi"), (english, "en")):
        assert publish(module).changed
        sources = [row.lang for row in shelf.pointers(module="safety") if row.is_source]
        assert sources == [source]
        assert shelf.published_keys() == ["safety"]


def test_the_shelf_knows_every_question_ever_published_and_how_it_is_now() -> None:
    check = replace(make_card("c"), check=make_question(question_id="c001"))
    lesson = make_lesson("fire", cards=(check,), questions=1)
    first = make_module("safety", lesson, test=None)
    reworded = replace(make_question("x..", "f000"), version="reworded")
    second = replace(first, lessons=(replace(lesson, cards=(), quiz=make_quiz(reworded)),))
    assert publishing.questions_on_shelf("safety") == {}
    publish(first)
    before = {"f000": ("fire", digest("f000")), "c001": ("fire", digest("c001"))}
    assert publishing.questions_on_shelf("safety") == before
    publish(second, now=NOON + timedelta(days=1))
    after = {"f000": ("fire", "reworded"), "c001": ("", digest("c001"))}
    assert publishing.questions_on_shelf("safety") == after
    publish(first, now=NOON + timedelta(days=2))
    assert publishing.questions_on_shelf("safety") == before
    assert publishing.questions_on_shelf("quality") == {}
    publish(make_module("quality"))
    pages = {key[0]: one.page for key, one in publishing.questions_on_shelf("quality").items()}
    assert pages == {"f": "fire", "n": "noise", "t": "test"}


def test_courses_on_the_shelf_are_titled_in_their_own_language() -> None:
    module = make_module()
    publish(module, make_edition(translate(module, "hi"), complete=False))
    publish(make_module("quality", order=0))
    quality, safety = on_shelf.courses()
    assert (quality.key, safety.title, safety.language) == ("quality", "Safety", "en")
    assert [(one.lang, one.complete) for one in safety.editions] == [("en", True), ("hi", False)]


def test_what_fails_half_way_leaves_nothing() -> None:
    compilation = make_compilation(make_module())
    broken = dataclasses.replace(compilation, editions=(*compilation.editions, None))
    with pytest.raises(AttributeError):
        publishing.publish(broken, Path(), now=NOON)
    assert on_shelf.published() == []
    assert count(RevisionRow) == 0


def test_the_keys_of_what_is_offered() -> None:
    publish(make_module("safety"))
    publish(make_module("quality"))
    assert shelf.published_keys() == ["quality", "safety"]


def test_recordings_go_to_the_shelf_and_are_sent_in_parts(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    content = b"OggS and what follows"
    (tmp_path / "audio" / "a.opus").write_bytes(content)
    name = f"{hashlib.sha256(content).hexdigest()[:16]}.opus"
    compilation = dataclasses.replace(
        make_compilation(make_module()),
        recordings=(PictureFile(name=name, path="audio/a.opus"),),
    )
    for _ in range(2):
        publishing.publish(compilation, tmp_path, now=NOON)
    assert courses.recording(name) == content
    (tmp_path / "audio" / "a.opus").write_bytes(b"changed since")
    other = dataclasses.replace(
        compilation, recordings=(PictureFile(name="0" * 16 + ".opus", path="audio/a.opus"),)
    )
    with pytest.raises(publishing.PictureChangedError):
        publishing.publish(other, tmp_path, now=NOON)


def test_an_unknown_recording_is_not_found() -> None:
    for name in ("0000000000000000.opus", "\x00"):
        with pytest.raises(Refused) as refused:
            courses.recording(name)
        assert refused.value.reason is Refusal.NOT_FOUND
