"""Choosing one thing to do after a module, and saying a week later how it went.

Nobody but the learner sees what was chosen.  Nothing follows from what is said about it.
"""

from datetime import datetime, timedelta

from score_learn.core.client_id import CLIENT_ID
from score_learn.core.course import Commitments, Module
from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.core.standing import Outcome, Promise
from score_learn.services.asides import keep_aside
from score_learn.services.offers import offer, pinned
from score_learn.services.standings import Learner, learner_of, lock
from score_learn.storage import commitments, shelf
from score_learn.storage.commitments import CommitmentReviewRow, CommitmentRow
from score_learn.storage.database import repeat_on_clash, transaction

UNTIL_ASKED = timedelta(days=7)
"""How long after the choice the home page asks how it went."""


def offered(actor: Actor, module: str, lang: str) -> Commitments:
    """Return what may be chosen; refuses with NOT_FOUND where the module offers nothing."""
    return _commitments(offer(module, lang, learner_of(actor).site_id).module)


@repeat_on_clash
def choose(  # noqa: PLR0913 -- what is chosen is three words
    commitment_id: str, actor: Actor, module: str, choice: str, *, lang: str, now: datetime
) -> None:
    """Write down what the learner will do.  The same again is no error.

    Refuses with NOT_FOUND, NOT_OFFERED, or with KEY_REUSED after keeping what was sent aside.
    """
    learner = learner_of(actor)
    _check_id(commitment_id)
    with transaction():
        lock(learner)
        shown = offer(module, lang, learner.site_id)
        if _commitments(shown.module).find(choice) is None:
            raise Refused(Refusal.NOT_FOUND)
        before = commitments.find(commitment_id)
        if before is None:
            commitments.add(
                learner.person_id,
                CommitmentRow(
                    id=commitment_id,
                    site_id=learner.site_id,
                    person_id=learner.person_id,
                    module=module,
                    choice=choice,
                    edition_id=shown.edition_id,
                    at=now,
                ),
            )
            return
        if _is_same(before, learner, module, choice):
            return
        content = {"what": "commitment", "module": module, "choice": choice}
        keep_aside(learner, commitment_id, content, refusal=Refusal.KEY_REUSED, now=now)
    # Outside, because a raise inside would take back what was kept aside.
    raise Refused(Refusal.KEY_REUSED)


@repeat_on_clash
def look_back(commitment_id: str, actor: Actor, outcome: Outcome, *, now: datetime) -> None:
    """Write down how it went; the first word counts, a second changes nothing.

    Refuses with NOT_FOUND.
    """
    learner = learner_of(actor)
    _check_id(commitment_id)
    with transaction():
        lock(learner)
        row = commitments.find(commitment_id)
        if row is None or row.person_id != learner.person_id:
            raise Refused(Refusal.NOT_FOUND)
        if commitments.find_review(commitment_id) is None:
            commitments.add(
                learner.person_id,
                CommitmentReviewRow(
                    commitment_id=commitment_id, site_id=learner.site_id, outcome=outcome, at=now
                ),
            )


def own(actor: Actor, lang: str) -> tuple[Promise, ...]:
    """Return what the learner ever chose, the newest first.

    The course is the one it was chosen in; its words are those of `lang` where it has them.
    """
    rows = commitments.of_person(learner_of(actor).person_id)
    editions = shelf.editions({row.edition_id for row, _ in rows})
    revisions = {id_: edition.revision_id for id_, edition in editions.items()}
    modules = pinned(set(revisions.values()), lang)
    return tuple(
        _promise(row, review, modules[revisions[row.edition_id]].module) for row, review in rows
    )


def due(actor: Actor, lang: str, now: datetime) -> Promise | None:
    """Return what to ask about on the home page: the oldest choice that is a week old.

    Of each module only the newest choice is asked about: a new one takes the place of the old.
    """
    newest: dict[str, Promise] = {}
    for promise in own(actor, lang):
        newest.setdefault(promise.module, promise)
    waiting = [
        promise
        for promise in newest.values()
        if promise.outcome is None and promise.chosen_at + UNTIL_ASKED <= now
    ]
    return min(waiting, key=lambda promise: promise.chosen_at, default=None)


def current(actor: Actor, module: str, lang: str) -> Promise | None:
    """Return what the learner chose last in a module."""
    return next((promise for promise in own(actor, lang) if promise.module == module), None)


def _promise(row: CommitmentRow, review: CommitmentReviewRow | None, module: Module) -> Promise:
    offered_ = _commitments(module)
    chosen = offered_.find(row.choice)
    return Promise(
        id=row.id,
        module=row.module,
        title=offered_.title,
        html=chosen.html if chosen else "",
        lang=offered_.lang,
        chosen_at=row.at,
        outcome=review.outcome if review else None,  # type: ignore[arg-type]  # one of Outcome
        room=module.room,
        mark=module.mark,
    )


def _commitments(module: Module) -> Commitments:
    if module.sheet is None or module.sheet.commitments is None:
        raise Refused(Refusal.NOT_FOUND)
    return module.sheet.commitments


def _is_same(row: CommitmentRow, learner: Learner, module: str, choice: str) -> bool:
    if row.person_id != learner.person_id:
        raise Refused(Refusal.NOT_FOUND)
    return (row.module, row.choice) == (module, choice)


def _check_id(commitment_id: str) -> None:
    if not CLIENT_ID.fullmatch(commitment_id):
        raise Refused(Refusal.NOT_FOUND)
