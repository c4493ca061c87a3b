"""Which edition of a module somebody is shown; read only, inside other services' transactions.

What is offered at a site has the site's own words in it (`core/local.py`); what an attempt is
pinned to stays as it was published, so that it can always be marked.
"""

import dataclasses
import json
from dataclasses import dataclass
from functools import lru_cache

from score_learn.core.course import CountryNote, Module
from score_learn.core.document import from_document
from score_learn.core.local import SiteWords, fill
from score_learn.core.offering import choose
from score_learn.core.people import SiteId
from score_learn.core.refusal import Refusal, Refused
from score_learn.storage import editions, shelf, site_words
from score_learn.storage.editions import EditionHead, Offer

EDITIONS_KEPT = 64
"""Decoded editions that a process keeps: five modules in a dozen languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An edition as it is shown to somebody.

    `complete` and `reviewed` speak of the language that was asked for: an edition that stands in
    for another language is neither.  `digest` is that of the document as it was published.
    """

    edition_id: int
    revision_id: int
    complete: bool
    reviewed: bool
    digest: str
    module: Module


NOTES = "country-notes"
"""The key of the folder that holds country notes: published as a module is, but no module."""


def offered(lang: str, site_id: SiteId) -> tuple[Shown, ...]:
    """Return the modules offered at a site in a language, in the course's order."""
    return tuple(at_site(one, lang, site_id) for one in published(lang))


def published(lang: str) -> tuple[Shown, ...]:
    """Return the modules as they were published, before any site's own words."""
    offers = [one for one in editions.offers(lang=lang) if one.module != NOTES]
    shown = _shown(offers, lang)
    return tuple(sorted(shown, key=lambda one: (one.module.order, one.module.key)))


def offer(module: str, lang: str, site_id: SiteId) -> Shown:
    """Return the module that is offered at a site; refuses with NOT_FOUND or NOT_OFFERED."""
    is_module = module.isprintable() and module != NOTES
    offers = editions.offers(module=module, lang=lang) if is_module else []
    if not offers:
        raise Refused(Refusal.NOT_FOUND)
    shown = _shown(offers, lang)
    if not shown:
        raise Refused(Refusal.NOT_OFFERED)
    return at_site(shown[0], lang, site_id)


def shown_to_all(module: str, lang: str) -> Shown | None:
    """Return what is offered of a module in a language, before any site's own words."""
    shown = _shown(editions.offers(module=module, lang=lang), lang)
    return shown[0] if shown else None


def pinned(revision_ids: set[int], lang: str) -> dict[int, Shown]:
    """Return for each revision its edition in a language, or what stands in for it."""
    found = editions.editions_of(revision_ids, lang)
    sources = {row.revision_id: language for row, language in found}
    return {
        revision_id: _pinned(
            tuple(row for row, _ in found if row.revision_id == revision_id),
            sources[revision_id],
            lang,
        )
        for revision_id in revision_ids
    }


def pin(revision_id: int, lang: str) -> Shown:
    """Return a revision's edition in a language, or what stands in for it."""
    return pinned({revision_id}, lang)[revision_id]


def seen(edition_ids: set[int]) -> dict[int, Module]:
    """Return editions by their ids, in just the words that learners saw."""
    return {one: decoded(digest) for one, digest in editions.digests(edition_ids).items()}


@lru_cache(maxsize=EDITIONS_KEPT)
def decoded(digest: str) -> Module:
    """Return the module of a document; equal digests are equal documents, for ever."""
    return from_document(Module, json.loads(shelf.document(digest)))


def country_notes(lang: str) -> tuple[CountryNote, ...]:
    """Return the notes of all countries, in the language as far as they are translated."""
    shown = shown_to_all(NOTES, lang)
    return shown.module.notes if shown else ()


def at_site(shown: Shown, lang: str, site_id: SiteId) -> Shown:
    """Return what is shown with the site's own words, in the language if they are written in it."""
    if not shown.module.site_blocks:
        return shown
    found = site_words.with_language(site_id)
    liked = (lang, *(row.site_language for row in found[:1]))
    rows = sorted(
        found,
        key=lambda row: liked.index(row.lang) if row.lang in liked else len(liked),
        reverse=True,
    )
    words = {row.block: SiteWords(text=row.text, lang=row.lang) for row in rows}
    return dataclasses.replace(shown, module=_filled(shown.digest, tuple(sorted(words.items()))))


@lru_cache(maxsize=EDITIONS_KEPT)
def _filled(digest: str, words: tuple[tuple[str, SiteWords], ...]) -> Module:
    return fill(decoded(digest), dict(words))


def _shown(offers: list[Offer], lang: str) -> list[Shown]:
    own = {one.module: one for one in offers if one.lang == lang}
    chosen = (_choose(one.edition, own.get(one.module), lang) for one in offers if one.is_source)
    return [one for one in chosen if one is not None]


@lru_cache(maxsize=EDITIONS_KEPT)
def _choose(original: EditionHead, own: Offer | None, lang: str) -> Shown | None:
    newest = own.edition if own else None
    if newest and newest.revision_id != original.revision_id:
        newest = None
    edition = choose(
        decoded(original.digest).fallback,
        newest=newest,
        is_complete=newest is not None and newest.complete,
        held=own.complete if own else None,
        source=original,
    )
    return _show(edition, lang) if edition else None


@lru_cache(maxsize=EDITIONS_KEPT)
def _pinned(rows: tuple[EditionHead, ...], source_language: str, lang: str) -> Shown:
    """Whoever began an attempt can finish it, also in a language no longer offered."""
    original = [row for row in rows if row.lang == source_language][-1]
    own = [row for row in rows if row.lang == lang]
    whole = [row for row in own if row.complete]
    edition = choose(
        decoded(original.digest).fallback,
        newest=own[-1] if own else None,
        is_complete=bool(own) and own[-1].complete,
        held=whole[-1] if whole else None,
        source=original,
    )
    return _show(edition or original, lang)


def _show(edition: EditionHead, lang: str) -> Shown:
    same = edition.lang == lang
    return Shown(
        edition_id=edition.id,
        revision_id=edition.revision_id,
        complete=edition.complete and same,
        reviewed=edition.reviewed and same,
        digest=edition.digest,
        module=decoded(edition.digest),
    )
