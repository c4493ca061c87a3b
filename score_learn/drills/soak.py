"""`drill soak`: a mixed load for a long time, to see that memory, open files and latency stay level."""

import contextlib
import csv
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from score_learn.drills.audit import audit
from score_learn.drills.figures import median, share_ms
from score_learn.drills.level import blocks, lowest_rise, slope
from score_learn.drills.load import say
from score_learn.drills.plot import Panel, draw
from score_learn.drills.report import Plan, Report, report
from score_learn.drills.server import Program
from score_learn.drills.stage import Stage, staged
from score_learn.drills.visitors import Visitors
from score_learn.settings import ROOT

CLIENTS, VISITORS = 6, 2
RHYTHM_SECONDS = 0.2
LONG_SECONDS, SHORT_SECONDS = 1800, 60
SAMPLES = 180
"""How many there are in all: one every ten seconds of the long form."""

RISE_MB_PER_HOUR = 1.0
SLOWER = 1.5
"""How many times the latency of the beginning the end may have."""

FILES_IN_HAND = 4
"""What two processes have open while each serves a request: the request, and a place among writers."""

FOLDER = ROOT / "var" / "drills"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """All processes of the program at a moment; latencies are those since the last sample."""

    seconds: float
    rss_mb: float
    pss_mb: float
    files: int
    p50_ms: float
    p99_ms: float


def soak(plan: Plan) -> Report:
    """Let learners answer, hand in, read and sign in for long: memory and open files stay level."""
    with staged(plan, clients=CLIENTS, spare=VISITORS) as stage:
        stage.load.rhythm = RHYTHM_SECONDS
        stage.program.start()
        visitors = Visitors(stage.program.port, stage.cards, stage.load.journal, RHYTHM_SECONDS)
        with stage.load.running() as journal:
            visitors.begin()
            stage.load.wait_for(CLIENTS)
            samples = list(_samples(stage, plan.lasting(SHORT_SECONDS, LONG_SECONDS)))
            visitors.end()
        stage.program.stop()
        found = audit(stage.program.database_url, journal)
    hours = [one.seconds / 3600 for one in samples]
    memory = slope(hours, [one.pss_mb for one in samples])
    rss = slope(hours, [one.rss_mb for one in samples])
    file = _write(plan, samples)
    return report(
        "soak", plan, found,
        missed=tuple(missed(plan, samples)),
        pss_mb_per_hour=memory.per_hour, pss_margin=memory.margin,
        rss_mb_per_hour=rss.per_hour, rss_margin=rss.margin,
        files=[samples[0].files, samples[-1].files],
        pages=visitors.pages, sign_ins=visitors.sign_ins,
        minutes=round(samples[-1].seconds / 60, 1), samples=str(file),
    )  # fmt: skip


def missed(plan: Plan, samples: list[Sample]) -> Iterator[str]:
    """Say what did not stay level; memory and latency count in the long form alone.

    In a minute a program that has just started still fills its caches.
    """
    more = lowest_rise([one.files for one in samples])
    if more > FILES_IN_HAND:
        yield f"{more:g} more files are open at the end"
    if not plan.long:
        return
    hours = [one.seconds / 3600 for one in samples]
    for name, values in (
        ("PSS", [one.pss_mb for one in samples]),
        ("RSS", [one.rss_mb for one in samples]),
    ):
        rise = slope(hours, values)
        if rise.rises_by_more_than(RISE_MB_PER_HOUR):
            yield f"{name} rises by {rise.per_hour} MB an hour (give or take {rise.margin})"
    latencies = blocks([one.p50_ms for one in samples])
    if median(latencies[-1]) > SLOWER * median(latencies[0]):
        yield f"half of the requests took {median(latencies[-1])} ms, first {median(latencies[0])} ms"


def _samples(stage: Stage, seconds: float) -> Iterator[Sample]:
    """Yield a sample at equal steps of the time."""
    began, heard = time.monotonic(), 0
    for place in range(1, SAMPLES + 1):
        time.sleep(max(0.0, began + seconds * place / SAMPLES - time.monotonic()))
        latencies = stage.load.journal.latencies[heard:]
        heard += len(latencies)
        yield _sample(stage.program, time.monotonic() - began, latencies)
        if place % (SAMPLES // 10) == 0:
            say(f"{place} of {SAMPLES} samples, {heard} acknowledgements")


def _sample(program: Program, seconds: float, latencies: list[float]) -> Sample:
    rss = pss = files = 0
    for pid in [program.master, *program.worker_pids()]:
        with contextlib.suppress(OSError):
            told = _memory(pid)
            rss, pss = rss + told["Rss"], pss + told["Pss"]
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(
        seconds=round(seconds, 1), rss_mb=round(rss / 1024, 2), pss_mb=round(pss / 1024, 2),
        files=files, p50_ms=share_ms(latencies, 0.5), p99_ms=share_ms(latencies, 0.99),
    )  # fmt: skip


def _memory(pid: int) -> dict[str, int]:
    """Return what the kernel adds up of a process, in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def _write(plan: Plan, samples: list[Sample]) -> Path:
    """Leave the samples as a table and as a picture, and return where the table is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = plan.database.partition(":")[0]
    file = FOLDER / f"soak-{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, [field.name for field in fields(Sample)])
        writer.writeheader()
        writer.writerows(asdict(one) for one in samples)
    minutes = [one.seconds / 60 for one in samples]
    panels = [
        Panel(title="Memory", unit="MB", curves={
            "RSS": [one.rss_mb for one in samples], "PSS": [one.pss_mb for one in samples],
        }),
        Panel(title="Open files", unit="number", curves={"all": [one.files for one in samples]}),
        Panel(title="Time to an acknowledgement", unit="ms", curves={
            "p99": [one.p99_ms for one in samples], "p50": [one.p50_ms for one in samples],
        }),
    ]  # fmt: skip
    drawn = draw(f"Score Learn under mixed load, {name}", minutes, panels)
    file.with_suffix(".svg").write_text(drawn, encoding="utf-8")
    return file
