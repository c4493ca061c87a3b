"""Pages are put together from pieces kept for everybody: each still has only what is its own."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import meta

from score_learn.core.course import Module, Prose
from score_learn.core.people import SiteId
from score_learn.core.question import ChoiceQuestion
from score_learn.services import people, sites
from score_learn.services.people import NewPerson
from score_learn.storage.database import db
from score_learn.web import learner
from score_learn.web.learner import kept
from tests.builders import NOON, make_module_with_room, make_question, publish
from tests.web.conftest import SITE_CODE, Factory
from tests.web.learning import KINDS, LESSON, begin, find, form_of, kinds, post, shown
from tests.web.page import open_page, send

RAVI, PIN = "A008", "614927"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKEN = re.compile(r'name="csrf[-_]token" (?:content|value)="([^"]+)"')
OWNER = re.compile(r'data-owner="(\w+)"')
ADDRESS = re.compile(r'(?:href|action|src|data-url)="(/[^"]*)"')
SOURCES = [path.read_text("utf-8") for path in Path(learner.__file__).parent.glob("*.py")]
MACROS = {
    name for text in SOURCES for name in re.findall(r'"((?:learner/_|macros/)\w+.html)"', text)
}
PAGES = {name for text in SOURCES for name in re.findall(r'pieces.page\(\s*"([^"]+)"', text)}
NAMES = {"_", "csrf_token", "lang_attrs", "ngettext", "own", "page_language", "pgettext",
         "picture_url", "url_for"}  # fmt: skip
"""What a kept macro may ask for besides its words: the same for a whole language, or a mark."""


def sign_in_ravi(app: Flask, site_id: SiteId, code: str) -> FlaskClient:
    """Return another browser, in which Ravi of that site is signed in."""
    with app.app_context():
        new = NewPerson(employee_no=RAVI, name="Ravi", unit="Sewing")
        people.set_pin(people.add_person(site_id, new, now=NOON), PIN, now=NOON)
        db.session.remove()
    browser = app.test_client()
    send(browser, open_page(browser, "/enrol"), "/enrol", site_code=code)
    send(browser, open_page(browser, "/sign-in"), "/sign-in", employee_no=RAVI, pin=PIN)
    return browser


def pages_of(browser: FlaskClient, **how: str) -> list[str]:
    """Return every kind of page that is kept: a lesson, its door, a quiz, its end, its result."""
    attempt = begin(browser)
    paths = [f"{LESSON}/cards/{number}" for number in range(1, 5)]
    paths += [f"{attempt}/questions/1", f"{attempt}/questions/7", f"{attempt}/review"]
    texts = [browser.get(path, **how).text for path in paths]
    return [*texts, browser.get(hand_in(browser, attempt), **how).text]


def hand_in(browser: FlaskClient, attempt: str) -> str:
    """Hand in what is answered; return the result's address."""
    form = form_of(open_page(browser, f"{attempt}/review"), "hand-in")
    return post(browser, form).location


def all_in(texts: list[str], pattern: re.Pattern[str]) -> set[str]:
    return {found for text in texts for found in pattern.findall(text)}


def has_marks(text: str) -> bool:
    return kept.CHANCE in text or "%(" in text


def put_up(app: Flask, module: Module) -> None:
    with app.app_context():
        publish(module)
        db.session.remove()


