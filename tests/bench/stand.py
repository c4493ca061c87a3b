"""The program in production settings, with people signed in and a quiz of ten to take."""

import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from score_learn import clock
from score_learn.core.course import TEST, Module, lessons_for
from score_learn.core.draw import draw
from score_learn.core.people import PersonId, SiteId
from score_learn.core.question import OrderQuestion, Question
from score_learn.core.standing import LessonStanding, Standing
from score_learn.drills.databases import Database, make_database
from score_learn.drills.people import Card, make_learners
from score_learn.drills.server import COURSE, Program
from score_learn.factory import create_app
from score_learn.services import offers
from score_learn.services.signing_in import new_token, token_hash
from score_learn.services.standings import columns
from score_learn.settings import ROOT, Settings
from score_learn.storage import ledger, people, sessions, shelf, standings
from score_learn.storage.database import db, transaction
from score_learn.storage.ledger import AttemptRow
from score_learn.storage.sessions import DeviceRow, SignInRow
from score_learn.storage.standings import StandingRow
from tests.builders import right_answer

LEARNERS = 160
LESSON = "working-together"
OPTIONS = ("--config", str(ROOT / "score_learn" / "serving.py"), "--log-level", "info")
SETTINGS = {"SCORE_TRUSTED_PROXIES": "1"}
"""As behind nginx: plain processes, each request written to the log."""

COMPRESSED = {"Accept-Encoding": "gzip, deflate, br"}


@dataclass(frozen=True, kw_only=True)
class Learner:
    """Somebody at a browser: the card, and the headers of whoever is signed in there, or not yet."""

    card: Card
    headers: dict[str, str]
    before: dict[str, str]


@dataclass(kw_only=True)
class Stand:
    """Where things are measured; the course has one quiz of ten, its test, open to everybody."""

    folder: Path
    database: Database
    program: Program
    app: Flask
    learners: Sequence[Learner] = ()
    fields: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    revision_id: int = 0

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.database.url.startswith("sqlite")

    def module(self) -> Module:
        """Return the course as it is published."""
        return next(one.module for one in offers.published("en") if one.module.key == COURSE)

    def lesson_path(self) -> str:
        """Return the address of a lesson's page."""
        return f"/learn/modules/{COURSE}/lessons/{LESSON}/cards/1"

    def open_attempts(self, count: int) -> list[tuple[Learner, str, list[str]]]:
        """Begin so many attempts at the test; return each learner, attempt and question ids."""
        now, made = clock.now(), []
        with self.app.app_context(), transaction():
            quiz = self.module().quiz(TEST)
            assert quiz is not None
            for place in range(count):
                learner = self.learners[place % len(self.learners)]
                row = self._attempt(learner.card.person_id, now)
                ledger.add(people.head(learner.card.person_id), row)
                asked = [question.id for question in draw(quiz, row.seed, "worker")]
                made.append((learner, row.id, [str(one) for one in asked]))
        return made

    def _attempt(self, person_id: PersonId, now: datetime) -> AttemptRow:
        return AttemptRow(
            id=str(uuid4()), site_id=self.site_id, person_id=person_id, module=COURSE, quiz=TEST,
            revision_id=self.revision_id, purpose="test", mode="own", language="en", track="worker",
            seed=secrets.token_hex(8), began_at=now,
        )  # fmt: skip

    @property
    def site_id(self) -> SiteId:
        """Return the one factory's id."""
        return SiteId(1)


@contextmanager
def stand(kind: str, say: Callable[[str], None], *, learners: int = LEARNERS) -> Iterator[Stand]:
    """Start the program on a fresh database of that kind; put everything away after."""
    folder = Path(tempfile.mkdtemp(prefix="score-learn-bench-"))
    try:
        say(f"preparing {kind}")
        database = make_database(kind, folder)
        program = Program(
            folder=folder, database_url=database.url, options=OPTIONS, settings=SETTINGS
        )
        try:
            program.prepare()
            made = _furnish(folder, database, program, learners)
            program.start()
            yield made
            with made.app.app_context():
                db.engine.dispose()
        finally:
            program.end()
            database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Stands:
    """The stands of a run: each database's is started when it is first asked for, and kept."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._open: dict[str, Stand] = {}
        self._kept = ExitStack()

    def on(self, kind: str) -> Stand:
        """Return the stand on that kind of database."""
        if kind not in self._open:
            self._open[kind] = self._kept.enter_context(stand(kind, self._say))
        return self._open[kind]

    def close(self) -> None:
        """Put everything away."""
        self._kept.close()
        self._open.clear()


def _furnish(folder: Path, database: Database, program: Program, count: int) -> Stand:
    cards = make_learners(program, count)
    app = create_app(
        Settings(
            secret_key=program.secret_key,
            pepper=program.pepper,
            database_url=program.database_url,
            secure_cookies=True,
        )
    )
    made = Stand(folder=folder, database=database, program=program, app=app)
    with app.app_context():
        module = made.module()
        quiz = module.quiz(TEST)
        assert quiz is not None
        questions = [one for pool in quiz.pools for one in pool.questions]
        made.fields = {one.id: _fields(one) for one in questions}
        (made.revision_id,) = {
            row.revision_id
            for row in shelf.editions(
                {p.edition_id for p in shelf.pointers(module=COURSE)}
            ).values()
        }
        with transaction():
            made.learners = [_sign_in(app, card, made.site_id) for card in cards]
            for card in cards:
                _finish_lessons(card, module, made.site_id)
        db.session.remove()
    return made


def _fields(question: Question) -> list[tuple[str, str]]:
    """Return the right answer as a page's form would send it."""
    answer = right_answer(question)
    if isinstance(question, OrderQuestion):
        return [("place", f"{place}:{step}") for place, step in enumerate(answer, start=1)]
    return [("choice", value) for value in answer]


def _sign_in(app: Flask, card: Card, site_id: SiteId) -> Learner:
    """Write the rows and cookies that enrolling and signing in would leave."""
    now, device, session = clock.now(), new_token(), new_token()
    paired = DeviceRow(site_id=site_id, token_hash=token_hash(device), enrolled_at=now)
    sessions.add(paired)
    sessions.add(
        SignInRow(
            site_id=site_id,
            person_id=card.person_id,
            device_id=paired.id,
            token_hash=token_hash(session),
            began_at=now,
            seen_at=now,
        )
    )
    return Learner(
        card=card,
        headers=_headers(app, {"device": device, "sign_in": session}),
        before=_headers(app, {"device": device}),
    )


def _headers(app: Flask, kept: dict[str, str]) -> dict[str, str]:
    csrf = secrets.token_hex(20)
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps({**kept, "csrf_token": csrf, "_permanent": True})
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(csrf)
    name = app.config["SESSION_COOKIE_NAME"]
    return {"Cookie": f"{name}={cookie}", "X-CSRFToken": str(token)}


def _finish_lessons(card: Card, module: Module, site_id: SiteId) -> None:
    """Let somebody have done every lesson, so that the test is open."""
    now = clock.now()
    done = {
        lesson.key: LessonStanding(
            opened=tuple(one.key for one in lesson.cards), read_at=now, passed_at=now, done_at=now
        )
        for lesson in lessons_for(module, "worker")
    }
    standing = Standing(module=module.key, lessons=done, begun_at=now, last_at=now)
    standings.add(
        StandingRow(
            person_id=card.person_id,
            module=module.key,
            site_id=site_id,
            **columns(standing, facts=len(done)),
        )
    )


def form(*fields: tuple[str, str]) -> bytes:
    """Return the fields as a form sends them."""
    return urlencode(fields).encode()
