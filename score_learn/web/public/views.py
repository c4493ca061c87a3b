"""Pictures and recordings from the shelf, and the health checks."""

from io import BytesIO

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from score_learn.core.people import Action
from score_learn.services import courses, health
from score_learn.web.policy import rule
from score_learn.web.public.blueprint import bp

PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/pictures/<name>")
@rule(Action.ARRIVE)
def picture(name: str) -> ResponseReturnValue:
    """Send a picture; its name is the hash of its bytes, so it may be kept for ever."""
    content, mimetype = courses.picture(name)
    response = Response(
        content, mimetype=mimetype, headers={"Content-Security-Policy": PICTURE_CSP}
    )
    response.set_etag(name)
    return response.make_conditional(request)


@bp.get("/recordings/<name>")
@rule(Action.ARRIVE)
def recording(name: str) -> Response:
    """Send a recording, or the part of it that a player asks for; kept like a picture."""
    content = courses.recording(name)
    return send_file(BytesIO(content), mimetype="audio/ogg", etag=name)


@bp.get("/healthz")
@rule(Action.WATCH)
def healthz() -> Response:
    """Say that the process answers."""
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@rule(Action.WATCH)
def readyz() -> Response:
    """Say whether the database answers and a course is published."""
    missing = health.what_is_missing()
    status = 503 if missing else 200
    return Response(f"{missing or 'ready'}\n", status=status, mimetype="text/plain")
