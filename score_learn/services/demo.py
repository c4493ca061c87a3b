"""A small factory to try the program with: forty people and six weeks of learning.

What the people did is written by the services that learners use, each fact at its own time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from score_learn.core.people import Actor, PersonId, Role, SiteId
from score_learn.core.question import Track
from score_learn.services import courses, people, sites
from score_learn.services.demo_histories import Story, Student, live
from score_learn.services.people import NewPerson
from score_learn.storage import organisations
from score_learn.storage.database import transaction

ORGANISATION = "Sunrise Group"
SITE = "Sunrise Components"
SITE_CODE = "SUN-RISE-4827"
UNITS = ("Machine shop", "Assembly", "Packing", "Stores and tools")
DEMO_PASSWORD = "sunrise components demo"
WEEKS = timedelta(weeks=6)
COUNTRY = "IN"

GRIEVANCE = {
    "en": "Ms Rao, room 4 beside the canteen, Tuesdays 2 to 4, or the blue box at the gate.\n"
    "Telephone 555-0104",
    "hi": "राव जी, कमरा 4, कैंटीन के पास, मंगलवार 2 से 4 बजे। या गेट के पास नीली पेटी।\nफ़ोन 555-0104",
    "zh": "饶女士，食堂旁边4号房间，每周二下午2点到4点；也可以投到大门口的蓝色信箱。\n电话 555-0104",
}
"""Whom the demo's people turn to with a complaint."""

NAMES = {
    "hi": (
        "Meena Devi", "रवि कुमार", "सुनीता यादव", "अर्जुन सिंह", "कविता शर्मा", "राजेश वर्मा",
        "पूजा गुप्ता", "मोहन लाल", "अनीता कुमारी", "दीपक चौहान", "रेखा मिश्रा", "सुरेश पटेल",
        "गीता रानी", "विजय ठाकुर",
    ),
    "zh": (
        "王芳", "李伟", "张敏", "刘洋", "陈静", "杨磊", "赵丽", "黄强", "周娜", "吴军", "徐艳", "孙涛",
    ),
    "en": (
        "John Mathew", "Grace Fernandes", "Peter D'Souza", "Mary Thomas", "Samuel Joseph",
        "Esther Paul", "David Raj", "Anita George", "Michael Lobo", "Ruth Abraham", "Daniel Xavier",
        "Sarah Varghese", "Thomas Kurian", "Priya Nair",
    ),
}  # fmt: skip
"""Forty names, as their owners write them, by the language they learn in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerSignIn:
    """How one person of the demo signs in on a device that is paired with the site."""

    name: str
    employee_no: str
    pin: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSignIn:
    """How one member of staff of the demo signs in."""

    name: str
    role: str
    user_name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIns:
    """Who can sign in to the demo, and how; `made` is False when it was there before."""

    site: str
    site_code: str
    learners: tuple[LearnerSignIn, ...]
    staff: tuple[StaffSignIn, ...]
    made: bool = True


LEARNERS = (
    LearnerSignIn(name="Meena Devi", employee_no="A007", pin="708152", language="hi"),
    LearnerSignIn(name="王芳", employee_no="A015", pin="493826", language="zh"),
    LearnerSignIn(name="John Mathew", employee_no="A027", pin="260947", language="en"),
)
"""Meena has begun the first course, 王芳 has its test before her, John is new."""

STAFF = (
    StaffSignIn(name="Ms Chen", role="manager", user_name="manager", password=DEMO_PASSWORD),
    StaffSignIn(name="Mr Rao", role="trainer", user_name="trainer", password=DEMO_PASSWORD),
)

STORIES = (
    Story(lessons=0),
    Story(lessons=0),
    Story(lessons=1, skill=70),
    Story(lessons=2),
    Story(lessons=4, skill=80),
    Story(lessons=99, takes_test=True, skill=60, pretest=True),
    Story(lessons=99, takes_test=True, pretest=True),
    Story(lessons=99, takes_test=True),
)


class DatabaseInUseError(Exception):
    """The database holds a real organisation: accounts whose passwords everybody knows stay out."""


def make(*, now: datetime) -> DemoSignIns:
    """Make the demo factory, once; publish the course before, or nobody has learned anything.

    Raises DatabaseInUseError, and adds nothing, where there is any organisation but the demo's own.
    """
    with transaction():
        others = [name for name in organisations.names() if name != ORGANISATION]
        if others:
            raise DatabaseInUseError(
                f"This database holds {others[0]}: the demo is made only in one of its own."
            )
        made = organisations.find_site_by_name(SITE) is None
        if made:
            _make(Random(4827), now)  # noqa: S311 -- names and histories, no secrets
    return DemoSignIns(site=SITE, site_code=SITE_CODE, learners=LEARNERS, staff=STAFF, made=made)


def _make(chance: Random, now: datetime) -> None:
    site_id = people.add_site(SITE, organisation=ORGANISATION, now=now - WEEKS)
    people.set_site_code(site_id, SITE_CODE, now=now - WEEKS)
    sites.set_country(SITE, COUNTRY)
    for lang, text in GRIEVANCE.items():
        sites.write(SITE, "grievance", lang, text, now=now - WEEKS)
    for staff in STAFF:
        account_id = people.add_account(
            site_id, staff.user_name, staff.name, Role(staff.role), now=now - WEEKS
        )
        people.set_password(account_id, staff.password, now=now - WEEKS)
    pins = {one.employee_no: one.pin for one in LEARNERS}
    stories = {"A007": Story(lessons=1), "A015": Story(lessons=99), "A027": Story(lessons=0)}
    for new in _people():
        person_id = people.add_person(site_id, new, now=now - WEEKS)
        if new.employee_no in pins:
            people.set_pin(person_id, pins[new.employee_no], now=now - WEEKS)
        student = Student(
            actor=_actor(site_id, person_id, new),
            lang=new.language or "en",
            story=stories.get(new.employee_no) or chance.choice(STORIES),
            chance=chance,
        )
        _learn(student, now)


def _learn(student: Student, now: datetime) -> None:
    """Let somebody learn: the first course, and some of those who passed it the second."""
    begin = now - WEEKS * student.chance.uniform(0.6, 1)
    middle = now - WEEKS / 3
    first, *others = courses.home(student.actor, student.lang) or (None,)
    if first is None or not student.story.lessons:
        return
    live(student, first, begin=begin, end=middle)
    passed = courses.module(student.actor, first.key, student.lang).state == "passed"
    if others and passed and student.chance.randrange(3) == 0:
        live(student, others[0], begin=middle, end=now - timedelta(hours=1))


def _people() -> Iterator[NewPerson]:
    """Yield forty people: every tenth a manager, every tenth a supervisor."""
    everybody = [(name, language) for language, names in NAMES.items() for name in names]
    tracks: dict[int, Track] = {3: "supervisor", 8: "manager"}
    for place, (name, language) in enumerate(everybody):
        yield NewPerson(
            employee_no=_number(place),
            name=name,
            unit=UNITS[place % len(UNITS)],
            track=tracks.get(place % 10, "worker"),
            language=language,
        )


def _number(place: int) -> str:
    """Return A001 and so on; Meena, who comes first, keeps the number she is known by."""
    return {0: "A007", 6: "A001"}.get(place, f"A{place + 1:03}")


def _actor(site_id: SiteId, person_id: PersonId, new: NewPerson) -> Actor:
    return Actor(
        role=Role.LEARNER,
        site_id=site_id,
        person_id=person_id,
        name=new.name,
        language=new.language,
        track=new.track,
    )
