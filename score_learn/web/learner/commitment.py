"""One thing to do after a course, and how it went."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from score_learn import clock
from score_learn.core.people import Action
from score_learn.services import commitments, courses
from score_learn.web.identity import current_actor
from score_learn.web.languages import current_language
from score_learn.web.learner.asking import new_id
from score_learn.web.learner.blueprint import bp
from score_learn.web.learner.forms import CommitmentForm, OutcomeForm
from score_learn.web.policy import rule


@bp.get("/modules/<module>/commitment")
@rule(Action.LEARN)
def commitment(module: str) -> ResponseReturnValue:
    """Show what may be chosen, and what to talk about in the team."""
    return _page(module, say="")


@bp.post("/modules/<module>/commitment")
@rule(Action.LEARN)
def choose(module: str) -> ResponseReturnValue:
    """Write the choice down and go to where the course shows it."""
    form = CommitmentForm(request.form)
    if not form.validate():
        return _page(module, say="empty"), 422
    lang = form.lang.data or current_language().code
    commitments.choose(
        form.commitment.data, current_actor(), module, form.choice.data, lang=lang, now=clock.now()
    )
    return redirect(url_for("learner.module", module=module, _anchor="chosen"), code=303)


@bp.post("/commitments/<uuid:commitment>/outcome")
@rule(Action.LEARN)
def look_back(commitment: UUID) -> ResponseReturnValue:
    """Write down how it went and go home, where an answer stands."""
    form = OutcomeForm(request.form)
    if not form.validate():
        abort(422)
    commitments.look_back(str(commitment), current_actor(), form.outcome.data, now=clock.now())
    return redirect(url_for("learner.home", said=form.outcome.data), code=303)


def _page(module: str, *, say: str) -> str:
    actor, lang = current_actor(), current_language().code
    return render_template(
        "learner/commitment.html",
        module=courses.module(actor, module, lang),
        offered=commitments.offered(actor, module, lang),
        talk=courses.sheet(actor, module, lang).talk,
        say=say,
        new_id=new_id,
    )
