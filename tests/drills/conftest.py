"""Short drills, seeded."""

import pytest

from score_learn.drills.report import Plan


@pytest.fixture
def on_sqlite() -> Plan:
    return Plan(database="sqlite", seed=4827)


@pytest.fixture
def on_postgresql() -> Plan:
    return Plan(database="postgresql", seed=4827)
