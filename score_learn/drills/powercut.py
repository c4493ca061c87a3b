"""A disk whose power fails: what may be on it after any prefix of what was asked of it.

Synced writes are there.  Of later ones any part may be, in pieces of a sector, in any order; a file
that grew may hold anything where nothing was written yet.  A name made or deleted and not followed by
a sync of the directory may be as before; the first sync of a new file syncs the directory, as SQLite
does.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

SECTOR = 512
"""Bytes that a disk writes as a whole, or not."""

SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""How much of what was not synced reached the disk; one of them holds for a whole image."""


class Op(NamedTuple):
    """Something asked of the disk: `at` is an offset, a size, or 1 for a delete with a sync."""

    kind: Literal["open", "write", "truncate", "sync", "delete"]
    name: str
    at: int = 0
    data: bytes = b""


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)
    is_named: bool = False

    def sync(self) -> None:
        for op in self.pending:
            _apply(self.durable, op)
        self.pending.clear()


class Disk:
    """One directory; `files` is what it holds durably at first."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._durable = {
            name: _File(bytearray(content), is_named=True) for name, content in files.items()
        }
        self._live: dict[str, _File] = dict(self._durable)
        self._renamed: list[tuple[str, _File | None]] = []

    def do(self, op: Op) -> None:
        """Do what was asked."""
        if op.kind == "delete":
            self._live.pop(op.name, None)
            self._renamed.append((op.name, None))
            if op.at:
                self._sync_directory()
            return
        file = self._live.get(op.name)
        if file is None:
            file = self._live[op.name] = _File()
            self._renamed.append((op.name, file))
        if op.kind == "sync":
            file.sync()
            if not file.is_named:
                self._sync_directory()
        elif op.kind != "open":
            file.pending.append(op)

    def cut(self, chance: Random) -> dict[str, bytes]:
        """Return what may be found after the power fails now; the disk itself goes on."""
        share, dirt = chance.choice(SHARES), chance.random() < 0.5
        found = {}
        for name in self._durable.keys() | {name for name, _ in self._renamed}:
            states = [self._durable.get(name), *(file for n, file in self._renamed if n == name)]
            file = chance.choice(states)
            if file is not None:
                found[name] = _remains(file, chance, share, dirt=dirt)
        return found

    def _sync_directory(self) -> None:
        for name, file in self._renamed:
            if file is None:
                self._durable.pop(name, None)
            else:
                self._durable[name] = file
                file.is_named = True
        self._renamed.clear()


def _remains(file: _File, chance: Random, share: float, *, dirt: bool) -> bytes:
    content = bytearray(file.durable)
    for op in file.pending:
        for piece in _pieces(op):
            if chance.random() < share:
                _apply(content, piece)
            elif dirt and piece.kind == "write":
                _soil(content, piece, chance)
    return bytes(content)


def _pieces(op: Op) -> list[Op]:
    """Cut a write where sectors meet."""
    if op.kind != "write":
        return [op]
    first = SECTOR - op.at % SECTOR
    starts = [0, *range(first, len(op.data), SECTOR)]
    ends = [*starts[1:], len(op.data)]
    return [
        Op("write", op.name, op.at + start, op.data[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def _apply(content: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del content[op.at :]
        return
    content.extend(bytes(max(0, op.at - len(content))))
    content[op.at : op.at + len(op.data)] = op.data


def _soil(content: bytearray, op: Op, chance: Random) -> None:
    """Let the file grow as a write would have let it, with anything in it."""
    grown = op.at + len(op.data) - len(content)
    if grown > 0:
        content.extend(chance.randbytes(grown))
