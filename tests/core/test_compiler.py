"""What the compiler makes of whole folders: languages, versions, limits."""

import json
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from score_learn.core.compilation import Compilation, Edition
from score_learn.core.compiler import Catalog, compile_module, pseudo_catalog, read_catalog
from score_learn.core.compiler.codes import CODES, Report
from score_learn.core.compiler.draft import messages_in
from score_learn.core.compiler.folder import draft_of
from score_learn.core.compiler.limits import timed
from score_learn.core.course import Prose
from score_learn.core.document import from_document, to_document
from score_learn.core.question import (
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    TypedQuestion,
)

MODULE = (
    b"---\norder: 3\nvalid: 12\nfallback: source\ntest-out: yes\n---\n# Module\n\nIts *purpose*.\n"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 48"><g/></svg>'
LESSON = """\
---
audience: worker
minutes: 7
sensitive: yes
---
# Fire

## Two ways out

![An exit](img/a.svg)

Know **two** ways. See [the plan](https://example.org/plan).

> **Li:** The door is locked.
> **Ms Chen:** I will open it.

## What do you do? <!-- q:k3f9 -->

> ? Think.

- (x) Leave
  > Yes.
- ( ) Stay
  > No.

> Go.

## Check <!-- pool:fire pick:5 -->

### True or false: it is safe. <!-- q:t5aa -->

- ( ) True
  > No.
- (x) False
  > Yes.

### Match. <!-- q:m1q8 -->

- Noise => Plugs
- Dust => Mask
- => Hat

### Order. <!-- q:p2w4 partial:yes -->

- (2) Second
- (1) First

### How many? <!-- q:n9d1 points:3 -->

- = 85 +- 2 dB

### Which colour? <!-- q:s6c3 -->

- = red
- = bright red
"""


def folder(lesson: str = LESSON, **more: bytes) -> dict[str, bytes]:
    files = {"module.md": MODULE, "1-fire.md": lesson.encode(), "img/a.svg": SVG}
    return {**files, **{name.replace("__", "/"): content for name, content in more.items()}}


def compiled(lesson: str = LESSON, *catalogs: Catalog) -> Compilation:
    return compile_module("safety", folder(lesson), {each.lang: each for each in catalogs})


def translated(lesson: str = LESSON, *, without: str = "", **change: str) -> Catalog:
    """Return a catalog that turns every message to capitals, but for one text left out."""
    drafts = (draft_of("1-fire.md", lesson.encode()), draft_of("module.md", MODULE))
    entries = {
        (message.context, message.text): change.get(message.text, message.text.upper())
        for draft in drafts
        for message in messages_in(draft)
        if not message.program and message.text != without
    }
    program = {("answer", "True"): "VRAI", ("answer", "False"): "FAUX"}
    return Catalog(lang="hi", entries=entries, program=program)


def edition(compilation: Compilation, lang: str) -> Edition:
    return next(each for each in compilation.editions if each.lang == lang)


def questions(compilation: Compilation, lang: str = "en") -> dict[str, Question]:
    lesson = edition(compilation, lang).module.lessons[0]
    found = [card.check for card in lesson.cards if card.check]
    found += [each for pool in lesson.quiz.pools for each in pool.questions]
    return {each.id: each for each in found}


def versions(compilation: Compilation) -> dict[str, str]:
    return {each.id: each.version for each in compilation.versions}


def test_the_source_edition_says_what_the_author_wrote() -> None:
    compilation = compiled()
    assert [problem.code for problem in compilation.problems] == ["P08"]
    module = compilation.editions[0].module
    assert (module.title, module.purpose, module.order) == ("Module", "Its <em>purpose</em>.", 3)
    assert (module.valid_months, module.fallback, module.test_out) == (12, "source", True)
    lesson = module.lessons[0]
    assert (lesson.key, lesson.audience, lesson.minutes, lesson.sensitive) == (
        "fire",
        "worker",
        7,
        True,
    )
    assert lesson.quiz.pass_mark == Fraction(4, 5)
    card = lesson.cards[0]
    assert (card.key, card.picture.alt, card.picture.width) == ("two-ways-out", "An exit", 96)
    assert card.picture.name == compilation.pictures[0].name
    prose, story = card.parts
    assert '<a href="https://example.org/plan" rel="noopener noreferrer">the plan</a>' in prose.html
    assert [line.speaker for line in story.lines] == ["Li", "Ms Chen"]


def test_each_kind_becomes_its_own_question() -> None:
    asked = questions(compiled())
    assert isinstance(asked["k3f9"], ChoiceQuestion)
    assert (asked["k3f9"].kind, asked["k3f9"].hint, asked["k3f9"].explanation) == (
        "round",
        "Think.",
        "Go.",
    )
    assert (asked["t5aa"].kind, asked["t5aa"].shuffle) == ("true-false", False)
    assert isinstance(asked["m1q8"], MatchQuestion)
    assert len(asked["m1q8"].pairs) == 2
    assert isinstance(asked["p2w4"], OrderQuestion)
    assert [step.html for step in asked["p2w4"].steps] == ["First", "Second"]
    assert isinstance(asked["n9d1"], NumberQuestion)
    assert (asked["n9d1"].value, asked["n9d1"].tolerance, asked["n9d1"].unit) == (85, 2, "dB")
    assert isinstance(asked["s6c3"], TypedQuestion)
    assert asked["s6c3"].accepted == ("red", "bright red")


def test_a_document_holds_the_whole_compilation() -> None:
    compilation = compiled(LESSON, translated())
    document = json.loads(json.dumps(to_document(compilation)))
    assert from_document(Compilation, document) == compilation


def test_a_whole_catalog_gives_a_complete_edition() -> None:
    compilation = compiled(LESSON, translated())
    made = edition(compilation, "hi")
    assert (made.complete, made.reviewed, len(made.catalog)) == (True, False, 16)
    lesson = made.module.lessons[0]
    assert (lesson.title, lesson.lang, made.module.title_lang) == ("FIRE", "hi", "hi")
    assert "<strong>TWO</strong>" in lesson.cards[0].parts[0].html
    assert 'href="https://example.org/plan"' in lesson.cards[0].parts[0].html
    asked = questions(compilation, "hi")
    assert [choice.html for choice in asked["t5aa"].choices] == ["VRAI", "FAUX"]
    assert asked["s6c3"].accepted == ("red", "bright red", "RED", "BRIGHT RED")
    assert {each.lang for each in asked.values()} == {"hi"}


@pytest.mark.parametrize("text", ["Leave", "Yes.", "Think.", "Go.", "What do you do?"])
def test_one_missing_string_leaves_the_whole_question_in_the_source(text: str) -> None:
    compilation = compiled(LESSON, translated(without=text))
    made = edition(compilation, "hi")
    assert not made.complete
    question = questions(compilation, "hi")["k3f9"]
    assert (question.lang, question.prompt) == ("en", "What do you do?")
    assert [choice.html for choice in question.choices] == ["Leave", "Stay"]
    assert made.module.lessons[0].cards[0].lang == "hi"


@pytest.mark.parametrize("text", ["Two ways out", "An exit", "Li", "I will open it."])
def test_one_missing_string_leaves_the_whole_card_in_the_source(text: str) -> None:
    made = edition(compiled(LESSON, translated(without=text)), "hi")
    card = made.module.lessons[0].cards[0]
    assert not made.complete
    assert (card.lang, card.title, card.picture.alt) == ("en", "Two ways out", "An exit")
    assert card.parts[1].lines[0].speaker == "Li"


def test_true_and_false_are_missing_when_the_program_has_not_translated_them() -> None:
    catalog = translated()
    compilation = compiled(LESSON, Catalog(lang="hi", entries=catalog.entries))
    assert questions(compilation, "hi")["t5aa"].lang == "en"
    assert not edition(compilation, "hi").complete


def test_true_and_false_of_another_source_language_come_from_the_program() -> None:
    files = folder(
        "# 火\n\n## 安全吗？ <!-- q:t5aa -->\n\n- ( ) 对\n  > 不。\n- (x) 错\n  > 对。\n"
    )
    files["module.md"] = b"---\nlanguage: zh\n---\n# M\n\nP.\n"
    program = {("answer", "True"): "对", ("answer", "False"): "错"}
    catalogs = {"zh": Catalog(lang="zh", program=program), "ar_XB": pseudo_catalog("ar_XB")}
    compilation = compile_module("m", files, catalogs)
    assert [each.lang for each in compilation.editions] == ["zh", "ar_XB"]
    check = compilation.editions[0].module.lessons[0].cards[0].check
    assert check.kind == "true-false"
    assert [choice.html for choice in check.choices] == ["对", "错"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("See the plan.", id="link lost"),
        pytest.param("See [it](https://evil.example).", id="link to elsewhere"),
        pytest.param("See [it](1) ![x](img/a.svg).", id="a picture"),
        pytest.param("See [it](1) \u202eabc.", id="hidden sign"),
        pytest.param("See [it](1)" + "*" * 200, id="too many marks"),
        pytest.param("See [it](1)" + "a" * 5000, id="too long"),
    ],
)
def test_a_translation_that_does_not_fit_counts_as_missing(wrong: str) -> None:
    source = "Know **two** ways. See [the plan](1)."
    compilation = compiled(LESSON, translated(**{source: wrong}))
    assert edition(compilation, "hi").module.lessons[0].cards[0].lang == "en"
    assert [(each.code, each.line) for each in compilation.problems] == [("F19", 12), ("P08", 12)]


