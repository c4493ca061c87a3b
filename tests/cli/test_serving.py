"""gunicorn behind nginx: reloads and dying processes fail no request, and hostile bytes get nowhere."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import make_module, publish
from tests.cli.conftest import close, make_program, stamp
from tests.cli.served import NGINX, Served
from tests.cli.test_server import PATIENCE_SECONDS

pytestmark = pytest.mark.skipif(
    not NGINX, reason="nginx is not installed (apt install nginx-light)"
)

CUT_OFF = 1
"""Its sender was killed between head and body; the browser knows, as the length was said."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    program = Served(tmp_path_factory.mktemp("served"))
    put_a_course_on_the_shelf(shutil.copy(sqlite_template, program.folder / "test.db"))
    try:
        program.start()
        program.start_nginx()
        yield program
    finally:
        program.stop()


def put_a_course_on_the_shelf(database: Path) -> None:
    app = make_program(database)
    with app.app_context():
        publish(make_module())
        stamp(app)
    close(app)


class Visitors:
    """Several who ask for a page again and again, until they are told to stop."""

    def __init__(self, address: str, number: int = 4) -> None:
        self.address = address
        self.statuses: list[int] = []
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self._ask) for _ in range(number)]

    def __enter__(self) -> "Visitors":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.enough.set()
        for thread in self.threads:
            thread.join()

    def wait_for_more(self, number: int) -> None:
        wanted = len(self.statuses) + number
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.statuses) < wanted:
            assert time.monotonic() < until, self.statuses
            time.sleep(0.01)

    def _ask(self) -> None:
        while not self.enough.is_set():
            try:
                with urllib.request.urlopen(self.address, timeout=60) as answer:
                    answer.read()
                    self.statuses.append(answer.status)
            except urllib.error.HTTPError as error:
                self.statuses.append(error.code)
            except http.client.IncompleteRead:
                self.statuses.append(CUT_OFF)
            except OSError:
                self.statuses.append(0)


def wait_for_new(served: Served, old: set[int]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while served.workers() & old or len(served.workers()) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)


def wait_for_fewer(served: Served) -> None:
    """Return when those with nothing in hand have gone: by then all were told to."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(served.workers()) > 1:
        assert time.monotonic() < until
        time.sleep(0.02)


def wait_for_third(served: Served, old: set[int]) -> None:
    """Return when two others serve, and of the old ones there is one that has something in hand."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(served.workers() - old) < 2 or len(served.workers() & old) != 1:
        assert time.monotonic() < until
        time.sleep(0.02)


