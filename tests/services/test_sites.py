"""Words of a site's own: what waits for them is hidden there, and nowhere else."""

import pytest

from score_learn.core.course import SiteBlock
from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import courses, people, sites
from score_learn.services.sites import SiteError
from tests.builders import NOON, make_module_with_room, publish
from tests.services.conftest import Factory, learner


@pytest.fixture
def with_room(factory: Factory) -> Factory:
    publish(make_module_with_room())
    return factory


def keys(actor: Actor, lang: str = "en") -> list[str]:
    return [lesson.key for lesson in courses.module(actor, "safety", lang).lessons]


def words(actor: Actor, lang: str) -> SiteBlock:
    card = courses.lesson(actor, "safety", "voice", lang).lesson.cards[0]
    return next(part for part in card.parts if isinstance(part, SiteBlock))


@pytest.mark.usefixtures("with_room")
def test_a_lesson_that_lacks_the_sites_words_is_not_there(meena: Actor) -> None:
    assert keys(meena) == ["fire"]
    assert len(courses.sheet(meena, "safety", "en").cards) == 1
    with pytest.raises(Refused) as caught:
        courses.lesson(meena, "safety", "voice", "en")
    assert caught.value.reason is Refusal.NOT_FOUND


@pytest.mark.usefixtures("with_room")
def test_the_words_of_one_site_show_the_lesson_there_alone(meena: Actor) -> None:
    elsewhere = learner(people.add_site("Moonlight", organisation="M", now=NOON), "B001")

    sites.write("Sunrise", "grievance", "en", " Ms Rao,\n  office ", now=NOON)

    assert keys(meena) == ["fire", "voice"]
    assert words(meena, "en").text == "Ms Rao,\noffice"
    assert len(courses.sheet(meena, "safety", "en").cards) == 2
    assert keys(elsewhere) == ["fire"]


@pytest.mark.usefixtures("with_room")
def test_the_words_are_those_of_the_language_else_the_sites_else_any(meena: Actor) -> None:
    sites.write("Sunrise", "grievance", "zh", "找饶女士", now=NOON)
    assert words(meena, "hi").lang == "zh"

    sites.write("Sunrise", "grievance", "en", "Ms Rao", now=NOON)
    assert words(meena, "hi").lang == "en"

    sites.write("Sunrise", "grievance", "hi", "राव जी", now=NOON)
    assert (words(meena, "hi").lang, words(meena, "hi").text) == ("hi", "राव जी")


@pytest.mark.usefixtures("with_room")
def test_words_can_be_changed_and_taken_away(meena: Actor) -> None:
    sites.write("Sunrise", "grievance", "en", "Ms Rao", now=NOON)
    sites.write("Sunrise", "grievance", "en", "Mr Lee", now=NOON)
    assert words(meena, "en").text == "Mr Lee"

    sites.write("Sunrise", "grievance", "en", "", now=NOON)
    assert keys(meena) == ["fire"]


@pytest.mark.usefixtures("with_room")
def test_the_office_is_told_what_is_hidden() -> None:
    (site,) = sites.overview()
    assert [(one.lesson, one.blocks) for one in site.hidden] == [("voice", ("grievance",))]

    sites.write("Sunrise", "grievance", "en", "Ms Rao", now=NOON)
    sites.set_country("Sunrise", "in")

    (site,) = sites.overview()
    assert (site.hidden, site.country, site.words) == ((), "IN", {"grievance": ("en",)})


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize(
    ("site", "block", "lang", "text", "said"),
    [
        ("Sunset", "grievance", "en", "x", "no site is called 'Sunset'; there are: Sunrise"),
        ("Sunrise", "greivance", "en", "x", "'greivance' is no block; there are grievance,"),
        ("Sunrise", "grievance", "xx", "x", "'xx' is no language; there are en,"),
        ("Sunrise", "grievance", "en", "x" * 301, "301 signs; a card has room for 300"),
    ],
)
def test_what_cannot_be_written_is_said_with_what_can(
    site: str, block: str, lang: str, text: str, said: str
) -> None:
    with pytest.raises(SiteError, match=said):
        sites.write(site, block, lang, text, now=NOON)


@pytest.mark.usefixtures("factory")
@pytest.mark.parametrize("country", ["India", "I", "1N", "ИН"])
def test_a_country_is_two_letters(country: str) -> None:
    with pytest.raises(SiteError, match="is no country"):
        sites.set_country("Sunrise", country)
