"""What the bytes of each calendar are made from, as a digest: what need not be made again is known before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from functools import cache

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.timeline.timeline import Timeline
from electsched.timespan import Span

__all__ = [
    "Marker",
    "Marks",
    "Origins",
    "board_digest",
    "common_digest",
    "content_digest",
    "digest",
    "plan_digest",
    "roster_origins",
    "timeline_digest",
]

_COMMON = ("id", "title", "zone", "operation", "site", "patterns", "musters")
_OWN = ("units", "partners", "posts", "teams", "members")
"""The fields of a plan from which the texts of duties are made: those that all its pieces share, and the others."""


@attrs.frozen
class Origins:
    """The digest of what each calendar is made from, besides its language; none is known where it is empty.

    Attributes:
        context: That of all that the calendars share.
        of_key: That of the duties of each unit, post and team, by kind and key.
    """

    context: str = ""
    of_key: Mapping[tuple[str, str], str] = attrs.field(factory=dict, repr=False)

    def of(self, kind: str, key: str, language: str) -> str:
        """Return the digest of one calendar; empty where it is not known."""
        return digest([self.context, kind, key, language, self.of_key.get((kind, key), "")]) if self.context else ""


def digest(parts: Iterable[str]) -> str:
    """Return one digest of these texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def common_digest(plan: Plan, stages: str = "") -> str:
    """Return the digest of all that the texts and pages of every piece of a plan are made from.

    ``stages`` is the `timeline_digest` of its timeline, where the caller has it already.
    """
    return digest([_fields(plan, _COMMON), stages or timeline_digest(plan.timeline), str(plan.languages)])


def plan_digest(plan: Plan, common: str = "") -> str:
    """Return the digest of all that the texts of a plan's duties and its pages are made from, the roster apart.

    ``common`` is its `common_digest`, where the caller has it already.
    """
    return digest([common or common_digest(plan), _fields(plan, _OWN)])


def content_digest(plan: Plan, roster: Roster | None) -> str:
    """Return the digest of all that a site is made from, whatever it is made with."""
    fields = (field.name for field in attrs.fields(Plan) if field.name not in {"timeline", "issued"})
    duties = (str(attrs.astuple(duty, recurse=False)) for duty in roster.duties) if roster is not None else ()
    return digest([timeline_digest(plan.timeline), _fields(plan, fields), *duties])


def _fields(plan: object, names: Iterable[str]) -> str:
    return json.dumps({name: getattr(plan, name) for name in names}, default=_plain, check_circular=False)


def timeline_digest(timeline: Timeline) -> str:
    """Return the digest of all that the calendar and the pages of an election's stages are made from."""
    stages = json.dumps(timeline.dated, default=_plain, check_circular=False)
    return digest([timeline.id, _fields(timeline, ("name", "links")), stages])


def _plain(value: object) -> object:
    """Return what `json` cannot write as what it can; it takes apart all the rest itself, in C."""
    names = _names(type(value))  # type: ignore[arg-type]  # every class can be looked up
    return {name: getattr(value, name) for name in names} if names else str(value)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


@attrs.frozen
class Marks:
    """What tells each duty of a roster from another, as text, in the order of the roster.

    Attributes:
        shown: What a board shows of each.
        rest: What else there is of each; who relieves whom follows from all of them together.
    """

    shown: tuple[str, ...] = attrs.field(repr=False)
    rest: tuple[str, ...] = attrs.field(repr=False)


class Marker:
    """Makes the marks of rosters that share their spans, as the pieces of one roster do: each span is told once."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._spans: dict[int, str] = {}  # by identity
        self._held: list[Span] = []  # that no other span takes the place of one of them

    def marks(self, roster: Roster) -> Marks:
        """Return the marks of a roster."""
        known = self._spans
        shown = [
            f"{duty.post} {duty.day.toordinal()} {duty.shift} {duty.team} {duty.people} {'+' if duty.relief else '-'}"
            for duty in roster.duties
        ]
        rest = [
            f"{duty.line} {duty.members or ''} {known.get(id(duty.span)) or self._learn(duty.span)}"
            for duty in roster.duties
        ]
        return Marks(tuple(shown), tuple(rest))

    def _learn(self, span: Span) -> str:
        self._held.append(span)
        found = self._spans[id(span)] = f"{_moment(span.start)} {_moment(span.end)}"
        return found


def _moment(value: datetime) -> str:
    """Return a moment as text: by the clock, and by which."""
    return f"{value.toordinal()} {value.hour} {value.minute} {value.second} {value.fold} {value.tzinfo}"


def roster_origins(index: RosterIndex, context: str, marks: Marks) -> Origins:
    """Return what each calendar of the roster is made from: its duties, and the reliefs before and after them."""
    plan, duties = index.plan, index.roster.duties
    told = {
        id(duty): f"{shown} {rest} {index.relieved_team(duty)} {index.relieving_team(duty)}"
        for duty, shown, rest in zip(duties, marks.shown, marks.rest, strict=True)
    }
    keys = [("unit", unit.key) for unit in plan.units] + [("post", post.key) for post in plan.posts]
    keys += [("team", team.key) for team in plan.teams]
    return Origins(context, {key: digest(told[id(duty)] for duty in index.duties_of(*key)) for key in keys})


def board_digest(roster: Roster, marks: Marks, posts: Container[str] | None = None) -> str:
    """Return the digest of what a board shows of the duties at these posts, at all where none are named."""
    if posts is None:
        return digest(marks.shown)
    return digest(mark for duty, mark in zip(roster.duties, marks.shown, strict=True) if duty.post in posts)
