"""Every drill in its short form: nothing lost, nothing doubled, no 500, however slow the machine is."""

import json

import pytest

from score_learn.drills import clock as clock_drill
from score_learn.drills.clock import clock, find_faketime
from score_learn.drills.crowds import overload, slow_clients
from score_learn.drills.kill import kill
from score_learn.drills.lock import lock
from score_learn.drills.postgresql import postgresql_restart
from score_learn.drills.report import Plan, Report

needs_faketime = pytest.mark.skipif(
    find_faketime() is None, reason="libfaketime is not installed: apt-get install libfaketime"
)


def check(done: Report) -> None:
    """Assert what every drill promises; a time that passed is no part of it."""
    assert done.acknowledged > 0
    assert (done.lost, done.duplicate, done.missed) == (0, 0, ())
    assert done.passed
    assert json.loads(done.as_line())["lost"] == 0


def test_kills_lose_nothing(on_sqlite: Plan) -> None:
    done = kill(on_sqlite)

    check(done)
    assert done.more["kills"] > 0


def test_a_locked_database_is_told_and_made_up_for(on_sqlite: Plan) -> None:
    done = lock(on_sqlite)

    check(done)
    assert done.errors["503"] > 0


@pytest.mark.postgresql
def test_postgresql_may_stop_in_every_way(on_postgresql: Plan) -> None:
    done = postgresql_restart(on_postgresql)

    check(done)
    assert done.more["restarts"] == 3


@needs_faketime
def test_a_clock_that_jumps_gives_nobody_more(on_sqlite: Plan) -> None:
    check(clock(on_sqlite))


@needs_faketime
def test_a_clock_that_does_not_jump_would_be_seen(
    on_sqlite: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_drill, "JUMPS", ())
    monkeypatch.setattr(clock_drill, "_faketime", lambda *_: {})

    missed = clock(on_sqlite).missed

    assert "a session outlived a jump of an hour" in missed
    assert "a session was lengthened by setting the clock back" in missed


def test_slow_connections_keep_nobody_out(on_sqlite: Plan) -> None:
    done = slow_clients(on_sqlite)

    check(done)
    assert done.more["most_at_once"] > 100


def test_too_many_are_told_to_come_again(on_sqlite: Plan) -> None:
    check(overload(on_sqlite))
