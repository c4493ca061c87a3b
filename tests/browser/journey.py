"""What a test of a learner's way does over and over."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from score_learn.core.question import Question
from score_learn.services.papers import paper_of
from score_learn.storage import taking
from score_learn.storage.database import db
from tests.browser.live import LESSON, MODULE, Live
from tests.builders import right_answer

SHOWN = "section[data-step]:not([hidden]) "
NEXT = SHOWN + ".foot .primary:visible"
AS_IT_IS = SHOWN + "[data-when=open] button"
PILL = SHOWN + ".saved"
CARD = f"/learn/modules/{MODULE}/lessons/{LESSON}/cards"


def open_quiz(live: Live, phone: BrowserContext) -> tuple[Page, str]:
    """Return the first question of a new attempt, and the attempt's id."""
    attempt = live.attempt(handed_in=False)
    page = phone.new_page()
    page.goto(f"{live.base}/learn/attempts/{attempt}/questions/1")
    return page, attempt


def answer(page: Page) -> None:
    """Answer the question that is shown, whatever its kind."""
    if page.locator(SHOWN + ".option label").count():
        page.locator(SHOWN + ".option label").first.click()
    for place, field in enumerate(page.locator(SHOWN + "select").all()):
        count = field.locator("option").count()
        field.select_option(index=min(place + 1, count - 1))
    for field in page.locator(SHOWN + "input[type=text], " + SHOWN + "input:not([type])").all():
        field.fill("10")
        field.blur()


def questions_of(live: Live, attempt: str, lang: str = "en") -> list[Question]:
    """Return what the attempt asks, in its order, with the keys of that language."""
    with live.app.app_context():
        row = taking.find_attempt(attempt)
        assert row
        paper = paper_of(row, lang)
        found = [paper.quiz.question(one.id) for one in paper.questions]
        db.session.remove()
    return [question for question in found if question]


def press(choice: str) -> str:
    """Return where a finger presses that choice of the question that is shown."""
    return SHOWN + f"input[value='{choice}'] + label"


def answer_rightly(page: Page, question: Question) -> None:
    """Answer the question that is shown as a perfect learner does."""
    values = right_answer(question)
    if question.kind == "order":
        values = tuple(f"{place}:{step}" for place, step in enumerate(values, start=1))
    for value in values:
        option = page.locator(press(value))
        select = page.locator(SHOWN + f"select:has(option[value='{value}'])")
        if option.count():
            option.click()
        elif select.count():
            select.select_option(value)
        else:
            page.fill(SHOWN + ".typed input", value)
            page.locator(SHOWN + ".typed input").blur()


def chosen(page: Page) -> list[Any]:
    """Return what is selected in the question that is shown."""
    found: list[Any] = page.evaluate(
        """() => Array.from(document.querySelectorAll(
             'section[data-step]:not([hidden]) .body input, section[data-step]:not([hidden]) select'
           )).map((field) => field.type === 'radio' || field.type === 'checkbox'
             ? field.checked : field.value.split(':').pop())"""
    )
    return found


def chosen_without_script(page: Page) -> list[bool]:
    fields = page.locator(SHOWN + "input:checked, " + SHOWN + "option[selected]")
    typed = page.locator(SHOWN + ".typed input")
    return [fields.count() > 0, typed.count() > 0 and typed.input_value() != ""]


def wait_until_sent(page: Page) -> None:
    """Wait until the server has all that the phone holds."""
    wait_until(page, "!!window.score && !window.score.queue.unsent().length")


def wait_until(page: Page, expression: str) -> None:
    """Wait until that is true in the page; our policy forbids the way Playwright has for it."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


def answers_held(live: Live, attempt: str) -> list[str]:
    rows = live.stored("SELECT question FROM answer WHERE attempt_id = :id", id=attempt)
    return sorted(row[0] for row in rows)


def managers_line(live: Live, browser: Browser | None, **options: Any) -> str:
    """Return the newcomer's state as the manager's page shows it."""
    assert browser
    context = live.signed_in(browser, "manager", "en", **options)
    page = context.new_page()
    page.goto(f"{live.base}/manage/")
    line = page.locator("tr", has_text=live.newcomer.employee_no)
    state = line.locator(".tag").inner_text().strip()
    context.close()
    return state
