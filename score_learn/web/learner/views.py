"""Courses and lessons as the learner walks through them, and what the learner has done so far."""

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from score_learn import clock
from score_learn.core.people import Action
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import commitments, courses, notes, records
from score_learn.services.courses import LessonPage
from score_learn.web.identity import current_actor
from score_learn.web.languages import current_language
from score_learn.web.learner.asking import asks_for_json, new_id
from score_learn.web.learner.blueprint import bp
from score_learn.web.learner.forms import has_gaps, read_answer, shares_a_place
from score_learn.web.learner.lesson_page import Check, lesson_page
from score_learn.web.policy import rule


@bp.get("/")
@rule(Action.LEARN)
def home() -> ResponseReturnValue:
    """Show what comes next and every course."""
    actor, lang = current_actor(), current_language().code
    modules = courses.home(actor, lang)
    begun = [module for module in modules if module.state == "begun" and module.next]
    ahead = begun or [module for module in modules if module.next]
    return render_template(
        "learner/home.html",
        modules=modules,
        ahead=ahead[0] if ahead else None,
        promise=commitments.due(actor, lang, clock.now()),
        said=request.args.get("said", ""),
    )


@bp.get("/modules/<module>")
@rule(Action.LEARN)
def module(module: str) -> ResponseReturnValue:
    """Show a course: its lessons, the look beforehand, the test."""
    actor, lang = current_actor(), current_language().code
    row = courses.module(actor, module, lang)
    missing = [lesson for lesson in row.lessons if not lesson.done]
    return render_template(
        "learner/module.html",
        module=row,
        missing=missing,
        promise=commitments.current(actor, module, lang),
        law=notes.number_of_points(notes.find(actor, lang), module),
        new_id=new_id,
    )


@bp.get("/modules/<module>/lessons/<lesson>")
@rule(Action.LEARN)
def begin_lesson(module: str, lesson: str) -> ResponseReturnValue:
    """Go to the card named `card`, or to the first not opened yet, or to a quiz still to do."""
    page = courses.lesson(current_actor(), module, lesson, current_language().code)
    keys = [card.key for card in page.lesson.cards]
    unopened = [key for key in keys if key not in page.standing.opened]
    wanted = request.args.get("card", unopened[0] if unopened else "")
    is_first = wanted or page.standing.done_at
    number = keys.index(wanted) + 1 if wanted in keys else 1 if is_first else _steps(page)
    return redirect(_card_url(page, number), code=303)


@bp.get("/modules/<module>/lessons/<lesson>/cards/<int(signed=True):number>")
@rule(Action.LEARN)
def lesson(module: str, lesson: str, number: int) -> ResponseReturnValue:
    """Show a lesson at one card; behind the last stands the door to the quiz."""
    page = courses.lesson(current_actor(), module, lesson, current_language().code)
    if not 1 <= number <= _steps(page):
        return redirect(_card_url(page, number), code=303)
    ahead = () if request.headers.get("Save-Data") == "on" else page.next_pictures
    return lesson_page(page, number, _check(page, number), ahead)


@bp.post("/modules/<module>/lessons/<lesson>/cards/<int(signed=True):number>")
@rule(Action.LEARN)
def open_card(module: str, lesson: str, number: int) -> ResponseReturnValue:
    """Write down that a card was opened and go on."""
    actor, lang = current_actor(), current_language().code
    page = courses.lesson(actor, module, lesson, lang)
    if not 1 <= number <= len(page.lesson.cards):
        raise Refused(Refusal.NOT_FOUND)
    card = request.form.get("card") or page.lesson.cards[number - 1].key
    epoch = courses.open_card(actor, module, lesson, card, lang=lang, now=clock.now())
    if asks_for_json():
        return jsonify(id=request.form.get("id", ""), card=card, epoch=epoch, saved=True)
    return redirect(_card_url(page, number + 1), code=303)


@bp.get("/modules/<module>/sheet")
@rule(Action.LEARN)
def sheet(module: str) -> ResponseReturnValue:
    """Show the page to print and do with the team."""
    actor, lang = current_actor(), current_language().code
    row = courses.module(actor, module, lang)
    return render_template(
        "learner/sheet.html", module=row, sheet=courses.sheet(actor, module, lang)
    )


@bp.get("/country-note")
@rule(Action.LEARN)
def country_note() -> ResponseReturnValue:
    """Show what the law of the site's country adds to the courses."""
    actor, lang = current_actor(), current_language().code
    return render_template(
        "learner/country_note.html",
        note=notes.country_note(actor, lang),
        modules={row.key: row for row in courses.home(actor, lang)},
    )


@bp.get("/record")
@rule(Action.LEARN)
def record() -> ResponseReturnValue:
    """Show the learner every attempt of their own."""
    actor, lang = current_actor(), current_language().code
    lines, promises = records.own_record(actor, lang), commitments.own(actor, lang)
    return render_template("learner/record.html", lines=lines, promises=promises, now=clock.now())


def _steps(page: LessonPage) -> int:
    """Return how many places a lesson's page has: its cards, and the door to the quiz."""
    return len(page.lesson.cards) + (1 if page.has_quiz else 0)


def _card_url(page: LessonPage, number: int) -> str:
    """Return the address of a card: the first for any before it, beyond the last the course's."""
    module = page.module.key
    if number > _steps(page):
        return url_for("learner.module", module=module)
    return url_for("learner.lesson", module=module, lesson=page.lesson.key, number=max(number, 1))


def _check(page: LessonPage, number: int) -> Check:
    """Return the practice answer with its reasons, or what to say because something is missing."""
    choices, places = request.args.getlist("answer"), request.args.getlist("place")
    draft = tuple(places)
    if "check" not in request.args or number > len(page.lesson.cards):
        return Check(places=draft)
    answer = read_answer(choices, places, answered=False)
    if not answer or shares_a_place(places) or has_gaps(choices, places):
        return Check(say="gaps" if answer else "empty", places=draft)
    place = (page.module.key, page.lesson.key, page.lesson.cards[number - 1].key)
    lang = current_language().code
    checked = courses.check_answer(current_actor(), *place, answer, lang)
    return Check(answer=checked, places=draft)