def test_a_translation_cannot_change_the_structure() -> None:
    changed = {"Leave": "- (x) # <b>Leave</b>", "Two ways out": "<script>alert(1)</script>"}
    compilation = compiled(LESSON, translated(**changed))
    question = questions(compilation, "hi")["k3f9"]
    assert question.choices[0].html == "- (x) # &lt;b&gt;Leave&lt;/b&gt;"
    title = edition(compilation, "hi").module.lessons[0].cards[0].title
    assert title == "<script>alert(1)</script>"  # plain text, escaped by every template


def test_the_pseudo_language_is_complete_and_keeps_markdown_working() -> None:
    made = edition(compiled(LESSON, pseudo_catalog("ar_XB")), "ar_XB")
    assert (made.complete, made.reviewed) == (True, False)
    html = made.module.lessons[0].cards[0].parts[0].html
    assert html.startswith("<p>\u202eKnow <strong>two</strong>")
    assert html.endswith("\u202c</p>")


def test_a_picture_made_for_a_language_is_shown_in_it() -> None:
    local = SVG.replace(b"96", b"90")
    files = folder(LESSON) | {"img/a.hi.svg": local}
    compilation = compile_module("m", files, {"hi": translated()})
    widths = {
        each.lang: each.module.lessons[0].cards[0].picture.width for each in compilation.editions
    }
    assert widths == {"en": 96, "hi": 90}
    assert {each.path for each in compilation.pictures} == {"img/a.svg", "img/a.hi.svg"}


