"""A site sees the note of its own country, in the learner's language and for the learner's track."""

import dataclasses

import pytest

from score_learn.core.course import CountryNote, Topic
from score_learn.core.people import Actor
from score_learn.core.refusal import Refused
from score_learn.services import courses, notes, sites
from tests.builders import make_card, make_edition, make_module, publish
from tests.services.conftest import Factory, learner


def note(country: str, title: str, lang: str = "en") -> CountryNote:
    cards = (make_card("health"), make_card("hours", audience="manager"))
    return CountryNote(
        country=country, title=title, lang=lang, as_of="2026-11", checked=False,
        topics=(Topic(module="safety", cards=cards), Topic(module="people", cards=cards[1:])),
    )  # fmt: skip


@pytest.fixture
def law(factory: Factory) -> Factory:
    """Notes for India and China on the shelf, in English and Hindi, beside a module."""
    publish(make_module())
    source = make_module(
        "country-notes", notes=(note("CN", "China"), note("IN", "India")), fallback="source"
    )
    source = dataclasses.replace(source, lessons=(), test=None)
    hindi = dataclasses.replace(source, lang="hi", notes=(note("IN", "भारत", "hi"),))
    publish(source, make_edition(hindi))
    return factory


@pytest.mark.usefixtures("law")
def test_no_country_no_note(meena: Actor) -> None:
    assert notes.find(meena, "en") is None
    with pytest.raises(Refused):
        notes.country_note(meena, "en")


@pytest.mark.usefixtures("law")
def test_the_note_is_that_of_the_sites_country_in_the_learners_language(meena: Actor) -> None:
    sites.set_country("Sunrise", "IN")

    assert notes.country_note(meena, "en").title == "India"
    assert notes.country_note(meena, "hi").title == "भारत"
    assert notes.country_note(meena, "zh").title == "India"


def test_a_track_reads_what_is_for_it(law: Factory, meena: Actor) -> None:
    sites.set_country("Sunrise", "IN")
    manager = learner(law.site_id, "M001", track="manager")

    seen = {actor: notes.country_note(actor, "en") for actor in (meena, manager)}

    assert [topic.module for topic in seen[meena].topics] == ["safety"]
    assert [notes.number_of_points(one, "safety") for one in seen.values()] == [1, 2]
    assert [notes.number_of_points(one, "people") for one in seen.values()] == [0, 1]
    assert notes.number_of_points(None, "safety") == 0


@pytest.mark.usefixtures("law")
def test_a_country_without_a_note_has_none(meena: Actor) -> None:
    sites.set_country("Sunrise", "VN")

    assert notes.find(meena, "en") is None


@pytest.mark.usefixtures("law")
def test_notes_are_no_module(meena: Actor) -> None:
    assert [row.key for row in courses.home(meena, "en")] == ["safety"]
    with pytest.raises(Refused):
        courses.module(meena, "country-notes", "en")
