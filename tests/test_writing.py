"""The house rules of writing that can be counted, for every course (docs/authoring.md)."""

import difflib
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from score_learn.core.course import Lesson, Module, is_for
from score_learn.core.question import ChoiceQuestion, MatchQuestion, OrderQuestion
from tests import writing
from tests.writing import Asked, plain, words

CONTENT = Path(__file__).parent.parent / "content"
COURSES = sorted(
    path.parent for path in CONTENT.glob("[a-z]*/module.md") if (path.parent / "test.md").exists()
)
LONGEST = {"card": 25, "prompt": 25, "option": 12, "feedback": 30, "alt": 30}
"""Most English words of each."""
READING_GRADE = 5
PICTURED = 1 / 3
ALIKE = 0.75
"""From this likeness on (0 to 1), two questions are one too many."""

course = pytest.mark.parametrize("folder", COURSES, ids=lambda folder: folder.name)


@cache
def editions(folder: Path) -> dict[str, Module]:
    return writing.editions(folder)


def source(folder: Path) -> Module:
    return editions(folder)["en"]


def test_the_five_courses_are_there() -> None:
    assert [folder.name for folder in COURSES] == [
        "clean-production",
        "human-resource-management",
        "occupational-safety-and-health",
        "quality-management",
        "workplace-cooperation",
    ]


@course
def test_five_lessons_for_everyone_and_one_for_managers(folder: Path) -> None:
    assert Counter(lesson.audience for lesson in source(folder).lessons) == {"all": 5, "manager": 1}


def too_long(module: Module) -> list[str]:
    found = []
    for lesson in module.lessons:
        for card in lesson.cards:
            found.append((f"{lesson.key}/{card.key}", "card", writing.body(card)))
            if card.picture:
                found.append((f"{lesson.key}/{card.key}", "alt", card.picture.alt))
    for one in writing.asked(module):
        found.append((str(one), "prompt", plain(one.question.prompt)))
        if isinstance(one.question, ChoiceQuestion):
            for choice in one.question.choices:
                found.append((str(one), "option", plain(choice.html)))
                found.append((str(one), "feedback", plain(choice.feedback)))
    return [
        f"{place}: {sort} of {words(text)} words"
        for place, sort, text in found
        if words(text) > LONGEST[sort]
    ]


@course
def test_cards_and_options_are_short(folder: Path) -> None:
    assert too_long(source(folder)) == []


def cards_of(lesson: Lesson) -> list[str]:
    return [card.key for card in lesson.cards]


@course
def test_a_lesson_has_six_to_nine_cards_and_asks_from_eight_to_ten(folder: Path) -> None:
    module = source(folder)

    for lesson in module.lessons:
        assert 6 <= len(lesson.cards) <= 9, cards_of(lesson)
        assert lesson.quiz
        assert 8 <= sum(len(pool.questions) for pool in lesson.quiz.pools) <= 10, lesson.key
        assert sum(pool.pick for pool in lesson.quiz.pools) == 5, lesson.key


@course
@pytest.mark.parametrize("track", ["worker", "supervisor", "manager"])
def test_the_test_draws_ten_of_at_least_twenty(folder: Path, track: str) -> None:
    test = source(folder).test
    assert test
    pools = [pool for pool in test.pools if is_for(pool.audience, track)]  # type: ignore[arg-type]  # a Track

    assert sum(pool.pick for pool in pools) == 10
    assert sum(len(pool.questions) for pool in pools) >= 20
    assert test.pass_mark == pytest.approx(0.8)


@course
def test_there_is_a_sheet_to_talk_about_and_four_things_to_choose_from(folder: Path) -> None:
    sheet = source(folder).sheet

    assert sheet
    assert sheet.talk
    assert sheet.commitments
    assert len(sheet.commitments.choices) == 4


@course
def test_every_question_explains_itself(folder: Path) -> None:
    for one in writing.asked(source(folder)):
        assert one.question.explanation, one
        if isinstance(one.question, ChoiceQuestion):
            assert all(choice.feedback for choice in one.question.choices), one


