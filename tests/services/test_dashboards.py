"""What a manager sees: completion by name, of the own site."""

import pytest
import sqlalchemy as sa

from score_learn.core.people import Actor, Role, SiteId
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import TrackSummary, UnitSummary
from score_learn.services import attempts, courses, dashboards, people
from score_learn.services.answers import Given
from score_learn.services.dashboards import Filter
from score_learn.storage.audit import AuditRow
from score_learn.storage.database import db, transaction
from score_learn.storage.organisations import SiteRow
from tests.builders import (
    NOON,
    client_id,
    make_edition,
    make_module,
    make_question,
    publish,
    right_answer,
    translate,
)
from tests.services.conftest import Factory, learner


@pytest.fixture
def manager(factory: Factory) -> Actor:
    account = people.add_account(factory.site_id, "manager", "Ms Chen", Role.MANAGER, now=NOON)
    return Actor(role=Role.MANAGER, site_id=factory.site_id, account_id=account)


@pytest.fixture
def crew(factory: Factory) -> dict[str, Actor]:
    """Three workers and a manager: one passed, one begun, one only pre-tested, one nothing."""
    module = make_module(test_out=True)
    publish(module, make_edition(translate(module, "hi")))
    site_id = factory.site_id
    found = {
        "passed": learner(site_id, "A1", unit="Line 1"),
        "begun": learner(site_id, "A2", unit="Line 1"),
        "pre": learner(site_id, "A10", unit="Line 2"),
        "nothing": learner(site_id, "B1", unit="Line 2", track="manager"),
    }
    take(found["passed"], "test")
    take(found["pre"], "pre")
    courses.open_card(found["begun"], "safety", "fire", "fire-0", now=NOON)
    return found


def take(actor: Actor, purpose: str) -> None:
    attempt = client_id(f"{actor.person_id}")
    attempts.begin(attempt, actor, "safety", "test", purpose, lang="en", now=NOON)
    answers = [
        Given(
            answer_id=client_id(f"{attempt} {one.question.id}"),
            attempt_id=attempt,
            question=one.question.id,
            answer=right_answer(make_question("x..", one.question.id)),
        )
        for one in attempts.open_attempt(attempt, actor, "en").asked
    ]
    attempts.hand_in(client_id(f"{attempt} h"), attempt, answers, actor, lang="en", now=NOON)


@pytest.mark.usefixtures("crew")
def test_the_page_counts_everybody_and_lists_by_number(manager: Actor) -> None:
    page = dashboards.people(manager, Filter(), "hi")
    assert (page.site, page.module, page.module_title) == ("Sunrise", "safety", "Safety (hi)")
    assert [(one.employee_no, one.state) for one in page.people] == [
        ("A1", "passed"), ("A10", "not begun"), ("A2", "begun"), ("B1", "not begun"),
    ]  # fmt: skip
    assert page.tracks == (
        TrackSummary(track="worker", people=3, not_begun=1, begun=1, passed=1),
        TrackSummary(track="supervisor", people=0, not_begun=0, begun=0, passed=0),
        TrackSummary(track="manager", people=1, not_begun=1, begun=0, passed=0),
    )
    assert page.units == (
        UnitSummary(unit="Line 1", workers=2, workers_passed=1, managers=0, managers_passed=0),
        UnitSummary(unit="Line 2", workers=1, workers_passed=0, managers=1, managers_passed=0),
    )
    assert (page.matched, page.site_people, page.page, page.pages) == (4, 4, 1, 1)


@pytest.mark.usefixtures("crew")
@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(unit="Line 2"), ["A10", "B1"]),
        (Filter(track="worker"), ["A1", "A10", "A2"]),
        (Filter(state="not begun"), ["A10", "B1"]),
        (Filter(state="passed"), ["A1"]),
        (Filter(module="safety", unit="Line 1", track="worker", state="begun"), ["A2"]),
        (Filter(track="supervisor"), []),
    ],
)
def test_the_list_is_filtered_and_the_counts_are_not(
    manager: Actor, wanted: Filter, numbers: list[str]
) -> None:
    page = dashboards.people(manager, wanted, "en")
    assert [one.employee_no for one in page.people] == numbers
    assert (page.matched, page.site_people) == (len(numbers), 4)
    module, lines = dashboards.export_people(manager, wanted, "en", now=NOON)
    assert (module, [one.employee_no for one in lines]) == ("safety", numbers)


