"""The way in and out: language, the factory's code, sign-in for learners and for staff.

What a door refuses is said on its own page, beside what was typed; every other refusal becomes a
page of `web/errors.py`.
"""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import Form

from score_learn import clock
from score_learn.core.languages import REGISTRY
from score_learn.core.people import Action, Role
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import enrolling, languages, on_shelf, signing_in
from score_learn.web.account.forms import (
    EnrolForm,
    SignInForm,
    StaffSignInForm,
    local_path,
    without_language,
)
from score_learn.web.errors import sentence
from score_learn.web.identity import (
    current_actor,
    device_token,
    forget_sign_in,
    remember_device,
    remember_sign_in,
    sign_in_token,
)
from score_learn.web.languages import (
    hand_over_language,
    remember_language,
    take_over_language,
)
from score_learn.web.policy import rule
from score_learn.web.telemetry import count_refusal

bp = Blueprint("account", __name__)

HOMES = {
    Role.LEARNER: "learner.home",
    Role.MANAGER: "manager.people",
    Role.TRAINER: "account.staff_home",
}
"""Where somebody who has signed in begins."""

STAFF_WORDS = {
    Refusal.WRONG_SECRET: _(
        "The user name and the password do not fit together. Check both and try again."
    ),
    Refusal.CARD_OFF: _(
        "This password is switched off after ten wrong tries. Ask your administrator for a new one."
    ),
}
"""What differs for those who have no card."""

SAID_AT_THE_DOOR = {
    Refusal.WRONG_SITE_CODE,
    Refusal.WRONG_SECRET,
    Refusal.TOO_SOON,
    Refusal.CARD_OFF,
}


@bp.get("/")
@rule(Action.ARRIVE)
def welcome() -> ResponseReturnValue:
    """Ask for the language, or bring whoever is signed in to their own pages."""
    home = HOMES.get(current_actor().role)
    if home:
        return redirect(url_for(home), code=303)
    return render_template("account/welcome.html", next_url=url_for(".sign_in"))


@bp.get("/language")
@rule(Action.ARRIVE)
def language() -> ResponseReturnValue:
    """Show the languages; choosing one leads back to where one was."""
    return render_template(
        "account/language.html", next_url=_next(".welcome"), here=_next(".welcome")
    )


@bp.post("/language")
@rule(Action.ARRIVE)
def choose_language() -> ResponseReturnValue:
    """Keep the language in this browser, and for whoever is signed in."""
    code = request.form.get("code", "")
    pseudo = current_app.config["SETTINGS"].pseudo_languages
    languages.choose_language(current_actor(), code, pseudo=pseudo)
    remember_language(code)
    return redirect(without_language(_next(".welcome")), code=303)


@bp.get("/enrol")
@rule(Action.ARRIVE)
def enrol() -> ResponseReturnValue:
    """Ask for the factory's code."""
    return _door("account/enrol.html", EnrolForm())


@bp.post("/enrol")
@rule(Action.ARRIVE)
def enrol_browser() -> ResponseReturnValue:
    """Pair this browser with the factory of that code."""
    form = EnrolForm(request.form)
    if not form.validate():
        return _door("account/enrol.html", form), 422
    try:
        token = enrolling.enrol(form.site_code.data, source=_source(), now=clock.now())
    except Refused as refused:
        return _turn_away("account/enrol.html", form, refused)
    remember_device(token)
    return redirect(url_for(".sign_in", next=_behind_the_doors() or None), code=303)


