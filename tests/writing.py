"""What can be counted of how a course is written: words, reading age, and what betrays an answer."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from score_learn.core.compiler import compile_module
from score_learn.core.compiler.reading import read_folder
from score_learn.core.course import Card, Module
from score_learn.core.question import ChoiceQuestion, MatchQuestion, OrderQuestion, Question
from tests.test_content import catalogs

SILENT = re.compile(r"(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$")
BY_CHANCE = 1.645
"""Standard deviations that one in twenty honest courses would pass by chance."""


@dataclass(frozen=True)
class Asked:
    """A question, and where it stands: a lesson's key, or "test"."""

    place: str
    question: Question

    def __str__(self) -> str:
        return f"{self.place} {self.question.id}: {plain(self.question.prompt)}"


def editions(folder: Path) -> dict[str, Module]:
    """Return a course in each of its languages, the source first."""
    files, _ = read_folder(folder)
    made = compile_module(folder.name, files, catalogs(folder.name)).editions
    return {edition.lang: edition.module for edition in made if edition.lang != "ar_XB"}


def plain(markup: str) -> str:
    """Return the words of cleaned HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def words(text: str) -> int:
    """Count English words and numbers."""
    return len(re.findall(r"[A-Za-z0-9][A-Za-z0-9'’.,-]*", text))


def body(card: Card) -> str:
    """Return what is read on a card under its title."""
    said: list[str] = []
    for part in card.parts:
        if part.kind == "prose":
            said.append(plain(part.html))
        elif part.kind == "story":
            said += [plain(line.html) for line in part.lines]
    return "\n".join(said)


def asked(module: Module) -> Iterator[Asked]:
    """Yield every question: practice checks, quizzes, test."""
    for lesson in module.lessons:
        yield from (Asked(lesson.key, card.check) for card in lesson.cards if card.check)
        pools = lesson.quiz.pools if lesson.quiz else ()
        yield from (Asked(lesson.key, one) for pool in pools for one in pool.questions)
    for pool in module.test.pools if module.test else ():
        yield from (Asked("test", one) for one in pool.questions)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of English: years of school that it asks for.

    Kincaid and others, Derivation of new readability formulas, 1975.
    """
    spoken = re.findall(r"[A-Za-z']+", text)
    sentences = [one for one in re.split(r"[.!?:]+\s|\n", text) if words(one)]
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * len(spoken) / len(sentences) + 11.8 * per_word - 15.59


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels; right for most words."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    letters = SILENT.sub(lambda found: found[0][0], letters)
    return max(1, len(re.findall(r"[aeiouy]{1,2}", letters)))


def is_pictured(question: Question) -> bool:
    """Tell whether the answers have pictures: all choices or steps, or one side of the pairs."""
    match question:
        case ChoiceQuestion():
            return all(choice.picture for choice in question.choices)
        case MatchQuestion():
            sides = (question.lefts, question.rights)
            return any(all(choice.picture for choice in side) for side in sides)
        case OrderQuestion():
            return all(step.picture for step in question.steps)
    return False


def round_questions(questions: Iterable[Asked]) -> list[ChoiceQuestion]:
    """Return those with one right answer of three."""
    return [
        one.question
        for one in questions
        if isinstance(one.question, ChoiceQuestion) and one.question.kind == "round"
    ]


def longest_is_right(questions: Iterable[ChoiceQuestion]) -> tuple[int, int]:
    """Count the questions whose one longest option is right, and those that have one longest."""
    right = all_ = 0
    for question in questions:
        lengths = [len(plain(choice.html)) for choice in question.choices]
        if lengths.count(max(lengths)) == 1:
            all_ += 1
            right += question.choices[lengths.index(max(lengths))].right
    return right, all_


def most_by_chance(number: int, *, of: int) -> float:
    """Return how often one of `of` equal chances may come in `number` tries before it shows."""
    share = 1 / of
    return number * share + BY_CHANCE * sqrt(number * share * (1 - share))
