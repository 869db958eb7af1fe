"""The working-time rules of one team over a time that is long compared with the days that a rule covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from electsched.operation.work_rules import RuleKey, WorkRule
from electsched.roster.work_time import WorkTime

FIRST_DAY = date(2023, 10, 19)
DAYS = 368
EVENING = 22


@pytest.mark.parametrize(
    ("key", "limit", "hours", "allowed"),
    [
        ("consecutive-days", 2, 8, "110"),
        ("consecutive-nights", 3, 8, "1110"),
        ("rest", 17, 8, "10"),  # there are sixteen hours between two duties of eight
        ("rest", 16, 8, "1"),
        ("hours", 24, 8, "1110000"),  # eight more would be 32 in seven days
    ],
)
def test_rule_allows_the_same_duties_in_the_last_week_as_in_the_first(
    key: RuleKey, limit: int, hours: int, allowed: str
) -> None:
    """A team that is offered a duty every night does it as often as the rule allows, over the whole operation."""
    work_time = WorkTime([WorkRule(key=key, limit=limit, severity="error")])
    duties = ""
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        start = datetime(day.year, day.month, day.day, EVENING, tzinfo=UTC)
        end = start + timedelta(hours=hours)
        broken = work_time.broken_rule("a", day, start, end)
        assert broken in {"", key}
        duties += "0" if broken else "1"
        if not broken:
            work_time.record("a", start, end)
    assert duties == (allowed * DAYS)[:DAYS]
