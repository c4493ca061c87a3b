"""Which editions are offered and pinned, as plain rows: every page asks, and changes nothing."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from score_learn.storage.database import connection, is_writing
from score_learn.storage.prepared import LENGTHS_KEPT, Prepared, numbered, places
from score_learn.storage.shelf import EditionRow, PublishedRow, RevisionRow


class EditionHead(NamedTuple):
    """What tells which edition to show; its document is found by the digest."""

    id: int
    revision_id: int
    lang: str
    complete: bool
    reviewed: bool
    digest: str


class Offer(NamedTuple):
    """What is offered of a module in a language: the edition published last, the last complete one."""

    module: str
    lang: str
    is_source: bool
    edition: EditionHead
    complete: EditionHead | None


_POINTERS, _EDITIONS = PublishedRow.__table__, EditionRow.__table__
_HELD = _EDITIONS.alias()


def _head(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    return [table.c[name] for name in EditionHead._fields]


_OFFERED = (
    sa.select(
        _POINTERS.c.module, _POINTERS.c.lang, _POINTERS.c.is_source,
        *_head(_EDITIONS), *_head(_HELD),
    )
    .select_from(_POINTERS)
    .join(_EDITIONS, _EDITIONS.c.id == _POINTERS.c.edition_id)
    .outerjoin(_HELD, _HELD.c.id == _POINTERS.c.complete_edition_id)
    .where(sa.or_(_POINTERS.c.is_source, _POINTERS.c.lang == sa.bindparam("lang")))
    .order_by(_POINTERS.c.module, _POINTERS.c.lang)
)  # fmt: skip


def _offer(row: Sequence[Any]) -> Offer:
    module, lang, is_source, *heads = row
    edition, held = EditionHead._make(heads[:6]), heads[6:]
    complete = EditionHead._make(held) if held[0] is not None else None
    return Offer(module, lang, is_source, edition, complete)


_OFFERS = Prepared(_OFFERED, _offer)
_OFFERS_OF_MODULE = Prepared(_OFFERED.where(_POINTERS.c.module == sa.bindparam("module")), _offer)


def offers(*, lang: str, module: str | None = None) -> list[Offer]:
    """Return what is offered in the source and `lang`, of one module or all, with its editions."""
    if module is None:
        return _OFFERS.all(lang=lang)
    return _OFFERS_OF_MODULE.all(lang=lang, module=module)


_REVISIONS = RevisionRow.__table__


def editions_of(revision_ids: Collection[int], lang: str) -> list[tuple[EditionHead, str]]:
    """Return the editions of some revisions in their own language and in `lang`, the oldest first.

    Each comes with the language of its source.
    """
    asked = _editions_of(len(revision_ids))
    found = asked.all(lang=lang, **numbered("revision", revision_ids))
    if not is_writing():
        _digests_kept().update((edition.id, edition.digest) for edition, _ in found)
    return found


@lru_cache(maxsize=LENGTHS_KEPT)
def _editions_of(count: int) -> Prepared[tuple[EditionHead, str]]:
    return Prepared(
        sa.select(*_head(_EDITIONS), _REVISIONS.c.language)
        .select_from(_EDITIONS)
        .join(_REVISIONS, _REVISIONS.c.id == _EDITIONS.c.revision_id)
        .where(
            _EDITIONS.c.revision_id.in_(places("revision", _EDITIONS.c.revision_id, count)),
            _EDITIONS.c.lang.in_([_REVISIONS.c.language, sa.bindparam("lang", type_=sa.String)]),
        )
        .order_by(_EDITIONS.c.id),
        lambda row: (EditionHead._make(row[:-1]), row[-1]),
    )


def digests(edition_ids: Collection[int]) -> dict[int, str]:
    """Return the digests of editions by their ids."""
    kept = _digests_kept()
    found = {one: kept[one] for one in edition_ids if one in kept}
    asked = [one for one in edition_ids if one not in kept]
    if asked:
        found |= dict(_digests(len(asked)).all(**numbered("edition", asked)))
    if not is_writing():
        kept.update(found)
    return found


@lru_cache(maxsize=LENGTHS_KEPT)
def _digests(count: int) -> Prepared[tuple[int, str]]:
    ids = places("edition", _EDITIONS.c.id, count)
    asked = sa.select(_EDITIONS.c.id, _EDITIONS.c.digest).where(_EDITIONS.c.id.in_(ids))
    return Prepared(asked, tuple)


def _digests_kept() -> dict[int, str]:
    """Return what is known of digests, which never change; kept with the connection, as the epoch is.

    Only what was read outside of a `transaction` is kept: an edition that is added in one may be
    taken back, and its id given out again.
    """
    kept: dict[int, str] = connection().info.setdefault("digests", {})
    return kept
