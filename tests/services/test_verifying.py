"""Guessing secrets: counted before they are checked, and soon over."""

import contextlib
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from score_learn.core.people import Actor, Role
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import people, signing_in, verifying
from score_learn.storage.database import db, transaction
from score_learn.storage.throttles import ThrottleRow
from tests.builders import NOON
from tests.services.conftest import PIN, Factory

pytestmark = pytest.mark.usefixtures("context")
WRONG = "264108"


def sign_in(factory: Factory, number: str = "A007", pin: str = PIN, seconds: float = 0) -> str:
    return signing_in.sign_in_learner(
        number, pin, device_token=factory.device, now=NOON + timedelta(seconds=seconds)
    )


def refused(factory: Factory, **more: object) -> Refused:
    with pytest.raises(Refused) as caught:
        sign_in(factory, **more)
    return caught.value


@pytest.mark.usefixtures("meena")
@pytest.mark.parametrize("number", ["A007", "nobody"])
def test_waits_grow_and_the_tenth_failure_ends_it(factory: Factory, number: str) -> None:
    """The same for somebody who does not exist: nobody learns who does."""
    seconds = 0
    for wait in (0, 0, 0, 5, 15, 30, 60, 120, 300, 0):
        assert refused(factory, number=number, pin=WRONG, seconds=seconds).reason is (
            Refusal.WRONG_SECRET
        )
        if wait:
            soon = refused(factory, number=number, seconds=seconds)
            assert (soon.reason, soon.wait_seconds) == (Refusal.TOO_SOON, wait)
        seconds += wait
    late = seconds + 10**6
    assert refused(factory, number=number, seconds=late).reason is Refusal.CARD_OFF


def test_a_new_pin_opens_again(factory: Factory, meena: Actor) -> None:
    seconds = 0
    for _ in range(10):
        refused(factory, pin=WRONG, seconds=seconds)
        seconds += 300
    assert refused(factory, seconds=seconds).reason is Refusal.CARD_OFF
    assert meena.person_id
    people.set_pin(meena.person_id, "493826", now=NOON)
    assert sign_in(factory, pin="493826", seconds=seconds)


@pytest.mark.usefixtures("meena")
def test_success_forgets_the_failures(factory: Factory) -> None:
    for _ in range(3):
        refused(factory, pin=WRONG)
    sign_in(factory)
    for _ in range(3):
        assert refused(factory, pin=WRONG).reason is Refusal.WRONG_SECRET


@pytest.mark.usefixtures("meena")
def test_a_device_may_fail_thirty_times_an_hour(factory: Factory) -> None:
    for number in range(30):
        refused(factory, number=f"guess {number}", pin=WRONG)
    soon = refused(factory)
    assert (soon.reason, soon.wait_seconds) == (Refusal.TOO_SOON, 3600)
    assert sign_in(factory, seconds=3600)


@pytest.mark.usefixtures("meena")
def test_signing_in_rightly_costs_a_device_nothing(factory: Factory) -> None:
    for _ in range(40):
        sign_in(factory)


@pytest.mark.usefixtures("meena")
def test_a_guess_is_counted_before_it_is_checked(factory: Factory) -> None:
    """Whoever ends the program in between has still used up a guess."""

    def die() -> bool:
        db.session.close()
        counted = db.session.scalars(sa.select(ThrottleRow.failures)).all()
        assert 1 in counted
        raise SystemExit

    for number in range(4):
        with pytest.raises(SystemExit):
            verifying.verify(
                die, subject=verifying.subject_of_pin(factory.site_id, "a007"),
                source=f"device {number}", now=NOON,
            )  # fmt: skip
    assert refused(factory).reason is Refusal.TOO_SOON


def test_no_guess_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError), transaction():
        verifying.verify(lambda: True, subject=None, source="x", now=NOON)


@pytest.mark.usefixtures("meena")
def test_guessing_from_many_places_at_once_gains_nothing(context: Flask, factory: Factory) -> None:
    checked: list[int] = []

    def right() -> bool:
        checked.append(1)
        return False

    def guess(place: int) -> None:
        with context.app_context():
            for number in range(5):
                with contextlib.suppress(Refused):
                    verifying.verify(
                        right, subject="pin 1 a007", source=f"device {place}-{number}", now=NOON
                    )

    db.session.close()
    threads = [threading.Thread(target=guess, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checked) == 4  # no wait after the first three, then five seconds


def test_weak_secrets_are_not_given_out(factory: Factory, meena: Actor) -> None:
    assert meena.person_id
    account = people.add_account(factory.site_id, "x", "X", Role.TRAINER, now=NOON)
    for give in (
        lambda: people.set_pin(meena.person_id, "123456", now=NOON),
        lambda: people.set_password(account, "fourteen chars", now=NOON),
        lambda: people.set_site_code(factory.site_id, "short-7", now=NOON),
    ):
        with pytest.raises(Refused) as caught:
            give()
        assert caught.value.reason is Refusal.WEAK_SECRET


def test_a_site_that_is_not_there_has_no_code() -> None:
    with pytest.raises(Refused) as caught:
        people.set_site_code(99, "LONG ENOUGH", now=NOON)
    assert caught.value.reason is Refusal.NOT_FOUND


def test_secrets_need_their_pepper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying._Configured, "keeper", None)
    with pytest.raises(RuntimeError):
        verifying.keeper()


def test_without_the_pepper_a_hash_opens_nothing() -> None:
    sealed = verifying.keeper().seal(PIN)
    assert verifying.keeper().opens(PIN, sealed)
    verifying.configure(b"another pepper", cheap=True)
    assert not verifying.keeper().opens(PIN, sealed)
    assert not verifying.keeper().opens(PIN, "no hash")