def test_reordering_choices_is_no_new_version() -> None:
    turned = LESSON.replace(
        "- (x) Leave\n  > Yes.\n- ( ) Stay\n  > No.\n", "- ( ) Stay\n- (x) Leave\n"
    )
    assert versions(compiled(turned)) == versions(compiled())
    assert compiled(turned).revision != compiled().revision


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("(x) Leave", "(x) Leave now", "k3f9"),
        ("What do you do?", "What now?", "k3f9"),
        ("- ( ) True\n  > No.\n- (x) False", "- (x) True\n  > No.\n- ( ) False", "t5aa"),
        ("Dust => Mask", "Dust => Hat\n- Fumes => Mask", "m1q8"),
        ("- (2) Second\n- (1) First", "- (1) Second\n- (2) First", "p2w4"),
        (" partial:yes", "", "p2w4"),
        ("85 +- 2", "85 +- 3", "n9d1"),
        ("points:3", "points:2", "n9d1"),
        ("bright red", "dark red", "s6c3"),
    ],
)
def test_what_changes_the_question_is_a_new_version(old: str, new: str, question: str) -> None:
    text = LESSON.replace(old, new).replace("\n- => Hat", "" if "Fumes" in new else "\n- => Hat")
    before, after = versions(compiled()), versions(compiled(text))
    assert {each for each in before if before[each] != after[each]} == {question}


