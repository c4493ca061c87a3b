"""What a manager sees of the people of a site: completion by name, never answers."""

import dataclasses
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from score_learn.core.course import Module, lessons_for
from score_learn.core.people import Action, Actor, PersonId, SiteId, scope_of
from score_learn.core.progress import lessons_done, state_of
from score_learn.core.question import Track
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import PeoplePage, PersonLine, State, TrackSummary, UnitSummary
from score_learn.services.offers import Shown, offered
from score_learn.services.sites import hidden_lessons
from score_learn.services.standings import read
from score_learn.storage import audit, organisations, standings
from score_learn.storage.audit import AuditRow
from score_learn.storage.database import transaction
from score_learn.storage.organisations import SiteRow
from score_learn.storage.standings import Listed, Wanted

PEOPLE_A_PAGE = 50

Tally = Counter[tuple[str, str, str]]
"""People by unit, track and state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the manager wants to see; None is everything, for `module` the first one.

    `unit` is a unit's name; `page` counts from 1.
    """

    module: str | None = None
    unit: str | None = None
    track: Track | None = None
    state: State | None = None
    page: int = 1


def people(actor: Actor, wanted: Filter, lang: str) -> PeoplePage:
    """Return the people of the manager's site, fifty a page, and the counts of the whole site.

    Refuses with NOT_ALLOWED, or NOT_FOUND for a module or unit that does not exist.
    """
    site = _site(actor, Action.SEE_PEOPLE)
    site_id = SiteId(site.id)
    modules = offered(lang, site_id)
    module = _module(modules, wanted)
    units = organisations.unit_names(site_id)
    asked = _asked(site_id, module, wanted, units)
    matched = standings.count(asked)
    pages = max(-(-matched // PEOPLE_A_PAGE), 1)
    page = min(max(wanted.page, 1), pages)
    listed = standings.people(asked, limit=PEOPLE_A_PAGE, offset=(page - 1) * PEOPLE_A_PAGE)
    tally: Tally = Counter()
    for unit, track, state, number in standings.tally(site_id, module.key):
        tally[unit, track, state] += number
    return PeoplePage(
        site=site.name,
        module=module.key,
        module_title=module.title,
        module_lang=module.title_lang,
        mark=module.mark,
        modules=tuple((one.module.key, one.module.title, one.module.title_lang) for one in modules),
        unit_names=units,
        tracks=tuple(_track_summary(tally, track) for track in get_args(Track)),
        units=tuple(_unit_summary(tally, unit) for unit in units),
        people=tuple(_line(one, module, shows_scores=site.shows_scores) for one in listed),
        matched=matched,
        site_people=tally.total(),
        shows_scores=site.shows_scores,
        page=page,
        pages=pages,
        hidden=hidden_lessons(site_id, lang),
    )


def export_people(
    actor: Actor, wanted: Filter, lang: str, *, now: datetime
) -> tuple[str, tuple[PersonLine, ...]]:
    """Return the module's key and all lines that fit, and write the export to the audit log.

    `lang` decides, as for `people`, which modules there are.  Refuses as `people` does.
    """
    with transaction():
        site = _site(actor, Action.EXPORT_PEOPLE)
        site_id = SiteId(site.id)
        module = _module(offered(lang, site_id), wanted)
        units = organisations.unit_names(site_id)
        listed = standings.people(_asked(site_id, module, wanted, units))
        asked_for = dataclasses.asdict(wanted) | {"module": module.key, "people": len(listed)}
        audit.add(
            AuditRow(
                site_id=site_id,
                account_id=actor.account_id,
                action=Action.EXPORT_PEOPLE.value,
                details=asked_for,
                at=now,
            )
        )
        lines = tuple(_line(one, module, shows_scores=site.shows_scores) for one in listed)
        return module.key, lines


def _site(actor: Actor, action: Action) -> SiteRow:
    site = organisations.find_site(actor.site_id) if actor.site_id is not None else None
    if site is None or scope_of(actor.role, action) is None:
        raise Refused(Refusal.NOT_ALLOWED)
    return site


def _module(modules: tuple[Shown, ...], wanted: Filter) -> Module:
    for shown in modules:
        if wanted.module in {None, shown.module.key}:
            return shown.module
    raise Refused(Refusal.NOT_FOUND)


def _asked(site_id: SiteId, module: Module, wanted: Filter, units: tuple[str, ...]) -> Wanted:
    if wanted.unit is not None and wanted.unit not in units:
        raise Refused(Refusal.NOT_FOUND)
    return Wanted(
        site_id=site_id,
        module=module.key,
        unit=wanted.unit,
        track=wanted.track,
        state=wanted.state,
    )


def _line(listed: Listed, module: Module, *, shows_scores: bool) -> PersonLine:
    person, unit, row = listed
    track = cast("Track", person.track)
    standing = read(row, module.key)
    return PersonLine(
        person_id=PersonId(person.id),
        employee_no=person.employee_no,
        name=person.name,
        unit=unit,
        track=track,
        state=state_of(standing),
        lessons_done=lessons_done(module, standing, track),
        lessons=len(lessons_for(module, track)),
        passed_at=standing.passed_at,
        last_at=standing.last_at,
        score=standing.best if shows_scores else None,
    )


def _track_summary(tally: Tally, track: Track) -> TrackSummary:
    number = {
        state: sum(
            count for (_, one, found), count in tally.items() if (one, found) == (track, state)
        )
        for state in get_args(State)
    }
    return TrackSummary(
        track=track,
        people=sum(number.values()),
        not_begun=number["not begun"],
        begun=number["begun"],
        passed=number["passed"],
    )


def _unit_summary(tally: Tally, unit: str) -> UnitSummary:
    own = [(track, state, count) for (one, track, state), count in tally.items() if one == unit]
    workers = [(state, count) for track, state, count in own if track == "worker"]
    managers = [(state, count) for track, state, count in own if track != "worker"]
    return UnitSummary(
        unit=unit,
        workers=sum(count for _, count in workers),
        workers_passed=sum(count for state, count in workers if state == "passed"),
        managers=sum(count for _, count in managers),
        managers_passed=sum(count for state, count in managers if state == "passed"),
    )
