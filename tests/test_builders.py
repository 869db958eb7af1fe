"""The small plans of the tests are sound themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import electsched
from electsched.operation.team_lines import check_plan
from tests.builders import FIRST_DAY, LAST_DAY, a_plan, a_post, a_window


def test_a_plan_without_arguments_has_no_faults() -> None:
    """Its post is manned on each day of the campaign, its roster passes the check, and it has no findings."""
    plan = a_plan()
    roster, shortfalls = electsched.build_roster(plan)
    assert [*check_plan(plan), *plan.findings, *shortfalls, *electsched.check_roster(roster, plan)] == []
    assert [duty.day for duty in (roster[0], roster[-1])] == [FIRST_DAY, LAST_DAY]
    assert len(roster) == 75


def test_a_plan_can_be_published(tmp_path: Path) -> None:
    """It has everything that calendars and pages need."""
    plan = a_plan(windows=[a_window(date(2024, 1, 1), days=3)], posts=[a_post("gate", ["a", "b", "c"])])
    assert "internal/posts/gate.id.ics" in electsched.publish(plan, tmp_path / "site").written
