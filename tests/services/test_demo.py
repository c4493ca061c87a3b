"""The demo factory: forty people, made once, whose record holds."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from score_learn.core.people import PIN_LENGTH, Role
from score_learn.services import courses, dashboards, demo, enrolling, people, records, signing_in
from score_learn.services.dashboards import Filter
from score_learn.services.demo import DatabaseInUseError
from score_learn.storage.database import Base, db
from score_learn.storage.people import AccountRow, PersonRow
from tests.builders import (
    NOON,
    make_edition,
    make_lesson,
    make_match,
    make_module,
    make_number,
    make_order,
    make_question,
    make_quiz,
    make_typed,
    publish,
    translate,
)

pytestmark = pytest.mark.usefixtures("context")


def publish_two() -> None:
    every_kind = make_quiz(
        make_question("xx.."), make_match(), make_order(), make_number("3/2"), make_typed("red")
    )
    lessons = (make_lesson("fire", quiz=every_kind), make_lesson("noise"), make_lesson("dust"))
    safety = make_module("safety", *lessons)
    publish(safety, make_edition(translate(safety, "hi")), make_edition(translate(safety, "zh")))
    publish(make_module("quality", make_lesson("fire", questions=0), order=2))


def test_the_demo_is_made_once() -> None:
    publish_two()
    first = demo.make(now=NOON)
    again = demo.make(now=NOON + timedelta(days=1))
    assert (first.made, again.made) == (True, False)
    assert again.learners == first.learners
    tracks = Counter(db.session.scalars(sa.select(PersonRow.track)))
    assert tracks == {"worker": 32, "supervisor": 4, "manager": 4}


def test_a_database_of_somebody_elses_gets_no_demo() -> None:
    people.add_site("Moonlight Works", organisation="Moonlight", now=NOON)
    with pytest.raises(DatabaseInUseError, match="Moonlight"):
        demo.make(now=NOON)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AccountRow)) == 0


def test_its_record_holds_and_lies_in_the_last_six_weeks() -> None:
    publish_two()
    demo.make(now=NOON)
    assert records.verify() == 0
    for table, column in (("visit", "at"), ("attempt", "began_at"), ("submission", "received_at")):
        times = list(db.session.scalars(sa.select(Base.metadata.tables[table].c[column])))
        assert NOON - timedelta(weeks=6) <= min(times)
        assert max(times) <= NOON


def test_everybody_that_is_named_can_sign_in() -> None:
    publish_two()
    made = demo.make(now=NOON)
    device = enrolling.enrol(made.site_code, source="test", now=NOON)
    homes = []
    for one in made.learners:
        assert len(one.pin) == PIN_LENGTH
        token = signing_in.sign_in_learner(one.employee_no, one.pin, device_token=device, now=NOON)
        actor = signing_in.actor_of(session_token=token, device_token=None, now=NOON)
        assert (actor.name, actor.language) == (one.name, one.language)
        row = courses.module(actor, "safety", one.language)
        homes.append((row.state, row.next, row.test_open, row.pretest_open))
    assert homes == [
        ("begun", "noise", False, False), ("begun", "test", True, False),
        ("not begun", "fire", False, True),
    ]  # fmt: skip
    for staff in made.staff:
        token = signing_in.sign_in_staff(staff.user_name, staff.password, source="x", now=NOON)
        actor = signing_in.actor_of(session_token=token, device_token=None, now=NOON)
        assert actor.role is Role(staff.role)


def test_a_manager_of_it_sees_all_states() -> None:
    publish_two()
    made = demo.make(now=NOON)
    staff = made.staff[0]
    token = signing_in.sign_in_staff(staff.user_name, staff.password, source="x", now=NOON)
    actor = signing_in.actor_of(session_token=token, device_token=None, now=NOON)
    page = dashboards.people(actor, Filter(), "en")
    assert page.site_people == 40
    assert len(page.unit_names) == 4
    assert all(
        sum(getattr(one, state) for one in page.tracks) >= 5
        for state in ("not_begun", "begun", "passed")
    )


def test_without_a_course_nobody_has_learned_anything() -> None:
    demo.make(now=NOON)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PersonRow)) == 40
    assert records.verify() == 0
