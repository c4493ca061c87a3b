"""What templates may call."""

from datetime import date, datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal

import flask_babel
from babel.dates import format_date, format_skeleton, get_datetime_format
from babel.numbers import format_decimal
from flask import Flask, request, url_for

from score_learn.core.languages import offered
from score_learn.core.safe_html import cleaned, lang_attrs
from score_learn.settings import Settings
from score_learn.web.identity import current_actor
from score_learn.web.languages import current_language


def percent(share: Fraction) -> str:
    """Return a share as a whole percentage, rounded down: 79.9 % has not reached 80 %."""
    return str(flask_babel.format_percent(int(share * 100) / 100))


def count(number: Fraction | int) -> str:
    """Return a number for people; a fraction with at most one decimal."""
    return _count(round(float(number), 1), current_language().locale)


def day(moment: datetime) -> str:
    """Return the date in the page's language."""
    on = flask_babel.to_user_timezone(moment).date()
    return _date(on, "long", current_language().locale)


def month(year_and_month: str) -> str:
    """Return a month, "2026-11", in the page's language."""
    first = date.fromisoformat(f"{year_and_month}-01")
    return str(format_skeleton("yMMMM", first, locale=current_language().locale))


def time(moment: datetime) -> str:
    """Return date and time in the page's language and the site's time zone; hours from 0 to 23."""
    locale, then = current_language().locale, flask_babel.to_user_timezone(moment)
    on = _date(then.date(), "medium", locale)
    return _together(locale).replace("{1}", on).replace("{0}", f"{then:%H:%M}")


@lru_cache(maxsize=1000)  # many people do something on one day
def _date(on: date, length: Literal["long", "medium"], locale: str) -> str:
    return str(format_date(on, length, locale=locale))


@cache
def _together(locale: str) -> str:
    return str(get_datetime_format("medium", locale=locale))


@lru_cache(maxsize=1000)
def _count(number: float, locale: str) -> str:
    return str(format_decimal(number, locale=locale))


def install(app: Flask, settings: Settings) -> None:
    """Give templates their filters and names."""
    version = app.config["ASSETS"].version

    @lru_cache(maxsize=5000)
    def kept_url(_script_root: str, endpoint: str, name: str) -> str:
        """Return an address that is the same for everybody; a page has a dozen of them."""
        more = {"version": version} if endpoint == "public.static" else {}
        return url_for(endpoint, name=name, **more)

    def static_url(name: str) -> str:
        return kept_url(request.script_root, "public.static", name)

    def picture_url(name: str) -> str:
        return kept_url(request.script_root, "public.picture", name)

    for function in (cleaned, percent, count, day, month, time):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals.update(
        lang_attrs=lang_attrs,
        page_language=current_language,
        static_url=static_url,
        picture_url=picture_url,
    )

    @app.context_processor
    def names() -> dict[str, object]:
        return {
            "actor": current_actor(),
            "language": current_language(),
            "languages": offered(pseudo=settings.pseudo_languages),
        }
