"""What sites write into the blocks that lessons leave for them, such as whom to turn to."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from score_learn.core.people import SiteId
from score_learn.storage.database import Base, Instant, db
from score_learn.storage.organisations import SiteRow
from score_learn.storage.prepared import Prepared


class SiteWordsRow(Base):
    """A site's text for one block in one language."""

    __tablename__ = "site_words"

    site_id: Mapped[int] = mapped_column(sa.ForeignKey("site.id"), primary_key=True)
    """Whose words they are."""

    block: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    """A key of `core.local.SITE_BLOCKS`."""

    lang: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    """Code of the language they are written in."""

    text: Mapped[str] = mapped_column(sa.Text)
    """Plain text; its lines are kept."""

    changed_at: Mapped[datetime] = mapped_column(Instant)
    """When they were written last."""


def of_site(site_id: SiteId) -> list[SiteWordsRow]:
    """Return all words of a site, by block and language."""
    asked = (
        sa.select(SiteWordsRow)
        .where(SiteWordsRow.site_id == site_id)
        .order_by(SiteWordsRow.block, SiteWordsRow.lang)
    )
    return list(db.session.scalars(asked))


class Words(NamedTuple):
    """A site's text for one block, and the language of the site."""

    block: str
    lang: str
    text: str
    site_language: str


_WORDS, _SITES = SiteWordsRow.__table__, SiteRow.__table__
_WITH_LANGUAGE = Prepared(
    sa.select(_WORDS.c.block, _WORDS.c.lang, _WORDS.c.text, _SITES.c.language)
    .select_from(_WORDS)
    .join(_SITES, _SITES.c.id == _WORDS.c.site_id)
    .where(_WORDS.c.site_id == sa.bindparam("site_id"))
    .order_by(_WORDS.c.block, _WORDS.c.lang),
    Words._make,
)


def with_language(site_id: SiteId) -> list[Words]:
    """Return all words of a site."""
    return _WITH_LANGUAGE.all(site_id=site_id)


def find(site_id: SiteId, block: str, lang: str) -> SiteWordsRow | None:
    """Return a site's words for a block in that language."""
    return db.session.get(SiteWordsRow, (site_id, block, lang))


def add(row: SiteWordsRow) -> None:
    """Add words."""
    db.session.add(row)
    db.session.flush()


def remove(row: SiteWordsRow) -> None:
    """Take words away."""
    db.session.delete(row)
    db.session.flush()
