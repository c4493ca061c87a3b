"""The log's form: one line each, nobody's data, and never a reason to fail."""

import json
import logging
import os
import re
from pathlib import Path

import pytest

from score_learn import logs

CANARY = "CANARY-7391"


@pytest.fixture
def pipe() -> tuple[int, int]:
    return os.pipe()


def written(descriptor: int, record: logging.LogRecord) -> None:
    logs.handler(descriptor).handle(record)


def record(message: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("score_learn", logging.ERROR, "", 0, message, (), None)
    made.__dict__.update(more)
    return made


def test_a_text_with_line_breaks_stays_on_its_line(pipe: tuple[int, int]) -> None:
    text = 'a\r\n{"level": "forged"}\u2028\x1b[31m\u202e'

    written(pipe[1], record(text, fields={"endpoint": text}))

    line = os.read(pipe[0], 4096)
    assert line.count(b"\n") == 1
    assert line.isascii()
    told = json.loads(line)
    assert (told["event"], told["endpoint"], told["level"]) == (text, text, "error")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told["time"])


def test_a_fault_is_told_by_kind_and_place_without_its_message(pipe: tuple[int, int]) -> None:
    try:
        int(CANARY)
    except ValueError as error:
        written(
            pipe[1], record("request failed", exc_info=(ValueError, error, error.__traceback__))
        )

    line = os.read(pipe[0], 4096).decode()
    assert CANARY not in line
    assert json.loads(line)["error"] == "ValueError"
    assert json.loads(line)["where"][-1].startswith("tests.test_logs:")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_costs_the_line_and_nothing_else() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)

    written(descriptor, record("lost"))

    os.close(descriptor)
    written(descriptor, record("closed"))


def test_at_a_terminal_a_line_is_for_people_and_holds_no_control_signs() -> None:
    line = logs.PlainLines().format(record("a\x1b[2J\nb", fields={"status": 500}))

    assert "error: a\\x1b[2J\\nb status=500" in line