def test_two_learners_after_one_another_share_nothing_of_their_own(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    ravi = sign_in_ravi(app, factory.site_id, SITE_CODE)

    mine, theirs, mine_again = pages_of(school), pages_of(ravi), pages_of(school)

    for pattern in UUID, TOKEN, OWNER:
        assert all_in(mine, pattern)
        assert not all_in(mine, pattern) & all_in(theirs, pattern)
    assert all_in(mine, OWNER) == all_in(mine_again, OWNER)
    assert not [text for text in mine + theirs + mine_again if has_marks(text)]


def test_each_page_has_one_token(school: FlaskClient) -> None:
    for text in pages_of(school):
        assert len(all_in([text], TOKEN)) == 1


def test_two_attempts_of_one_learner_have_ids_of_their_own(school: FlaskClient) -> None:
    one, other = pages_of(school), pages_of(school)

    for text, again in zip(one, other, strict=True):
        assert not all_in([text], UUID) & all_in([again], UUID)


def test_a_page_opened_twice_makes_new_ids_for_what_it_may_send(school: FlaskClient) -> None:
    path = f"{begin(school)}/questions/1"

    answers = [
        {one.attrs["value"] for one in open_page(school, path).all("input", name="answer")}
        for _ in range(2)
    ]

    assert [len(ids) for ids in answers] == [len(KINDS)] * 2
    assert not answers[0] & answers[1]


def test_a_page_in_one_language_says_nothing_of_what_was_kept_in_another(
    school: FlaskClient,
) -> None:
    path = f"{begin(school)}/questions/2"
    english, hindi, again = (
        open_page(school, f"{path}?lang={code}").words for code in ("en", "hi", "en")
    )

    assert "Question 2 of 7" in english
    assert "Question" not in hindi
    assert "Not yet translated." not in english
    assert english == again


def test_each_site_reads_its_own_words(app: Flask, school: FlaskClient, factory: Factory) -> None:
    with app.app_context():
        publish(make_module_with_room())
        moon = people.add_site("Moonlight", organisation="Moonlight Group", now=NOON)
        people.set_site_code(moon, "MOONLIT-5938", now=NOON)
        sites.write("Sunrise", "grievance", "en", "Go to Ms Rao", now=NOON)
        sites.write("Moonlight", "grievance", "en", "Go to Mr Iqbal", now=NOON)
        db.session.remove()
    ravi = sign_in_ravi(app, moon, "MOONLIT-5938")
    path = "/learn/modules/safety/lessons/voice/cards/1"

    mine, theirs = open_page(school, path).words, open_page(ravi, path).words

    assert "Go to Ms Rao" in mine
    assert "Mr Iqbal" not in mine
    assert "Go to Mr Iqbal" in theirs
    assert "Ms Rao" not in theirs


def test_behind_a_prefix_every_address_begins_with_it(school: FlaskClient) -> None:
    behind = {"base_url": "http://localhost/behind"}

    before, within, after = pages_of(school), pages_of(school, **behind), pages_of(school)

    prefixed = [one for one in all_in(within, ADDRESS) if one.startswith("/behind/")]
    assert prefixed
    assert len(prefixed) == len(all_in(within, ADDRESS))
    assert not [one for one in all_in(before + after, ADDRESS) if one.startswith("/behind/")]


def test_what_is_published_anew_is_shown_at_once(app: Flask, school: FlaskClient) -> None:
    module = kinds()
    begun = begin(school)
    open_page(school, f"{LESSON}/cards/1")
    lesson = module.lessons[0]
    assert lesson.quiz
    card = replace(lesson.cards[0], parts=(Prose(html="<p>Three ways out.</p>"),))
    renamed = tuple(replace(one, prompt=f"New: {one.prompt}") for one in KINDS)
    quiz = replace(lesson.quiz, pools=(replace(lesson.quiz.pools[0], questions=renamed),))
    lesson = replace(lesson, cards=(card, *lesson.cards[1:]), quiz=quiz)

    put_up(app, replace(module, lessons=(lesson,)))

    words = open_page(school, f"{LESSON}/cards/1").words
    assert "Three ways out." in words
    assert "Know two ways out." not in words
    assert "New: " not in open_page(school, f"{begun}/questions/1").words
    hand_in(school, begun)
    assert open_page(school, f"{begin(school)}/questions/1").words.count("New: ") == 2 * len(KINDS)


def test_a_choice_in_other_words_under_the_same_id_is_shown_anew(
    app: Flask, school: FlaskClient
) -> None:
    hand_in(school, begin(school))
    first, *others = KINDS
    assert isinstance(first, ChoiceQuestion)
    choices = tuple(replace(one, html=f"{one.html}!") for one in first.choices)
    module = kinds()
    quiz = module.lessons[0].quiz
    assert quiz
    pool = replace(quiz.pools[0], questions=(replace(first, choices=choices), *others))
    lesson = replace(module.lessons[0], quiz=replace(quiz, pools=(pool,)))
    put_up(app, replace(module, lessons=(lesson,)))

    words = open_page(school, f"{begin(school)}/questions/1").words

    assert "r001 choice 0!" in words


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("100 %", id="a percent sign"),
        pytest.param("%(token)s", id="the name of a mark"),
        pytest.param("<b>\"red\" & 'blue'</b>", id="HTML"),
    ],
)
def test_what_is_typed_comes_back_as_it_was_typed(school: FlaskClient, typed: str) -> None:
    attempt = begin(school)
    number, _ = find(school, attempt, "typed")
    path = f"{attempt}/questions/{number}"
    post(school, form_of(open_page(school, path), f"answer-{number}"), choice=typed, then="review")

    step = shown(open_page(school, path))
    assert [one.attrs["value"] for one in step.all("input") if "maxlength" in one.attrs] == [typed]
    review = open_page(school, f"{attempt}/review")
    carried = [one.attrs["value"] for one in review.all("input", name="choice-t001")]
    assert carried == [typed]
    result = open_page(school, hand_in(school, attempt))
    assert typed in [one.words for one in result.all("bdi")]


