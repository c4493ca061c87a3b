"""Many clients in one process, on raw sockets: as little work as possible between two requests.

A client is a generator: it yields what to ask, and is sent what came back.  Each request has a
connection of its own, as gunicorn's plain processes want it.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field

from score_learn.drills.figures import share_of

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as its bytes; `counts` tells whether it is what is being measured."""

    sent: bytes
    wanted: bytes = b"200"
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole."""

    status: bytes
    head: bytes
    body: bytes


Client = Generator[Ask, Reply, None]


@dataclass(kw_only=True)
class Taken:
    """What was counted while the load ran; latencies are seconds from connecting to the last byte."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Return how many a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def share_ms(self, share: float) -> float:
        """Return the latency that such a share of all stayed within, in milliseconds."""
        return share_of(self.latencies, share) * 1000


@dataclass(slots=True)
class _Open:
    client: Client
    ask: Ask
    line: socket.socket
    began: float
    parts: list[bytes] = field(default_factory=list)


def drive(port: int, clients: Iterable[Client], *, seconds: float, warm: float = 0.0) -> Taken:
    """Let the clients work for so many seconds, after `warm` that are not counted.

    What is answered in that time counts.  It lasts longer on a machine so busy that not even one
    reply a client came, and less when every client has nothing more to ask.  What is under way at
    the end is read to its end and not counted.
    """
    return _Driver(port).run([*clients], seconds, warm)


class _Driver:
    def __init__(self, port: int) -> None:
        self.port = port
        self.poll = select.epoll()
        self.open: dict[int, _Open] = {}
        self.taken = Taken()

    def run(self, clients: Sequence[Client], seconds: float, warm: float) -> Taken:
        counted_from = time.perf_counter() + warm
        over, now = counted_from + seconds, counted_from
        for client in clients:
            self._send(client, next(client, None))
        while self.open and (now < over or self._replies() < len(clients)):
            for number, _ in self.poll.poll(PATIENCE_SECONDS) or self._give_up():
                done = self._read(number)
                if done is not None:
                    now = time.perf_counter()
                    self._answer(done, now, is_counted=now >= counted_from)
        self.taken.seconds = max(now - counted_from, 0.0)
        self._drain()
        self.poll.close()
        return self.taken

    def _replies(self) -> int:
        return len(self.taken.latencies) + self.taken.errors.total()

    def _send(self, client: Client, ask: Ask | None) -> None:
        if ask is None:
            return
        began = time.perf_counter()
        line = socket.create_connection((HOST, self.port), PATIENCE_SECONDS)
        line.sendall(ask.sent)
        line.setblocking(False)
        self.open[line.fileno()] = _Open(client, ask, line, began)
        self.poll.register(line.fileno(), select.EPOLLIN | select.EPOLLHUP)

    def _read(self, number: int) -> _Open | None:
        """Read what is there; return the exchange once the other side has closed it."""
        one = self.open[number]
        try:
            while part := one.line.recv(262_144):
                one.parts.append(part)
        except BlockingIOError:
            return None
        except ConnectionError:
            one.parts.clear()
        self.poll.unregister(number)
        one.line.close()
        del self.open[number]
        return one

    def _answer(self, done: _Open, now: float, *, is_counted: bool) -> None:
        reply = read_reply(b"".join(done.parts))
        if reply.status != done.ask.wanted:
            self.taken.errors[reply.status.decode() or "no reply"] += 1
        elif is_counted and done.ask.counts:
            self.taken.latencies.append(now - done.began)
        try:
            ask = done.client.send(reply)
        except StopIteration:
            return
        self._send(done.client, ask)

    def _drain(self) -> None:
        deadline = time.perf_counter() + PATIENCE_SECONDS
        while self.open and time.perf_counter() < deadline:
            for number, _ in self.poll.poll(1):
                self._read(number)

    def _give_up(self) -> list[tuple[int, int]]:
        raise TimeoutError(f"nothing was answered for {PATIENCE_SECONDS} seconds")


def read_reply(received: bytes) -> Reply:
    """Return a reply by its parts; one that broke off has no status."""
    head, _, body = received.partition(b"\r\n\r\n")
    return Reply(status=head[9:12], head=head, body=body)


def request(method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request as bytes; the connection is closed after it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines += [
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def again(ask: Ask) -> Client:
    """Ask the same for ever."""
    while True:
        yield ask
