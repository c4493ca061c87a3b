"""Whose work a phone may send."""

import hmac

from flask import current_app

from score_learn.web.identity import current_actor


def owner() -> str:
    """Return a mark that tells two people on one phone apart and says nothing about either.

    It keeps one person's unsent answers from being sent, or shown, in another's name; also when a
    backup was restored, and the id of somebody who is not in it is given to somebody else.
    """
    actor = current_actor()
    secret = str(current_app.secret_key).encode()
    whose = f"owner:{actor.site_id}:{actor.person_id}:{actor.entered_at}"
    return hmac.digest(secret, whose.encode(), "sha256").hex()[:16]
