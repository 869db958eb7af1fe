"""Changes of a roster, as records: absences, substitutions, swaps, amendments, and single duties added or cancelled.

Each record has who decided it, the day of the decision, and a reason, which is in no calendar. A record is added, and
not changed: the plan with its records is the roster that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Literal, get_args

import attrs

from electsched.law.date_arithmetic import Moment
from electsched.law.rules.trace import Value
from electsched.operation.operation import Post
from electsched.operation.resources import Posture
from electsched.operation.teams import Team
from electsched.timespan import Span, local_moment
from electsched.values import value_text

__all__ = [
    "ABSENCE_KINDS",
    "AMENDED_KEYS",
    "Absence",
    "Addition",
    "Amendment",
    "Cancellation",
    "Decision",
    "DutyName",
    "DutySlot",
    "Substitution",
    "Swap",
    "amended_post",
    "amended_team",
    "standing_additions",
]

AbsenceKind = Literal["leave", "sick", "detached", "course"]
ABSENCE_KINDS: tuple[AbsenceKind, ...] = get_args(AbsenceKind)

AMENDED_KEYS = ("teams", "pattern", "windows", "partners", "people")
"""The keys of a post that an amendment can change."""


@attrs.frozen(kw_only=True)
class Decision:
    """The decision behind a change.

    Attributes:
        by: The key of the command role that decided it.
        decided: The day of the decision.
        reason: The reason; it is in no calendar.
        corrects: Whether it may change duties that have begun, to say how they took place.
    """

    by: str
    decided: date
    reason: str = attrs.field(repr=False)
    corrects: bool = False

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Absence(Decision):
    """An absence of a member, or of so many people of a team.

    Attributes:
        team: The key of the team; empty if a member is named.
        member: The key of the absent member; empty if it may be anyone of the team.
        people: How many people of the team are absent; 1 if a member is named.
        start: The first day on which no duty begins, or the first moment, by the clock of the duty's post.
        end: The last such day, included, or the first moment after the absence.
        kind: Why they are absent.
        despite_embargo: Whether leave is granted under a leave embargo.
    """

    team: str = ""
    member: str = ""
    people: int = 1
    start: Value
    end: Value
    kind: AbsenceKind = "leave"
    despite_embargo: bool = False

    __repr__ = value_text

    def covers(self, day: date, span: Span) -> bool:
        """Return whether a duty that was planned for the day falls in the absence."""
        return _begins_before_end(self.start, day, span) and _ends_after_start(self.end, day, span)

    def is_refused(self, posture: Posture | None) -> bool:
        """Return whether a leave embargo cancels it."""
        return self.kind == "leave" and not self.despite_embargo and posture is not None and posture.leave_embargo


def _begins_before_end(start: Value, day: date, span: Span) -> bool:
    return _moment(start, span) < span.end.astimezone(UTC) if isinstance(start, Moment) else start <= day


def _ends_after_start(end: Value, day: date, span: Span) -> bool:
    return span.start.astimezone(UTC) < _moment(end, span) if isinstance(end, Moment) else day <= end


def _moment(value: Moment, span: Span) -> datetime:
    return local_moment(value.day, value.minutes, str(span.start.tzinfo)).astimezone(UTC)


DutySlot = tuple[str, date, str]
"""A post, a day and a shift."""


@attrs.frozen(kw_only=True)
class DutyName:
    """A duty by its identity: the post, the day on which it was planned to begin, the shift, and the line.

    Attributes:
        post: The key of the post.
        day: The local day.
        shift: The key of the shift.
        line: The key of the line of the pattern; empty if one line alone has the shift.
        member: The key of the member who exchanges the duty, in a swap of members.
    """

    post: str
    day: date
    shift: str
    line: str = ""
    member: str = ""

    __repr__ = value_text

    @property
    def slot(self) -> DutySlot:
        """The post, the day and the shift."""
        return self.post, self.day, self.shift

    def names(self, post: str, line: str, day: date, shift: str) -> bool:
        """Return whether it is the name of that duty."""
        return self.slot == (post, day, shift) and self.line in {"", line}


@attrs.frozen(kw_only=True)
class Substitution(Decision):
    """A member who stands in for another one.

    Attributes:
        member: The key of the member who is replaced.
        substitute: The key of the member who stands in, of any team or unit.
        start: The first day whose duties are concerned.
        end: The last such day, included; the first day if it is not stated.
        post: The key of the post; empty for the duties at all posts.
        shift: The key of the shift; empty for all shifts.
    """

    member: str
    substitute: str
    start: date
    end: date | None = None
    post: str = ""
    shift: str = ""

    __repr__ = value_text

    def covers(self, post: str, day: date, shift: str) -> bool:
        """Return whether it concerns the duty."""
        in_time = self.start <= day <= (self.end or self.start)
        return in_time and self.post in {"", post} and self.shift in {"", shift}


@attrs.frozen(kw_only=True)
class Swap(Decision):
    """An exchange of two duties between their teams, or between two members if both are named.

    Attributes:
        first: A duty.
        second: The other duty.
    """

    first: DutyName
    second: DutyName

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Amendment(Decision):
    """A change of a post or a team from a day on, or a new post; earlier days stay as they were.

    Attributes:
        post: The key of the post; empty if it concerns a team or a new post.
        team: The key of the team; empty if it concerns a post.
        new_post: The new post, which is manned from the first day on; None if it concerns a post that the plan has.
        start: The first day on which it holds.
        people: How many people must be on duty in each shift of the post, or how many people of the team can do duty
            at a time; None if they stay.
        teams: Its teams, one list for each line; None if they stay.
        pattern: The key of its pattern; None if it stays.
        windows: The keys of its windows; None if they stay. With an empty list it is not manned any more.
        partners: The keys of its partners; None if they stay.
        cycle: Whether the cycle goes on as if the post had always been so, or begins anew on the first day.
    """

    post: str = ""
    team: str = ""
    new_post: Post | None = None
    start: date
    people: int | None = None
    teams: tuple[tuple[str, ...], ...] | None = None
    pattern: str | None = None
    windows: tuple[str, ...] | None = None
    partners: tuple[str, ...] | None = None
    cycle: Literal["continued", "anew"] = "continued"

    __repr__ = value_text

    @property
    def changed_post(self) -> str:
        """The key of the post that it changes or brings; empty if it concerns a team."""
        return self.new_post.key if self.new_post else self.post

    def applied_to(self, post: Post) -> Post:
        """Return the post as it is from the first day of the amendment on."""
        stated = {name: getattr(self, name) for name in AMENDED_KEYS}
        return attrs.evolve(post, **{name: value for name, value in stated.items() if value is not None})


def amended_team(team: Team, amendments: Iterable[Amendment], day: date) -> Team:
    """Return a team as it is on a day."""
    for amendment in sorted(amendments, key=lambda amendment: amendment.start):
        if amendment.team == team.key and amendment.start <= day and amendment.people is not None:
            team = attrs.evolve(team, people=amendment.people)
    return team


def amended_post(post: Post, amendments: Iterable[Amendment], day: date) -> tuple[Post, date | None]:
    """Return a post as it is on a day, and the day on which its cycle began anew; None if it never did."""
    began: date | None = None
    for amendment in sorted(amendments, key=lambda amendment: amendment.start):
        if amendment.post == post.key and amendment.start <= day:
            post = amendment.applied_to(post)
            began = amendment.start if amendment.cycle == "anew" else began
    return post, began


@attrs.frozen(kw_only=True)
class Addition(Decision):
    """A single duty that the pattern does not have: another day, or more people in a shift.

    Attributes:
        post: The key of the post.
        day: The local day on which it begins.
        shift: The key of a shift of the post.
        team: The key of the team.
        people: How many people of the team do it; those of the shift if it is not stated.
        line: A key that is no line of the pattern; it is part of the identity of the duty.
    """

    post: str
    day: date
    shift: str
    team: str
    people: int | None = None
    line: str = "extra"

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Cancellation(Decision):
    """A single duty that does not take place.

    Attributes:
        post: The key of the post.
        day: The local day on which it would have begun.
        shift: The key of the shift.
        line: The key of the line, or of an added duty; empty for all lines of the pattern that have the shift.
    """

    post: str
    day: date
    shift: str
    line: str = ""

    __repr__ = value_text


def standing_additions(additions: Iterable[Addition], cancellations: Iterable[Cancellation]) -> Iterator[Addition]:
    """Yield the additions that no cancellation takes back; it names their line."""
    cancelled = {(entry.post, entry.day, entry.shift, entry.line) for entry in cancellations}
    return (entry for entry in additions if (entry.post, entry.day, entry.shift, entry.line) not in cancelled)
