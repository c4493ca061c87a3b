"""The running program with the demo factory, and browsers signed in to it."""

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from flask import Flask, abort
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from score_learn import clock
from score_learn.cli.publish import publish_folders
from score_learn.core.course import Module
from score_learn.core.people import Action, Actor, SiteId
from score_learn.core.question import ChoiceQuestion, Track
from score_learn.core.standing import Purpose
from score_learn.factory import create_app
from score_learn.services import (
    attempts,
    commitments,
    courses,
    demo,
    demo_histories,
    enrolling,
    offers,
    people,
    records,
    signing_in,
)
from score_learn.services.answers import Given
from score_learn.services.demo import DemoSignIns, LearnerSignIn
from score_learn.services.demo_histories import Story, Student
from score_learn.services.people import NewPerson
from score_learn.settings import Settings
from score_learn.storage import organisations
from score_learn.storage.database import Base, db
from score_learn.web.policy import rule

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
BROWSERS = (
    os.environ.get("CHROMIUM", "chromium-headless-shell"), "chromium", "chromium-browser",
    "google-chrome",
)  # fmt: skip
"""The headless shell comes first: it is Chromium without what only a window needs."""
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
}
DEVANAGARI = "०१२३४५६७८९"
MODULE = "workplace-cooperation"
LESSON = "working-together"
GRADUATE = LearnerSignIn(name="Rosa Pinto", employee_no="A900", pin="806193", language="en")
"""Who has passed the course, and is to be asked how it went."""


