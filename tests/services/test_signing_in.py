"""Pairing a device, signing in and out, and guessing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from score_learn.core.people import VISITOR, Actor, Role
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import enrolling, languages, people, signing_in
from score_learn.storage.database import db, transaction
from score_learn.storage.people import AccountRow, PersonRow
from score_learn.storage.sessions import DeviceRow
from tests.builders import NOON
from tests.services.conftest import PASSWORD, PIN, SITE_CODE, Factory, learner

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


def actor(token: str | None, minutes: float = 0, device: str | None = None) -> Actor:
    now = NOON + timedelta(minutes=minutes)
    return signing_in.actor_of(session_token=token, device_token=device, now=now)


@pytest.fixture
def manager(factory: Factory) -> str:
    account = people.add_account(factory.site_id, "Manager", "Ms Chen", Role.MANAGER, now=NOON)
    people.set_password(account, PASSWORD, now=NOON)
    return signing_in.sign_in_staff("manager", PASSWORD, source="test", now=NOON)


@pytest.mark.usefixtures("meena")
@pytest.mark.parametrize(
    ("number", "pin"),
    [("A007", PIN), ("a007", "708 152"), ("Ａ００७", "७०८१५२"), ("A००७", "７０８１５２")],
)
def test_a_learner_signs_in_with_any_digits(factory: Factory, number: str, pin: str) -> None:
    who = actor(sign_in(factory, number, pin))
    assert (who.role, who.name, who.track, who.site_name) == (
        Role.LEARNER, "Meena", "worker", "Sunrise",
    )  # fmt: skip


@pytest.mark.usefixtures("meena")
@pytest.mark.parametrize(
    ("number", "pin"),
    [("A007", WRONG), ("A007", ""), ("A007", PIN + "0"), ("A007", PIN[:5]), ("A007", "7" * 2000),
     ("A008", PIN), ("", ""), ("7", PIN), ("A\x00007\ud800", "\ud800\x00")],
)  # fmt: skip
def test_unknown_and_wrong_are_refused_alike(factory: Factory, number: str, pin: str) -> None:
    assert refused(factory, number=number, pin=pin).reason is Refusal.WRONG_SECRET


def test_who_has_no_pin_does_not_sign_in(factory: Factory) -> None:
    learner(factory.site_id, "B1")
    assert refused(factory, number="B1").reason is Refusal.WRONG_SECRET


@pytest.mark.usefixtures("meena")
def test_a_pin_alone_is_not_enough(factory: Factory) -> None:
    stray = Factory(site_id=factory.site_id, device="no such device")
    assert refused(stray).reason is Refusal.NOT_ENROLLED
    with transaction():
        db.session.execute(sa.update(DeviceRow).values(revoked_at=NOON))
    assert refused(factory).reason is Refusal.NOT_ENROLLED


@pytest.mark.usefixtures("meena")
def test_a_device_is_for_the_people_of_its_site(factory: Factory) -> None:
    other = people.add_site("Other", organisation="Other", now=NOON)
    people.set_site_code(other, "OTHERCODE", now=NOON)
    device = enrolling.enrol("othercode", source="test", now=NOON)
    elsewhere = Factory(site_id=other, device=device)
    assert refused(elsewhere).reason is Refusal.WRONG_SECRET


@pytest.mark.parametrize("code", [SITE_CODE, "sunrise4827", " SUNRISE ４８२७ "])
def test_a_device_is_paired_by_the_site_code(factory: Factory, code: str) -> None:
    device = enrolling.enrol(code, source="test", now=NOON)
    who = actor(None, device=device)
    assert (who.role, who.site_id, who.person_id) == (Role.DEVICE, factory.site_id, None)


@pytest.mark.usefixtures("factory")
def test_a_wrong_site_code_is_refused_and_counted() -> None:
    for number in range(31):
        with pytest.raises(Refused) as caught:
            enrolling.enrol(f"wrong {number}", source="somewhere", now=NOON)
    assert caught.value.reason is Refusal.TOO_SOON
    assert enrolling.enrol(SITE_CODE, source="elsewhere", now=NOON)


def test_a_manager_signs_in(manager: str, factory: Factory) -> None:
    who = actor(manager)
    assert (who.role, who.name, who.site_id) == (Role.MANAGER, "Ms Chen", factory.site_id)
    assert who.person_id is None


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize(
    ("user_name", "password"), [("manager", "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_staff_are_refused_alike(user_name: str, password: str) -> None:
    with pytest.raises(Refused) as caught:
        signing_in.sign_in_staff(user_name, password, source="test", now=NOON)
    assert caught.value.reason is Refusal.WRONG_SECRET


@pytest.mark.parametrize(("minutes", "valid"), [(59, True), (60, False), (24 * 60, False)])
def test_a_learners_session_ends_when_idle(
    factory: Factory, meena: Actor, minutes: int, valid: bool
) -> None:
    assert (actor(sign_in(factory), minutes) == meena) is valid


def test_a_learners_session_ends_after_a_day(factory: Factory, meena: Actor) -> None:
    token = sign_in(factory)
    for minutes in range(0, 24 * 60, 30):
        assert actor(token, minutes) == meena
    assert actor(token, 24 * 60) == VISITOR


def test_a_managers_session_ends_sooner(manager: str) -> None:
    assert actor(manager, 29).role is Role.MANAGER
    assert actor(manager, 29 + 30) == VISITOR


def test_after_signing_out_the_device_remains(factory: Factory, meena: Actor) -> None:
    token = sign_in(factory)
    signing_in.sign_out(token, now=NOON)
    assert actor(token) == VISITOR
    assert actor(token, device=factory.device).role is Role.DEVICE
    signing_in.sign_out("no such token", now=NOON)


def test_signing_in_again_ends_the_browsers_former_session(
    factory: Factory, meena: Actor, manager: str
) -> None:
    elsewhere, first = sign_in(factory), sign_in(factory)
    second = signing_in.sign_in_learner(
        "A007", PIN, device_token=factory.device, former_token=first, now=NOON
    )
    assert (actor(first), actor(second), actor(elsewhere)) == (VISITOR, meena, meena)
    third = signing_in.sign_in_staff(
        "manager", PASSWORD, source="test", former_token=second, now=NOON
    )
    assert (actor(second), actor(third)) == (VISITOR, actor(manager))


def test_a_sign_in_that_is_refused_ends_nothing(factory: Factory, meena: Actor) -> None:
    token = sign_in(factory)
    with pytest.raises(Refused):
        signing_in.sign_in_learner(
            "A007", WRONG, device_token=factory.device, former_token=token, now=NOON
        )
    assert actor(token) == meena


def test_a_new_secret_ends_all_sessions(factory: Factory, meena: Actor, manager: str) -> None:
    token = sign_in(factory)
    assert meena.person_id
    people.set_pin(meena.person_id, "493826", now=NOON)
    assert actor(token) == VISITOR
    account_id = actor(manager).account_id
    assert account_id
    people.set_password(account_id, PASSWORD + "!", now=NOON)
    assert actor(manager) == VISITOR


def test_who_has_left_is_out_at_once(factory: Factory, meena: Actor, manager: str) -> None:
    token = sign_in(factory)
    with transaction():
        db.session.execute(sa.update(PersonRow).values(status="left"))
        db.session.execute(sa.update(AccountRow).values(status="left"))
    assert actor(token) == actor(manager) == VISITOR
    assert refused(factory).reason is Refusal.WRONG_SECRET


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", None])
def test_any_token_is_somebody_or_a_visitor(token: str | None) -> None:
    assert actor(token, device=token) == VISITOR


def test_the_language_is_remembered(factory: Factory, meena: Actor, manager: str) -> None:
    token = sign_in(factory)
    languages.choose_language(meena, "hi")
    assert actor(token).language == "hi"
    languages.choose_language(actor(manager), "zh")
    assert actor(manager).language == "zh"
    languages.choose_language(VISITOR, "zh")


@pytest.mark.parametrize("code", ["", "xx", "../..", "ar_XB"])
def test_a_language_that_is_not_registered_is_refused(meena: Actor, code: str) -> None:
    with pytest.raises(Refused) as caught:
        languages.choose_language(meena, code)
    assert caught.value.reason is Refusal.BAD_LANGUAGE
