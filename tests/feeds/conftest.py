"""The example plan and its roster, made once for all tests of the feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from electsched.plan import Plan
from electsched.roster.duties import Roster

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan of Polres Jombang."""
    return electsched.load_plan(EXAMPLE)


@pytest.fixture(scope="session")
def roster(plan: Plan) -> Roster:
    """Return its duties."""
    return electsched.rotate(plan)[0]
