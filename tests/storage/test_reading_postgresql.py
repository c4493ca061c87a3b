"""On PostgreSQL what is only read is read statement by statement; what is written, all or nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from score_learn.storage import sessions
from score_learn.storage.database import connection, db, transaction
from tests.conftest import opened

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("on_postgresql")]


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Flask]:
    yield from opened(postgresql_url)


def driver() -> Any:
    return connection().connection.driver_connection


def test_reading_leaves_nothing_open_on_the_server() -> None:
    assert sessions.find_session("of nobody") is None
    assert driver().info.transaction_status.name == "IDLE"


def test_writing_is_one_transaction_though_it_was_read_before() -> None:
    assert sessions.find_session("of nobody") is None
    with transaction():
        assert sessions.find_session("of nobody") is None
        assert driver().info.transaction_status.name == "INTRANS"
    assert sessions.find_session("of nobody") is None
    assert driver().info.transaction_status.name == "IDLE"


def test_a_session_that_is_closed_while_writing_goes_on_in_a_transaction() -> None:
    with transaction():
        db.session.close()
        assert sessions.find_session("of nobody") is None
        assert driver().info.transaction_status.name == "INTRANS"


def test_a_connection_is_given_back_as_others_expect_one() -> None:
    assert sessions.find_session("of nobody") is None
    db.session.close()
    with db.engine.connect() as other:
        raw: Any = other.connection.driver_connection
        assert not raw.autocommit
