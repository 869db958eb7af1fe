"""Working-time rules: each has a limit and a severity, and can be waived with a reason by a command role.

The rules are policy, not law of nature: a 24-hour tour breaks a rest of eleven hours, and police stations use it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import Text
from electsched.values import value_text

__all__ = ["NoticeTier", "RuleKey", "Severity", "Waiver", "WorkRule"]

RuleKey = Literal["rest", "hours", "consecutive-days", "consecutive-nights"]
"""The quantity that a rule limits.

- ``rest``: the fewest hours between two stretches of duty; duties that touch are one stretch.
- ``hours``: the most hours in any seven days.
- ``consecutive-days``: the most days in a row on which a duty begins.
- ``consecutive-nights``: the most nights in a row; a night is a duty that includes 02:00 by the clock of the post's
  unit.
"""
Severity = Literal["error", "warning"]


@attrs.frozen(kw_only=True)
class WorkRule:
    """A working-time rule.

    Attributes:
        key: The quantity that it limits.
        limit: Hours, or days or nights in a row.
        severity: Whether a roster that breaks it has an error or a warning.
        source: The source of the rule, or the remark that it is an illustration.
    """

    key: RuleKey
    limit: int
    severity: Severity
    source: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Waiver:
    """An exception from a working-time rule.

    Attributes:
        rule: The key of the rule.
        by: The key of the command role that granted it.
        reason: The reason, such as the exigency of duty.
        team: The key of the team to which it applies; empty for all.
        start: The first day to which it applies; None for no limit.
        end: The last such day, included; None for no limit.
    """

    rule: RuleKey
    by: str
    reason: str
    team: str = ""
    start: date | None = None
    end: date | None = None

    __repr__ = value_text

    def covers(self, rule: str, team: str, day: date) -> bool:
        """Return whether it applies to the rule, the team and the day."""
        in_time = (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
        return self.rule == rule and self.team in {"", team} and in_time


@attrs.frozen(kw_only=True)
class NoticeTier:
    """A class of changes by the length of their notice.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        under: It applies to fewer clear days of notice than this, if no lower tier does. The day of the change and the
            day of the duty are not clear days.
    """

    key: str
    name: Text = attrs.field(repr=False)
    under: int

    __repr__ = value_text