def test_choice_ids_survive_order_and_language_and_can_be_pinned() -> None:
    compilation = compiled(LESSON.replace("Stay", "Stay <!-- c:abc -->"), translated())
    ids = [choice.id for choice in questions(compilation)["k3f9"].choices]
    assert ids[1] == "abc"
    assert len(ids[0]) == 8
    assert ids == [choice.id for choice in questions(compilation, "hi")["k3f9"].choices]


def test_pools_and_the_tests_own_pass_mark() -> None:
    pools = LESSON[LESSON.index("## Check") :].replace("t5aa", "a111").replace("m1q8", "a222")
    pools = pools.replace("p2w4", "a333").replace("n9d1", "a444").replace("s6c3", "a555")
    test = f"---\npass: 75%\nattempts: 3\n---\n# Test\n\n{pools}"
    files = folder() | {
        "test.md": test.encode(),
        "team-sheet.md": b"# Sheet\n\nHello.\n\n## Look\n\n- [ ] a\n",
    }
    module = compile_module("m", files, {}).editions[0].module
    assert (module.test.pass_mark, module.test.attempts) == (Fraction(3, 4), 3)
    assert module.quiz("test") is module.test
    assert [card.title for card in module.sheet.cards] == ["", "Look"]
    assert module.sheet.cards[1].parts[0].html.startswith('<ul class="checklist">')


def test_card_keys_are_slugs_unique_in_the_lesson() -> None:
    text = "# T\n\n## A card!\n\na\n\n## A card\n\nb\n\n## 后门\n\nc\n\n## A Card 2\n\nd\n"
    cards = compiled(text).editions[0].module.lessons[0].cards
    assert [card.key for card in cards[:2]] == ["a-card", "a-card-2"]
    assert cards[2].key.startswith("card-")
    assert len({card.key for card in cards}) == 4


def test_identity_reads_and_rebuilds_the_same_page() -> None:
    same = translated()
    same = Catalog(lang="hi", entries={key: key[1] for key in same.entries}, program=same.program)
    compilation = compiled(LESSON, same)
    source, other = (each.module.lessons[0].cards for each in compilation.editions)
    assert [card.parts for card in source] == [card.parts for card in other]


WORDS = st.text(alphabet="ab *_`[]()!#>-+.|\\<&:\n0123=x？（）×", max_size=60)
PIECES = st.sampled_from(
    ["# ", "## ", "### ", "- (x) ", "- [ ] ", "- (1) ", "- = ", " => ", "> ", "> ? ", "  > ", "\n",
     "\n\n", "```\n", "| a | b |\n|---|---|\n", "<!-- q:k3f9 -->", "<!-- pool:a pick:1 -->", "    ",
     "1. ", "![a](img/a.svg) ", "[a](https://b.c) ", "**Li:** ", "---\n", "===\n", "<<<<<<< a\n"]
)  # fmt: skip
PAGES = st.lists(PIECES | WORDS, max_size=40).map("".join)


