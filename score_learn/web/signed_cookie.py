"""The signed cookie, and the token of forms that follows from it: each checked or signed once.

A browser brings the same cookie with every request, and its pages bear the same token; doing both
anew was a tenth of the time of an answer.
"""

import time
from functools import lru_cache
from typing import Any

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

KEPT = 2000
"""Cookies and tokens of ours that a process keeps, each of some hundred bytes."""

HOUR = 3600
"""Seconds after which a cookie is checked anew: by so much it may outlive its time."""


class SignedCookie(SecureCookieSessionInterface):
    """Flask's session in a signed cookie; values must never be changed in place, for they are shared."""

    def __init__(self) -> None:
        self._read = lru_cache(maxsize=KEPT)(self._read_anew)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return what the cookie says; nothing when it is not ours, or too old."""
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return SecureCookieSession()
        try:
            return SecureCookieSession(self._read(app, value, int(time.time()) // HOUR))
        except BadSignature:
            return SecureCookieSession()

    @property
    def kept(self) -> int:
        """How many cookies are kept."""
        return self._read.cache_info().currsize

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie again when something in it changed; `Vary` is said of every page."""
        if session.modified:
            super().save_session(app, session, response)

    def _read_anew(self, app: Flask, value: str, _hour: int) -> dict[str, Any]:
        """Return what a cookie of ours says; BadSignature of any other, of which nothing is kept."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return {}
        lifetime = int(app.permanent_session_lifetime.total_seconds())
        return dict(serializer.loads(value, max_age=lifetime))


def page_token() -> str:
    """Return the token that this page's forms bear: one for a page, and it holds with the session."""
    token: str | None = g.get("csrf_token")  # where Flask-WTF keeps it during a request
    secret = session.get("csrf_token")
    if token is None and secret:
        token = g.csrf_token = _signed(str(current_app.secret_key), secret)
    return token or str(generate_csrf())


@lru_cache(maxsize=KEPT)
def _signed(key: str, secret: str) -> str:
    """Return a token as Flask-WTF would make it, which checks it."""
    return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret))


def install(app: Flask) -> None:
    """Let pages take the kept token; must come after Flask-WTF, which names its own."""
    app.jinja_env.globals["csrf_token"] = page_token
    app.context_processor(lambda: {"csrf_token": page_token})
