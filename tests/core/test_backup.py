"""A backup's manifest, and which old backups may go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from score_learn.core.backup import (
    NAME,
    BackupError,
    Manifest,
    State,
    differences,
    outdated,
    read,
    written,
)

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
STATE = State(epoch="e", revision="0005", heads="h", counts={"person": 2})
MANIFEST = Manifest(
    made_at=NOW,
    program="0.1.0",
    kind="sqlite",
    tools=0,
    state=STATE,
    size=3,
    sha256="s",
    pepper="p",
)


def test_what_is_written_is_read_again() -> None:
    assert read(written(MANIFEST)) == MANIFEST


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b"\xff", b'{"format": 1}', b'{"format": 1, "state": {}, "made_at": "x"}', b"7"],
)  # fmt: skip
def test_what_is_no_manifest_of_ours_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(BackupError, match="cannot be read"):
        read(text)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"pepper": "p"', '"pepper": 7'), ('"pepper": "p"', '"pepper": "\u00e9"'),
        ('"pepper": "p"', '"pepper": "\\ud800"'), ('"program": "0.1.0"', '"program": "\\u001b[2J"'),
        ('"size": 3', '"size": "3"'), ('"size": 3', '"size": -1'), ('"size": 3', '"size": true'),
        ('"kind": "sqlite"', '"kind": "mysql"'), ('"kind": "sqlite"', '"kind": []'),
        ("+00:00", ""), ('"person": 2', '"person": null'), ('"epoch": "e"', '"epoch": ["e"]'),
        ('{\n   "person": 2\n  }', '["person"]'), ('"tools": 0', '"tools": ' + "[" * 100_000),
    ],
)  # fmt: skip
def test_a_manifest_with_values_of_another_kind_is_refused_in_words(right: str, wrong: str) -> None:
    text = written(MANIFEST).decode("utf-8")
    assert right in text
    with pytest.raises(BackupError, match="cannot be read"):
        read(text.replace(right, wrong).encode("utf-8"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_manifest_in_another_encoding_is_refused_in_words(encoding: str) -> None:
    with pytest.raises(BackupError, match="cannot be read"):
        read(written(MANIFEST).decode("utf-8").encode(encoding))


def test_a_manifest_of_a_newer_program_is_refused_in_words() -> None:
    with pytest.raises(BackupError, match="newer version"):
        read(written(MANIFEST).replace(b'"format": 1', b'"format": 2'))


def test_differences_are_named() -> None:
    assert differences(STATE, STATE) == []
    other = replace(STATE, epoch="f", counts={"person": 1, "site": 4})
    assert differences(STATE, other) == [
        "epoch is not what the manifest says",
        "table person has 1 rows, the manifest says 2",
        "table site has 4 rows, the manifest says None",
    ]


def test_the_newest_stay_and_one_of_each_month_of_a_year() -> None:
    daily = {f"{days:03}": NOW - timedelta(days=days) for days in range(500)}

    gone = outdated(daily, keep=14, now=NOW)

    kept = sorted(daily.keys() - set(gone))
    assert kept[:14] == [f"{days:03}" for days in range(14)]
    ends = [(daily[name].year, daily[name].month, daily[name].day) for name in kept[14:]]
    assert ends == [
        (2026, 10, 31), (2026, 9, 30), (2026, 8, 31), (2026, 7, 31), (2026, 6, 30), (2026, 5, 31),
        (2026, 4, 30), (2026, 3, 31), (2026, 2, 28), (2026, 1, 31), (2025, 12, 31),
    ]  # fmt: skip
    assert gone[0] == "499"


def test_the_newest_stays_however_old_it_is() -> None:
    old = {"a": NOW - timedelta(days=3000), "b": NOW - timedelta(days=2999)}
    assert outdated(old, keep=1, now=NOW) == ["a"]
    assert outdated({}, keep=1, now=NOW) == []


def test_only_our_own_names_count() -> None:
    assert NAME.fullmatch("score-learn-20261125T030000Z-0a1b2c3d.tar.gz")
    for other in "score-learn.tar.gz", "x-score-learn-20261125T030000Z-0a1b2c3d.tar.gz", "notes":
        assert not NAME.fullmatch(other)
