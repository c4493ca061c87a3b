"""Cards of lessons as HTML, made once for everybody who is shown the same.

A card without a question is the same for all learners of a site but for the token in its form; it
is most of a lesson's page, and making it most of the page's time.
"""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from score_learn.core.course import Card
from score_learn.core.safe_html import cleaned
from score_learn.services.courses import LessonPage
from score_learn.web.languages import current_language

MOST = 2000
"""Cards that a process keeps: of every course in six languages, at about 3 KB each."""

TOKEN = "the-token-of-this-page"

_kept: dict[tuple[Any, ...], tuple[Card, str]] = {}


def keep_card(
    make: Callable[..., Markup], page: LessonPage, card: Card, number: int, *, shown: bool
) -> Markup:
    """Return the card's HTML as `make` gives it, made anew only when it is not kept.

    The card itself is kept beside its HTML: as long as it is, no other can have its identity.
    """
    total, reviewed = len(page.lesson.cards), page.module.reviewed
    place = (request.script_root, page.module.key, page.lesson.key, number, total, shown, reviewed)
    key = (id(card), current_language().code, *place)
    token = generate_csrf()
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        made = make(page, card, number, shown=shown, checked=None, say="")
        found = _kept[key] = (card, str(made).replace(token, TOKEN))
    return cleaned(found[1].replace(TOKEN, token))
