"""What each request leaves behind: one line in the log, and counts without anybody's name."""

import logging
import re
import time
from functools import cache
from secrets import token_hex

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from score_learn.core.refusal import Refusal
from score_learn.logs import REQUESTS

log = logging.getLogger(REQUESTS)

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of the latency classes: from a static file to the longest wait for the database."""

ANSWERED = Counter("score_requests", "Requests answered.", ["endpoint", "status"])
LATENCY = Histogram("score_request_seconds", "Time to answer.", ["endpoint"], buckets=SECONDS)
REFUSED = Counter("score_refusals", "Refusals, by reason.", ["reason"])
SAVED = Counter("score_answers_saved", "Answers acknowledged; one sent again counts again.")
HANDED_IN = Counter("score_hand_ins", "Hand-ins acknowledged; one sent again counts again.")

ACKNOWLEDGED = {"learner.save_answer": SAVED, "learner.hand_in": HANDED_IN}
WATCHERS = frozenset({"public.healthz", "public.readyz", "public.metrics"})
"""Whoever asks every few seconds how we are is counted, not logged."""

NOWHERE = "none"
"""Counted in place of an endpoint when an address leads to none: what was typed is never a label."""

GIVEN_ID = re.compile(r"[0-9a-f]{32}")


def install(app: Flask) -> None:
    """Measure every request from the first hook to the last.  Must come before all other hooks."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if GIVEN_ID.fullmatch(given) else token_hex(16)
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        _write_down(response.status_code, time.perf_counter() - g.pop("began", time.perf_counter()))
        response.headers["X-Request-ID"] = g.get("request_id", "")
        return response

    def tell_failure(exc_info: object) -> None:
        app.logger.error("request failed", exc_info=exc_info, extra={"fields": _fields()})  # type: ignore[arg-type]  # Flask's own triple

    app.log_exception = tell_failure  # type: ignore[method-assign]  # Flask's own names the path


def count_refusal(reason: Refusal) -> None:
    """Count a no: wrong PINs, throttled tries, closed quizzes."""
    REFUSED.labels(reason.name).inc()


def _fields() -> dict[str, object]:
    return {
        "request": g.get("request_id", ""),
        "method": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
        "endpoint": request.endpoint or NOWHERE,
    }


@cache
def _counts(endpoint: str, status: int) -> tuple[Counter, Histogram]:
    """Return what counts such answers; there are as many as there are routes and refusals."""
    return ANSWERED.labels(endpoint, status), LATENCY.labels(endpoint)


def _write_down(status: int, seconds: float) -> None:
    endpoint = request.endpoint or NOWHERE
    answered, latency = _counts(endpoint, status)
    answered.inc()
    latency.observe(seconds)
    if status < 400 and endpoint in ACKNOWLEDGED:
        ACKNOWLEDGED[endpoint].inc()
    if endpoint in WATCHERS and status < 400:
        return
    level = logging.ERROR if status >= 500 else logging.INFO
    log.log(
        level,
        "request",
        extra={"fields": _fields() | {"status": status, "ms": round(seconds * 1000, 1)}},
    )