@pytest.mark.usefixtures("crew")
def test_scores_are_shown_only_where_the_site_allows_it(manager: Actor) -> None:
    assert {one.score for one in dashboards.people(manager, Filter(), "en").people} == {None}
    with transaction():
        db.session.execute(sa.update(SiteRow).values(shows_scores=True))
    page = dashboards.people(manager, Filter(state="passed"), "en")
    assert page.shows_scores
    assert page.people[0].score == 1


@pytest.mark.usefixtures("safety")
def test_fifty_people_make_a_page(manager: Actor, factory: Factory) -> None:
    for number in range(51):
        learner(factory.site_id, f"N{number:02}")
    second = dashboards.people(manager, Filter(page=2), "en")
    assert [one.employee_no for one in second.people] == ["N50"]
    assert (second.page, second.pages, second.matched) == (2, 2, 51)
    assert dashboards.people(manager, Filter(page=99), "en").page == 2
    assert dashboards.people(manager, Filter(page=-1), "en").page == 1
    assert len(dashboards.export_people(manager, Filter(), "en", now=NOON)[1]) == 51


@pytest.mark.usefixtures("crew")
def test_an_export_is_written_to_the_audit_log(manager: Actor) -> None:
    dashboards.export_people(manager, Filter(unit="Line 1"), "en", now=NOON)
    entry = db.session.scalars(sa.select(AuditRow)).one()
    assert (entry.account_id, entry.action, entry.at) == (
        manager.account_id, "export people", NOON,
    )  # fmt: skip
    assert entry.details["unit"] == "Line 1"
    assert entry.details["people"] == 2


@pytest.mark.usefixtures("crew")
def test_an_export_without_a_module_is_of_the_one_that_the_page_shows(manager: Actor) -> None:
    publish(make_module("absent", order=0, fallback="off"))
    for lang, key in (("hi", "safety"), ("en", "absent")):
        assert dashboards.people(manager, Filter(), lang).module == key
        module, lines = dashboards.export_people(manager, Filter(), lang, now=NOON)
        passed = [one.employee_no for one in lines if one.state == "passed"]
        assert (module, passed) == (key, ["A1"] if key == "safety" else [])


@pytest.mark.usefixtures("crew")
def test_another_site_is_another_world(manager: Actor) -> None:
    other = people.add_site("Other", organisation="Other", now=NOON)
    stranger = learner(other, "A1", unit="Line 1")
    page = dashboards.people(Actor(role=Role.MANAGER, site_id=other), Filter(), "en")
    assert [one.person_id for one in page.people] == [stranger.person_id]
    assert stranger.person_id not in {
        one.person_id for one in dashboards.people(manager, Filter(), "en").people
    }


@pytest.mark.usefixtures("crew")
@pytest.mark.parametrize("wanted", [Filter(module="none"), Filter(unit="Line 9\x00")])
def test_what_is_not_there_is_not_found(manager: Actor, wanted: Filter) -> None:
    with pytest.raises(Refused) as caught:
        dashboards.people(manager, wanted, "en")
    assert caught.value.reason is Refusal.NOT_FOUND


@pytest.mark.usefixtures("safety")
@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.DEVICE, Role.VISITOR])
def test_only_managers_look(factory: Factory, role: Role) -> None:
    for actor in Actor(role=role, site_id=factory.site_id), Actor(role=role, site_id=SiteId(99)):
        with pytest.raises(Refused) as caught:
            dashboards.people(actor, Filter(), "en")
        assert caught.value.reason is Refusal.NOT_ALLOWED
    with pytest.raises(Refused):
        dashboards.export_people(Actor(role=Role.MANAGER), Filter(), "en", now=NOON)
