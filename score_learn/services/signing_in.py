"""Who is asking: sign-in, sign-out, and the actor behind a request's cookies."""

import contextlib
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import cast

from score_learn.core.people import (
    VISITOR,
    AccountId,
    Actor,
    PersonId,
    Role,
    SiteId,
    fold_digits,
    fold_employee_no,
    fold_user_name,
)
from score_learn.core.question import Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.secret import fold_password
from score_learn.services.verifying import keeper, subject_of_password, subject_of_pin, verify
from score_learn.storage import organisations, people, sessions
from score_learn.storage.database import transaction
from score_learn.storage.people import ACTIVE
from score_learn.storage.sessions import NewSession, Session
from score_learn.storage.trouble import PASSING

LEARNER_IDLE, LEARNER_ABSOLUTE = timedelta(hours=1), timedelta(hours=24)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)

TOUCH_EVERY = timedelta(minutes=1)
TOUCH_PATIENCE_MS = 100


def sign_in_learner(
    employee_no: str, pin: str, *, device_token: str, former_token: str | None = None, now: datetime
) -> str:
    """Return a new session token for the learner of that number at the device's site.

    `former_token` is that of the browser's session so far, learner's or staff's: it ends.  Refuses with NOT_ENROLLED, WRONG_SECRET (number or PIN, nobody is told which), TOO_SOON with the
    seconds to wait, or CARD_OFF after ten failures.
    """
    device = sessions.find_device(token_hash(device_token))
    if device is None:
        raise Refused(Refusal.NOT_ENROLLED)
    device_id, site_id = device.id, SiteId(device.site_id)
    employee_key = fold_employee_no(employee_no)
    person_id, sealed = people.sealed_pin(site_id, employee_key)
    new = NewSession(site_id=site_id, person_id=person_id, device_id=device_id)
    token = new_token()
    right = verify(
        lambda: keeper().opens(fold_digits(pin), sealed),
        subject=subject_of_pin(site_id, employee_key),
        source=f"device {device_id}",
        now=now,
        then=lambda: _begin(token, new, former_token, now),
    )
    if not right:
        raise Refused(Refusal.WRONG_SECRET)
    return token


def sign_in_staff(
    user_name: str, password: str, *, source: str, former_token: str | None = None, now: datetime
) -> str:
    """Return a new session token for that account.

    `source` names where the guess comes from (an address), for the throttle; `former_token` is
    that of the browser's session so far, which ends.  Refuses with WRONG_SECRET, TOO_SOON or
    CARD_OFF.
    """
    user_key = fold_user_name(user_name)
    account = people.find_account(user_key)
    account_id = AccountId(account.id) if account else None
    credential = people.password_of(account_id) if account_id else None
    membership = organisations.membership(account_id) if account_id else None
    sealed = credential.hash if credential and membership else None
    site_id = membership.site_id if membership else None
    new = NewSession(site_id=site_id, account_id=account_id)
    token = new_token()
    right = verify(
        lambda: keeper().opens(fold_password(password), sealed),
        subject=subject_of_password(user_key),
        source=f"address {source}",
        now=now,
        then=lambda: _begin(token, new, former_token, now),
    )
    if not right:
        raise Refused(Refusal.WRONG_SECRET)
    return token


def sign_out(token: str, *, now: datetime) -> None:
    """End the session of that token; an unknown one is no error."""
    with transaction():
        sessions.end_sign_in(token_hash(token), at=now)


def actor_of(*, session_token: str | None, device_token: str | None, now: datetime) -> Actor:
    """Return who is asking; VISITOR when nothing that was sent is valid.  Never refuses.

    A learner's session ends after 1 h without a request and 24 h in all; staff's after 30 min and
    12 h.  The last use is written at most once a minute.
    """
    session = sessions.find_session(token_hash(session_token)) if session_token else None
    actor = _actor(session, now) if session else None
    if session and actor:
        _touch(session, now)
        return actor
    return _device_actor(device_token) if device_token else VISITOR


def token_hash(token: str) -> str:
    """Return what is stored of a token: it has 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(32)


def _begin(token: str, new: NewSession, former_token: str | None, now: datetime) -> None:
    if former_token:
        sessions.end_sign_in(token_hash(former_token), at=now)
    sessions.begin(new, token_hash=token_hash(token), at=now)


def _actor(session: Session, now: datetime) -> Actor | None:
    """Return whom a session stands for; None when it or they have ended."""
    is_learner = session.person_id is not None
    idle, absolute = (
        (LEARNER_IDLE, LEARNER_ABSOLUTE) if is_learner else (STAFF_IDLE, STAFF_ABSOLUTE)
    )
    if now - session.seen_at >= idle or now - session.began_at >= absolute:
        return None
    if session.person_id is not None and session.person_status == ACTIVE:
        return _learner(session, PersonId(session.person_id))
    if session.account_id is not None and session.role and session.account_status == ACTIVE:
        return _staff(session, AccountId(session.account_id), Role(session.role))
    return None


def _learner(session: Session, person_id: PersonId) -> Actor:
    return Actor(
        role=Role.LEARNER,
        site_id=SiteId(session.site_id),
        site_name=session.site_name,
        site_language=session.site_language,
        person_id=person_id,
        name=session.person_name,
        language=session.person_language,
        track=cast("Track", session.track),
        entered_at=session.entered_at,
    )


def _staff(session: Session, account_id: AccountId, role: Role) -> Actor:
    return Actor(
        role=role,
        site_id=SiteId(session.site_id),
        site_name=session.site_name,
        site_language=session.site_language,
        account_id=account_id,
        name=session.account_name,
        language=session.account_language,
    )


def _device_actor(device_token: str) -> Actor:
    device = sessions.find_device(token_hash(device_token))
    if device is None:
        return VISITOR
    return Actor(
        role=Role.DEVICE,
        site_id=SiteId(device.site_id),
        site_name=device.site_name,
        site_language=device.site_language,
    )


def _touch(session: Session, now: datetime) -> None:
    """Write down the use, if a minute has passed; a busy database is no reason to fail or to wait."""
    if now - session.seen_at < TOUCH_EVERY:
        return
    with contextlib.suppress(*PASSING), transaction(patience_ms=TOUCH_PATIENCE_MS):
        sessions.touch(session.id, at=now)