def test_course_words_that_look_like_a_mark_are_only_words(app: Flask, school: FlaskClient) -> None:
    module = kinds()
    odd = "100 % of %(token)s and {{ own.token }}"
    lesson = module.lessons[0]
    card = replace(lesson.cards[0], title=odd, parts=(Prose(html=f"<p>{odd}</p>"),))
    put_up(app, replace(module, lessons=(replace(lesson, cards=(card, *lesson.cards[1:])),)))

    page = open_page(school, f"{LESSON}/cards/1")

    assert page.heading == odd
    assert page.words.count(odd) == 2


def test_more_attempts_make_no_more_pieces(app: Flask, school: FlaskClient) -> None:
    pieces = app.extensions[kept.NAME].piece
    pieces.cache_clear()

    def open_all() -> int:
        attempt = begin(school)
        for number in range(1, len(KINDS) + 1):
            open_page(school, f"{attempt}/questions/{number}")
        open_page(school, hand_in(school, attempt))
        return int(pieces.cache_info().currsize)

    known = open_all()
    orders = {open_all() for _ in range(4)}

    assert orders == {known}


def test_a_check_in_another_order_makes_no_more_pieces(
    app: Flask, school: FlaskClient, factory: Factory
) -> None:
    module = kinds()
    *cards, check = module.lessons[0].cards
    long = replace(check, check=make_question("x......", "p002"))
    put_up(app, replace(module, lessons=(replace(module.lessons[0], cards=(*cards, long)),)))
    ravi = sign_in_ravi(app, factory.site_id, SITE_CODE)
    pieces = app.extensions[kept.NAME].piece
    pieces.cache_clear()
    orders, sizes = [], []
    for browser in school, ravi:
        page = open_page(browser, f"{LESSON}/cards/3")
        orders.append([one.attrs["value"] for one in page.all("input", name="answer")])
        sizes.append(pieces.cache_info().currsize)

    assert orders[0] != orders[1]
    assert sizes[0] == sizes[1]


def asks_for(app: Flask, name: str) -> tuple[set[str], list[str]]:
    """Return the names that a template has from elsewhere, and the templates it takes from."""
    assert app.jinja_loader
    source, *_ = app.jinja_loader.get_source(app.jinja_env, name)
    tree = app.jinja_env.parse(source)
    others = [str(one) for one in meta.find_referenced_templates(tree)]
    return meta.find_undeclared_variables(tree), others


def test_kept_macros_look_at_nothing_but_their_words(app: Flask) -> None:
    ahead, seen = sorted(MACROS), set[str]()
    while ahead:
        name = ahead.pop()
        names, others = asks_for(app, name)
        assert names <= NAMES, name
        seen.add(name)
        ahead += [one for one in others if one not in seen]

    assert {"learner/_asked.html", "learner/_feedback.html", "macros/icons.html"} <= seen


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_around_kept_steps_looks_at_nobody(app: Flask, name: str) -> None:
    ahead = [name]
    while ahead:
        names, others = asks_for(app, ahead.pop())
        assert not names & {"actor", "g", "session", "sentences_for_scripts"}
        ahead += [one for one in others if not one.startswith("macros/")]
