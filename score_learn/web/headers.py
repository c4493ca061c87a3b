"""What every answer says about itself to the browser."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from score_learn.web.policy import KEPT

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'"
)
"""Images may be `data:` for the one icon in the page's head: it costs no request."""

HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
"""Referrer-Policy is same-origin because Flask-WTF checks the referrer of secure forms."""

STRICT = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")

A_YEAR = 31_536_000
KEEP = f"public, max-age={A_YEAR}, immutable"


class Dressed:
    """Adds the headers that are the same with every answer, as the last thing that is done to it.

    No view sets one of these; of the Content-Security-Policy some have their own, so Flask adds it.
    """

    def __init__(self, program: WSGIApplication, *, secure: bool) -> None:
        self.program = program
        self.headers = [*HEADERS, STRICT] if secure else [*HEADERS]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the program does."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, headers + self.headers, *error)

        return self.program(environ, start)


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer, and keep pages out of every cache."""
    app.wsgi_app = Dressed(app.wsgi_app, secure=secure)  # type: ignore[method-assign]  # Flask's own way

    @app.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        if request.endpoint in KEPT and response.status_code in {200, 206, 304}:
            headers["Cache-Control"] = KEEP
        else:
            headers["Cache-Control"] = "no-store"
            headers["Vary"] = "Cookie, Accept-Language, Accept-Encoding"
        return response
