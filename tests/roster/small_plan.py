"""A plan of one post with two shifts and two teams of one person, and duties of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from electsched.operation.plan import Plan
from electsched.operation.work_rules import WorkRule
from electsched.roster.duty import Duty
from electsched.timespan import Span, moment
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window

__all__ = ["REST", "START", "a_duty", "a_small_plan"]

START = date(2024, 1, 1)
REST = WorkRule(key="rest", limit=11, severity="error")


def a_small_plan(*rules: WorkRule, days: int = 10, people: int = 1, **fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan whose post has a day shift at 07:00 and a night shift at 22:00, eight hours each, in turn."""
    shifts = [a_shift("d", 7, 8, 1), a_shift("n", 22, 8, 1)]
    defaults: dict[str, Any] = {
        "posts": [a_post("x", "ab", pattern="p", windows=("w",))],
        "patterns": [a_pattern("p", shifts, a_line("d", "n", key="l"))],
        "teams": [a_team("a", people), a_team("b", people)],
        "windows": [a_window(START, days=days, key="w")],
    }
    return a_plan(rules=rules, **(defaults | fields))


def a_duty(team: str, day: int, hour: int, hours: int = 8, *, shift: str = "d", people: int = 1) -> Duty:
    """Return a duty at the post of the small plan; ``day`` is counted from its first day."""
    local_day = START + timedelta(days=day)
    start = moment(local_day, hour * 60, "Asia/Jakarta")
    span = Span(start, start.add(hours=hours))
    return Duty(post="x", line="l", day=local_day, shift=shift, team=team, people=people, span=span)
