"""Which editions are offered and pinned, as plain rows: every page asks, and changes nothing."""

from typing import Any, NamedTuple

import sqlalchemy as sa

from score_learn.storage.database import connection
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


_OFFERS = (
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
_OFFERS_OF_MODULE = _OFFERS.where(_POINTERS.c.module == sa.bindparam("module"))
"""Put together once, and of columns alone: nearly every page asks."""


def offers(*, lang: str, module: str | None = None) -> list[Offer]:
    """Return what is offered in the source and `lang`, of one module or all, with its editions."""
    asked = _OFFERS if module is None else _OFFERS_OF_MODULE
    found = connection().execute(asked, {"lang": lang, "module": module})
    return [_offer(*one) for one in found]


def _offer(module: str, lang: str, is_source: bool, *heads: Any) -> Offer:
    edition, held = EditionHead(*heads[:6]), heads[6:]
    complete = EditionHead(*held) if held[0] is not None else None
    return Offer(module, lang, is_source, edition, complete)


_REVISIONS = RevisionRow.__table__
_EDITIONS_OF = (
    sa.select(*_head(_EDITIONS), _REVISIONS.c.language)
    .select_from(_EDITIONS)
    .join(_REVISIONS, _REVISIONS.c.id == _EDITIONS.c.revision_id)
    .where(_EDITIONS.c.revision_id.in_(sa.bindparam("revision_ids", expanding=True)))
    .order_by(_EDITIONS.c.id)
)


def editions_of(revision_ids: set[int]) -> list[tuple[EditionHead, str]]:
    """Return all editions of some revisions, the oldest first, each with its source's language."""
    given = {"revision_ids": [*revision_ids]}
    found = connection().execute(_EDITIONS_OF, given)
    return [(EditionHead(*head), language) for *head, language in found]


_DIGESTS = sa.select(_EDITIONS.c.id, _EDITIONS.c.digest).where(
    _EDITIONS.c.id.in_(sa.bindparam("edition_ids", expanding=True))
)


def digests(edition_ids: set[int]) -> dict[int, str]:
    """Return the digests of editions by their ids."""
    found = connection().execute(_DIGESTS, {"edition_ids": [*edition_ids]})
    return {one.id: one.digest for one in found}
