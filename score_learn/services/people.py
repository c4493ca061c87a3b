"""Making sites, units, people and accounts, and giving out their secrets."""

from dataclasses import dataclass
from datetime import datetime

from score_learn.core.people import (
    AccountId,
    PersonId,
    Role,
    SiteId,
    fold_digits,
    fold_employee_no,
    fold_user_name,
)
from score_learn.core.question import Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.secret import (
    SHORTEST_PASSWORD,
    SHORTEST_SITE_CODE,
    fold_password,
    fold_site_code,
    is_weak_pin,
)
from score_learn.services.enrolling import site_code_digest
from score_learn.services.verifying import forgive, keeper, subject_of_password, subject_of_pin
from score_learn.storage import organisations, people, sessions
from score_learn.storage.database import transaction
from score_learn.storage.organisations import MembershipRow, OrganisationRow, SiteRow, UnitRow
from score_learn.storage.people import AccountRow, CredentialRow, PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to enter into a site's list; `unit` is a unit's name, made when it is new."""

    employee_no: str
    name: str
    unit: str
    track: Track = "worker"
    language: str | None = None


def add_site(
    name: str,
    *,
    organisation: str,
    language: str = "en",
    shows_scores: bool = False,
    now: datetime,
) -> SiteId:
    """Add a factory, and its organisation when that is new."""
    with transaction():
        owner = organisations.find_organisation(organisation)
        if owner is None:
            owner = OrganisationRow(name=organisation, created_at=now)
            organisations.add(owner)
        site = SiteRow(
            organisation_id=owner.id,
            name=name,
            language=language,
            shows_scores=shows_scores,
            created_at=now,
        )
        organisations.add(site)
        return SiteId(site.id)


def add_unit(site_id: SiteId, name: str, *, now: datetime) -> int:
    """Return the unit of that name, made when it is new."""
    with transaction():
        unit = organisations.find_unit(site_id, name)
        if unit is None:
            unit = UnitRow(site_id=site_id, name=name, created_at=now)
            organisations.add(unit)
        return unit.id


def add_person(site_id: SiteId, new: NewPerson, *, now: datetime) -> PersonId:
    """Add a person; the employee number must be new to the site."""
    with transaction():
        person = PersonRow(
            site_id=site_id,
            employee_no=new.employee_no,
            employee_key=fold_employee_no(new.employee_no),
            name=new.name,
            unit_id=add_unit(site_id, new.unit, now=now),
            track=new.track,
            language=new.language,
            created_at=now,
        )
        people.add(person)
        return PersonId(person.id)


def add_account(
    site_id: SiteId, user_name: str, name: str, role: Role, *, now: datetime
) -> AccountId:
    """Add a staff account with one role at one site; the user name must be new."""
    with transaction():
        account = AccountRow(
            site_id=site_id, user_key=fold_user_name(user_name), name=name, created_at=now
        )
        people.add(account)
        organisations.add(
            MembershipRow(site_id=site_id, account_id=account.id, role=role.value, created_at=now)
        )
        return AccountId(account.id)


def set_pin(person_id: PersonId, pin: str, *, now: datetime) -> None:
    """Give a person a PIN, end their sessions, and forget earlier failures.

    Refuses a guessable one with WEAK_SECRET.
    """
    with transaction():
        person = people.person(person_id)
        if is_weak_pin(pin, person.employee_no):
            raise Refused(Refusal.WEAK_SECRET)
        sealed = keeper().seal(fold_digits(pin))
        credential = people.pin_of(person_id)
        if credential is None:
            credential = CredentialRow(site_id=person.site_id, person_id=person_id)
        credential.hash, credential.set_at = sealed, now
        people.add(credential)
        sessions.end_sign_ins_of_person(person_id, at=now)
        forgive(subject_of_pin(SiteId(person.site_id), person.employee_key))


def set_password(account_id: AccountId, password: str, *, now: datetime) -> None:
    """Give an account a password, end its sessions, and forget earlier failures.

    Refuses one under 15 letters with WEAK_SECRET.
    """
    folded = fold_password(password)
    if len(folded) < SHORTEST_PASSWORD:
        raise Refused(Refusal.WEAK_SECRET)
    with transaction():
        account = people.account(account_id)
        credential = people.password_of(account_id)
        if credential is None:
            credential = CredentialRow(site_id=account.site_id, account_id=account_id)
        credential.hash, credential.set_at = keeper().seal(folded), now
        people.add(credential)
        sessions.end_sign_ins_of_account(account_id, at=now)
        forgive(subject_of_password(account.user_key))


def set_site_code(site_id: SiteId, code: str, *, now: datetime) -> None:
    """Set the code that pairs devices with the site; WEAK_SECRET under eight letters."""
    if len(fold_site_code(code)) < SHORTEST_SITE_CODE:
        raise Refused(Refusal.WEAK_SECRET)
    with transaction():
        site = organisations.find_site(site_id)
        if site is None:
            raise Refused(Refusal.NOT_FOUND)
        site.code_digest = site_code_digest(code)
