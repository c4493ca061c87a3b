"""Taking a quiz: one question at a time, a look over all of them, hand-in, result."""

from typing import Any
from uuid import UUID

from flask import abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from score_learn import clock
from score_learn.core.people import Action
from score_learn.core.reply import Reply
from score_learn.services import attempts
from score_learn.web.identity import current_actor
from score_learn.web.languages import current_language
from score_learn.web.learner.asking import asks_for_json
from score_learn.web.learner.attempt_page import Draft, question_page, review_page
from score_learn.web.learner.blueprint import bp
from score_learn.web.learner.forms import AnswerForm, BeginForm, HandInForm
from score_learn.web.learner.result_page import result_page
from score_learn.web.policy import rule


@bp.post("/attempts")
@rule(Action.LEARN)
def begin() -> ResponseReturnValue:
    """Begin an attempt and go to its first question; a script offers again one that was lost."""
    form = BeginForm(request.form)
    if not form.validate():
        abort(422)
    attempt = form.attempt.data or ""
    what = (form.module.data, form.quiz.data, form.purpose.data)
    lang = current_language().code
    reply = attempts.begin(attempt, current_actor(), *what, lang=lang, now=clock.now())
    if asks_for_json():
        return jsonify(**_told(reply, attempt))
    return redirect(_question_url(attempt, 1), code=303)


@bp.get("/attempts/<uuid:attempt>/questions/<int(signed=True):number>")
@rule(Action.LEARN)
def question(attempt: UUID, number: int) -> ResponseReturnValue:
    """Show one question; the others lie in the same page, unseen."""
    opened = attempts.open_attempt(str(attempt), current_actor(), current_language().code)
    if opened.closed:
        return redirect(url_for("learner.result", attempt=attempt), code=303)
    if number < 1:
        return redirect(_question_url(str(attempt), 1), code=303)
    if number > len(opened.asked):
        return redirect(url_for("learner.review", attempt=attempt), code=303)
    draft = Draft(say=request.args.get("say", ""), places=request.args.getlist("place"))
    return question_page(opened, number, draft)


@bp.post("/attempts/<uuid:attempt>/answers")
@rule(Action.LEARN)
def save_answer(attempt: UUID) -> ResponseReturnValue:
    """Keep an answer as it is given and go where the learner wants."""
    form = AnswerForm(request.form)
    if not form.validate() or (form.typed is None and asks_for_json()):
        abort(422)
    if form.typed is not None:
        given, lang = form.given(str(attempt)), form.lang.data or current_language().code
        reply = attempts.save_answer(
            given, current_actor(), lang=lang, client_at=form.sent_at, now=clock.now()
        )
        if asks_for_json():
            return jsonify(**_told(reply, form.answer.data), saved=True)
    return redirect(_next_url(form, str(attempt)), code=303)


@bp.get("/attempts/<uuid:attempt>/review")
@rule(Action.LEARN)
def review(attempt: UUID) -> ResponseReturnValue:
    """Show what is answered and what is not, and the key that hands it in."""
    opened = attempts.open_attempt(str(attempt), current_actor(), current_language().code)
    if opened.closed:
        return redirect(url_for("learner.result", attempt=attempt), code=303)
    return review_page(opened)


@bp.post("/attempts/<uuid:attempt>/hand-in")
@rule(Action.LEARN)
def hand_in(attempt: UUID) -> ResponseReturnValue:
    """Take the whole quiz and show the result."""
    form = HandInForm(request.form)
    if not form.validate():
        abort(422)
    answers = form.answers(str(attempt))
    lang = form.lang.data or current_language().code
    reply = attempts.hand_in(
        form.hand_in.data, str(attempt), answers, current_actor(), lang=lang, now=clock.now()
    )
    result_url = url_for("learner.result", attempt=attempt)
    if asks_for_json():
        return jsonify(**_told(reply, form.hand_in.data), result=result_url)
    return redirect(result_url, code=303)


@bp.get("/attempts/<uuid:attempt>/result")
@rule(Action.LEARN)
def result(attempt: UUID) -> ResponseReturnValue:
    """Show how it went, and why."""
    outcome = attempts.result(str(attempt), current_actor(), current_language().code)
    return result_page(outcome)


def _told(reply: Reply, sent_id: str) -> dict[str, str]:
    """Return what a script needs to know that it may forget what it sent under that id."""
    received_at = reply.received_at.isoformat()
    return {
        "id": sent_id, "received_at": received_at, "attempt": reply.attempt, "epoch": reply.epoch,
    }  # fmt: skip


def _question_url(attempt: str, number: int, **more: Any) -> str:
    return url_for("learner.question", attempt=attempt, number=number, **more)


def _next_url(form: AnswerForm, attempt: str) -> str:
    """Return where to go after an answer; what could not be kept travels in the address."""
    here = max(form.number.data or 1, 1)
    if form.then.data == "language":
        back = _question_url(attempt, here, place=form.draft)
        return url_for("account.language", next=back)
    if form.lacks:
        return _question_url(attempt, here, place=form.draft, say=form.lacks)
    if form.then.data == "review":
        return url_for("learner.review", attempt=attempt)
    if form.then.data == "back":
        return _question_url(attempt, here - 1) if here > 1 else _module_url(attempt)
    return _question_url(attempt, here + 1)


def _module_url(attempt: str) -> str:
    """Return what lies before the first question: the course."""
    opened = attempts.open_attempt(attempt, current_actor(), current_language().code)
    return url_for("learner.module", module=opened.module)
