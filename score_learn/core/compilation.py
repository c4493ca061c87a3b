"""What compiling a module's folder gives: editions, or problems.

This stands apart from `core/compiler` because web processes read it and never compile.
"""

from dataclasses import dataclass
from typing import NamedTuple

from score_learn.core.course import Module
from score_learn.core.problem import Problem
from score_learn.core.question import QuestionId, VersionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A module in one language.

    `catalog` is the hash of the catalog entries used ("" for the source language).  `complete`
    means that no string of the module is missing or fuzzy, and `missing` counts those that are;
    `reviewed` that the catalog's header
    says a native speaker has read it (always true for the source).
    """

    lang: str
    catalog: str
    complete: bool
    reviewed: bool
    module: Module
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVersion:
    """A question's normalised source as JSON, and its hash.  Translations are not in it."""

    id: QuestionId
    version: VersionId
    source: str


class PublishedQuestion(NamedTuple):
    """Where a question id is on the shelf: the key of its lesson, or "test", and its version.

    `page` is "" for a question that is offered no more.
    """

    page: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture's or recording's public name (hash and suffix), and its path in the folder."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """The outcome.  `editions` is empty when any problem is an error; the source comes first.

    `revision` is the hash of the whole source; `understood` has a line per question for the
    trainer ("p2w4: order, 3 steps").
    """

    key: str
    revision: str
    problems: tuple[Problem, ...] = ()
    understood: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()
    versions: tuple[QuestionVersion, ...] = ()
    pictures: tuple[PictureFile, ...] = ()
    recordings: tuple[PictureFile, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing but notices was found."""
        return all(problem.severity == "notice" for problem in self.problems)
