"""Duties, shortfalls and rosters as values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, overload

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.staffing.tables import csv_text
from electsched.timespan import Span, checked_day

__all__ = ["Duty", "Roster", "Shortfall"]


@attrs.frozen(kw_only=True, repr=False)
class Duty:
    """A team at a post for a shift.

    Its identity is the post, the line, the planned local day and the shift; the team and the exact time may change.

    Attributes:
        post: The key of the post.
        line: The key of the line of the post's pattern.
        day: The local day on which it was planned to begin.
        shift: The key of the shift.
        team: The key of the team.
        people: How many people of the team do it.
        span: Its exact time.
        members: The keys of its members, in a roster by name; empty if the whole team does it.
        relief: Whether it relieves a team whose duty ran past its latest planned end.
    """

    post: str
    line: str
    day: date
    shift: str
    team: str
    people: int
    span: Span
    members: tuple[str, ...] = ()
    relief: bool = False

    def __repr__(self) -> str:
        """Return its post, time, shift and team."""
        start, end = self.span.start, self.span.end
        return f"Duty({self.post!r}, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}, {self.shift!r}, {self.team!r})"

    @property
    def identity(self) -> tuple[str, str, date, str, bool]:
        """Its identity: the post, the line, the planned local day, the shift, and whether it is a relief."""
        return self.post, self.line, self.day, self.shift, self.relief

    def to_dict(self) -> dict[str, Any]:
        """Return the duty as plain data; ``start`` and ``end`` are moments with their offset, the end exclusive."""
        return {
            "post": self.post,
            "line": self.line,
            "day": self.day.isoformat(),
            "shift": self.shift,
            "team": self.team,
            "people": self.people,
            "start": self.span.start.isoformat(),
            "end": self.span.end.isoformat(),
            "members": list(self.members),
            "relief": self.relief,
        }


@attrs.frozen(kw_only=True, repr=False)
class Shortfall:
    """A shift that is not manned, or not by enough people.

    Attributes:
        post: The key of the post.
        line: The key of the line of the post's pattern.
        day: The local day on which the shift begins.
        shift: The key of the shift.
        people: How many people must be on duty.
        missing: How many of them are missing.
        span: The exact time of the shift.
        reason: The reason for the shortfall.
        team: The key of the team whose turn it is; empty if it is no team's turn.
    """

    post: str
    line: str
    day: date
    shift: str
    people: int
    missing: int
    span: Span
    reason: Text
    team: str = ""

    def __repr__(self) -> str:
        """Return its post, day, shift and the number of people missing."""
        return f"Shortfall({self.post!r}, {self.day}, {self.shift!r}, {self.missing} of {self.people} missing)"

    def to_dict(self) -> dict[str, Any]:
        """Return the shortfall as plain data; ``reason`` by language, ``end`` exclusive."""
        return {
            "post": self.post,
            "line": self.line,
            "day": self.day.isoformat(),
            "shift": self.shift,
            "team": self.team,
            "people": self.people,
            "missing": self.missing,
            "start": self.span.start.isoformat(),
            "end": self.span.end.isoformat(),
            "reason": dict(self.reason.words),
        }


COLUMNS = ("post", "line", "day", "shift", "team", "people", "start", "end", "members", "relief")


@attrs.frozen(repr=False)
class Roster:
    """Duties in order of their start, and at one moment in the order of the posts in the plan.

    A roster is a sequence: it has a length, it can be iterated, and ``roster[0]`` is its first duty.

    Attributes:
        duties: The duties.
        plan: The plan for which it was built; None for a roster that was put together from duties alone.
    """

    duties: tuple[Duty, ...]
    plan: Plan | None = attrs.field(default=None, eq=False)

    def __repr__(self) -> str:
        """Return the number of duties, and the local days of the first start and the last end."""
        if not self.duties:
            return "Roster(0 duties)"
        first, last = self.duties[0].span.start, max(duty.span.end for duty in self.duties)
        return f"Roster({len(self.duties):,} duties, {first:%Y-%m-%d} to {last:%Y-%m-%d})"

    def __len__(self) -> int:
        """Return the number of duties."""
        return len(self.duties)

    def __iter__(self) -> Iterator[Duty]:
        """Yield every duty in order."""
        return iter(self.duties)

    @overload
    def __getitem__(self, index: int) -> Duty: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Duty, ...]: ...
    def __getitem__(self, index: int | slice) -> Duty | tuple[Duty, ...]:
        """Return the duty with that index, or the duties of a slice."""
        return self.duties[index]

    def select(
        self,
        *,
        post: str | None = None,
        team: str | None = None,
        unit: str | None = None,
        member: str | None = None,
        day: date | None = None,
    ) -> Roster:
        """Return the roster of the duties that match every argument given.

        Args:
            post: The key of a post.
            team: The key of a team.
            unit: The key of a unit; its duties are those of its posts, without those of the units below it.
            member: The key of a member; the member's duties are those that name the member, and those of the member's
                team that name nobody.
            day: The local day on which the duty was planned to begin; of a moment, the date by its own clock.

        Raises:
            UnknownNameError: The plan has no such post, team, unit or member.
            InputError: A unit or a member was asked for, and the roster does not have its plan; or the day is none.
        """
        member_team = self._check_keys(post, team, unit, member)
        planned_day = None if day is None else checked_day("day", day)
        posts = () if self.plan is None else self.plan.posts
        unit_posts = {entry.key for entry in posts if entry.unit == unit}
        return attrs.evolve(
            self,
            duties=tuple(
                duty
                for duty in self.duties
                if (post is None or duty.post == post)
                and (team is None or duty.team == team)
                and (unit is None or duty.post in unit_posts)
                and (member is None or member in duty.members or (not duty.members and duty.team == member_team))
                and (planned_day is None or duty.day == planned_day)
            ),
        )

    def _check_keys(self, post: str | None, team: str | None, unit: str | None, member: str | None) -> str:
        """Raise an error for a key that the plan does not have; return the team of the member, if one is asked for."""
        plan = self.plan
        if plan is None:
            for kind, key in (("unit", unit), ("member", member)):
                if key is not None:
                    raise InputError(
                        Fault(kind, quoted(key), phrase("a roster with its plan, such as `build_roster` returns"))
                    )
            return ""
        for look_up, key in ((plan.post, post), (plan.team, team), (plan.unit, unit)):
            if key is not None:
                look_up(key)
        return "" if member is None else plan.member(member).team

    def to_dict(self) -> dict[str, Any]:
        """Return the duties as plain data."""
        return {"duties": [duty.to_dict() for duty in self.duties]}

    def to_csv(self) -> str:
        """Return the duties as CSV; members are separated by spaces, and an end is exclusive."""
        rows = (duty.to_dict() | {"members": " ".join(duty.members)} for duty in self.duties)
        return csv_text(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))

    def to_frame(self) -> Any:  # noqa: ANN401  # a pandas.DataFrame; pandas is optional
        """Return a `pandas.DataFrame` with a row for each duty; ``start`` and ``end`` (exclusive) are in UTC.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        frame = pd.DataFrame([duty.to_dict() for duty in self.duties], columns=COLUMNS)
        for column in ("start", "end"):
            frame[column] = pd.to_datetime(frame[column], utc=True)
        return frame.astype({"day": "datetime64[ns]"})
