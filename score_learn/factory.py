"""The factory: wiring only, in start-up order.

It knows no command: web processes start sooner and are smaller without them.
"""

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from flask.templating import Environment
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from score_learn.core.languages import find
from score_learn.services import assets, host, kept_templates, verifying
from score_learn.services.doctor import refusal
from score_learn.settings import Settings, SettingsError
from score_learn.storage.database import connect
from score_learn.web import (
    account,
    compressing,
    errors,
    filters,
    headers,
    languages,
    learner,
    manager,
    policy,
    public,
    signed_cookie,
    telemetry,
)
from score_learn.web.signed_cookie import SignedCookie

STATIC = Path(__file__).parent / "web" / "static"

BODY_LIMIT = 256 * 1024
"""Bytes a request may bring: a hand-in of a long test is far below."""


class Program(Flask):
    """Flask, without what it does for programs of other kinds with every request."""

    session_interface = SignedCookie()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none of ours is a coroutine, and Flask would ask each, each time."""
        return func


class SharedGlobals(Environment):
    """Templates share the environment's globals; Jinja lays an empty map over them for each.

    Every import of macros compares their names: through that map it was a tenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template."""
        return super().make_globals(d) if d else self.globals


def create_app(settings: Settings) -> Flask:
    """Return the program, ready to serve.

    Raises UnruledRouteError when a route has no rule, SettingsError for an unknown language, and
    for a production that is not fit to be one.
    """
    if settings.production and (finding := refusal(host.gather(settings))):
        raise SettingsError(
            f"SCORE_PRODUCTION is yes, but: {finding.what}. To mend it: {finding.fix}."
        )
    if find(settings.language, pseudo=settings.pseudo_languages) is None:
        raise SettingsError(f"SCORE_LANGUAGE is {settings.language!r}; it is not offered.")
    app = Program(__name__, template_folder="web/templates", static_folder=None)
    app.jinja_environment = SharedGlobals
    app.config.from_mapping(_flask_config(settings))
    app.config["ASSETS"] = assets.load(STATIC)
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way
    telemetry.install(app)
    connect(app)
    verifying.configure(pepper=settings.pepper.encode(), cheap=settings.cheap_hashes)
    compressing.install(app)
    errors.install(app)
    headers.install(app, secure=settings.secure_cookies)
    languages.install(app, settings)
    filters.install(app, settings)
    kept_templates.install(app.jinja_env, settings.static / ".templates")
    for package in (public, account, learner, manager):
        app.register_blueprint(package.bp)
    policy.guard(app)
    CSRFProtect(app)
    signed_cookie.install(app)
    policy.check_every_route_has_a_rule(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SESSION_COOKIE_NAME": "__Host-score" if settings.secure_cookies else "score",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,  # else no static file could be kept
        "PERMANENT_SESSION_LIFETIME": timedelta(days=395),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.secure_cookies,
        "MAX_CONTENT_LENGTH": BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": BODY_LIMIT,
    }  # fmt: skip
