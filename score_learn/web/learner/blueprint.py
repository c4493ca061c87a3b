"""The blueprint of the learner's pages, and the names that all their templates know."""

import hmac

from flask import Blueprint, current_app, url_for

from score_learn.services import health
from score_learn.web.identity import current_actor
from score_learn.web.learner.figures import exact, measure
from score_learn.web.learner.kept import keep_card, keep_door, keep_for_scripts

bp = Blueprint("learner", __name__, url_prefix="/learn")

bp.add_app_template_filter(exact)
bp.add_app_template_filter(measure)
bp.add_app_template_global(keep_card)
bp.add_app_template_global(keep_door)
bp.add_app_template_global(keep_for_scripts)


@bp.context_processor
def names() -> dict[str, object]:
    """Give templates what the phone keeps a person's work under: a mark of theirs, and the epoch.

    The epoch is asked for by the page: one that says the database is away needs none.
    """
    return {"owner": _owner(), "epoch": health.epoch, "begin_url": url_for("learner.begin")}


def _owner() -> str:
    """Return a mark that tells two people on one phone apart and says nothing about either.

    It keeps one person's unsent answers from being sent, or shown, in another's name; also when a
    backup was restored, and the id of somebody who is not in it is given to somebody else.
    """
    actor = current_actor()
    secret = str(current_app.secret_key).encode()
    whose = f"owner:{actor.site_id}:{actor.person_id}:{actor.entered_at}"
    return hmac.digest(secret, whose.encode(), "sha256").hex()[:16]
