"""Lighthouse on the pages that a worker sees most: `make audit`.

The program runs as a factory would run it, on a free port of this machine, with the demo's people;
what Lighthouse says of home, a lesson and a question is printed, and its reports are kept in var/audit.
Ends with 1 when a page has less than 100 for a reason that ACCEPTED does not name.  Search engines are
left out: no page behind a sign-in is for them.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.browser.live import BROWSERS, FLAGS, LESSON, MODULE, PHONE, chromium

ROOT = Path(__file__).resolve().parents[2]
LIGHTHOUSE = Path(__file__).parent / "node_modules/.bin/lighthouse"
REPORTS = ROOT / "var/audit"
LOG = REPORTS / "server.log"
CATEGORIES = ("performance", "accessibility", "best-practices")
TRIES = 5
QUIET = 1000
"""Lighthouse's own measure of the machine: an office computer with nothing else to do has more."""
LANGUAGE = "hi"
"""Of the three, the script that asks most of a phone."""
ACCEPTED: dict[str, str] = {}
"""Audits that may cost points, each with its reason."""


def main() -> None:
    """Audit every page and say how it went."""
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place, _served(Path(place)) as (base, people):
        print("Signing in ...", flush=True)
        cookie, pages = _walk(base, people)
        headers = Path(place, "headers.json")
        headers.write_text(json.dumps({"Cookie": cookie}), "utf-8")
        found = {}
        for number, (name, url) in enumerate(pages.items(), start=1):
            print(f"{number} of {len(pages)}: Lighthouse looks at {name} ...", flush=True)
            found[name] = _look(name, url, headers)
    sys.exit(1 if say(found) else 0)


@contextmanager
def _served(place: Path) -> Iterator[tuple[str, Any]]:
    """Serve the demo factory; give its address and who can sign in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "SCORE_DATABASE_URL": f"sqlite:///{place / 'audit.db'}",
        "SCORE_SECRET_KEY": secrets.token_urlsafe(48),
        "SCORE_PEPPER": secrets.token_urlsafe(48),
        "SCORE_SECURE_COOKIES": "yes",  # browsers take them from a loopback address without HTTPS
        "SCORE_PORT": str(port),
    }
    program = Path(sys.executable).with_name("score-learn")
    print("Publishing the courses, making the demo factory ...", flush=True)
    for words in ("translations compile", "database upgrade", "content publish content"):
        subprocess.run(
            [program, *words.split()],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    made = subprocess.run(
        [program, "demo", "--json"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    with LOG.open("wb") as log:
        server = subprocess.Popen(
            [program, "server", "start"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(base, server)
        yield base, json.loads(made.stdout)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(base: str, server: "subprocess.Popen[bytes]") -> None:
    """Return when the program answers."""
    while server.poll() is None:
        try:
            with urlopen(base):
                return
        except URLError:
            time.sleep(0.2)
    sys.exit(f"the program did not start; {LOG.relative_to(ROOT)} has its own words")


def _walk(base: str, people: Any) -> tuple[str, dict[str, str]]:
    """Sign in and begin a quiz as a worker does; return the cookies and the pages to look at."""
    learner = next(one for one in people["learners"] if one["language"] == LANGUAGE)
    lesson = f"{base}/learn/modules/{MODULE}/lessons/{LESSON}"
    with chromium() as browser:
        page = browser.new_context(**PHONE).new_page()
        page.goto(f"{base}/?lang={LANGUAGE}")
        page.goto(f"{base}/enrol")
        page.fill("[name=site_code]", people["site_code"])
        page.click("main .primary")
        page.wait_for_url("**/sign-in**")
        page.fill("[name=employee_no]", learner["employee_no"])
        page.fill("[name=pin]", learner["pin"])
        page.click("main .primary")
        page.wait_for_url("**/learn/")
        page.goto(f"{lesson}/cards/1")
        page.eval_on_selector("form[action$='/attempts']", "form => form.requestSubmit()")
        page.wait_for_url("**/questions/**")
        cookies = page.context.cookies()
        pages = {"home": f"{base}/learn/", "lesson": f"{lesson}/cards/1", "question": page.url}
    return "; ".join(f"{each['name']}={each['value']}" for each in cookies), pages


def _look(name: str, url: str, headers: Path) -> Any:
    """Return what Lighthouse found on a page; its reports are kept beside.

    A busy machine can only make a page slower: one that is not quick gets TRIES looks, the best counts.
    """
    looks: list[Any] = []
    while len(looks) < TRIES and not (looks and not costs(looks[-1], "performance")):
        looks.append(_one_look(f"{name}-{len(looks) + 1}", url, headers))
    return max(looks, key=lambda report: report["categories"]["performance"]["score"])


def _one_look(name: str, url: str, headers: Path) -> Any:
    """Return what Lighthouse finds the next time it opens a page."""
    flags = " ".join(["--headless", *FLAGS])
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    subprocess.run(
        [
            LIGHTHOUSE, url, "--quiet", "--no-enable-error-reporting",
            f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}",
            "--output=json", "--output=html", f"--output-path={REPORTS / name}",
            f"--chrome-flags={flags}",
        ],
        env={**os.environ, "CHROME_PATH": browser}, check=True,
    )  # fmt: skip
    report = json.loads((REPORTS / f"{name}.report.json").read_text("utf-8"))
    if report.get("runtimeError") or report["finalDisplayedUrl"] != url:
        sys.exit(f"Lighthouse did not see {name} but {report['finalDisplayedUrl']}")
    return report


def costs(report: Any, category: str) -> dict[str, str]:
    """Return the audits that keep a category below 100, and what each says."""
    if round(report["categories"][category]["score"] * 100) == 100:
        return {}
    weighed = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    audits = [report["audits"][each] for each in weighed]
    return {
        audit["id"]: f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    }


def say(found: dict[str, Any]) -> list[str]:
    """Print the scores and what costs points; return the costs that nobody accepted."""
    print("\n" + "".join(f"{each:>16}" for each in ("", *CATEGORIES)))
    for name, report in found.items():
        scores = [round(report["categories"][each]["score"] * 100) for each in CATEGORIES]
        print(f"{name:>16}" + "".join(f"{score:>16}" for score in scores))
    unaccepted = []
    for name, report in found.items():
        for audit, words in (pair for each in CATEGORIES for pair in costs(report, each).items()):
            reason = ACCEPTED.get(audit)
            print(f"{name}: {audit}: {words}" + (f"\n    accepted: {reason}" if reason else ""))
            unaccepted += [] if reason else [f"{name}: {audit}"]
        speed = report["environment"]["benchmarkIndex"]
        if costs(report, "performance") and speed < QUIET:
            print(f"{name}: the machine was slow or busy ({speed:.0f} of {QUIET}); ask again later")
    print(f"\nReports: {REPORTS.relative_to(ROOT)}/*.report.html")
    return unaccepted


if __name__ == "__main__":
    main()
