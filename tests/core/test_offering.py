"""Which edition is shown while a translation is not complete."""

import pytest

from score_learn.core.course import Fallback
from score_learn.core.offering import choose


@pytest.mark.parametrize(
    ("policy", "newest", "is_complete", "held", "shown"),
    [
        ("hold", "new", True, "new", "new"),
        ("hold", "new", False, "old", "old"),
        ("hold", None, False, "old", "old"),
        ("hold", "new", False, None, "new"),
        ("source", "new", True, "new", "new"),
        ("source", "new", False, "old", "new"),
        ("source", None, False, "old", "source"),
        ("off", "new", True, "new", "new"),
        ("off", "new", False, "old", None),
        ("off", None, False, None, None),
    ],
)
def test_the_modules_policy_decides(
    policy: Fallback, newest: str | None, is_complete: bool, held: str | None, shown: str | None
) -> None:
    assert shown == choose(
        policy, newest=newest, is_complete=is_complete, held=held, source="source"
    )
