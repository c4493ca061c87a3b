"""A crowd at the door, from a process of its own: `python -m score_learn.drills.crowd KIND PORT ...`.

`slow PORT COUNT SECONDS`: connections that take all the time there is, of four kinds; each comes
again when it is shut out.  `rush PORT RATE SECONDS`: so many requests a second, whatever the answers.
"""

import asyncio
import contextlib
import json
import re
import resource
import socket
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from score_learn.drills.figures import share_ms

HOST = "127.0.0.1"
PAGE = "/enrol"
STYLE = re.compile(r'href="(/static/[^"]+[.]css)"')
DRIP_SECONDS = 1.0
COME_IN_SECONDS = 5.0
"""Over how long a crowd arrives."""

PATIENCE_SECONDS = 60

HEADER, BODY, READ, IDLE = range(4)
DRIPS = {HEADER: "X-Drip: 1\r\n", BODY: "x"}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a crowd knocks, and with what words each kind of it does."""

    port: int
    openings: Mapping[int, str]


def main(kind: str, port: int, number: int, seconds: float) -> None:
    """Be that crowd and print as JSON how it went."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = slow if kind == "slow" else rush
    sys.stdout.write(json.dumps(asyncio.run(crowd(port, number, seconds))) + "\n")


async def slow(port: int, count: int, seconds: float) -> dict[str, object]:
    """Keep so many connections busy with nothing; return how many were made and the most at once."""
    counted: Counter[str] = Counter()
    door = Door(port, _openings(await _style(port)))
    until = time.monotonic() + seconds + COME_IN_SECONDS
    await asyncio.gather(
        *(
            _come_again(door, place, COME_IN_SECONDS * place / count, until, counted)
            for place in range(count)
        )
    )
    return {
        "connections": counted["made"],
        "most_at_once": counted["most"],
        "refused": counted["no"],
    }


async def _style(port: int) -> str:
    """Return the address of a style, as a page names it: nginx sends it from the disk."""
    found = STYLE.search((await _page(port)).decode())
    if not found:
        raise RuntimeError(f"{PAGE} names no style")
    return found[1]


def _openings(style: str) -> Mapping[int, str]:
    return {
        HEADER: "GET / HTTP/1.1\r\nHost: crowd\r\n",
        BODY: "POST /sign-in HTTP/1.1\r\nHost: crowd\r\nContent-Length: 60000\r\n\r\n",
        READ: f"GET {style} HTTP/1.1\r\nHost: crowd\r\n\r\n" * 20,
        IDLE: f"GET {style} HTTP/1.1\r\nHost: crowd\r\n\r\n",
    }


async def _come_again(
    door: Door, place: int, after: float, until: float, counted: Counter[str]
) -> None:
    await asyncio.sleep(after)
    while time.monotonic() < until:
        try:
            await _linger(door, place % 4, until, counted)
        except OSError:
            counted["no"] += 1
        await asyncio.sleep(0.2)


async def _linger(door: Door, kind: int, until: float, counted: Counter[str]) -> None:
    """Hold one connection until it is shut from the other side."""
    plug = socket.socket()
    plug.setblocking(False)
    if kind == READ:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    with plug:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(plug, (HOST, door.port))
        counted["made"] += 1
        counted["now"] += 1
        counted["most"] = max(counted["most"], counted["now"])
        try:
            await loop.sock_sendall(plug, door.openings[kind].encode())
            while time.monotonic() < until and await _sip(plug, kind):
                pass
        finally:
            counted["now"] -= 1


async def _sip(plug: socket.socket, kind: int) -> bool:
    """Send or read one drop; return False when the other side has shut."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(DRIP_SECONDS)
    if kind in DRIPS:
        await loop.sock_sendall(plug, DRIPS[kind].encode())
        return True
    with contextlib.suppress(BlockingIOError):
        return bool(plug.recv(1 if kind == READ else 65536))
    return True


async def rush(port: int, rate: int, seconds: float) -> dict[str, object]:
    """Ask for a page so many times a second; return the answers by status, and how long the good took."""
    counted: Counter[str] = Counter()
    good: list[float] = []
    asked: list[asyncio.Task[None]] = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        due = int(passed * rate) - len(asked)
        asked += [asyncio.create_task(_ask(port, counted, good)) for _ in range(due)]
        await asyncio.sleep(0.01)
    await asyncio.gather(*asked)
    return {
        "asked": len(asked), "took_s": round(time.monotonic() - began, 2), "answers": dict(sorted(counted.items())),
        "good_p50_ms": share_ms(good, 0.5), "good_p99_ms": share_ms(good, 0.99),
    }  # fmt: skip


async def _ask(port: int, counted: Counter[str], good: list[float]) -> None:
    began = time.monotonic()
    try:
        answer = await _page(port)
    except OSError:
        answer = b""
    status = _told(answer)
    counted[status] += 1
    if status == "200":
        good.append(time.monotonic() - began)


async def _page(port: int) -> bytes:
    async with asyncio.timeout(PATIENCE_SECONDS):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f"GET {PAGE} HTTP/1.1\r\nHost: crowd\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read(-1)
        writer.close()
        return answer


def _told(answer: bytes) -> str:
    """Return the status; a 503 that does not say when to come again, or has no page, is another thing."""
    head, _, page = answer.partition(b"\r\n\r\n")
    status = head[9:12].decode() or "no reply"
    is_bare = status == "503" and not (b"\r\nRetry-After: " in head and b"<html" in page)
    return f"{status} without words" if is_bare else status


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
