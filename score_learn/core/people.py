"""Who people are here, and who may do what.

`MATRIX` is the one table of permissions: role x action -> scope.  Everything is closed until a row
opens it.  Every route names its action; `web/policy.py` stops the program at start when one does not.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from score_learn.core.question import Track

SiteId = NewType("SiteId", int)
PersonId = NewType("PersonId", int)
AccountId = NewType("AccountId", int)


class Role(Enum):
    """What somebody is at this moment.  A person who is staff as well learns as a learner."""

    VISITOR = "visitor"  # any browser
    DEVICE = "device"  # a browser enrolled to a site, nobody signed in
    LEARNER = "learner"
    MANAGER = "manager"
    TRAINER = "trainer"


class Action(Enum):
    """What can be done.  A new route takes one of these or adds one with its row below."""

    ARRIVE = "arrive"  # choose a language, enrol, read the notices, fetch pictures
    SIGN_IN = "sign in"  # prove who one is as a learner
    LEARN = "learn"  # lessons, quizzes, one's own record
    SEE_PEOPLE = "see people"  # who has done what, by name
    EXPORT_PEOPLE = "export people"  # the same as a file; each time is noted in the audit log
    WATCH = "watch"  # health checks


class Scope(Enum):
    """How far a permission reaches.

    `web/policy.py` asks only whether there is a permission at all; the services hold the reach,
    since only they know whose a thing is (`attempts._check_own`, `storage/standings._fitting`).
    """

    ANYONE = "anyone"
    SELF = "self"
    SITE = "site"


MATRIX: dict[Role, dict[Action, Scope]] = {
    Role.VISITOR: {Action.ARRIVE: Scope.ANYONE, Action.WATCH: Scope.ANYONE},
    Role.DEVICE: {
        Action.ARRIVE: Scope.ANYONE,
        Action.WATCH: Scope.ANYONE,
        Action.SIGN_IN: Scope.SITE,
    },
    Role.LEARNER: {
        Action.ARRIVE: Scope.ANYONE,
        Action.WATCH: Scope.ANYONE,
        Action.SIGN_IN: Scope.SITE,
        Action.LEARN: Scope.SELF,
    },
    Role.MANAGER: {
        Action.ARRIVE: Scope.ANYONE,
        Action.WATCH: Scope.ANYONE,
        Action.SEE_PEOPLE: Scope.SITE,
        Action.EXPORT_PEOPLE: Scope.SITE,
    },
    Role.TRAINER: {Action.ARRIVE: Scope.ANYONE, Action.WATCH: Scope.ANYONE},
}


def scope_of(role: Role, action: Action) -> Scope | None:
    """Return how far `role` may go with `action`; None means not at all."""
    return MATRIX[role].get(action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who is asking, as the request's cookie proves it.

    Learners have `person_id`, `track` and `site_id`; staff have `account_id` and `site_id`; an
    enrolled device has `site_id` only.  `name` is for greeting; `language` is the person's saved
    choice, if any; `site_language` the site's default.  `entered_at` is when a learner was entered: ids
    are given out anew after a restore, but never to two who were entered at one moment.
    """

    role: Role = Role.VISITOR
    site_id: SiteId | None = None
    site_name: str = ""
    site_language: str = "en"
    person_id: PersonId | None = None
    account_id: AccountId | None = None
    name: str = ""
    language: str | None = None
    track: Track | None = None
    entered_at: datetime | None = None


VISITOR = Actor()

PIN_LENGTH = 6

UNSEEN = {"Cc", "Cf", "Cs"}
"""Unicode categories of letters that nobody sees: controls, joiners, halves of pairs."""


def fold_digits(typed: str) -> str:
    """Return `typed` in NFKC with the decimal digits of any script as ASCII.

    Spaces and what cannot be seen are left out.
    """
    seen = "".join(
        str(unicodedata.decimal(letter, letter))
        for letter in unicodedata.normalize("NFKC", typed)
        if not letter.isspace() and unicodedata.category(letter) not in UNSEEN
    )
    return unicodedata.normalize("NFKC", seen)


def fold_employee_no(typed: str) -> str:
    """Return the one spelling of an employee number: digits folded, case ignored, zeros kept."""
    return unicodedata.normalize("NFKC", fold_digits(typed).casefold())


def fold_user_name(typed: str) -> str:
    """Return the one spelling of a staff member's user name: case and width ignored."""
    return fold_employee_no(typed)
