"""Pairing a phone or tablet with a factory, by the site code that the office gives out."""

from datetime import datetime

from score_learn.core.refusal import Refusal, Refused
from score_learn.core.secret import fold_site_code
from score_learn.services.signing_in import new_token, token_hash
from score_learn.services.verifying import keeper, verify
from score_learn.storage import organisations, sessions
from score_learn.storage.database import transaction
from score_learn.storage.sessions import DeviceRow


def enrol(site_code: str, *, source: str, now: datetime) -> str:
    """Pair this browser with the site of that code and return its device token.

    `source` names where the guess comes from (an address), for the throttle.  Only a hash of the
    token is stored.  Refuses with WRONG_SITE_CODE or TOO_SOON.
    """
    digest = site_code_digest(site_code)
    right = verify(
        lambda: organisations.find_site_by_code(digest) is not None,
        subject=None,
        source=f"address {source}",
        now=now,
    )
    site = organisations.find_site_by_code(digest)
    if not right or site is None:
        raise Refused(Refusal.WRONG_SITE_CODE)
    token, site_id = new_token(), site.id
    with transaction():
        sessions.add(DeviceRow(site_id=site_id, token_hash=token_hash(token), enrolled_at=now))
    return token


def site_code_digest(site_code: str) -> str:
    """Return what is stored of a site code: a keyed hash, by which the site is found."""
    return keeper().digest("site code", fold_site_code(site_code))
