"""The findings of the check of a roster, as values, data and text."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import attrs

from electsched.i18n.languages import words
from electsched.operation.work_rules import Waiver
from electsched.values import value_text

__all__ = ["Code", "RosterFinding"]

Code = Literal[
    "under",
    "over",
    "overlap",
    "unknown",
    "time",
    "strength",
    "role",
    "leave",
    "barred",
    "cap",
    "least-hours",
    "most-hours",
    "free-request",
    "duty-request",
    "partner",
    "embargo",
    "not-on-duty",
    "muster",
    "rest",
    "hours",
    "consecutive-days",
    "consecutive-nights",
]
"""The kind of a finding.

- ``under``, ``over``: too few or too many people at some moment of a shift.
- ``overlap``: a team or a person on duty at two places at once.
- ``unknown``: a post, day, shift, team or member that is not in the plan.
- ``time``: a duty that shares no moment with its shift.
- ``strength``: more people than the team has, or a number that differs from the members named.
- ``role``: no person of the duty can fill the role that the shift requires.
- ``leave``: a duty of a member during leave.
- ``barred``: a duty of a member at a post from which the plan bars this member.
- ``cap``: more duties of a shift than a member may do; the first that is too many is named.
- ``least-hours``, ``most-hours``: fewer or more hours over the period than a member may have. With fewer no duty is
  named, and the day is the last one of the operation.
- ``free-request``, ``duty-request``: a request to be free of a duty, or for one, that is not granted; ``found`` is its
  weight. No post is named if the member has no duty as asked for.
- ``partner``: a post with a partner that is excluded from posts of its kind.
- ``embargo``: a duty of a team whose leave is cancelled by a leave embargo.
- ``not-on-duty``: a record by which a member gives a duty, or is replaced at one, without being on it.
- ``muster``: a duty of people who must be at a muster then; ``other`` is the key of the muster.
- The others are the working-time rules of the plan.
"""


@attrs.frozen(kw_only=True)
class RosterFinding:
    """An error or a warning about a duty of a roster, or about a shift without one.

    Attributes:
        code: Its kind.
        severity: Its severity; ``waived`` if a command role granted an exception, ``information`` if nothing is wrong.
        post: The key of the post; of the later duty if two duties are concerned.
        day: The local day of the duty.
        shift: The key of the shift.
        team: The key of the team; empty if it concerns no team.
        member: The key of the member, in a roster by name; empty if it concerns no member.
        other: The other duty of an overlap: its post, day and shift; or the key of a muster.
        found: The actual number of people, hours, days or nights.
        expected: The required number, a minimum or a maximum.
        waiver: The exception, if one was granted.
        change: The record of a change that caused it, by its list and index in the plan, such as ``swap[0]``; empty if
            no change did.
    """

    code: Code
    severity: Literal["error", "warning", "waived", "information"]
    post: str
    day: date
    shift: str
    team: str = ""
    member: str = ""
    other: str = ""
    found: float = 0
    expected: float = 0
    waiver: Waiver | None = None
    change: str = ""

    __repr__ = value_text

    def to_text(self, language: str = "en") -> str:
        """Return the finding as a line of text, such as a duty after too short a rest; a member is shown by key."""
        phrases = words(language)
        phrase = phrases[f"finding.{self.code.replace('-', '_')}"]
        subject = " ".join(filter(None, (self.post, self.day.isoformat(), self.shift, self.member or self.team)))
        quantities = phrase.format(found=f"{self.found:g}", expected=f"{self.expected:g}", other=self.other)
        text = f"{phrases[f'severity.{self.severity}']}: {self.code}: {subject}: {quantities}"
        if self.other and "{other}" not in phrase:
            text += f"; {phrases['finding.other'].format(other=self.other)}"
        if self.change:
            text += f"; {phrases['finding.change'].format(change=self.change)}"
        if self.waiver is None:
            return text
        return f"{text}; " + phrases["finding.waiver"].format(by=self.waiver.by, reason=self.waiver.reason)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "code": self.code,
            "severity": self.severity,
            "post": self.post,
            "day": self.day.isoformat(),
            "shift": self.shift,
            "team": self.team,
            "member": self.member,
            "other": self.other,
            "found": self.found,
            "expected": self.expected,
            "change": self.change,
            "waived": {"by": self.waiver.by, "reason": self.waiver.reason} if self.waiver else None,
        }
