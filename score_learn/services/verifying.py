"""The one place where a secret is checked: PIN, password and site code.

A guess is counted, and the count committed, before the secret is looked at: whoever ends the
program in between, or guesses from many places at once, gains nothing.  Unknown and wrong take the
same time and get the same answer.
"""

import functools
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from score_learn.core import throttle
from score_learn.core.people import SiteId
from score_learn.core.refusal import Refusal, Refused
from score_learn.services.spare_memory import SpareMemory
from score_learn.storage import throttles
from score_learn.storage.database import is_writing, repeat_on_clash, transaction
from score_learn.storage.throttles import Counted

LONGEST = 1024
"""Letters of a secret that are looked at; a longer one is wrong."""


@dataclass(frozen=True, slots=True)
class SecretKeeper:
    """What hashing needs: the pepper, which is never in the database, and the cost."""

    pepper: bytes
    hasher: PasswordHasher
    memory: SpareMemory = field(default_factory=SpareMemory)

    def seal(self, secret: str) -> str:
        """Return the hash to store."""
        self.memory.was_used()
        return self.hasher.hash(self._peppered(secret))

    def opens(self, secret: str, sealed: str | None) -> bool:
        """Tell whether the secret is the one that was sealed; as slowly when none was."""
        self.memory.was_used()
        decoy = _decoy(self.hasher)  # asked for in any case, as the first one takes its time
        try:
            right = self.hasher.verify(sealed or decoy, self._peppered(secret[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return right and sealed is not None and len(secret) <= LONGEST

    def digest(self, purpose: str, text: str) -> str:
        """Return a keyed hash to look something up by."""
        message = f"{purpose}\0{text}".encode(errors="surrogatepass")
        return hmac.new(self.pepper, message, hashlib.sha256).hexdigest()

    def _peppered(self, secret: str) -> str:
        return hmac.new(
            self.pepper, secret.encode(errors="surrogatepass"), hashlib.sha256
        ).hexdigest()


@functools.cache
def _decoy(hasher: PasswordHasher) -> str:
    """Return the hash of what nobody knows, to be checked where there is no hash."""
    return hasher.hash(secrets.token_hex())


class _Configured:
    keeper: ClassVar[SecretKeeper | None] = None


def configure(pepper: bytes, *, cheap: bool = False) -> None:
    """Set the pepper and the cost of hashing; called once, when the program starts.

    `cheap` is for tests: hashes that a test can afford and nobody should store.
    """
    hasher = PasswordHasher(
        time_cost=1 if cheap else 2, memory_cost=8 if cheap else 19 * 1024, parallelism=1
    )
    _Configured.keeper = SecretKeeper(pepper, hasher)


def keeper() -> SecretKeeper:
    """Return the keeper that was configured."""
    if _Configured.keeper is None:
        raise RuntimeError("configure() must run before any secret is set or checked")
    return _Configured.keeper


def verify(
    is_right: Callable[[], bool],
    *,
    subject: str | None,
    source: str,
    now: datetime,
    then: Callable[[], None] | None = None,
) -> bool:
    """Count a guess, check it, and take the count back when it was right.

    `subject` names whose secret is guessed, whether that exists or not, None for a site code;
    `source` names the device or address; `then` is done with taking back, or neither is.  Refuses
    with TOO_SOON or CARD_OFF without looking at the secret.
    """
    if is_writing():
        raise RuntimeError("a guess must be committed before it is checked")
    subject_key = keeper().digest("subject", subject) if subject is not None else None
    source_key = keeper().digest("source", source)
    _count(subject_key, source_key, now)
    if not is_right():
        return False
    with transaction():
        throttles.take_back(source_key)
        if subject_key:
            throttles.forget(subject_key)
        if then:
            then()
    return True


def subject_of_pin(site_id: SiteId, employee_key: str) -> str:
    """Return how the failures at a person's PIN are counted."""
    return f"pin {site_id} {employee_key}"


def subject_of_password(user_key: str) -> str:
    """Return how the failures at an account's password are counted."""
    return f"password {user_key}"


def forgive(subject: str) -> None:
    """Forget the failures of a subject, because a new secret was given out."""
    throttles.forget(keeper().digest("subject", subject))


@repeat_on_clash
def _count(subject_key: str | None, source_key: str, now: datetime) -> None:
    with transaction():
        _count_source(source_key, now)
        if subject_key:
            _count_subject(subject_key, now)


def _count_source(key: str, now: datetime) -> None:
    row = throttles.lock(key)
    if row is None:
        throttles.add(key, at=now)
        return
    failures, since = row.failures, row.since
    if abs(now - since) >= throttle.HOUR:
        failures, since = 0, now
    wait = throttle.seconds_of_the_hour(failures, since, now)
    if wait:
        raise Refused(Refusal.TOO_SOON, wait_seconds=wait)
    throttles.count(key, Counted(failures + 1, since, failed_at=now))


def _count_subject(key: str, now: datetime) -> None:
    row = throttles.lock(key)
    if row is None:
        throttles.add(key, at=now)
        return
    if throttle.is_off(row.failures):
        raise Refused(Refusal.CARD_OFF)
    wait = throttle.seconds_to_wait(row.failures, row.failed_at, now)
    if wait:
        raise Refused(Refusal.TOO_SOON, wait_seconds=wait)
    throttles.count(key, Counted(row.failures + 1, row.since, failed_at=now))
