"""Choosing the language one learns or works in."""

from score_learn.core.languages import find
from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.storage import people
from score_learn.storage.database import transaction


def choose_language(actor: Actor, code: str, *, pseudo: bool = False) -> None:
    """Save `code` as the language of the actor's person or account.

    A visitor or a device has nothing to save to: the page's cookie remembers.  Refuses with
    BAD_LANGUAGE for a code that is not registered.
    """
    if find(code, pseudo=pseudo) is None:
        raise Refused(Refusal.BAD_LANGUAGE)
    with transaction():
        if actor.person_id is not None:
            people.person(actor.person_id).language = code
        elif actor.account_id is not None:
            people.account(actor.account_id).language = code
