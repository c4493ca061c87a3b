"""Who is asking: one signed cookie that holds two random tokens.

The device token says which site a browser is enrolled to; the sign-in token who sits before it.
Both are random; the database knows only their hashes, so a sign-in can be ended at once.
"""

from flask import g, session

from score_learn import clock
from score_learn.core.people import Actor
from score_learn.services import signing_in

DEVICE = "device"
SIGN_IN = "sign_in"


def current_actor() -> Actor:
    """Return who is asking; looked up once a request."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        actor = g.actor = signing_in.actor_of(
            session_token=sign_in_token(), device_token=device_token(), now=clock.now()
        )
    return actor


def device_token() -> str | None:
    """Return the token this browser was enrolled with."""
    return session.get(DEVICE)


def sign_in_token() -> str | None:
    """Return the token of the sign-in under way."""
    return session.get(SIGN_IN)


def remember_device(token: str) -> None:
    """Keep the enrolment in this browser for as long as cookies live."""
    session[DEVICE] = token
    session.permanent = True
    g.pop("actor", None)


def remember_sign_in(token: str) -> None:
    """Keep the sign-in, with a new CSRF secret: nothing known before it is of use after."""
    session.pop("csrf_token", None)
    session[SIGN_IN] = token
    session.permanent = True
    g.pop("actor", None)


def forget_sign_in() -> None:
    """Forget the person; the browser stays enrolled and keeps its language."""
    session.pop("csrf_token", None)
    session.pop(SIGN_IN, None)
    g.pop("actor", None)
