"""The blueprint of the learner's pages, and the names that all their templates know."""

from flask import Blueprint, url_for

from score_learn.web.learner import kept
from score_learn.web.learner.figures import exact, measure

bp = Blueprint("learner", __name__, url_prefix="/learn")

bp.record_once(kept.install)
bp.add_app_template_filter(exact)
bp.add_app_template_filter(measure)
bp.add_app_template_global(kept.sentences_for_scripts)


@bp.context_processor
def names() -> dict[str, object]:
    """Give templates the address that their forms begin attempts at."""
    return {"begin_url": url_for("learner.begin")}
