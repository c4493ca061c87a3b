"""Recordings belong to just the words that are spoken; a unit is read whole or not at all."""

import pytest

from score_learn.core.compilation import Compilation
from score_learn.core.compiler import compile_module, read_catalog
from score_learn.core.compiler.recordings import AudioFile, recording_id
from score_learn.core.compiler.script import script
from score_learn.core.course import Story

LESSON = """# Fire

## Two ways

Know **two** ways.

- Look now

## Talk

> **Li:** It is locked.
> **Ms Chen:** I open it.

## Check <!-- pool:fire pick:1 -->

### Which way? <!-- q:k3f9 -->

- (x) Out
  > Yes.
- ( ) In
  > No.

> Out is safe.
"""
FILES = {"module.md": b"# Safety\n\nWords.\n", "1-fire.md": LESSON.encode()}
SPOKEN = ["Two ways", "Know two ways.", "Look now", "It is locked.", "Which way?", "Out", "Yes.", "Out is safe."]  # fmt: skip
HEAD = b"OggS" + bytes(24) + b"OpusHead"


def file_of(words: str, lang: str = "en", **more: object) -> dict[str, AudioFile]:
    given = {"size": 900, "head": HEAD, "digest": recording_id(words) * 7} | more
    return {f"audio/{recording_id(words)}.{lang}.opus": AudioFile(**given)}  # type: ignore[arg-type]


def audio_of(*spoken: str, lang: str = "en") -> dict[str, AudioFile]:
    return {name: file for words in spoken for name, file in file_of(words, lang).items()}


def compiled(audio: dict[str, AudioFile], hindi: bytes = b"") -> Compilation:
    catalogs = {"hi": read_catalog("hi", hindi)} if hindi else {}
    return compile_module("safety", FILES, catalogs, audio=audio)


def names(*spoken: str) -> tuple[str, ...]:
    return tuple(f"{(recording_id(words) * 7)[:16]}.opus" for words in spoken)


def test_what_is_recorded_is_read_whole_and_in_order() -> None:
    module = compiled(audio_of(*SPOKEN)).editions[0].module
    (lesson,) = module.lessons
    assert lesson.cards[0].audio == names("Two ways", "Know two ways.", "Look now")
    story = lesson.cards[1].parts[0]
    assert isinstance(story, Story)
    assert [line.audio for line in story.lines] == [names("It is locked."), ()]
    assert lesson.cards[1].audio == ()
    assert lesson.quiz
    question = lesson.quiz.pools[0].questions[0]
    assert question.audio == names("Which way?")
    assert question.explanation_audio == names("Out is safe.")
    out, inside = question.choices  # type: ignore[union-attr]
    assert (out.audio, out.reason_audio) == (names("Out"), names("Yes."))
    assert (inside.audio, inside.reason_audio) == ((), ())


def test_a_card_of_which_one_sentence_is_missing_is_not_read() -> None:
    module = compiled(audio_of("Two ways", "Look now")).editions[0].module
    assert module.lessons[0].cards[0].audio == ()


def test_a_recording_is_of_one_language() -> None:
    catalog = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "fire/k3f9/prompt"\nmsgid "Which way?"\nmsgstr "किधर?"\n'
    audio = audio_of("Which way?") | audio_of("किधर?", lang="hi")
    editions = compiled(audio, catalog.encode()).editions
    questions = [edition.module.lessons[0].quiz.pools[0].questions[0] for edition in editions]  # type: ignore[union-attr]
    assert questions[0].audio == names("Which way?")
    assert questions[1].audio == names("Which way?")  # the whole question fell back to the source


@pytest.mark.parametrize(
    ("audio", "code"),
    [
        ({"audio/fire.opus": AudioFile(size=9, head=HEAD, digest="a" * 64)}, "P11"),
        (file_of("Out", "xx"), "P11"),
        (file_of("Out", size=600_000), "P12"),
        (file_of("Out", head=b"ID3"), "P13"),
        (file_of("Out", head=b"OggS" + bytes(40)), "P13"),
        (file_of("Words that nobody reads"), "P14"),
    ],
)
def test_what_is_wrong_with_a_recording_is_said(audio: dict[str, AudioFile], code: str) -> None:
    compilation = compiled(audio)
    assert [problem.code for problem in compilation.problems] == [code]
    assert compilation.problems[0].file == next(iter(audio))
    assert compilation.ok is (code == "P14")


def test_only_what_is_played_goes_to_the_shelf() -> None:
    audio = audio_of("Out", "Words that nobody reads")
    assert [file.path for file in compiled(audio).recordings] == [next(iter(audio_of("Out")))]


def test_a_new_recording_makes_no_new_revision() -> None:
    assert compiled({}).revision == compiled(audio_of("Out")).revision


def test_the_script_names_each_different_sentence_once() -> None:
    lines = list(script("safety", FILES, read_catalog("en", b""), audio_of("Out")))
    words = [line.words for line in lines]
    assert words == [
        "Fire", "Two ways", "Know two ways.", "Look now", "Talk", "It is locked.", "I open it.",
        "Check", "Which way?", "Out", "Yes.", "In", "No.", "Out is safe.",
    ]  # fmt: skip
    assert [line.words for line in lines if line.recorded] == ["Out"]
    assert lines[1].file == next(iter(audio_of("Two ways")))


def test_what_is_not_translated_is_not_in_the_script() -> None:
    assert list(script("safety", FILES, read_catalog("hi", b""), {})) == []
    assert list(script("safety", {}, read_catalog("en", b""), {})) == []


def test_a_face_beside_a_name_is_shown() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"/>'
    files = FILES | {"img/face-ms-chen.svg": svg, "img/face-nobody.svg": svg}
    compilation = compile_module("safety", files, {})
    story = compilation.editions[0].module.lessons[0].cards[1].parts[0]
    assert isinstance(story, Story)
    assert [line.face is not None for line in story.lines] == [False, True]
    assert [(each.code, each.file) for each in compilation.problems] == [
        ("P10", "img/face-nobody.svg")
    ]
    broken = compile_module("safety", FILES | {"img/face-li.svg": b"<svg"}, {})
    assert [each.code for each in broken.problems] == ["P04"]