@given(PAGES | st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_crashes_the_compiler(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    files = {"module.md": b"# M\n\nP.\n", "1-a.md": content, "img/a.svg": SVG}
    compilation = compile_module("m", files, {"ar_XB": pseudo_catalog("ar_XB")})
    assert bool(compilation.editions) == compilation.ok
    assert all(problem.code in CODES and problem.line > 0 for problem in compilation.problems)


@given(PAGES)
@settings(max_examples=300, deadline=None)
def test_a_catalog_that_repeats_the_source_gives_the_source_page(text: str) -> None:
    lesson = f"# T\n\n## C\n\nWords.\n\n{text}\n"
    entries = {
        (message.context, message.text): message.text
        for draft in (draft_of("1-a.md", lesson.encode()), draft_of("module.md", b"# M\n\nP.\n"))
        for message in messages_in(draft)
    }
    same = Catalog(lang="hi", entries=entries)
    files = {"module.md": b"# M\n\nP.\n", "1-a.md": lesson.encode(), "img/a.svg": SVG}
    compilation = compile_module("m", files, {"hi": same})
    for one, other in zip(compilation.editions[:1], compilation.editions[1:], strict=True):
        assert without_lang(to_document(one.module)) == without_lang(to_document(other.module))


def without_lang(document: object) -> object:
    if isinstance(document, dict):
        return {
            key: without_lang(value) for key, value in document.items() if not key.endswith("lang")
        }
    return [without_lang(each) for each in document] if isinstance(document, list) else document


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_crash_the_compiler(content: bytes) -> None:
    files = {"module.md": content, "1-a.md": content, ".retired": content}
    files |= {f"img/a.{suffix}": content for suffix in ("svg", "png", "jpg", "webp")}
    assert compile_module("m", files, {}).problems


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03", (2, 3)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x08\x08\0\x03\0\x02ab", (2, 3)),
        (b"RIFF0000WEBPVP8X" + bytes(8) + b"\x01\0\0\x02\0\0" + bytes(4), (2, 3)),
        (b"RIFF0000WEBPVP8L" + bytes(4) + b"\x2f\x01\x80\0\0" + bytes(9), (2, 3)),
        (b"RIFF0000WEBPVP8 " + bytes(10) + b"\x02\0\x03\0" + bytes(4), (2, 3)),
    ],
)
def test_sizes_of_photos(content: bytes, size: tuple[int, int]) -> None:
    suffix = {137: "png", 255: "jpg", 82: "webp"}[content[0]]
    text = f"# T\n\n## C\n\n![A door](img/p.{suffix})\n"
    files = folder(text) | {f"img/p.{suffix}": content}
    picture = compile_module("m", files, {}).editions[0].module.lessons[0].cards[0].picture
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "box",
    ["", 'viewBox="0 0 a b"', 'viewBox="0 0 1"', 'viewBox="0 0 0 0"', 'viewBox="0 0 1.2.3 4"'],
)
def test_a_drawing_without_a_size_gets_the_usual_one(box: str) -> None:
    files = folder("# T\n\n## C\n\n![A door](img/b.svg)\n")
    files["img/b.svg"] = f'<svg xmlns="http://www.w3.org/2000/svg" {box}/>'.encode()
    picture = compile_module("m", files, {}).editions[0].module.lessons[0].cards[0].picture
    assert (picture.width, picture.height) == (320, 200)


def codes(files: dict[str, bytes], key: str = "m") -> set[str]:
    return {problem.code for problem in compile_module(key, files, {}).problems}


