"""What learners ask for, as bytes: a lesson's page, an answer, a hand-in, a whole quiz, a sign-in."""

import itertools
import re
import zlib
from collections.abc import Iterator, Sequence
from uuid import uuid4

from score_learn.core.course import TEST
from score_learn.drills.server import COURSE
from tests.bench.load import Ask, Client, again, request
from tests.bench.stand import COMPRESSED, Learner, Stand, form

JSON = {"Accept": "application/json"}
ASKED = re.compile(rb'data-question="(\w+)"')
Fields = dict[str, list[tuple[str, str]]]


def lesson_page(stand: Stand, learner: Learner) -> Client:
    """Open a lesson's page again and again."""
    return again(Ask(request("GET", stand.lesson_path(), headers=learner.headers | COMPRESSED)))


def sign_in(learner: Learner) -> Client:
    """Sign in again and again, each time from the page before: nothing is kept in between."""
    body = form(("employee_no", learner.card.employee_no), ("pin", learner.card.pin))
    return again(Ask(request("POST", "/sign-in", headers=learner.before, body=body), wanted=b"303"))


def answers(stand: Stand, begun: tuple[Learner, str, Sequence[str]]) -> Client:
    """Answer the ten questions of an attempt in turn, again and again, as the page's script does."""
    learner, attempt, asked = begun
    for question in itertools.cycle(asked):
        yield answer(stand.fields, learner, attempt, question)


def hand_ins(stand: Stand, begun: Iterator[tuple[Learner, str, Sequence[str]]]) -> Client:
    """Hand in one attempt after another, each with all its answers, until none is left."""
    for learner, attempt, asked in begun:
        yield hand_in(stand.fields, learner, attempt, asked)


def quizzes(stand: Stand, people: Sequence[Learner], *, saves: bool) -> Client:
    """Take one quiz of ten after another: begin, page, hand in, result; the result counts.

    With `saves` each answer is sent as it is given, as our pages do; else all come with the hand-in.
    """
    for learner in itertools.cycle(people):
        attempt = str(uuid4())
        yield _begin(learner, attempt)
        page = yield _get(learner, f"/learn/attempts/{attempt}/questions/1")
        asked = [one.decode() for one in ASKED.findall(_text(page.head, page.body))]
        if saves:
            for question in asked:
                yield answer(stand.fields, learner, attempt, question, counts=False)
        yield hand_in(stand.fields, learner, attempt, asked, counts=False)
        yield _get(learner, f"/learn/attempts/{attempt}/result", counts=True)


def answer(
    fields: Fields, learner: Learner, attempt: str, question: str, *, counts: bool = True
) -> Ask:
    """Return one answer under an id of its own."""
    body = form(("answer", str(uuid4())), ("question", question), *fields[question])
    path = f"/learn/attempts/{attempt}/answers"
    return Ask(request("POST", path, headers=learner.headers | JSON, body=body), counts=counts)


def hand_in(
    fields: Fields, learner: Learner, attempt: str, asked: Sequence[str], *, counts: bool = True
) -> Ask:
    """Return a hand-in that brings every answer under an id of its own."""
    told = [("hand_in", str(uuid4()))]
    for question in asked:
        told += [("given", question), (f"answer-{question}", str(uuid4()))]
        told += [(f"choice-{question}", value.rpartition(":")[2] if name == "place" else value)
                 for name, value in fields[question]]  # fmt: skip
    path = f"/learn/attempts/{attempt}/hand-in"
    sent = request("POST", path, headers=learner.headers | JSON, body=form(*told))
    return Ask(sent, counts=counts)


def _begin(learner: Learner, attempt: str) -> Ask:
    body = form(("attempt", attempt), ("module", COURSE), ("quiz", TEST), ("purpose", "test"))
    sent = request("POST", "/learn/attempts", headers=learner.headers, body=body)
    return Ask(sent, wanted=b"303", counts=False)


def _get(learner: Learner, path: str, *, counts: bool = False) -> Ask:
    headers = learner.headers | {"Accept-Encoding": "gzip"}
    return Ask(request("GET", path, headers=headers), counts=counts)


def _text(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body, 31) if b"gzip" in head else body
