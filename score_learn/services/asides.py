"""Keeping what has to be refused, and knowing again what was sent before."""

import hashlib
import json
from datetime import datetime
from typing import Any

from score_learn.core.refusal import Refusal
from score_learn.services.standings import Learner
from score_learn.storage import conflicts
from score_learn.storage.conflicts import ConflictRow

_SPELLING = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def keep_aside(
    learner: Learner, client_id: str, content: Any, *, refusal: Refusal, now: datetime
) -> None:
    """Keep what was sent under an id, once, with the refusal that is raised after the commit."""
    digest = content_hash(content)
    if not conflicts.holds(learner.person_id, client_id, digest):
        conflicts.add(
            ConflictRow(
                site_id=learner.site_id,
                person_id=learner.person_id,
                client_id=client_id,
                content_hash=digest,
                content=content,
                reason=refusal.name,
                at=now,
            )
        )


def content_hash(content: Any) -> str:
    """Return the sha256 of a JSON value in its one canonical spelling."""
    return hashlib.sha256(_SPELLING.encode(content).encode()).hexdigest()
