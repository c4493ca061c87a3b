"""A question may name the card to read again, and a wrong name is met with the likely ones."""

import pytest

from score_learn.core.compilation import Compilation
from score_learn.core.compiler import compile_module
from score_learn.core.compiler.draft import messages_in
from score_learn.core.compiler.folder import draft_of

FIRE = """\
# Fire

## Two ways out

Know two.

## The back door

It is open.

## For workers <!-- audience:worker -->

Words.

## Check <!-- pool:fire pick:1 -->

### Which? <!-- q:k3f9 READ -->

- (x) One
  > Yes.
- ( ) Two
  > No.
"""
NOISE = "# Noise\n\n## Ear plugs\n\nWear them.\n"
TEST = "# Test\n\n## Check <!-- pool:fire pick:1 -->\n\n### Which now? <!-- q:k3fa READ -->\n\n"
CHOICES = "- (x) One\n  > Yes.\n- ( ) Two\n  > No.\n"


def compiled(lesson: str = "", test: str = "", noise: str = NOISE) -> Compilation:
    """Return a course in which one question of a lesson, and one of the test, says that."""
    texts = {
        "module.md": "# M\n\nP.\n",
        "1-fire.md": FIRE.replace("READ", lesson),
        "2-noise.md": noise,
        "test.md": TEST.replace("READ", test) + CHOICES,
    }
    return compile_module("m", {name: text.encode() for name, text in texts.items()}, {})


def pointers(compilation: Compilation) -> list[str]:
    module = compilation.editions[0].module
    quizzes = [module.lessons[0].quiz, module.test]
    return [question.read for quiz in quizzes for question in quiz.pools[0].questions]


def fix(compilation: Compilation) -> str:
    assert [problem.code for problem in compilation.problems] == ["Q40"]
    return compilation.problems[0].fix


def test_the_lesson_is_always_named_once_compiled() -> None:
    compilation = compiled("read:the-back-door", "read:fire/two-ways-out")
    assert pointers(compilation) == ["fire/the-back-door", "fire/two-ways-out"]
    assert pointers(compiled()) == ["", ""]


def test_where_a_question_points_makes_no_new_version_and_no_message() -> None:
    before, after = compiled(), compiled("read:the-back-door", "read:fire/two-ways-out")
    assert before.versions == after.versions
    assert before.revision != after.revision
    drafts = [
        draft_of("1-fire.md", FIRE.replace("READ", word).encode())
        for word in ("", "read:the-back-door")
    ]
    assert list(messages_in(drafts[0])) == list(messages_in(drafts[1]))


@pytest.mark.parametrize(
    ("read", "near"),
    [
        ("read:the-backdoor", "read:the-back-door"),
        ("read:Two-Ways-Out", "read:two-ways-out"),
        ("read:noise/plugs", "read:noise/ear-plugs"),
        ("read:nose/ear-plugs", "read:noise/ear-plugs"),
    ],
)
def test_the_likeliest_names_are_said_as_the_lesson_writes_them(read: str, near: str) -> None:
    assert fix(compiled(read)).startswith(f"did you mean {near}")


@pytest.mark.parametrize("read", ["read:back-door", "read:fire/back-door", "read:fir/back-door"])
def test_the_test_is_told_lesson_and_card(read: str) -> None:
    assert fix(compiled(test=read)).startswith("did you mean read:fire/the-back-door")


def test_what_somebody_asked_never_sees_is_neither_taken_nor_proposed() -> None:
    compilation = compiled("read:for-workers")
    assert compilation.problems[0].read == "read:for-workers, which a supervisor never sees"
    assert "for-workers" not in fix(compilation)


def test_a_name_that_nobody_can_guess_is_said_with_its_title() -> None:
    noise = "# 噪音\n\n## 戴上耳塞\n\n戴上。\n"
    told = fix(compiled("read:noise/戴上耳", noise=noise))
    assert told == "did you mean read:noise/card-08c3efc1 (戴上耳塞)?"


def test_where_there_is_no_card_the_usual_fix_is_said() -> None:
    text = f"# T\n\n## Which? <!-- q:k3f9 read:a -->\n\n{CHOICES}"
    files = {"module.md": b"# M\n\nP.\n", "1-a.md": text.encode()}
    assert fix(compile_module("m", files, {})) == "write read:card, in the test read:lesson/card"


def test_a_very_long_name_takes_no_longer() -> None:
    assert "did you mean" in fix(compiled("read:" + "a" * 50_000))
