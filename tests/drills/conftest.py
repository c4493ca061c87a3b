"""What the short forms of drills run on: the same databases as every other test."""

import pytest

from score_learn.drills.report import Plan


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def plan(request: pytest.FixtureRequest) -> Plan:
    """A short drill."""
    return Plan(database=request.param, seed=4827)