@bp.get("/sign-in")
@rule(Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Ask for employee number and PIN."""
    return _door("account/sign_in.html", SignInForm())


@bp.post("/sign-in")
@rule(Action.SIGN_IN)
def sign_in_learner() -> ResponseReturnValue:
    """Sign a learner in; number and PIN are refused with the same words."""
    form = SignInForm(request.form)
    if not form.validate():
        return _door("account/sign_in.html", form), 422
    typed, device, former = (form.employee_no.data, form.pin.data), device_token(), sign_in_token()
    try:
        token = signing_in.sign_in_learner(
            *typed, device_token=device or "", former_token=former, now=clock.now()
        )
    except Refused as refused:
        return _turn_away("account/sign_in.html", form, refused)
    remember_sign_in(token)
    take_over_language(current_actor().language)
    return redirect(_behind_the_doors() or url_for("learner.home"), code=303)


@bp.get("/staff/sign-in")
@rule(Action.ARRIVE)
def staff_sign_in() -> ResponseReturnValue:
    """Ask for user name and password."""
    return _door("account/staff_sign_in.html", StaffSignInForm())


@bp.post("/staff/sign-in")
@rule(Action.ARRIVE)
def sign_in_staff() -> ResponseReturnValue:
    """Sign a member of staff in."""
    form = StaffSignInForm(request.form)
    if not form.validate():
        return _door("account/staff_sign_in.html", form), 422
    typed, former = (form.user_name.data, form.password.data), sign_in_token()
    try:
        token = signing_in.sign_in_staff(
            *typed, source=_source(), former_token=former, now=clock.now()
        )
    except Refused as refused:
        return _turn_away("account/staff_sign_in.html", form, refused)
    remember_sign_in(token)
    is_manager = current_actor().role is Role.MANAGER
    wanted = _behind_the_doors() if is_manager else ""  # what lies behind the doors is a manager's
    return redirect(wanted or url_for(HOMES[current_actor().role]), code=303)


@bp.get("/staff/")
@rule(Action.ARRIVE)
def staff_home() -> ResponseReturnValue:
    """Greet a trainer: what is published, and how to check and publish; everyone else goes home."""
    actor = current_actor()
    if actor.role is not Role.TRAINER:
        return redirect(url_for(HOMES.get(actor.role, ".staff_sign_in")), code=303)
    return render_template("account/staff_home.html", courses=on_shelf.courses(), known=REGISTRY)


@bp.post("/sign-out")
@rule(Action.ARRIVE)
def sign_out() -> ResponseReturnValue:
    """End the sign-in here and on the server; the browser stays paired with the factory."""
    was_staff = current_actor().role in {Role.MANAGER, Role.TRAINER}
    signing_in.sign_out(sign_in_token() or "", now=clock.now())
    forget_sign_in()
    hand_over_language()
    return redirect(url_for(".staff_sign_in" if was_staff else ".sign_in"), code=303)


@bp.get("/about")
@rule(Action.ARRIVE)
def about() -> ResponseReturnValue:
    """Say what this course is and is not, its licence, and what is kept about people."""
    return render_template("account/about.html")


def _door(template: str, form: Form, refused: str = "") -> str:
    """Render one of the doors; choosing a language there leads back to it."""
    next_url = _behind_the_doors()
    here = url_for(request.endpoint or ".welcome", next=next_url or None)
    return render_template(template, form=form, refused=refused, next_url=next_url, here=here)


def _turn_away(template: str, form: Form, refused: Refused) -> ResponseReturnValue:
    """Say a refusal on the door's own page, with the time after which trying again makes sense."""
    if refused.reason not in SAID_AT_THE_DOOR:
        raise refused
    count_refusal(refused.reason)
    is_staff = isinstance(form, StaffSignInForm)
    words = STAFF_WORDS.get(refused.reason) if is_staff else None
    headers = {"Retry-After": str(refused.wait_seconds)} if refused.wait_seconds else {}
    return _door(template, form, str(words or sentence(refused))), refused.reason.status, headers


def _next(endpoint: str) -> str:
    """Return where to go afterwards: where the page was asked to lead, or to the endpoint."""
    return local_path(request.values.get("next"), url_for(endpoint))


def _behind_the_doors() -> str:
    """Return where somebody wanted to go before being asked who they are; "" for nowhere special."""
    wanted = local_path(request.values.get("next"), "")
    doors = {url_for(door) for door in (".welcome", ".enrol", ".sign_in", ".staff_sign_in")}
    return "" if wanted.partition("?")[0] in doors else wanted


def _source() -> str:
    """Return where a guess comes from, for the throttle."""
    return request.remote_addr or ""
