"""Whose work a phone may send."""

import hmac
from datetime import datetime
from functools import lru_cache

from flask import current_app

from score_learn.core.people import PersonId, SiteId
from score_learn.web.identity import current_actor

KEPT = 1000
"""Marks that a process keeps: of those who learn at the same time."""


def owner() -> str:
    """Return a mark that tells two people on one phone apart and says nothing about either.

    It keeps one person's unsent answers from being sent, or shown, in another's name; also when a
    backup was restored, and the id of somebody who is not in it is given to somebody else.
    """
    actor = current_actor()
    return _mark(str(current_app.secret_key), actor.site_id, actor.person_id, actor.entered_at)


@lru_cache(maxsize=KEPT)
def _mark(
    key: str, site_id: SiteId | None, person_id: PersonId | None, entered_at: datetime | None
) -> str:
    whose = f"owner:{site_id}:{person_id}:{entered_at}"
    return hmac.digest(key.encode(), whose.encode(), "sha256").hex()[:16]
