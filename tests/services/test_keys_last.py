"""The keys that clients give never expire: what was stored is stored once, whenever it is sent again."""

import dataclasses
from datetime import timedelta

import pytest

from score_learn.core.people import Actor
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import attempts, records
from score_learn.storage.ledger import AnswerRow, AttemptRow, SubmissionRow
from tests.builders import NOON, client_id
from tests.services.taking import all_right, begin, rows

pytestmark = pytest.mark.usefixtures("safety")

TEN_YEARS = timedelta(days=3653)


def test_after_ten_years_everything_sent_again_is_known(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    first = attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    later = NOON + TEN_YEARS

    attempts.begin(attempt, meena, "safety", "fire", "lesson", lang="en", now=later)
    again = attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=later)

    assert again == first
    assert (rows(AttemptRow), rows(SubmissionRow), rows(AnswerRow)) == (1, 1, len(right))
    assert records.verify() == 0


def test_after_ten_years_a_key_is_still_not_free_for_something_else(meena: Actor) -> None:
    attempt = begin(meena)
    right = all_right(meena, attempt)
    attempts.hand_in(client_id("h"), attempt, right, meena, lang="en", now=NOON)
    wrong = [dataclasses.replace(one, answer=()) for one in right]

    with pytest.raises(Refused) as refused:
        attempts.hand_in(client_id("h"), attempt, wrong, meena, lang="en", now=NOON + TEN_YEARS)
    assert refused.value.reason is Refusal.KEY_REUSED
