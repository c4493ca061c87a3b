"""Pages and files are compressed on their way out: docs/decisions/0016."""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from score_learn.web.policy import KEPT

LEVEL = 4
"""Of both: less, and the largest lessons are above 6 KB with their heads; more costs the most time."""

SMALLEST = 400
"""Bytes; what is smaller fits one packet anyway."""

KINDS = ("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml")

WAYS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda page: bytes(brotli.compress(page, quality=LEVEL)),
    "gzip": lambda page: gzip.compress(page, LEVEL),
}
"""How to compress, by the name that a browser knows; the better one first."""


class Compressing(Compress):
    """Flask-Compress for what browsers keep and ask for anew; a short way for pages.

    It asks of each page whether it was streamed, has an ETag, or was asked for in part, which took as
    long as compressing it.
    """

    def after_request(self, response: Response | None) -> Response:
        """Compress what is worth it, as the browser likes it."""
        if response is None or request.endpoint in KEPT or response.is_streamed:
            return super().after_request(response)
        way = _way(request.headers.get("Accept-Encoding", ""))
        if way and response.status_code == 200 and response.mimetype in KINDS:
            page = response.get_data()
            if len(page) >= SMALLEST and "Content-Encoding" not in response.headers:
                response.set_data(WAYS[way](page))
                response.headers["Content-Encoding"] = way
        return response


@lru_cache(maxsize=100)
def _way(accepted: str) -> str | None:
    """Return which way a browser likes best, None when it knows neither; few say it differently."""
    return parse_accept_header(accepted, Accept).best_match(WAYS)


def install(app: Flask) -> None:
    """Compress whatever the app answers with."""
    app.config.update(
        COMPRESS_MIMETYPES=KINDS, COMPRESS_ALGORITHM=[*WAYS], COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_LEVEL=LEVEL, COMPRESS_BR_LEVEL=LEVEL, COMPRESS_EVALUATE_CONDITIONAL_REQUEST=True,
    )  # fmt: skip
    Compressing(app)
