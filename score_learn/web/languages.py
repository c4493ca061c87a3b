"""The page's language: chosen by our own registry, translated by our own look-up.

Babel only formats dates and numbers, with the registry's locale: its own negotiation does not find
a Chinese catalog for a Chinese browser, and raises for languages that CLDR does not know.
"""

import gettext
from functools import cache
from pathlib import Path
from typing import cast

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, lazy_pgettext

from score_learn.core.languages import REGISTRY, SOURCE, Language, find, negotiate
from score_learn.core.pseudo import pseudo
from score_learn.settings import Settings
from score_learn.web.identity import current_actor
from score_learn.web.policy import KEPT

CHOICE = "language"
FORMER = "former_language"

STANDARD_ANSWERS = (
    lazy_pgettext("answer", "True"),
    lazy_pgettext("answer", "False"),
    lazy_pgettext("answer", "Yes"),
    lazy_pgettext("answer", "No"),
)
"""The answers of true-false questions, named here so that translators get them once for all courses."""


def current_language() -> Language:
    """Return the language of this page; settled once a request."""
    language: Language | None = g.get("language")
    if language is None:
        language = g.language = _settle()
    return language


def remember_language(code: str) -> None:
    """Keep a choice in this browser; silently ignores a code the registry does not offer."""
    if find(code, pseudo=_settings().pseudo_languages):
        session[CHOICE] = code
        session.pop(FORMER, None)
        session.permanent = True
        g.pop("language", None)


def hand_over_language() -> None:
    """At sign-out: the choice stays on the pages, but gives way to whoever signs in next."""
    session[FORMER] = True


def take_over_language(own: str | None) -> None:
    """At sign-in: a person's own language wins over what the person before had chosen."""
    if session.pop(FORMER, None) and own:
        session.pop(CHOICE, None)
        g.pop("language", None)


def _settings() -> Settings:
    return cast("Settings", current_app.config["SETTINGS"])


def _settle() -> Language:
    settings = _settings()
    wishes = [request.args.get("lang"), session.get(CHOICE)]
    site = settings.language
    if request.endpoint not in KEPT:
        actor = current_actor()
        wishes.append(actor.language)
        site = actor.site_language if actor.site_id else site
    return negotiate(
        wishes, request.headers.get("Accept-Language", ""), site, pseudo=settings.pseudo_languages
    )


class _Pseudo(Translations):
    """A catalog made by program, its placeholders intact."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        return pseudo(self.code, message)

    ugettext = gettext

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(self.code, msgid1 if n == 1 else msgid2)

    ungettext = ngettext

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(self.code, message)

    upgettext = pgettext

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return pseudo(self.code, singular if num == 1 else plural)

    unpgettext = npgettext


@cache
def _catalog(directory: Path, code: str) -> NullTranslations:
    if REGISTRY[code].pseudo:
        return _Pseudo(code)
    path = gettext.find("messages", str(directory), [code])
    if not path:
        return NullTranslations()
    with Path(path).open("rb") as compiled:
        return Translations(compiled, "messages")


class _RegistryDomain(Domain):
    """Looks catalogs up by the registry's code instead of by Babel's idea of a locale."""

    def get_translations(self) -> NullTranslations:
        code = current_language().code if has_request_context() else SOURCE
        return _catalog(_settings().translations, code)


class _RegistryBabel(Babel):
    """Flask-Babel with our look-up."""

    domain_instance = _RegistryDomain()


def install(app: Flask, settings: Settings) -> None:
    """Give the app its languages, and the time zone that dates are shown in."""
    _RegistryBabel(
        app,
        locale_selector=lambda: current_language().locale,
        default_timezone=settings.time_zone,
    )

    def catalog() -> NullTranslations:
        return _catalog(settings.translations, current_language().code)

    # Flask-Babel's own look up the domain and its context for each of a page's dozens of texts.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda message: catalog().gettext(message),
        ngettext=lambda singular, plural, number: catalog().ngettext(singular, plural, number),
        pgettext=lambda context, message: catalog().pgettext(context, message),
        npgettext=lambda context, singular, plural, number: catalog().npgettext(
            context, singular, plural, number
        ),
        newstyle=True,
    )

    @app.before_request
    def keep_the_choice_in_the_address() -> None:
        is_page = request.method == "GET" and request.endpoint not in KEPT
        if is_page and "lang" in request.args:
            remember_language(request.args["lang"])