@course
def test_a_round_question_has_three_options_a_square_at_most_four(folder: Path) -> None:
    most = {"round": (3, 3), "square": (3, 4), "true-false": (2, 2)}

    for one in writing.asked(source(folder)):
        if isinstance(one.question, ChoiceQuestion):
            low, high = most[one.question.kind]
            assert low <= len(one.question.choices) <= high, one


@course
def test_graded_questions_say_what_to_read_again(folder: Path) -> None:
    module = source(folder)
    quizzes = [*(lesson.quiz for lesson in module.lessons), module.test]
    graded = [one for quiz in quizzes if quiz for pool in quiz.pools for one in pool.questions]

    assert [plain(one.prompt) for one in graded if not one.read] == []


@course
def test_every_card_that_can_be_shown_is_shown(folder: Path) -> None:
    for lesson in source(folder).lessons:
        bare = [card.key for card in lesson.cards if not card.picture and not card.check]
        assert bare == [], lesson.key


@course
def test_a_third_of_the_questions_have_pictures_to_choose_from(folder: Path) -> None:
    questions = list(writing.asked(source(folder)))

    assert sum(writing.is_pictured(one.question) for one in questions) >= PICTURED * len(questions)


@course
def test_no_drawing_stands_on_more_than_three_cards(folder: Path) -> None:
    shown = Counter(
        card.picture.name
        for lesson in source(folder).lessons
        for card in lesson.cards
        if card.picture
    )

    assert max(shown.values()) <= 3


@course
def test_the_english_can_be_read_after_five_years_of_school(folder: Path) -> None:
    for lesson in source(folder).lessons:
        text = "\n".join(f"{card.title}.\n{writing.body(card)}" for card in lesson.cards)
        assert writing.grade(text) <= READING_GRADE, lesson.key


@course
@pytest.mark.parametrize("lang", ["en", "zh", "hi"])
def test_the_longest_option_is_right_no_more_often_than_by_chance(folder: Path, lang: str) -> None:
    questions = writing.round_questions(writing.asked(editions(folder)[lang]))

    right, number = writing.longest_is_right(questions)

    assert right <= writing.most_by_chance(number, of=3), f"{right} of {number}"


@course
def test_no_place_is_right_more_often_than_by_chance(folder: Path) -> None:
    questions = list(writing.asked(source(folder)))
    round_ = writing.round_questions(questions)
    places = Counter([choice.right for choice in one.choices].index(True) for one in round_)
    truths = [one.question for one in questions if one.question.kind == "true-false"]

    assert max(places.values()) <= writing.most_by_chance(len(round_), of=3), places
    said_true = sum(one.choices[0].right for one in truths if isinstance(one, ChoiceQuestion))
    most = writing.most_by_chance(len(truths), of=2)
    assert len(truths) - most <= said_true <= most


@cache
def everything_asked() -> tuple[Asked, ...]:
    return tuple(one for folder in COURSES for one in writing.asked(source(folder)))


def gist(one: Asked) -> str:
    """Return what a question is about: its prompt, and what is right, pairs and steps included."""
    question = one.question
    match question:
        case ChoiceQuestion() if question.kind != "true-false":
            right = [choice.html for choice in question.choices if choice.right]
        case MatchQuestion():
            right = [choice.html for choice in (*question.lefts, *question.rights)]
        case OrderQuestion():
            right = [step.html for step in question.steps]
        case _:
            right = []
    return " ".join(map(plain, [question.prompt, *right])).lower()


def test_no_question_is_asked_twice_in_any_pool_of_any_course() -> None:
    found = []
    for one, other in combinations(everything_asked(), 2):
        same = difflib.SequenceMatcher(None, gist(one), gist(other), autojunk=False)
        if same.real_quick_ratio() > ALIKE < same.quick_ratio() and same.ratio() > ALIKE:
            found.append(f"{one} ~ {other}")

    assert found == []


@pytest.mark.parametrize(
    ("word", "number"),
    [("box", 1), ("machine", 2), ("supervisor", 4), ("loose", 1), ("table", 2), ("safety", 3)],
)
def test_syllables_are_counted(word: str, number: int) -> None:
    assert abs(writing.syllables(word) - number) <= (word in {"table", "safety"})


def test_what_chance_allows() -> None:
    assert writing.most_by_chance(0, of=3) == 0
    assert writing.most_by_chance(90, of=3) == pytest.approx(37.36, abs=0.01)
