"""Power loss: the disk's rules, and that the drill finds what is lost where something must be."""

from dataclasses import replace
from random import Random

import pytest

from score_learn.drills import power_loss as drill
from score_learn.drills.powercut import SECTOR, Disk, Op
from score_learn.drills.report import Plan


def cuts(disk: Disk, count: int = 60) -> list[dict[str, bytes]]:
    return [disk.cut(Random(seed)) for seed in range(count)]


def test_what_was_synced_is_there() -> None:
    disk = Disk({"a": b"old"})
    for op in (Op("write", "a", 0, b"new"), Op("sync", "a")):
        disk.do(op)

    assert cuts(disk, 20) == [{"a": b"new"}] * 20


def test_what_was_not_synced_may_be_there_or_not_in_whole_sectors() -> None:
    disk = Disk({"a": bytes(2 * SECTOR)})
    disk.do(Op("write", "a", 0, b"x" * 2 * SECTOR))

    halves = {
        tuple(one["a"][at : at + SECTOR] for at in (0, SECTOR)) for one in cuts(disk)
    }  # fmt: skip
    old, new = bytes(SECTOR), b"x" * SECTOR
    assert halves == {(old, old), (old, new), (new, old), (new, new)}


def test_a_new_file_may_be_missing_until_its_first_sync() -> None:
    disk = Disk({})
    disk.do(Op("write", "journal", 0, b"x"))
    before = {tuple(one) for one in cuts(disk)}
    disk.do(Op("sync", "journal"))

    assert before == {(), ("journal",)}
    assert cuts(disk, 20) == [{"journal": b"x"}] * 20


@pytest.mark.parametrize(("synced", "states"), [(0, {(), ("a",)}), (1, {()})])
def test_a_deleted_file_may_come_back_unless_the_directory_was_synced(
    synced: int, states: set[tuple[str, ...]]
) -> None:
    disk = Disk({"a": b"old"})
    disk.do(Op("delete", "a", synced))

    assert {tuple(one) for one in cuts(disk)} == states


def test_a_file_that_grew_may_hold_anything_where_nothing_was_written_yet() -> None:
    disk = Disk({"a": b""})
    disk.do(Op("write", "a", 0, b"x" * SECTOR))

    assert {one["a"] for one in cuts(disk)} - {b"", b"x" * SECTOR}


def test_nothing_is_lost_but_with_normal_and_without_syncs(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded: list[drill.Recording] = []
    record = drill.record

    def kept(*arguments: object) -> drill.Recording:
        recorded.append(record(*arguments))  # type: ignore[arg-type]
        return recorded[-1]

    monkeypatch.setattr(drill, "record", kept)
    done = drill.power_loss(Plan(seed=4827))

    assert done.passed
    assert done.acknowledged > 50
    assert 0 < done.stored <= sum(len(one.journal.sent) for one in recorded[:2])
    assert done.more["control_lost"] > 0
    careless = replace(recorded[1], ops=[op for op in recorded[1].ops if op.kind != "sync"])
    assert drill.look("without syncs", careless, 20, 4827).lost
