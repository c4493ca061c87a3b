"""The stamp writes ids and repairs, and nothing else."""

import pytest

from score_learn.core.compilation import PublishedQuestion
from score_learn.core.compiler import compile_module
from score_learn.core.compiler.stamping import Stamper, stamped

CHOICES = "\n\n- (x) {0}\n  > Yes.\n- ( ) Other\n  > No.\n\n"
MODULE = b"# M\n\nP.\n"


def files(*questions: str, more: dict[str, bytes] | None = None) -> dict[str, bytes]:
    text = "# T\n\n" + "".join(
        f"## {heading}{CHOICES.format(n)}" for n, heading in enumerate(questions)
    )
    return {"module.md": MODULE, "1-a.md": text.encode(), **(more or {})}


def stamp(content: dict[str, bytes], published: dict[str, str] | None = None) -> Stamper:
    """Stamp what was published in the lesson a."""
    known = {key: PublishedQuestion("a", version) for key, version in (published or {}).items()}
    stamper = Stamper(content, known, "seed")
    stamper.stamp()
    return stamper


def after(content: dict[str, bytes], stamper: Stamper) -> dict[str, bytes]:
    return content | {name: text.encode() for name, text in stamper.written.items()}


def ids(content: dict[str, bytes]) -> list[str]:
    return [str(each.id) for each in compile_module("m", content, {}).versions]


def test_what_is_stamped_compiles_and_is_stamped_only_once() -> None:
    content = files(
        "One", "Two <!-- q:@@ -->", "Three <!-- audience:worker -->", "Four <!-- q:k3f9 -->"
    )
    stamper = stamp(content)
    assert len(stamper.notes) == 3
    assert stamper.notes[0].startswith("1-a.md:3: ")
    done = after(content, stamper)
    assert len(set(ids(done))) == 4
    assert ids(done)[3] == "k3f9"
    assert not stamp(done).written


def test_the_same_folder_and_seed_give_the_same_ids_and_another_seed_gives_others() -> None:
    assert stamp(files("One")).written == stamp(files("One")).written
    other = Stamper(files("One"), {}, "another")
    other.stamp()
    assert other.written != stamp(files("One")).written


def test_an_id_is_never_given_twice() -> None:
    given = stamp(files("One")).notes[0].split()[-1]
    for more in ({".retired": given.encode()}, {"README.md": f"q:{given}".encode()}):
        assert stamp(files("One", more=more)).notes[0].split()[-1] != given
    published = stamp(files("One"), {given: "0"}).notes
    assert published[0].split()[-1] != given
    assert published[1] == f".retired:1: {given} is retired"


def test_the_second_copy_of_an_id_is_renewed() -> None:
    content = files("One <!-- q:k3f9 -->", "One <!-- q:k3f9 points:2 -->")
    done = after(content, stamp(content))
    assert ids(done)[0] == "k3f9"
    assert "k3f9" not in ids(done)[1]
    assert b" points:2 -->" in done["1-a.md"]


def test_of_two_copies_the_one_as_published_keeps_its_id() -> None:
    alone = files("Two <!-- q:k3f9 -->")
    alone["1-a.md"] = alone["1-a.md"].replace(b"(x) 0", b"(x) 1")
    version = compile_module("m", alone, {}).versions[0].version
    content = files("One <!-- q:k3f9 -->", "Two <!-- q:k3f9 -->")
    assert ids(after(content, stamp(content, {"k3f9": version})))[1] == "k3f9"


LESSON = files("One <!-- q:k3f9 -->", "Two <!-- q:b222 -->")["1-a.md"]
WORDS = {
    "as it was": (LESSON, LESSON),
    "copy reworded": (LESSON, LESSON.replace(b"# T", b"# U").replace(b"## One", b"## The one")),
    "original reworded": (LESSON.replace(b"## One", b"## The one"), LESSON),
}


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("copy", ["7-my-shift.md", "0-aaa.md"])
def test_a_copied_lesson_leaves_its_ids_in_the_lesson_where_they_are_published(
    copy: str, words: str
) -> None:
    original, copied = WORDS[words]
    shelf = compile_module("m", {"module.md": MODULE, "1-a.md": LESSON}, {}).versions
    published = {one.id: one.version for one in shelf}
    content = {"module.md": MODULE, "1-a.md": original, copy: copied}
    stamper = stamp(content, published)
    assert list(stamper.written) == [copy]
    assert len(set(ids(after(content, stamper)))) == 4


