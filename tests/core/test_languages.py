"""The registry, and which language a page is shown in.

The registry of these tests also holds languages that the program does not serve yet: what browsers
send for them has gone wrong elsewhere.
"""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from score_learn.core import languages
from score_learn.core.languages import (
    REGISTRY,
    Language,
    find,
    from_browser,
    negotiate,
    offered,
)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve more languages than are translated."""
    for code, alias in [
        ("es", None), ("pa", None), ("id", "in"), ("fil", "tl"), ("zh_Hant", "zh-tw"),
    ]:  # fmt: skip
        monkeypatch.setitem(REGISTRY, code, Language(code, code, code, "en_GB"))
        if alias:
            monkeypatch.setitem(languages.ALIASES, alias, code)
    monkeypatch.setattr(languages, "NOT_SERVED", set())


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-SG", "zh"),
        ("zh-Hans-CN", "zh"),
        ("hi-IN,en;q=0.5", "hi"),
        ("en;q=0.5,hi;q=0.9", "hi"),
        ("fr-FR,fr;q=0.9,hi;q=0.1", "hi"),
        ("EN-us", "en"),
        ("hi_IN", "hi"),
        ("hi;q=0,en", "en"),
        ("hi;q=abc,en;q=0.1", "en"),
        ("hi;v=1,en;q=0.9", "hi"),
    ],
)
def test_a_browser_gets_the_language_it_asks_for(header: str, code: str) -> None:
    language = from_browser(header)
    assert language
    assert language.code == code


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("zh-TW", "zh_Hant"), ("es-PE", "es"), ("es-419", "es"), ("pa-IN", "pa"),
        ("pa-Guru-IN", "pa"), ("in-ID", "id"), ("tl", "fil"), ("zh-CN", "zh"),
    ],
)  # fmt: skip
def test_tags_that_go_wrong_elsewhere(header: str, code: str) -> None:
    language = from_browser(header)
    assert language
    assert language.code == code


@pytest.mark.parametrize("header", ["", ",,;", "xx", "q=1", "zh-TW", "zh-Hant-HK", "*", "ay"])
def test_nothing_we_serve_is_nothing(header: str) -> None:
    assert from_browser(header) is None


@given(st.text())
def test_no_header_breaks_negotiation(header: str) -> None:
    assert negotiate([], header, "en").code in REGISTRY


def test_wishes_come_before_the_browser_the_site_and_english() -> None:
    assert negotiate(["zh", "hi"], "en", "en").code == "zh"
    assert negotiate([None, "hi"], "en", "en").code == "hi"
    assert negotiate(["xx", None], "hi", "zh").code == "hi"
    assert negotiate([], "fr", "zh").code == "zh"
    assert negotiate([], "", "xx").code == "en"


@pytest.mark.parametrize("code", ["../../x", "zh_CN", "", None, "ay", "EN", "ar_XB"])
def test_what_is_not_registered_is_not_found(code: str | None) -> None:
    assert find(code) is None


def test_a_pseudo_language_is_for_those_who_ask() -> None:
    assert find("ar_XB", pseudo=True)
    assert "ar_XB" not in {row.code for row in offered()}
    assert "ar_XB" in {row.code for row in offered(pseudo=True)}


@pytest.mark.parametrize("row", REGISTRY.values(), ids=lambda row: row.code)
def test_every_language_can_format_and_has_a_bare_folder(row: Language) -> None:
    Locale.parse(row.locale)
    assert row.pseudo or "_" not in row.code
    assert row.plural.startswith("nplurals=")
