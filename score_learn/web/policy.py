"""Every route says what it is for; the table in `core/people.py` says who may.

A route without a rule stops the program at start, so that nothing is open by oversight.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from score_learn.core.people import Action, Actor, Role, scope_of
from score_learn.core.refusal import Refusal, Refused
from score_learn.web.identity import current_actor

KEPT = frozenset({"public.static", "public.picture", "public.recording"})
"""Endpoints whose answers are the same for everybody and kept for ever: nobody is looked up."""

NOBODY = frozenset({Role.VISITOR, Role.DEVICE})
"""Who has not signed in."""

View = TypeVar("View", bound=Callable[..., Any])


class UnruledRouteError(Exception):
    """A route names no action: give its view `@rule(Action....)`."""


def rule(action: Action) -> Callable[[View], View]:
    """Declare what a view is for.  Stands right under the route decorator."""

    def declare(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]  # functions take attributes
        return view

    return declare


def action_of(app: Flask, endpoint: str) -> Action | None:
    """Return the action that an endpoint declares; None when it declares none."""
    action: Action | None = getattr(app.view_functions.get(endpoint), "action", None)
    return action


def check_every_route_has_a_rule(app: Flask) -> None:
    """Raise UnruledRouteError for the first route that forgot its rule."""
    for route in app.url_map.iter_rules():
        if action_of(app, route.endpoint) is None:
            raise UnruledRouteError(f"{route.rule} ({route.endpoint})")


def guard(app: Flask) -> None:
    """Let each request through only when its actor's role may do the route's action."""

    @app.before_request
    def refuse_by_role() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        action = action_of(app, endpoint) if endpoint else None
        if endpoint is None or action is Action.WATCH or endpoint in KEPT:
            return None
        actor = current_actor()
        if action and scope_of(actor.role, action):
            return None
        return _turn_away(actor, action)


def _turn_away(actor: Actor, action: Action | None) -> ResponseReturnValue:
    """Send who could come in to the right door; refuse everyone else."""
    is_nobody = actor.role in NOBODY
    if request.accept_mimetypes.best == "application/json":
        raise Refused(Refusal.NOT_SIGNED_IN if is_nobody else Refusal.NOT_ALLOWED)
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if is_nobody and action in {Action.LEARN, Action.SIGN_IN}:
        door = "account.sign_in" if actor.role is Role.DEVICE else "account.enrol"
        return redirect(url_for(door, next=here), code=303)
    if is_nobody and action in {Action.SEE_PEOPLE, Action.EXPORT_PEOPLE}:
        return redirect(url_for("account.staff_sign_in", next=here), code=303)
    raise Refused(Refusal.NOT_ALLOWED)