@pytest.mark.parametrize(
    ("copy", "renewed"), [("7-my-shift.md", "7-my-shift.md"), ("0-aaa.md", "1-a.md")]
)
def test_where_nothing_is_published_the_file_that_is_read_first_keeps_its_ids(
    copy: str, renewed: str
) -> None:
    content = {"module.md": MODULE, "1-a.md": LESSON, copy: LESSON}
    assert list(stamp(content).written) == [renewed]


def test_of_a_lesson_that_was_renamed_and_copied_the_words_tell() -> None:
    shelf = compile_module("m", {"module.md": MODULE, "1-a.md": LESSON}, {}).versions
    reworded = LESSON.replace(b"## One", b"## The one").replace(b"## Two", b"## The two")
    content = {"module.md": MODULE, "1-b.md": reworded, "2-c.md": LESSON}
    assert list(stamp(content, {one.id: one.version for one in shelf}).written) == ["1-b.md"]


def test_vanished_ids_are_retired_once() -> None:
    content = files("One <!-- q:k3f9 -->", more={".retired": b"a111\n"})
    stamper = stamp(content, {"k3f9": "0", "b222": "0", "a111": "0"})
    assert stamper.written == {".retired": "a111\nb222\n"}


@pytest.mark.parametrize(
    "unreadable",
    [
        pytest.param(b"# T\n\n## One <!-- q:k3f9 -->\n\xff", id="not UTF-8"),
        pytest.param("# T\n\n## One <!-- q:k3f9 -->\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"# T\n\n### One <!-- q:k3f9 -->\n", id="no question any more"),
    ],
)
def test_an_id_that_still_stands_in_a_file_is_not_retired(unreadable: bytes) -> None:
    content = files("Two <!-- q:b222 -->", more={"2-b.md": unreadable})
    assert stamp(content, {"k3f9": "0", "b222": "0"}).written == {}


def test_repairs_are_written_back_but_never_in_code() -> None:
    text = "\ufeff# T\r\n\r\n## Which? <!-- q:k3f9 -->\r\n\r\n－（x）对\r\n-( ) 错\r\n\r\n```\r\n（x）\r\n- （x）\r\n```\r\n"
    written = stamp({"module.md": MODULE, "1-a.md": text.encode()}).written["1-a.md"]
    assert written.startswith("# T\n\n## Which? <!-- q:k3f9 -->\n\n- (x) 对\n- ( ) 错\n")
    assert written.endswith("```\n（x）\n- （x）\n```\n")


def test_a_folder_that_cannot_be_read_is_left_alone() -> None:
    assert stamp({"1-a.md": b"\xff"}).written == {}
    assert stamp({"module.md": MODULE, "1-a.md": b"\xff"}).written == {}


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("## A", "## A <!-- q:new1 -->"),
        ("## A ", "## A <!-- q:new1 -->"),
        ("## A <!-- q: -->", "## A <!-- q:new1 -->"),
        ("## A <!-- q:@@ points:2 -->", "## A <!-- q:new1 points:2 -->"),
        ("## A <!-- points:2 q:xx -->", "## A <!-- points:2 q:new1 -->"),
        ("## A <!-- points:2 -->", "## A <!-- q:new1 points:2 -->"),
        ("## A <!-- read:b -->", "## A <!-- q:new1 read:b -->"),
        ("## A <!-- a note -->", "## A <!-- a note --> <!-- q:new1 -->"),
    ],
)
def test_the_id_goes_into_the_heading_s_comment(heading: str, wanted: str) -> None:
    assert stamped(heading, "new1") == wanted