@dataclass
class Live:
    """The running program; `foreign` are addresses of other hosts that a page asked for."""

    app: Flask
    base: str
    people: DemoSignIns
    phone: dict[str, Any] = field(default_factory=lambda: PHONE)
    foreign: list[str] = field(default_factory=list)
    pretest: str = ""  # the newcomer's attempt at the test, begun before anything else
    passed: str = ""  # the graduate's attempt at the test

    @property
    def newcomer(self) -> LearnerSignIn:
        """Who has not begun anything."""
        return self.people.learners[-1]

    def context(self, browser: Browser, **options: Any) -> BrowserContext:
        """Return a phone that watches where its pages ask."""
        context = browser.new_context(**{**self.phone, **options})
        context.set_default_timeout(15_000)
        context.on("request", lambda request: self._watch(request.url))
        return context

    def signed_in(self, browser: Browser, who: str, code: str, **options: Any) -> BrowserContext:
        """Return a phone of a visitor, device, learner, manager or trainer, in that language."""
        context = self.context(browser, **options)
        page = context.new_page()
        page.goto(f"{self.base}/?lang={code}")
        if who in {"manager", "trainer"}:
            staff = self.people.staff[("manager", "trainer").index(who)]
            page.goto(f"{self.base}/staff/sign-in")
            page.fill("[name=user_name]", staff.user_name)
            page.fill("[name=password]", staff.password)
            page.click("main .primary")
            page.wait_for_url(
                lambda url: "sign-in" not in url
            )  # a page closed while it turns hangs
        elif who != "visitor":
            page.goto(f"{self.base}/enrol")
            page.fill("[name=site_code]", self.people.site_code)
            page.click("main .primary")
            page.wait_for_url("**/sign-in**")
        if who in {"learner", "graduate"}:
            learner = self.newcomer if who == "learner" else GRADUATE
            self.sign_in(context, learner, digits=DEVANAGARI if code == "hi" else "0123456789")
        page.close()
        return context

    def sign_in(
        self, context: BrowserContext, learner: LearnerSignIn, digits: str = "0123456789"
    ) -> None:
        """Sign a learner in on a phone that knows the factory, typing that script's digits."""
        page = context.new_page()
        page.goto(f"{self.base}/sign-in")
        script = str.maketrans("0123456789", digits)
        page.fill("[name=employee_no]", learner.employee_no.translate(script))
        page.fill("[name=pin]", learner.pin.translate(script))
        page.click("main .primary")
        page.wait_for_url("**/learn/")
        page.close()

    def enter(self, number: str, *, track: Track, language: str) -> LearnerSignIn:
        """Enter somebody new, and return how they sign in."""
        learner = LearnerSignIn(name=number, employee_no=number, pin="806193", language=language)
        new = NewPerson(
            employee_no=number, name=number, unit="Packing", track=track, language=language
        )
        with self.app.app_context():
            site = organisations.find_site_by_name(self.people.site)
            assert site
            person_id = people.add_person(SiteId(site.id), new, now=clock.now())
            people.set_pin(person_id, learner.pin, now=clock.now())
            db.session.remove()
        return learner

    def module(self, key: str, lang: str) -> Module:
        """Return a course as the demo's site is offered it, keys and all."""
        with self.app.app_context():
            site = organisations.find_site_by_name(self.people.site)
            assert site
            module = offers.offer(key, lang, SiteId(site.id)).module
            db.session.remove()
        return module

    def choices(self, lesson: str, card: int) -> list[str]:
        """Return the ids that the practice check on a card (counted from 0) offers."""
        with self.app.app_context():
            page = courses.lesson(self._actor(self.newcomer), MODULE, lesson, "en")
            db.session.remove()
        question = page.lesson.cards[card].check
        assert isinstance(question, ChoiceQuestion)
        return [choice.id for choice in question.choices]

    def attempt(self, *, handed_in: bool, quiz: str = LESSON, purpose: Purpose = "lesson") -> str:
        """Return the id of a new attempt of the newcomer's, half right when handed in."""
        attempt_id, now = str(uuid4()), clock.now()
        with self.app.app_context():
            actor = self._actor(self.newcomer)
            attempts.begin(attempt_id, actor, MODULE, quiz, purpose, lang="en", now=now)
            if handed_in:
                asked = attempts.open_attempt(attempt_id, actor, "en").asked
                answers = [
                    Given(
                        answer_id=str(uuid4()),
                        attempt_id=attempt_id,
                        question=one.question.id,
                        answer=(one.question.choices[0].id,),
                    )
                    for one in asked
                    if hasattr(one.question, "choices")
                ]
                attempts.hand_in(str(uuid4()), attempt_id, answers, actor, lang="en", now=now)
            db.session.remove()
        return attempt_id

    def stored(self, sql: str, **values: Any) -> list[Any]:
        """Return the rows of a query, to see what the server holds."""
        with self.app.app_context():
            rows = db.session.execute(db.text(sql), values).all()
            db.session.remove()
        return list(rows)

    def _actor(self, learner: LearnerSignIn) -> Actor:
        now = clock.now()
        device = enrolling.enrol(self.people.site_code, source="test", now=now)
        token = signing_in.sign_in_learner(
            learner.employee_no, learner.pin, device_token=device, now=now
        )
        return signing_in.actor_of(session_token=token, device_token=device, now=now)

    def _watch(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:", "about:")):
            self.foreign.append(url)


def _graduate(live: Live) -> str:
    """Let somebody pass the course and choose a thing to do, eight days ago; return the attempt."""
    now = clock.now()
    with live.app.app_context():
        site = organisations.find_site_by_name(live.people.site)
        assert site
        new = NewPerson(employee_no=GRADUATE.employee_no, name=GRADUATE.name, unit="Packing")
        person_id = people.add_person(SiteId(site.id), new, now=now)
        people.set_pin(person_id, GRADUATE.pin, now=now)
        actor = live._actor(GRADUATE)
        story = Student(
            actor=actor, lang="en", story=Story(lessons=99, takes_test=True), chance=Random(1)
        )
        (module,) = (row for row in courses.home(actor, "en") if row.key == MODULE)
        begin, end = now - timedelta(days=20), now - timedelta(days=12)
        demo_histories.live(story, module, begin=begin, end=end)
        choice = commitments.offered(actor, MODULE, "en").choices[0].id
        chosen, at = str(uuid4()), now - timedelta(days=8)
        commitments.choose(chosen, actor, MODULE, choice, lang="en", now=at)
        lines = records.own_record(actor, "en")
        db.session.remove()
    return next(line.attempt for line in lines if line.purpose == "test")


def make_app(database: Path) -> Flask:
    """Return the program on that database, with an address for each sort of trouble."""
    settings = Settings(
        secret_key="a key that only tests know, long enough",
        pepper="a pepper that only tests know, long enough",
        database_url=f"sqlite:///{database}",
        pseudo_languages=True,
        cheap_hashes=True,
    )
    app = create_app(settings)
    app.add_url_rule("/trouble/<int:code>", "trouble", rule(Action.ARRIVE)(abort))
    return app


def prepare(database: Path) -> None:
    """Publish the courses and make the demo factory; it takes a while, so it is done once."""
    app = make_app(database)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        settings: Settings = app.config["SETTINGS"]
        assert publish_folders(settings, [Path(settings.content)])
        demo.make(now=clock.now())
        db.session.remove()
        db.engine.dispose()


@contextmanager
def serve(folder: Path, prepared: Path) -> Iterator[Live]:
    """Serve the program on a port of its own, with a copy of the prepared database in `folder`.

    In the end no page may have asked another host.
    """
    database = folder / "score-learn.db"
    shutil.copy(prepared, database)
    app = make_app(database)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with app.app_context():
        made = demo.make(now=clock.now())
        db.session.remove()
    running = Live(app=app, base=f"http://127.0.0.1:{server.server_port}", people=made)
    running.pretest = running.attempt(handed_in=False, quiz="test", purpose="pre")
    running.passed = _graduate(running)
    yield running
    server.shutdown()
    thread.join(5)
    server.server_close()
    with app.app_context():
        db.engine.dispose()
    assert running.foreign == []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium as the system has it."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert executable, "no Chromium found; install it or set CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()
