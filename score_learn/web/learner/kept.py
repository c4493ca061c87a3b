"""Pages put together from pieces of HTML that are made once for everybody who is shown the same.

A piece is what a macro of the templates makes of the words it is given.  It is kept under just
these words, the page's language and where the program is mounted, so a macro may look at nothing
else: neither at who asks nor at the request.  What is a page's own (its token, the id of an
attempt, what somebody typed) a macro names: `{{ own.attempt }}`.  A mark stands for it in what is
kept, and each page puts its own there.  So as few pieces are kept as a course has, however many
learn from it, as long as what varies without bound is named and not given.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType, cast
from urllib.parse import quote_plus

from flask import current_app, get_template_attribute, request, url_for
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup, escape

from score_learn.core.safe_html import cleaned
from score_learn.services import health
from score_learn.web.languages import current_language
from score_learn.web.learner.owner import owner
from score_learn.web.signed_cookie import page_token

MOST = 8000
"""Pieces that a process keeps, at about 1.4 KB each, twice that in some scripts; those longest unused give way."""

MOST_PAGES = 400
"""Pages around the steps: they differ by course and kind, at about 5 KB each."""

NAME = "kept_pieces"

CHANCE = f"own-{secrets.token_hex(8)}"
"""What begins a mark: no author's words can hold one."""

MARK = re.compile(rf"{CHANCE}\.([a-z_]+)\.")

Html = NewType("Html", str)
"""Text that may stand in a page as it is: a piece, or escaped."""


def html(text: object) -> Html:
    """Return a text escaped, or HTML that is marked as safe as it is."""
    return Html(str(escape(text)))


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """Something large that is known by being itself, which is quicker than comparing all it holds.

    A key that holds it keeps it, so nothing else can take its identity.
    """

    it: object

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it


class Own:
    """The marks by their names, in letters that addresses and attributes leave as they are."""

    def __getattr__(self, name: str) -> str:
        return f"{CHANCE}.{name}."


OWN = Own()


class Kept:
    """What a program keeps.  Its keys begin with the place of the program and the language."""

    def __init__(self) -> None:
        self.piece: Callable[..., str] = lru_cache(MOST)(_make_piece)
        self.page: Callable[..., str] = lru_cache(MOST_PAGES)(_make_page)


def install(state: BlueprintSetupState) -> None:
    """Give an app room for its pieces, and its templates the marks."""
    state.app.extensions[NAME] = Kept()
    state.app.jinja_env.globals["own"] = OWN


class Pieces:
    """The pieces of one page, with the page's own in the place of their marks."""

    def __init__(self, **own: Html | int) -> None:
        self._kept = cast("Kept", current_app.extensions[NAME])
        self.lang = current_language().code
        self._for = (request.script_root, self.lang)
        self._own: dict[str, Html | int] = {
            "token": Html(page_token()),
            "owner": Html(owner()),
            "epoch": html(health.epoch()),
            "path": _in_query(request.path),
            "here": _in_query(request.full_path.rstrip("?")),
            **own,
        }

    def piece(self, template: str, macro: str, *words: Hashable, **own: Html | int) -> Html:
        """Return what the macro makes of these words, with what is the piece's own besides."""
        made = self._kept.piece(*self._for, template, macro, *words)
        return Html(made % {**self._own, **own})

    def page(self, template: str, *, own: Mapping[str, Html | int], **words: Hashable) -> str:
        """Return the page that the template makes of these words around what is its own."""
        made = self._kept.page(*self._for, template, **words)
        return made % {**self._own, **own}


def sentences_for_scripts() -> Markup:
    """Return the sentences for the scripts, for pages that are not put together from pieces."""
    return cleaned(Pieces().piece("learner/_words.html", "for_scripts"))


def _make_piece(_script_root: str, _lang: str, template: str, macro: str, *words: Hashable) -> str:
    make = get_template_attribute(template, macro)
    return _marked(make(*(word.it if isinstance(word, Same) else word for word in words)))


def _make_page(_script_root: str, _lang: str, template: str, **words: Hashable) -> str:
    """Render with nothing but what the key holds: who asks has no name in such a template."""
    made = current_app.jinja_env.get_template(template).render(
        here=OWN.here, language=current_language(), begin_url=url_for("learner.begin"), **words
    )
    return _marked(made)


def _marked(made: str) -> str:
    """Return a pattern for `%` that names what is the page's own.

    Forms ask for their token by `csrf_token()` wherever they stand, so it is found, not named.
    """
    marked = str(made).replace(page_token(), OWN.token).replace("%", "%%")
    return MARK.sub(r"%(\1)s", marked)


def _in_query(path: str) -> Html:
    """Return a path as `url_for` writes it into an address's query."""
    return html(quote_plus(path, safe="!$'()*,/:;?@"))
