"""The benchmarks run, and what they keep can be read: nothing here looks at how fast anything is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.__main__ import MEASUREMENTS, main
from tests.bench.limits import pings
from tests.bench.load import Ask, Reply, Taken, again, drive, read_reply, request
from tests.bench.plan import Plan
from tests.bench.plot import plot
from tests.bench.rows import Aim, Row

ROOT = Path(__file__).resolve().parent.parent


def make_row(**more: object) -> Row:
    given = {
        "key": "page", "what": "a page", "unit": "/s", "rounds": [50.0, 60.0, 40.0],
        "limit": "a bare page", "limits": [100.0, 100.0, 100.0],
    }  # fmt: skip
    return Row(**given | more)  # type: ignore[arg-type]


def test_a_quick_run_keeps_what_it_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quick", "--only", "generator", "--into", str(tmp_path)]) == 0

    (kept,) = tmp_path.glob("*.json")
    told = json.loads(kept.read_text("utf-8"))
    assert {row["key"] for row in told["rows"]} == {"generator", "bare-page"}
    assert all(row["median"] > 0 for row in told["rows"])
    assert set(told["machine"]) == {"cores", "memory_gib", "system", "python", "load_before"}
    assert "the load generator alone" in capsys.readouterr().out


def test_quizzes_and_dashboards_can_be_measured(tmp_path: Path) -> None:
    asked = [word for name in ("quiz", "dashboards") for word in ("--only", name)]

    assert main(["--quick", *asked, "--into", str(tmp_path)]) == 0

    (kept,) = tmp_path.glob("*.json")
    rows = {row["key"]: row for row in json.loads(kept.read_text("utf-8"))["rows"]}
    assert {"quiz-peers-sqlite", "quiz-saved-sqlite", "dashboard-site-sqlite"} <= set(rows)
    assert rows["quiz-saved-sqlite"]["errors"] == 0


def test_make_bench_passes_on_what_is_asked() -> None:
    assert "bench: ##" in (ROOT / "Makefile").read_text("utf-8")
    assert "@sh ./do bench $(BENCH)" in (ROOT / "Makefile").read_text("utf-8")
    assert 'exec .venv/bin/python -m tests.bench "$@"' in (ROOT / "do").read_text("utf-8")


def test_every_measurement_is_listed_in_the_documentation() -> None:
    text = (ROOT / "docs/developing.md").read_text("utf-8")

    assert all(f"`{name}`" in text for name in MEASUREMENTS)


def test_the_ratio_is_taken_round_by_round() -> None:
    assert make_row(rounds=[10.0, 90.0, 50.0], limits=[100.0, 100.0, 50.0]).ratio == 0.9
    assert make_row(limits=[]).ratio is None


@pytest.mark.parametrize(
    ("better", "reached", "met"),
    [("more", 0.34, False), ("more", 0.35, True), ("less", 0.36, False), ("less", 0.35, True)],
)
def test_an_aim_knows_which_way_is_better(better: str, reached: float, met: bool) -> None:
    assert Aim(words="of it", reached=reached, wanted=0.35, better=better).met is met


def test_replies_that_are_not_what_was_wanted_are_errors_and_not_counted() -> None:
    told: list[Reply] = []

    def asks_twice():
        told.append((yield Ask(request("GET", "/", headers={}))))
        told.append((yield Ask(request("GET", "/", headers={}), wanted=b"404")))

    with pings() as port:
        taken = drive(port, [asks_twice()], seconds=30)

    assert [reply.body for reply in told] == [b"pong", b"pong"]
    assert len(taken.latencies) == 1
    assert taken.errors == {"200": 1}


def test_a_load_that_gets_nothing_but_errors_ends() -> None:
    with pings() as port:
        taken = drive(port, [again(Ask(b"GET / HTTP/1.1\r\n\r\n", wanted=b"404"))], seconds=0.01)

    assert not taken.latencies
    assert taken.errors.total() > 0


def test_a_reply_that_broke_off_has_no_status() -> None:
    assert read_reply(b"").status == b""
    assert Taken().share_ms(0.99) == 0


def test_the_picture_shows_each_aim_by_its_colour() -> None:
    aims = [
        Aim(words="of the limit", reached=0.5, wanted=0.35),
        Aim(words="ms", reached=30, wanted=15, better="less"),
    ]

    drawn = plot([make_row(aims=aims)])

    assert drawn.count('class="ok"') == drawn.count('class="again"') == 1


def test_the_table_says_what_was_missed() -> None:
    row = make_row(aims=[Aim(words="of the limit", reached=0.1, wanted=0.35)])

    assert "MISSED: 0.10 of the limit (>= 0.35)" in report.table([row])
    assert report.sitting([row], Plan())["rows"][0]["ratio"] == 0.5


def test_the_module_can_be_asked_for_its_options() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "--quick" in done.stdout
