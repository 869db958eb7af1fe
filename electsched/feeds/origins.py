"""What the bytes of each calendar are made from, as a digest: what need not be made again is known before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

import attrs

from electsched.feeds.index import RosterIndex
from electsched.plan import Plan
from electsched.roster.duties import Duty, Roster
from electsched.timeline.stage import Timeline

__all__ = ["Origins", "common_digest", "content_digest", "digest", "plan_digest", "roster_origins", "timeline_digest"]

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


def common_digest(plan: Plan) -> str:
    """Return the digest of all that the texts and pages of every piece of a plan are made from."""
    return digest([_fields(plan, _COMMON), timeline_digest(plan.timeline), str(plan.languages)])


def plan_digest(plan: Plan, common: str = "") -> str:
    """Return the digest of all that the texts of a plan's duties and its pages are made from, the roster apart.

    ``common`` is its `common_digest`, where the caller has it already.
    """
    return digest([common or common_digest(plan), _fields(plan, _OWN)])


def content_digest(plan: Plan, roster: Roster | None) -> str:
    """Return the digest of all that a site is made from, whatever it is made with."""
    fields = (field.name for field in attrs.fields(Plan) if field.name not in {"timeline", "issued"})
    duties = map(str, roster.duties) if roster is not None else ()
    return digest([timeline_digest(plan.timeline), _fields(plan, fields), *duties])


def _fields(plan: Plan, names: Iterable[str]) -> str:
    return json.dumps({name: _plain(getattr(plan, name)) for name in names}, default=str)


def timeline_digest(timeline: Timeline) -> str:
    """Return the digest of all that the calendar and the pages of an election's stages are made from."""
    return digest(
        [timeline.id, str(timeline.name), str(timeline.links), *(f"{stage} {stage.limits}" for stage in timeline.dated)]
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return attrs.asdict(value) if attrs.has(type(value)) else str(value)  # type: ignore[arg-type]  # `has` says so


def roster_origins(index: RosterIndex, context: str) -> Origins:
    """Return what each calendar of the roster is made from: its duties, and the reliefs before and after them."""
    plan = index.plan
    marks = {id(duty): _mark(index, duty) for duty in index.roster.duties}
    keys = [("unit", unit.key) for unit in plan.units] + [("post", post.key) for post in plan.posts]
    keys += [("team", team.key) for team in plan.teams]
    return Origins(context, {key: digest(marks[id(duty)] for duty in index.of(*key)) for key in keys})


def _mark(index: RosterIndex, duty: Duty) -> str:
    """Return all that tells a duty from another, as text."""
    span = duty.span
    return (
        f"{duty.post} {duty.lane} {duty.day} {duty.session} {duty.team} {duty.people} {duty.members} {duty.relief} "
        f"{span.start.isoformat()} {span.end.isoformat()} {index.before(duty)} {index.after(duty)}"
    )
