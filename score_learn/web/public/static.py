"""The site's own styles and scripts, where no nginx takes them from the disk."""

import mimetypes

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from score_learn.core.people import Action
from score_learn.core.refusal import Refusal, Refused
from score_learn.services.assets import Assets
from score_learn.web.policy import rule
from score_learn.web.public.blueprint import bp


@bp.get("/static/<version>/<path:name>")
@rule(Action.ARRIVE)
def static(version: str, name: str) -> ResponseReturnValue:
    """Send a file.  Under another version, as a page open during an update asks, lead to today's."""
    assets: Assets = current_app.config["ASSETS"]
    content = assets.files.get(name)
    if content is None:
        raise Refused(Refusal.NOT_FOUND)
    if version != assets.version:
        return redirect(url_for("public.static", version=assets.version, name=name))
    response = Response(content, mimetype=mimetypes.guess_type(name)[0])
    response.set_etag(version)
    return response.make_conditional(request)
