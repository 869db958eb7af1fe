"""What a judge finds in a roster: as values, as data, and as lines of text in the languages of calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal

import attrs

from electsched.i18n.text import Text
from electsched.operation.work_rules import Waiver

__all__ = ["Code", "RosterFinding", "roster_data", "roster_lines"]

Code = Literal[
    "under",
    "over",
    "overlap",
    "unknown",
    "time",
    "strength",
    "role",
    "leave",
    "partner",
    "embargo",
    "rest",
    "hours",
    "consecutive-days",
    "consecutive-nights",
]
"""under and over: too few or too many people at some moment of a shift; overlap: a team or a person at two places at
once; unknown: no such post, day, shift, team or member in the plan; time: a duty that shares no moment with its
shift; strength: more people than the team has there, or another number than the duty names; role: nobody there can
fill the role that the shift requires; leave: someone is on duty who is away; partner: the post names a partner that
may not be there; embargo: leave under a leave embargo, which does not count; the others are the rules of working
time."""


@attrs.frozen(kw_only=True)
class RosterFinding:
    """Something about a roster that is wrong, or that should be looked at.

    Attributes:
        code: What it is.
        severity: How grave; ``waived`` where someone granted that it need not be kept.
        post: The key of the post; of the later duty where it is about two.
        day: The local day of the duty, or on which one is missing.
        shift: The key of the shift.
        team: The key of the team; empty where it is about none.
        member: The key of the member, in a roster by name; empty where it is about none.
        found: How much there is: people, hours, days or nights.
        expected: How much there should be, at least or at most.
        waiver: Who waived it, and why.
    """

    code: Code
    severity: Literal["error", "warning", "waived"]
    post: str
    day: date
    shift: str
    team: str = ""
    member: str = ""
    found: float = 0
    expected: float = 0
    waiver: Waiver | None = None


def roster_data(findings: Iterable[RosterFinding]) -> list[dict[str, Any]]:
    """Return the findings as plain data."""
    return [
        {
            "code": item.code,
            "severity": item.severity,
            "post": item.post,
            "day": item.day.isoformat(),
            "shift": item.shift,
            "team": item.team,
            "member": item.member,
            "found": item.found,
            "expected": item.expected,
            "waived": {"by": item.waiver.by, "reason": item.waiver.reason} if item.waiver else None,
        }
        for item in findings
    ]


_SEVERITIES = {
    "error": Text({"id": "kesalahan", "en": "error"}),
    "warning": Text({"id": "perhatian", "en": "warning"}),
    "waived": Text({"id": "dikecualikan", "en": "waived"}),
}
_SAID: dict[Code, Text] = {
    "under": Text({"id": "{found} dari {expected} orang", "en": "{found} of {expected} people"}),
    "over": Text({"id": "{found} orang, cukup {expected}", "en": "{found} people, where {expected} are enough"}),
    "overlap": Text(
        {"id": "bertugas di dua tempat selama {found} jam", "en": "on duty at two places for {found} hours"}
    ),
    "unknown": Text(
        {
            "id": "pos, hari, sesi, regu, atau anggota tidak ada dalam rencana",
            "en": "no such post, day, shift, team or member in the plan",
        }
    ),
    "time": Text({"id": "tidak pada jam sesinya", "en": "at no moment of its shift"}),
    "strength": Text({"id": "{found} orang, yang ada {expected}", "en": "{found} people, where there are {expected}"}),
    "role": Text(
        {"id": "tidak ada yang dapat mengisi peran sesi", "en": "nobody there can fill the role of the shift"}
    ),
    "leave": Text({"id": "sedang cuti pada hari itu", "en": "on leave that day"}),
    "partner": Text(
        {"id": "mitra pos itu tidak boleh berada di sana", "en": "a partner of the post may not be at such a post"}
    ),
    "embargo": Text(
        {"id": "cuti tidak berlaku selama larangan cuti", "en": "leave does not count under a leave embargo"}
    ),
    "rest": Text(
        {"id": "istirahat {found} jam, paling sedikit {expected}", "en": "{found} hours of rest, {expected} at least"}
    ),
    "hours": Text(
        {
            "id": "{found} jam dalam tujuh hari, paling banyak {expected}",
            "en": "{found} hours in seven days, {expected} at most",
        }
    ),
    "consecutive-days": Text(
        {
            "id": "{found} hari berturut-turut, paling banyak {expected}",
            "en": "{found} days in a row, {expected} at most",
        }
    ),
    "consecutive-nights": Text(
        {
            "id": "{found} malam berturut-turut, paling banyak {expected}",
            "en": "{found} nights in a row, {expected} at most",
        }
    ),
}
_WAIVED = Text({"id": "dikecualikan oleh {by}: {reason}", "en": "waived by {by}: {reason}"})


def roster_lines(findings: Iterable[RosterFinding], *, language: str = "en") -> Iterator[str]:
    """Yield each finding as a line of text, such as a duty after too short a rest; members go by their key."""
    for item in findings:
        said = _SAID[item.code][language].format(found=f"{item.found:g}", expected=f"{item.expected:g}")
        waiver = item.waiver
        waived = "; " + _WAIVED[language].format(by=waiver.by, reason=waiver.reason) if waiver else ""
        where = " ".join(filter(None, (item.post, item.day.isoformat(), item.shift, item.member or item.team)))
        yield f"{_SEVERITIES[item.severity][language]}: {item.code}: {where}: {said}{waived}"
