"""What every answer says about itself to the browser."""

from flask import Flask, Response, request

from score_learn.web.policy import KEPT

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'"
)
"""Images may be `data:` for the one icon in the page's head: it costs no request."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Referrer-Policy is same-origin because Flask-WTF checks the referrer of secure forms."""

A_YEAR = 31_536_000


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer, and keep pages out of every cache."""

    @app.after_request
    def dress(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if request.endpoint in KEPT and response.status_code in {200, 206, 304}:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
            response.vary.add("Accept-Language")
        return response
