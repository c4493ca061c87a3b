"""The manager's page and a learner's home at a million hand-ins, without HTTP; and what they cost writers.

A page for a whole brand is not built yet, and so not measured.
"""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, current_app

from score_learn import clock
from score_learn.core.people import Actor, PersonId, Role, SiteId
from score_learn.core.standing import State
from score_learn.drills.databases import make_database
from score_learn.drills.figures import median
from score_learn.drills.server import Program
from score_learn.services import attempts, courses
from score_learn.services import dashboards as service
from score_learn.services.dashboards import Filter
from score_learn.storage.copies import opened
from score_learn.storage.database import db
from tests.bench import history
from tests.bench.load import Taken
from tests.bench.plan import Plan
from tests.bench.rows import Aim, Row, in_turn, rates, shares_ms

SAMPLE = 50
STATES: tuple[State | None, ...] = (None, None, "passed", "begun")

COUNTED = """
SELECT unit.name, person.track,
       max(CASE WHEN submission.passed AND attempt.purpose = 'test' THEN 1 ELSE 0 END), person.id
FROM person JOIN unit ON unit.id = person.unit_id
LEFT JOIN attempt ON attempt.person_id = person.id AND attempt.module = :module
LEFT JOIN submission ON submission.attempt_id = attempt.id
WHERE person.site_id = :site GROUP BY unit.name, person.track, person.id
"""
"""The same counts taken from the hand-ins themselves, as it would be without standings."""


def dashboards(plan: Plan) -> Iterator[Row]:
    """Measure reading on a database of a million hand-ins, and writing there with and without standings."""
    for kind in plan.databases:
        with TemporaryDirectory(prefix="score-learn-bench-", ignore_cleanup_errors=True) as name:
            database = make_database(kind, Path(name))
            try:
                program = Program(folder=Path(name), database_url=database.url)
                program.prepare()
                with opened(database.url):
                    plan.say(f"writing {plan.submissions:,} hand-ins, {kind}")
                    sites = history.fill(plan.submissions)
                    history.check_sample(SAMPLE)
                    yield from _reading(plan, kind, current_app, sites)
                    yield _writing(plan, kind, current_app)
            finally:
                database.close()


def _reading(plan: Plan, kind: str, app: Flask, sites: int) -> Iterator[Row]:
    plan.say(f"dashboards, {kind}")
    chance = random.Random(1)
    site, counted, home = in_turn(
        plan.rounds,
        lambda: _repeat(plan, app, lambda: _site_page(chance, sites)),
        lambda: _repeat(plan, app, lambda: _count_hand_ins(chance, sites)),
        lambda: _repeat(plan, app, lambda: _home(chance, sites)),
    )
    p95 = median(shares_ms(site, 0.95))
    yield Row(
        key=f"dashboard-site-{kind}", what=f"manager's page of a site at {plan.submissions:,} hand-ins, p95, {kind}",
        unit="ms", rounds=shares_ms(site, 0.95),
        limit="counts alone, from the hand-ins, p95", limits=shares_ms(counted, 0.95),
        aims=[Aim(words="p95 in ms", reached=p95, wanted=30, better="less")],
        more={"p50_ms": median(shares_ms(site, 0.5)), "sites": sites},
    )  # fmt: skip
    yield Row(
        key=f"home-{kind}", what=f"learner's home at {plan.submissions:,} hand-ins, p95, {kind}",
        unit="ms", rounds=shares_ms(home, 0.95), more={"p50_ms": median(shares_ms(home, 0.5))},
    )  # fmt: skip


def _writing(plan: Plan, kind: str, app: Flask) -> Row:
    """Hand in with and without the standing in the same transaction, one writer at a time."""
    plan.say(f"what standings cost writers, {kind}")
    actor = _learner(PersonId(1), SiteId(1))
    kept = attempts.write_down
    ordinal = iter(range(1_000_000, 2_000_000))

    def without(*_: object) -> int:
        return next(ordinal)

    def write(write_down: Callable[..., int]) -> Taken:
        attempts.write_down = write_down
        try:
            return _hand_in_for(plan, app, actor)
        finally:
            attempts.write_down = kept

    own, bare = in_turn(plan.rounds, lambda: write(kept), lambda: write(without))
    lost = 1 - median([a / b for a, b in zip(rates(own), rates(bare), strict=True) if b])
    return Row(
        key=f"standings-cost-{kind}", what=f"hand-ins by one writer at the service, {kind}", unit="/s",
        rounds=rates(own), limit="the same without standings", limits=rates(bare),
        aims=[Aim(words="share lost", reached=max(lost, 0.0), wanted=0.25, better="less")],
    )  # fmt: skip


def _repeat(plan: Plan, app: Flask, ask: Callable[[], object]) -> Taken:
    """Ask again and again, each time as a request does: with nothing of the last one in the session."""
    taken = Taken(seconds=plan.seconds)
    with app.app_context():
        ask()
    over = time.perf_counter() + plan.seconds
    while (began := time.perf_counter()) < over or not taken.latencies:
        with app.app_context():
            ask()
        taken.latencies.append(time.perf_counter() - began)
    return taken


def _site_page(chance: random.Random, sites: int) -> object:
    actor = Actor(role=Role.MANAGER, site_id=SiteId(chance.randrange(sites) + 1))
    wanted = Filter(state=chance.choice(STATES), page=chance.randrange(1, 4))
    return service.people(actor, wanted, "en")


def _count_hand_ins(chance: random.Random, sites: int) -> object:
    given = {"module": "workplace-cooperation", "site": chance.randrange(sites) + 1}
    return db.session.execute(sa.text(COUNTED), given).all()


def _home(chance: random.Random, sites: int) -> object:
    number = chance.randrange(sites * 20)
    return courses.home(_learner(PersonId(number + 1), SiteId(number % sites + 1)), "en")


def _learner(person_id: PersonId, site_id: SiteId) -> Actor:
    return Actor(role=Role.LEARNER, site_id=site_id, person_id=person_id, track="worker")


def _hand_in_for(plan: Plan, app: Flask, actor: Actor) -> Taken:
    lesson = "working-together"
    spent, done = 0.0, Taken()
    while spent < plan.seconds:
        with app.app_context():
            now, attempt = clock.now(), str(uuid4())
            attempts.begin(
                attempt, actor, "workplace-cooperation", lesson, "lesson", lang="en", now=now
            )
            began = time.perf_counter()
            attempts.hand_in(str(uuid4()), attempt, [], actor, lang="en", now=now)
            done.latencies.append(time.perf_counter() - began)
            spent += done.latencies[-1]
    done.seconds = spent
    return done
