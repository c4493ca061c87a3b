"""Small questions that several of the learner's views put to the request."""

from uuid import uuid4

from flask import request


def asks_for_json() -> bool:
    """Tell whether a script asks, which wants to hear what was stored, not the next page."""
    return request.accept_mimetypes.best == "application/json"


def new_id() -> str:
    """Return an id for something a page may send: sent twice, it is stored once."""
    return str(uuid4())
