"""What is on the shelf, for whoever looks after it.

Putting it there is for `services/publishing.py`, which no web process needs.
"""

from dataclasses import dataclass
from datetime import datetime

from score_learn.services.offers import decoded
from score_learn.storage import shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """One module in one language, as it is offered now."""

    module: str
    lang: str
    revision: str
    complete: bool
    reviewed: bool
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOnShelf:
    """A published module, titled in its own language, and what is offered of it."""

    key: str
    language: str
    title: str
    title_lang: str
    editions: tuple[OnShelf, ...]


def published() -> list[OnShelf]:
    """Return what is offered now, by module and language."""
    pointers = shelf.pointers()
    editions = shelf.editions({row.edition_id for row in pointers})
    revisions = shelf.revisions({row.revision_id for row in editions.values()})
    return [
        OnShelf(
            module=row.module,
            lang=row.lang,
            revision=revisions[editions[row.edition_id].revision_id].hash,
            complete=editions[row.edition_id].complete,
            reviewed=editions[row.edition_id].reviewed,
            published_at=row.published_at,
        )
        for row in pointers
    ]


def courses() -> tuple[CourseOnShelf, ...]:
    """Return every published module in the course's order, with the languages it is offered in."""
    rows: dict[str, list[OnShelf]] = {}
    for one in published():
        rows.setdefault(one.module, []).append(one)
    sources = [row for row in shelf.pointers() if row.is_source]
    editions = shelf.editions({row.edition_id for row in sources})
    modules = [decoded(editions[row.edition_id].digest) for row in sources]
    return tuple(
        CourseOnShelf(
            key=module.key,
            language=module.language,
            title=module.title,
            title_lang=module.title_lang,
            editions=tuple(rows[module.key]),
        )
        for module in sorted(modules, key=lambda one: (one.order, one.key))
    )