def ask(
    served: Served, path: str, port: int = 0, **headers: str
) -> tuple[int, str, dict[str, str]]:
    wish = urllib.request.Request(
        f"http://127.0.0.1:{port or served.front}{path}",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    try:
        with urllib.request.urlopen(wish, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace"), dict(error.headers)


def test_reloads_renew_every_process_and_fail_no_request(served: Served) -> None:
    with Visitors(f"http://127.0.0.1:{served.front}/enrol") as visitors:
        for _ in range(3):
            old = served.workers()
            visitors.wait_for_more(10)
            served.signal(signal.SIGHUP)
            wait_for_new(served, old)
        visitors.wait_for_more(10)

    assert set(visitors.statuses) == {200}


def test_when_a_process_is_killed_another_answers(served: Served) -> None:
    with Visitors(f"http://127.0.0.1:{served.front}/enrol") as visitors:
        for _ in range(3):
            visitors.wait_for_more(20)  # whoever was cut off before has been answered
            worker = min(served.workers())
            os.kill(worker, signal.SIGKILL)
            wait_for_new(served, {worker})
        visitors.wait_for_more(20)

    assert set(visitors.statuses) <= {200, CUT_OFF}


def test_styles_come_from_the_disk_compressed_and_are_kept(served: Served) -> None:
    page = ask(served, "/enrol")[1]
    address = re.findall(r'href="(/static/[^"]+)"', page)[0]

    status, _, headers = ask(served, address, Accept_Encoding="gzip")

    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "X-Request-ID" not in headers  # the program was not asked
    assert "immutable" in headers["Cache-Control"]


def test_a_page_from_before_an_update_is_led_to_todays_styles(served: Served) -> None:
    assert ask(served, "/static/000000000000/css/learn.css")[0] == 200


def test_counts_of_all_processes_are_shown_on_this_machine_alone(served: Served) -> None:
    for _ in range(5):
        ask(served, "/enrol")

    assert ask(served, "/metrics")[0] == 404
    assert ask(served, "/metrics", port=served.port, X_Forwarded_For="203.0.113.9")[0] == 404
    counts = ask(served, "/metrics", port=served.port)[1]
    found = re.search(
        r'score_requests_total\{endpoint="account.enrol",status="200"\} (\d+)', counts
    )
    assert found
    assert int(found[1]) >= 5
    assert "score_disk_free_bytes" in counts


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", id="both lengths"),
        pytest.param(b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", id="other order"),
        pytest.param(b"Transfer-Encoding: xchunked\r\n", id="unknown coding"),
        pytest.param(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", id="two codings"),
        pytest.param(b"Transfer-Encoding : chunked\r\n", id="space before the colon"),
        pytest.param(b"Content-Length: 6\r\nContent-Length: 7\r\n", id="two lengths"),
        pytest.param(b"Content-Length: +6\r\n", id="a sign"),
        pytest.param(b"X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: x\r\n", id="bare CR"),
    ],
)  # fmt: skip
def test_a_request_hidden_in_another_is_never_answered(served: Served, head: bytes) -> None:
    for port in (served.front, served.port):
        answer = served.send_raw(
            b"POST /language HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n0\r\n\r\n" + SMUGGLED,
            port=port,
        )

        assert re.findall(rb"HTTP/1\.[01] (\d)", answer) in ([b"4"], [b"5"]), answer
    assert "smuggled" not in served.log()


def test_every_line_of_the_log_is_one_object_and_holds_nobody(served: Served) -> None:
    canary = "CANARY-7391"
    ask(served, f"/enrol?next={canary}", User_Agent=canary, Referer=canary, Cookie=f"score={canary}",
        X_Request_ID=f"{canary}\\n{{}}", X_Forwarded_For=canary)  # fmt: skip
    ask(served, f"/learn/modules/{canary}%0A%0Dforged?pin={canary}")
    ask(served, f"/{canary}")
    ask(served, f"/pictures/{canary}", port=served.port, X_Request_ID=canary)
    served.send_raw(f"GET /{canary} HTTP/9.{canary}\r\n{canary}\r\n\r\n".encode(), port=served.port)
    served.send_raw(
        f"GET / HTTP/1.1\r\nHost: a\r\n{canary}\x01: {canary}\r\n\r\n".encode(), port=served.port
    )

    log = served.log()
    lines = [line for line in log.splitlines() if line.startswith("{")]
    assert len(lines) > 5
    assert all(json.loads(line)["time"].endswith("Z") for line in lines)
    after = log[log.index(lines[0]) :].splitlines()
    assert [line for line in after if not line.startswith("{")] == []
    assert canary not in log
    assert "127.0.0.1" not in "\n".join(line for line in lines if "Listening" not in line)


def test_while_nobody_serves_nginx_says_so_in_the_visitors_language(served: Served) -> None:
    served.kill()
    try:
        status, page, headers = ask(served, "/learn/", Accept_Language="hi-IN,hi;q=0.9")
        english = ask(served, "/learn/", Accept_Language="fr")[1]
    finally:
        served.start()

    assert status == 503
    assert headers["Retry-After"] == "5"
    assert headers["Cache-Control"] == "no-store"
    assert 'lang="hi"' in page
    assert 'lang="en"' in english
    styles = re.findall(r'href="(/static/[^"]+)"', page)[0]
    assert (Path(served.folder) / "static" / styles.removeprefix("/static/")).is_file()


def begin_request(line: socket.socket) -> None:
    """Send a form but for its last bytes; return when a process has it in hand and waits for them."""
    line.sendall(
        b"POST /language HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n"
    )
    assert line.recv(len(CONTINUE), socket.MSG_WAITALL) == CONTINUE
    line.sendall(b"code=")


def end_request(line: socket.socket) -> bytes:
    """Send the last bytes and return what is answered."""
    line.sendall(b"hind")
    received = b""
    while chunk := line.recv(65536):
        received += chunk
    return received


def test_who_is_being_served_when_the_program_is_stopped_gets_the_answer(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
        begin_request(line)
        served.signal(signal.SIGTERM)
        wait_for_fewer(served)
        answer = end_request(line)
    assert served.process
    assert served.process.wait(PATIENCE_SECONDS) == 0
    served.start()

    assert answer.startswith(b"HTTP/1.1 400")  # without its token; but answered


def test_who_is_being_served_when_the_program_reloads_gets_the_answer(served: Served) -> None:
    wait_for_new(served, set())
    old = served.workers()
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as line:
        begin_request(line)
        served.signal(signal.SIGHUP)
        wait_for_third(served, old)
        answer = end_request(line)
    wait_for_new(served, old)

    assert answer.startswith(b"HTTP/1.1 400")
