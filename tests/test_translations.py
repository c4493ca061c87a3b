"""The catalogs are fresh, whole, and do no harm."""

import re
from pathlib import Path

import polib
import pytest

from score_learn.core.languages import REGISTRY
from score_learn.core.refusal import Refusal
from score_learn.services import glossary, translating
from score_learn.services.catalogs import Folders, catalog_path
from score_learn.settings import ROOT
from score_learn.web.errors import SENTENCES

FOLDERS = Folders(root=ROOT, content=ROOT / "content", translations=ROOT / "translations")


def test_no_catalog_has_a_flaw() -> None:
    assert list(translating.check(FOLDERS)) == []


@pytest.mark.parametrize(
    "row", list(translating.all_status(FOLDERS)), ids=lambda row: f"{row.language}-{row.domain}"
)
def test_every_catalog_is_complete_and_honest_about_review(row: translating.Status) -> None:
    assert row.total > 0
    assert row.translated == row.total
    assert row.fuzzy == 0
    assert not row.reviewed, "a native speaker read it? then say who in docs, and change this test"


def test_every_refusal_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)


def test_the_catalogs_keep_to_the_bold_terms_of_the_glossary() -> None:
    found = glossary.check(FOLDERS, ROOT / "docs/glossary.md", strict=True)

    assert [f"{flaw.path}:{flaw.line}: {flaw.text}" for flaw in found] == []


SAME = {"1", "2", "3", "4", "8", "11", "15", "kWh"}
"""What is the same in every language: numbers and a unit."""
SCRIPTS = {"zh": r"[\u4e00-\u9fff]", "hi": r"[\u0900-\u097f]"}


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_catalog_is_written_in_its_own_script(code: str) -> None:
    foreign = [
        entry.msgid
        for domain in translating.domains(FOLDERS)
        for entry in polib.pofile(str(catalog_path(FOLDERS, code, domain)))
        if entry.msgid not in SAME
        and not re.search(SCRIPTS[code], entry.msgstr or " ".join(entry.msgstr_plural.values()))
    ]

    assert foreign == []


def test_a_term_in_another_word_is_named_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "glossary.md"
    page.write_text(
        "| term | meaning | 中文 | हिन्दी |\n|---|---|---|---|\n"
        "| **card** | one idea | 卡片 / 卡 | कार्ड |\n| near miss | almost | 未遂 | बचे |\n"
    )
    (tmp_path / "content/safety").mkdir(parents=True)
    (tmp_path / "content/safety/module.md").touch()
    folders = Folders(
        root=tmp_path, content=tmp_path / "content", translations=tmp_path / "translations"
    )
    written = catalog(entry("Two cards", "दो पन्ने"), entry("Cardboard", "गत्ता"))
    written.append(entry("A near miss", "बाल-बाल बचे"))
    path = catalog_path(folders, "hi", "safety")
    path.parent.mkdir(parents=True)
    written.save(str(path))

    found = list(glossary.check(folders, page))

    assert [flaw.text for flaw in found] == ["'card' is कार्ड in the glossary: 'Two cards'"]
    assert (found[0].path, found[0].line) == (path, 5)


def entry(msgid: str, msgstr: str, **more: object) -> polib.POEntry:
    return polib.POEntry(msgctxt="lesson/k3f9/prompt", msgid=msgid, msgstr=msgstr, **more)


def catalog(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile()
    made.extend(entries)
    return made


def test_a_changed_text_keeps_its_old_translation_as_fuzzy() -> None:
    old = catalog(entry("Do not leave at once.", "तुरंत मत निकलिए।"))

    merged = translating.merge(catalog(entry("Leave at once.", "")), old)

    assert merged[0].fuzzy
    assert merged[0].previous_msgid == "Do not leave at once."
    assert not merged[0].translated()


def test_an_unchanged_text_keeps_its_translation() -> None:
    old = catalog(entry("Leave at once.", "तुरंत निकलिए।"))

    merged = translating.merge(catalog(entry("Leave at once.", "")), old)

    assert merged[0].translated()
    assert merged[0].msgstr == "तुरंत निकलिए।"


@pytest.mark.parametrize(
    ("msgid", "msgstr", "flaws"),
    [
        pytest.param("Hello, %(name)s", "नमस्ते, %(name)s", 0, id="same placeholder"),
        pytest.param("Hello, %(name)s", "नमस्ते", 1, id="lost placeholder"),
        pytest.param("Hello", "नमस्ते %(name)s", 2, id="invented placeholder"),
        pytest.param("A **bold** word", "एक **मोटा** शब्द", 0, id="same marks"),
        pytest.param("A **bold** word", "एक मोटा शब्द", 1, id="lost marks"),
        pytest.param("A word", "एक <b>शब्द</b>", 1, id="invented tag"),
    ],
)
def test_what_is_found_in_an_entry(tmp_path: Path, msgid: str, msgstr: str, flaws: int) -> None:
    folders = Folders(root=tmp_path, content=tmp_path, translations=tmp_path)
    language = REGISTRY["hi"]
    path = catalog_path(folders, "hi", "messages")
    path.parent.mkdir(parents=True)
    written = translating.read_catalog(path, language)
    written.append(entry(msgid, msgstr))
    written.save(str(path))

    found = translating.check_catalog(folders, language, "messages", catalog(entry(msgid, "")))

    assert len(list(found)) == flaws


def test_a_stale_catalog_is_found(tmp_path: Path) -> None:
    folders = Folders(root=tmp_path, content=tmp_path, translations=tmp_path)

    found = translating.check_catalog(
        folders, REGISTRY["hi"], "messages", catalog(entry("New", ""))
    )

    assert ["missing" in flaw.text for flaw in found] == [True]


def test_a_compiled_catalog_leaves_fuzzy_entries_out(tmp_path: Path) -> None:
    folders = Folders(root=tmp_path, content=tmp_path, translations=tmp_path)
    path = catalog_path(folders, "hi", "messages")
    path.parent.mkdir(parents=True)
    written = translating.read_catalog(path, REGISTRY["hi"])
    written.append(entry("Leave at once.", "मत निकलिए", flags=["fuzzy"]))
    written.append(polib.POEntry(msgid="Next", msgstr="आगे"))
    written.save(str(path))

    assert translating.compile_catalogs(folders) == 1
    assert translating.compile_catalogs(folders) == 0
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    assert [row.msgid for row in compiled] == ["Next"]
