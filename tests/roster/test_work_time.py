"""What a team may still do, over a time that is long beside what a rule looks back on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from electsched.operation.work_rules import RuleKey, WorkRule
from electsched.roster.work_time import WorkTime

FIRST = date(2023, 10, 19)
DAYS = 368
EVENING = 22


@pytest.mark.parametrize(
    ("key", "limit", "hours", "allowed"),
    [
        ("consecutive-days", 2, 8, "110"),
        ("consecutive-nights", 3, 8, "1110"),
        ("rest", 17, 8, "10"),  # sixteen hours lie between two duties of eight
        ("rest", 16, 8, "1"),
        ("hours", 24, 8, "1110000"),  # with eight more it would be 32 in seven days
    ],
)
def test_each_rule_to_the_last_day(key: RuleKey, limit: int, hours: int, allowed: str) -> None:
    """A team that would work every night may do so as often as the rule says, in the last week as in the first."""
    worktime = WorkTime([WorkRule(key=key, limit=limit, severity="error")])
    told = ""
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        start = datetime(day.year, day.month, day.day, EVENING, tzinfo=UTC)
        end = start + timedelta(hours=hours)
        refused = worktime.refuses("a", day, start, end)
        assert refused in {"", key}
        told += "0" if refused else "1"
        if not refused:
            worktime.add("a", start, end)
    assert told == (allowed * DAYS)[:DAYS]
