"""Entering sites and people."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from score_learn.core.people import Role
from score_learn.services import people
from score_learn.services.people import NewPerson
from score_learn.storage.database import db
from score_learn.storage.organisations import OrganisationRow, UnitRow
from tests.builders import NOON

pytestmark = pytest.mark.usefixtures("context")


def count(table: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_an_organisation_is_made_once_for_its_sites() -> None:
    one, other = (people.add_site(name, organisation="Group", now=NOON) for name in "AB")
    assert one != other
    assert count(OrganisationRow) == 1


def test_a_unit_is_made_once_for_its_people() -> None:
    site_id = people.add_site("A", organisation="A", now=NOON)
    for number in ("1", "2"):
        people.add_person(site_id, NewPerson(employee_no=number, name="X", unit="Line 1"), now=NOON)
    assert count(UnitRow) == 1


def test_an_employee_number_is_given_once_in_a_site() -> None:
    one, other = (people.add_site(name, organisation=name, now=NOON) for name in "AB")
    new = NewPerson(employee_no="A007", name="X", unit="U")
    people.add_person(one, new, now=NOON)
    people.add_person(other, new, now=NOON)
    with pytest.raises(IntegrityError):
        people.add_person(one, NewPerson(employee_no="a００7", name="Y", unit="U"), now=NOON)


def test_a_user_name_is_given_once() -> None:
    site_id = people.add_site("A", organisation="A", now=NOON)
    people.add_account(site_id, "manager", "X", Role.MANAGER, now=NOON)
    with pytest.raises(IntegrityError):
        people.add_account(site_id, "Manager", "Y", Role.TRAINER, now=NOON)