LONG = b"# T\n\n## C\n\n"


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("F01", b"a" * 70_000),
        ("F02", b"# T\n\xff\n"),
        ("F14", b"\xef\xbb\xbf# T\r\n\r\n## C\r\n\r\nWords.\r\n"),
        ("L03", LONG + b"a" * 2001),
        ("L04", LONG + b"*a " * 61),
        ("L05", LONG + b"- a\n" * 61),
        ("L05", LONG + b"a\n\n" * 61),
        ("L05", LONG + b"> **A:** b\n" * 61),
        ("L05", LONG + b"|a|b|\n|-|-|\n" + b"|a|b|\n" * 101),
        ("L05", b"# T\n\n" + b"## C\n\na\n\n" * 201),
        (
            "L07",
            LONG + b"<b>\n\n" * 40 + b"## C\n\n" + b"<b>\n\n" * 40 + b"## C\n\n" + b"<b>\n\n" * 40,
        ),
        ("P09", LONG + b"![a](img/b.svg)"),
        ("P09", LONG + b"![a](img/b.png)"),
    ],
)
def test_limits_are_problems(code: str, content: bytes) -> None:
    large = {"img/b.svg": b" " * 70_000, "img/b.png": b" " * 300_000}
    assert code in codes(folder() | {"2-b.md": content} | large)


def test_notices_are_dropped_beyond_a_hundred_and_stop_nothing() -> None:
    lists = "".join(f"## C{n}\n\n{'（x）'.join(['• a', ''])}\n\n" for n in range(150))
    compilation = compiled("# T\n\n" + lists)
    assert len(compilation.problems) <= 101 + 1
    assert compilation.ok


def test_too_many_files_and_a_key_of_wrong_letters() -> None:
    assert codes({f"img/{n}.svg": SVG for n in range(401)}) == {"F18"}
    assert codes(folder(), key="Safety First") == {"F04"}


def test_running_out_of_time_or_depth_is_a_problem_of_the_file() -> None:
    report = Report("1-a.md")
    assert timed(report, spin, seconds=0.05) is None
    assert timed(report, dig) is None
    assert [problem.code for problem in report.problems] == ["L01", "L06"]
    assert timed(report, lambda: 7) == 7


def spin() -> None:
    while True:
        pass


def dig() -> None:
    dig()


def test_one_slow_file_leaves_the_other_files_problems() -> None:
    def guard(report: Report, work: Callable[[], object]) -> object:
        return None if report.file == "1-fire.md" else work()

    files = folder() | {"2-b.md": b"# T\n\n##B\n\nWords.\n"}
    assert {each.code for each in compile_module("m", files, {}, guard).problems} >= {"M15"}


PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"X-Reviewed: yes\\n"

msgctxt "fire/title"
msgid "Fire"
msgstr "आग"

#, fuzzy
msgctxt "fire/k3f9/choice"
msgid "Leave"
msgstr "रहो"

msgctxt "fire/k3f9/choice"
msgid "Stay"
msgstr ""
"""


def test_a_catalog_holds_neither_fuzzy_nor_empty_entries() -> None:
    catalog = read_catalog(
        "hi", PO.encode(), b'msgctxt "answer"\nmsgid "True"\nmsgstr "\xe0\xa4\xb9"\n'
    )
    assert catalog.entries == {("fire/title", "Fire"): "आग"}
    assert catalog.reviewed
    assert catalog.program == {("answer", "True"): "ह"}
    assert not read_catalog("hi", b"").reviewed


@pytest.mark.parametrize(
    "content", [b'msgid "a\n', b"\xff\xfe", b'msgid "a"\nmsgstr[0] "b"\nmsgstr "c"\nx']
)
def test_a_broken_catalog_is_a_problem_and_no_edition_is_lost(content: bytes) -> None:
    compilation = compiled(LESSON, read_catalog("hi", content))
    assert compilation.ok
    assert not edition(compilation, "hi").complete
    faults = [each for each in compilation.problems if each.code == "F19"]
    assert [each.file for each in faults] == ["hi/LC_MESSAGES/safety.po"]


def test_prose_that_follows_prose_is_one_part() -> None:
    card = (
        compiled("# T\n\n## C\n\na\n\n- b\n\n```\nc\n```\n").editions[0].module.lessons[0].cards[0]
    )
    assert [type(part) for part in card.parts] == [Prose]
    assert "<pre><code>c\n</code></pre>" in card.parts[0].html
