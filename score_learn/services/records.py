"""A learner's own record, and the proof that what is derived agrees with the facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from score_learn.core.chain import Fault, faults
from score_learn.core.course import Module
from score_learn.core.languages import SOURCE
from score_learn.core.people import Actor, PersonId, SiteId
from score_learn.core.progress import CardOpened, Event, HandedIn, advance
from score_learn.core.question import Track
from score_learn.core.standing import RecordLine, Standing
from score_learn.services.offers import Shown, pinned, seen
from score_learn.services.papers import purpose_of, title_of, track_of
from score_learn.services.standings import columns, learner_of
from score_learn.storage import chains, ledger, organisations, people, standings, visits
from score_learn.storage.database import transaction
from score_learn.storage.ledger import AttemptRow, SubmissionRow
from score_learn.storage.standings import StandingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something a learner did, with what it was done under."""

    ordinal: int
    event: Event
    module: Module
    track: Track


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where a chain does not hold; `whose` names the person by number, or the site."""

    whose: str
    fault: Fault


def own_record(actor: Actor, lang: str) -> tuple[RecordLine, ...]:
    """Return every attempt of the learner, the newest first."""
    learner = learner_of(actor)
    attempts = ledger.attempts_of(learner.site_id, learner.person_id)
    submissions = ledger.submissions_of(learner.person_id)
    shown = pinned({attempt.revision_id for attempt in attempts}, lang)
    return tuple(
        _line(attempt, submissions.get(attempt.id), shown[attempt.revision_id])
        for attempt in attempts
    )


def rebuild() -> int:
    """Derive every standing again from the facts and return how many rows changed.

    People may go on learning: one transaction each, behind the lock that writers of facts take.
    """
    return sum(_rebuild_person(person_id) for person_id in people.all_ids())


def verify() -> int:
    """Return how many standings differ from the facts; writes nothing.

    Looks at each person behind the lock of `rebuild`, so that nobody is caught between two facts.
    """
    return sum(_count_differences(person_id) for person_id in people.all_ids())


def broken_chains() -> Iterator[Broken]:
    """Yield every place where the chain of a person's record, or of a site's exports, does not hold.

    Looks at each behind the lock of its writers; writes nothing.
    """
    for person_id in people.all_ids():
        yield from _broken_facts(person_id)
    for site in organisations.sites():
        yield from _broken_exports(SiteId(site.id))


def _line(attempt: AttemptRow, submission: SubmissionRow | None, shown: Shown) -> RecordLine:
    title, title_lang = title_of(shown.module, attempt.quiz)
    return RecordLine(
        attempt=attempt.id,
        module=attempt.module,
        module_title=shown.module.title,
        module_lang=shown.module.title_lang,
        title=title,
        title_lang=title_lang,
        purpose=purpose_of(attempt),
        began_at=attempt.began_at,
        handed_in_at=submission.received_at if submission else None,
        score=submission.score if submission else None,
        passed=submission.passed if submission else None,
        language=attempt.language,
    )


def _rebuild_person(person_id: PersonId) -> int:
    with transaction():
        site_id = _lock(person_id)
        differences = _differences(person_id)
        for module, wanted in differences.items():
            row = standings.find(person_id, module)
            if row is not None:
                standings.remove(row)
            if wanted is not None:
                standings.add(
                    StandingRow(person_id=person_id, module=module, site_id=site_id, **wanted)
                )
    return len(differences)


def _count_differences(person_id: PersonId) -> int:
    with transaction():
        _lock(person_id)
        return len(_differences(person_id))


def _broken_facts(person_id: PersonId) -> list[Broken]:
    with transaction():
        _lock(person_id)
        head = people.person(person_id)
        found = faults(chains.of_person(person_id), length=head.chain_length, head=head.chain_hash)
        whose = f"person {head.employee_no} of site {head.site_id}"
    return [Broken(whose, fault) for fault in found]


def _broken_exports(site_id: SiteId) -> list[Broken]:
    with transaction():
        head = organisations.lock_site(site_id)
        found = faults(chains.of_site(site_id), length=head.chain_length, head=head.chain_hash)
    return [Broken(f"exports of site {site_id}", fault) for fault in found]


def _lock(person_id: PersonId) -> SiteId:
    """Let nobody else write this person's facts until the transaction ends; return their site."""
    site_id = SiteId(people.person(person_id).site_id)
    people.lock_person(site_id, person_id)
    return site_id


def _differences(person_id: PersonId) -> dict[str, dict[str, Any] | None]:
    """Return what a learner's rows should hold where they do not; None where no row should be."""
    stored = standings.of_person(person_id)
    derived = _derive(person_id)
    wrong: dict[str, dict[str, Any] | None] = dict.fromkeys(stored.keys() - derived.keys())
    for module, wanted in derived.items():
        row = stored.get(module)
        if row is None or any(getattr(row, name) != value for name, value in wanted.items()):
            wrong[module] = wanted
    return wrong


def _derive(person_id: PersonId) -> dict[str, dict[str, Any]]:
    """Fold a learner's facts, module by module, in the order in which they were written."""
    folded: dict[str, Standing] = {}
    counted: dict[str, int] = {}
    for fact in sorted(_facts(person_id), key=lambda one: one.ordinal):
        key = fact.module.key
        before = folded.get(key, Standing(module=key))
        folded[key] = advance(before, fact.event, fact.module, fact.track)
        counted[key] = fact.ordinal
    return {key: columns(standing, facts=counted[key]) for key, standing in folded.items()}


def _facts(person_id: PersonId) -> list[Fact]:
    opened = visits.visits_of(person_id)
    handed_in = ledger.hand_ins_of(person_id)
    modules = seen({row.edition_id for row in opened})
    revisions = pinned({attempt.revision_id for attempt, _ in handed_in}, SOURCE)
    return [
        Fact(
            ordinal=row.ordinal,
            event=CardOpened(lesson=row.lesson, card=row.card, at=row.at),
            module=modules[row.edition_id],
            track=cast("Track", row.track),
        )
        for row in opened
    ] + [
        Fact(
            ordinal=row.ordinal,
            event=_hand_in(attempt, row),
            module=revisions[attempt.revision_id].module,
            track=track_of(attempt),
        )
        for attempt, row in handed_in
    ]


def _hand_in(attempt: AttemptRow, row: SubmissionRow) -> HandedIn:
    return HandedIn(
        purpose=purpose_of(attempt),
        quiz=attempt.quiz,
        score=row.score,
        passed=row.passed,
        at=row.received_at,
    )
