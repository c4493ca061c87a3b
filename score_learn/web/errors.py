"""Every no, worded once: a refusal or an HTTP error becomes a page, or JSON where that was asked for."""

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from score_learn.core.people import VISITOR
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import health
from score_learn.services.health import Trouble, may_pass
from score_learn.web.telemetry import count_refusal

SENTENCES = {
    Refusal.WRONG_SITE_CODE: _("This code is not known. Look at the card or poster again, or ask the office."),
    Refusal.WRONG_SECRET: _("The number and the PIN do not fit together. Check both and try again."),
    Refusal.WEAK_SECRET: _("This PIN is too easy to guess. Choose six digits that are not in a row and not your number."),
    Refusal.TOO_SOON: _("There were too many tries. Wait a little, then try again."),
    Refusal.CARD_OFF: _("This PIN is switched off after ten wrong tries. Ask the office for a new card."),
    Refusal.NOT_SIGNED_IN: _("Please sign in again. What you answered is kept on this phone."),
    Refusal.NOT_ENROLLED: _("This browser does not know your factory yet. Enter the factory's code first."),
    Refusal.NOT_ALLOWED: _("This page is for other people here. Start again, or sign in as somebody who may see it."),
    Refusal.NOT_FOUND: _("There is nothing at this address. It may have been moved, or the link was cut short."),
    Refusal.NOT_OFFERED: _("This course is not offered in your language yet. Choose another language to take it."),
    Refusal.KEY_REUSED: _("Something else was sent under the same key before. Both are kept. Open your record to see what counts."),
    Refusal.ATTEMPT_CLOSED: _("This quiz was already handed in. Open the result to see what counts."),
    Refusal.TEST_NOT_OPEN: _("The test opens when all lessons are done. Finish the lessons first."),
    Refusal.NO_ATTEMPTS_LEFT: _("All tries for this test are used. Talk to your trainer about what comes next."),
    Refusal.PRETEST_TOO_LATE: _("You have begun the lessons, so the first look is over. Go on with the lessons."),
    Refusal.NOT_THAT_QUESTION: _("This answer does not belong to this quiz. Open the quiz again and answer there."),
    Refusal.BAD_LANGUAGE: _("This language is not offered here. Choose one of the list."),
}  # fmt: skip
"""One whole sentence for each refusal, with what to do."""

PAGES = {400, 403, 404, 409, 422, 429, 500, 503}
RETRY_SECONDS = 5


def sentence(refused: Refused) -> str:
    """Return the words for a refusal, with the time to wait where there is one."""
    if refused.reason is Refusal.TOO_SOON and refused.wait_seconds:
        return str(
            ngettext(
                "There were too many tries. Try again in one second.",
                "There were too many tries. Try again in %(num)d seconds.",
                refused.wait_seconds,
            )
        )
    return str(SENTENCES[refused.reason])


def answer(
    status: int, words: str | None = None, *, reason: str = "", **more: str
) -> ResponseReturnValue:
    """Return the page (or JSON, with `more`) for a status.

    It has a Retry-After where trying again will help.
    """
    headers = {"Retry-After": str(RETRY_SECONDS)} if status in {429, 503} else {}
    if _asks_for_json():
        return jsonify(error=reason or str(status), message=words or "", **more), status, headers
    shown = status if status in PAGES else 400 if status < 500 else 500
    return render_template(f"errors/{shown}.html", words=words), status, headers


def _asks_for_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def install(app: Flask) -> None:
    """Answer every failure with a page of ours.

    To word a no may itself need the database, for the name and language of whoever asks: handlers
    catch what fails there, since nobody else would.
    """

    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        """Answer a script in the name of this epoch: it first offers again what another one had."""
        count_refusal(error.reason)
        try:
            more = {"epoch": health.epoch()} if _asks_for_json() else {}
            return answer(error.reason.status, sentence(error), reason=error.reason.name, **more)
        except Trouble as trouble:
            return database_failed(trouble)

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> ResponseReturnValue:
        words = _("This page was open for too long. Open it again and send it once more.")
        return answer(400, str(words), reason="STALE_FORM")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, InternalServerError):
            return _answer_without_database(500)
        if error.code is None or error.code < 400:
            return error.get_response()
        return _answer_in_any_case(error.code)

    @app.errorhandler(Trouble)
    def database_failed(error: Trouble) -> ResponseReturnValue:
        _tell(error)
        return _answer_without_database(503)


def _answer_in_any_case(status: int) -> ResponseReturnValue:
    """Answer whom it may concern, and as to a visitor when the database cannot say who that is."""
    try:
        return answer(status)
    except Trouble as trouble:
        _tell(trouble)
        return _answer_without_database(status)


def _tell(error: Trouble) -> None:
    """Note that the database is in trouble; raise what is a mistake of the program's."""
    if not may_pass(error):
        raise error
    cause = getattr(error, "orig", error)
    current_app.logger.error("database not available: %s", type(cause).__name__)


def _answer_without_database(status: int) -> ResponseReturnValue:
    """Answer as to a visitor: whoever asks is not looked up where the look-up may be what failed."""
    g.setdefault("actor", VISITOR)
    return answer(status)
