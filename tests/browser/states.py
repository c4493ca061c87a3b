"""Every page of the program and the states that matter: what is tested, and what is looked at."""

import uuid
from dataclasses import dataclass

from tests.browser.live import LESSON, MODULE, Live

TROUBLES = [400, 403, 404, 409, 422, 429, 500, 503]


@dataclass(frozen=True)
class State:
    """A page in one state: who opens it, its endpoint and its address."""

    who: str
    endpoint: str
    path: str
    status: int = 200
    typed: tuple[tuple[str, str], ...] = ()  # fields to fill in and send


def states(live: Live) -> list[State]:
    """Return every page of the program, and the states that matter, with attempts made for them."""
    open_id, closed_id = live.attempt(handed_in=False), live.attempt(handed_in=True)
    module = f"/learn/modules/{MODULE}"
    lesson = f"{module}/lessons/{LESSON}"
    return [
        State("visitor", "account.welcome", "/"),
        State("visitor", "account.language", "/language"),
        State("visitor", "account.enrol", "/enrol"),
        State("visitor", "account.staff_sign_in", "/staff/sign-in"),
        State("visitor", "account.about", "/about"),
        *[State("visitor", "trouble", f"/trouble/{number}", number) for number in TROUBLES],
        State("visitor", "account.enrol", "/enrol", typed=(("site_code", "wrong"),)),
        State(
            "visitor",
            "account.staff_sign_in",
            "/staff/sign-in",
            typed=(("user_name", "nobody"), ("password", "wrong")),
        ),
        State("device", "account.sign_in", "/sign-in"),
        State(
            "device",
            "account.sign_in",
            "/sign-in",
            typed=(("employee_no", "X1"), ("pin", "908172")),
        ),
        State("learner", "learner.home", "/learn/"),
        State("learner", "learner.module", module),
        State("learner", "learner.begin_lesson", lesson),
        *[State("learner", "learner.lesson", f"{lesson}/cards/{n}") for n in range(1, 11)],
        *[
            State("learner", "learner.lesson", f"{lesson}/cards/5?check=1&answer={one}")
            for one in live.choices(LESSON, 4)
        ],
        State("learner", "learner.lesson", f"{lesson}/cards/5?check=1"),
        State("learner", "learner.sheet", f"{module}/sheet"),
        *[
            State("learner", "learner.question", f"/learn/attempts/{open_id}/questions/{n}")
            for n in range(1, 6)
        ],
        *[
            State("learner", "learner.question", f"/learn/attempts/{live.pretest}/questions/{n}")
            for n in range(1, 11)
        ],
        State("learner", "learner.review", f"/learn/attempts/{open_id}/review"),
        State("learner", "learner.result", f"/learn/attempts/{closed_id}/result"),
        State("learner", "learner.record", "/learn/record"),
        State("learner", "learner.country_note", "/learn/country-note"),
        State("graduate", "learner.home", "/learn/"),
        State("graduate", "learner.home", "/learn/?said=done"),
        State("graduate", "learner.module", module),
        State("graduate", "learner.commitment", f"{module}/commitment"),
        State("graduate", "learner.result", f"/learn/attempts/{live.passed}/result"),
        State("graduate", "learner.record", "/learn/record"),
        State("learner", "error", "/manage/", 403),
        State("learner", "error", f"/learn/attempts/{uuid.uuid4()}/result", 404),
        State("manager", "manager.people", "/manage/"),
        State("manager", "manager.people", "/manage/?track=manager&state=not+begun"),
        State("trainer", "account.staff_home", "/staff/"),
    ]
