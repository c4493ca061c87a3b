"""Steps of lessons as HTML, made once for everybody who is shown the same.

A card is the same for all learners of a site but for the token in its form and, where it asks, the
order of the choices; so is the door behind the last card, but for the day one passed.  They are most
of a lesson's page, and making them most of the page's time.
"""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from score_learn.core.course import Card
from score_learn.core.safe_html import cleaned
from score_learn.services.courses import LessonPage
from score_learn.web.filters import day
from score_learn.web.languages import current_language

MOST = 3000
"""Steps that a process keeps: of every course in six languages, at about 3 KB each."""

TOKEN = "the-token-of-this-page"

ATTEMPT = "the-attempt-of-this-page"
OWNER, EPOCH = "the-owner-of-this-page", "the-epoch-of-this-page"
ADDRESS = "the-address-of-this-page"

_kept: dict[tuple[Any, ...], tuple[object, str]] = {}


def keep_card(
    make: Callable[..., Markup], page: LessonPage, card: Card, number: int, *, shown: bool
) -> Markup:
    """Return the card's HTML as `make` gives it, made anew only when it is not kept.

    The card itself is kept beside its HTML: as long as it is, no other can have its identity.
    """
    key = (id(card), number, shown, page.module.reviewed, *_place(page))
    return cleaned(
        _keep(key, card, lambda: make(page, card, number, shown=shown, checked=None, say=""))
    )


def keep_door(
    make: Callable[..., Markup], page: LessonPage, *, shown: bool, new_id: Callable[[], str]
) -> Markup:
    """Return the door's HTML as `make` gives it; where a quiz is under way it is made anew."""
    if page.row.open_attempt:
        return make(page, shown=shown, new_id=new_id)
    passed = page.standing.passed_at and day(page.standing.passed_at)
    key = ("door", shown, passed, page.next_lesson, page.module.has_sheet, *_place(page))
    made = _keep(key, None, lambda: make(page, shown=shown, new_id=lambda: ATTEMPT))
    return cleaned(made.replace(ATTEMPT, new_id()))


def keep_for_scripts(make: Callable[..., Markup], owner: str, epoch: str) -> Markup:
    """Return the sentences for the scripts as `make` gives them, with this page's own marks."""
    address = str(escape(url_for("account.sign_in", next=request.path)))
    key = ("scripts", request.script_root, current_language().code)
    made = _keep(key, None, lambda: str(make(OWNER, EPOCH)).replace(address, ADDRESS))
    marked = made.replace(OWNER, owner).replace(EPOCH, epoch)
    return cleaned(marked.replace(ADDRESS, address))


def _place(page: LessonPage) -> tuple[object, ...]:
    total, lang = len(page.lesson.cards), current_language().code
    return (request.script_root, lang, page.module.key, page.lesson.key, total)


def _token() -> str:
    """Return the page's token, asked for once."""
    if "page_token" not in g:
        g.page_token = generate_csrf()
    return str(g.page_token)


def _keep(key: tuple[object, ...], held: object, make: Callable[[], str]) -> str:
    """Return what is kept, with this page's token; `held` lives as long as it is kept."""
    token = _token()
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = (held, str(make()).replace(token, TOKEN))
    return found[1].replace(TOKEN, token)
