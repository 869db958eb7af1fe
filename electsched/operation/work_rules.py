"""Working-time rules: each with a limit, a severity, and waivers that name a reason and who granted them.

They are policy and not law of nature: a tour of 24 hours breaks a rest of eleven hours, and is worked all the same.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import Text

__all__ = ["NoticeTier", "RuleKey", "Severity", "Waiver", "WorkRule"]

RuleKey = Literal["rest", "hours", "consecutive-days", "consecutive-nights"]
"""rest: the fewest hours between two stretches of duty, where duties that touch are one stretch; hours: the most hours
in any seven days; consecutive-days: the most days in a row on which a duty begins; consecutive-nights: the most nights
in a row, a night being a duty that is under way at 02:00 by the clock of the unit whose post it is."""
Severity = Literal["error", "warning"]


@attrs.frozen(kw_only=True)
class WorkRule:
    """A rule of working time.

    Attributes:
        key: What it limits.
        limit: Hours, or days or nights in a row.
        severity: Whether a roster that breaks it is wrong, or only to be looked at.
        source: Where it is laid down, or that it is an illustration.
    """

    key: RuleKey
    limit: int
    severity: Severity
    source: str = ""


@attrs.frozen(kw_only=True)
class Waiver:
    """A rule that need not be kept, by someone, for some time.

    Attributes:
        rule: The rule.
        by: The key of the command role that granted it.
        reason: Why, such as the exigency of duty.
        team: The key of the team for which it holds; all where empty.
        start: The first day on which it holds; None from the beginning.
        end: The last such day, included; None to the end.
    """

    rule: RuleKey
    by: str
    reason: str
    team: str = ""
    start: date | None = None
    end: date | None = None

    def covers(self, rule: str, team: str, day: date) -> bool:
        """Return whether it holds for the rule, the team and the day."""
        in_time = (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
        return self.rule == rule and self.team in {"", team} and in_time


@attrs.frozen(kw_only=True)
class NoticeTier:
    """How a change counts that comes at short notice.

    Attributes:
        key: Its name in the plan.
        name: What it is called.
        under: It holds for fewer clear days of notice than this, where no lower tier does; the day of the change and
            the day of the duty are not clear days.
    """

    key: str
    name: Text
    under: int
