"""Two timelines side by side: what moved, by how much, and through which step.

A moved polling day, another version of the law, other facts, a holiday declared late: each leaves its mark in the
traces, and the first step at which they part is the cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Skipped, day_of
from electsched.law.trace import AnchorStep, CountStep, Decreed, Found, Given, Hulled, Part, RollStep, Ruled, Value
from electsched.timeline.explain import say
from electsched.timeline.stage import Stage, Timeline

__all__ = ["Cause", "Comparison", "Move", "compare", "comparison_text"]

PARTS: tuple[Part, Part] = ("start", "end")
CauseKind = Literal["anchor", "rule", "holiday", "given", "decreed", "origin"]
"""anchor: a day that it counts from moved; rule: another rule or version; holiday: other days are not worked; given:
the caller gave it; decreed: the authority set another; origin: it now comes from elsewhere (the law, the authority, a
limit, the caller)."""


@attrs.frozen(kw_only=True)
class Cause:
    """Why a day moved.

    Attributes:
        kind: What kind of cause it is.
        before: What stood there: an anchor, a rule with its provision, a holiday; empty where nothing did.
        after: What stands there now.
        days: By how many days an anchor moved; None for other kinds.
    """

    kind: CauseKind
    before: str = ""
    after: str = ""
    days: int | None = None


@attrs.frozen(kw_only=True)
class Move:
    """One day that is not what it was.

    Attributes:
        stage: The stage's key.
        name: Its name for people.
        part: Its first or its last day.
        before: The day or moment as it was; None where there was none.
        after: The day or moment as it is; None where there is none.
        days: By how many days it moved, later being positive; None where one of them is missing.
        causes: Why.
    """

    stage: str
    name: Text
    part: Part
    before: Value | None
    after: Value | None
    days: int | None
    causes: tuple[Cause, ...]


@attrs.frozen(kw_only=True)
class Comparison:
    """What differs between two timelines.

    Attributes:
        before: The first timeline.
        after: The second timeline.
        moves: Each day that differs, in the order of the law.
    """

    before: Timeline = attrs.field(repr=False)
    after: Timeline = attrs.field(repr=False)
    moves: tuple[Move, ...]


def compare(before: Timeline, after: Timeline) -> Comparison:
    """Return what moved from one timeline to another, by how much, and through which step.

    A stage that only one of them has, or has dates for, stands among the moves with one day missing.
    """
    keys = dict.fromkeys([*(stage.key for stage in before), *(stage.key for stage in after)])
    old, new = ({stage.key: stage for stage in timeline} for timeline in (before, after))
    moves = tuple(move for key in keys for move in _moves(old.get(key), new.get(key)))
    return Comparison(before=before, after=after, moves=moves)


def _moves(old: Stage | None, new: Stage | None) -> Iterator[Move]:
    known = new or old
    if known is None:
        return
    one_day = all(stage is None or not stage.dated or stage.start == stage.end for stage in (old, new))
    for part in PARTS[1:] if one_day else PARTS:
        was, now = _found(old, part, one_day=one_day), _found(new, part, one_day=one_day)
        if (was and was.value) == (now and now.value):
            continue
        yield Move(
            stage=known.key,
            name=known.name,
            part=part,
            before=was.value if was else None,
            after=now.value if now else None,
            days=(now.day - was.day).days if was and now else None,
            causes=tuple(dict.fromkeys(_why(old, new, part, was, now))) if was and now and old and new else (),
        )


def _found(stage: Stage | None, part: Part, *, one_day: bool) -> Found | None:
    if stage is None or not stage.dated or stage.status == "not_held":
        return None
    return stage.effective.of(part) or (stage.effective.of("start") if one_day else None)


def _why(old: Stage, new: Stage, part: Part, was: Found, now: Found) -> Iterator[Cause]:
    yield from _causes(was, now)
    if was.origin != now.origin:
        # What holds comes from elsewhere now; the law itself may have moved as well.
        for old_law, new_law in _pairs_of_law(old, new, part):
            yield from _causes(old_law, new_law)


def _pairs_of_law(old: Stage, new: Stage, part: Part) -> Iterator[tuple[Found, Found]]:
    computed = old.computed.of(part), new.computed.of(part)
    if computed[0] and computed[1]:
        yield computed[0], computed[1]
    limits = {kept.limit.rule: kept.bound for kept in old.limits if kept.limit.expr.left.part == part}
    for kept in new.limits:
        bound = limits.get(kept.limit.rule)
        if bound and kept.bound:
            yield bound, kept.bound


def _causes(was: Found, now: Found) -> Iterator[Cause]:
    if was.origin != now.origin:
        yield Cause(kind="origin", before=was.origin, after=now.origin)
    match was.reason, now.reason:
        case Ruled() as old, Ruled() as new:
            yield from _ruled(old, new)
        case Hulled(chosen=old_member), Hulled(chosen=new_member):
            yield from _anchored(old_member, new_member)
        case _, Given():
            yield Cause(kind="given", after=str(now.value))
        case Decreed() as old_decree, Decreed() as new_decree:
            yield Cause(kind="decreed", before=old_decree.by, after=new_decree.by)


def _ruled(old: Ruled, new: Ruled) -> Iterator[Cause]:
    if (old.rule, old.law) != (new.rule, new.law):
        yield Cause(kind="rule", before=f"{old.rule} ({old.law})", after=f"{new.rule} ({new.law})")
    new_anchors = {(step.key, step.part): step for step in new.steps if isinstance(step, AnchorStep)}
    for step in old.steps:
        if isinstance(step, AnchorStep) and (step.key, step.part) in new_anchors:
            yield from _anchored(step, new_anchors[step.key, step.part])
    for old_step, new_step in zip(old.steps, new.steps, strict=False):
        if isinstance(old_step, CountStep | RollStep) and isinstance(new_step, CountStep | RollStep):
            yield from _skipped(old_step, new_step)


def _anchored(old: AnchorStep, new: AnchorStep) -> Iterator[Cause]:
    if old.found.value != new.found.value or old.key != new.key:
        yield Cause(
            kind="anchor",
            before=f"{old.key}.{old.part}",
            after=f"{new.key}.{new.part}",
            days=(new.found.day - old.found.day).days,
        )


def _skipped(old: CountStep | RollStep, new: CountStep | RollStep) -> Iterator[Cause]:
    """Yield the days that one count passed over and the other, which met them too, did not."""
    for one, other, is_new in ((old, new, False), (new, old, True)):
        met = sorted((day_of(other.start), day_of(other.end)))
        passed = {item.day for item in other.skipped}
        for item in one.skipped:
            if met[0] <= item.day <= met[1] and item.day not in passed:
                told = _told(item)
                yield Cause(kind="holiday", before="" if is_new else told, after=told if is_new else "")


def _told(item: Skipped) -> str:
    return f"{item.day.isoformat()} {item.reason['en']}"


_WORDS = {
    "en": {
        "none": "nothing moved",
        "days": "{days:+d} days",
        "no date": "no date",
        "anchor": "{after} moved by {days:+d} days",
        "other anchor": "now {after}, before {before}",
        "rule": "another rule: {after}; before: {before}",
        "holiday new": "not a working day now: {after}",
        "holiday old": "a working day now: {before}",
        "given": "given by the caller",
        "decreed": "set by the authority: {after}",
        "origin": "{after}, before {before}",
    },
    "id": {
        "none": "tidak ada yang bergeser",
        "days": "{days:+d} hari",
        "no date": "tanpa tanggal",
        "anchor": "{after} bergeser {days:+d} hari",
        "other anchor": "kini {after}, sebelumnya {before}",
        "rule": "aturan lain: {after}; sebelumnya: {before}",
        "holiday new": "kini bukan hari kerja: {after}",
        "holiday old": "kini hari kerja: {before}",
        "given": "diberikan oleh pemanggil",
        "decreed": "ditetapkan: {after}",
        "origin": "{after}, sebelumnya {before}",
    },
}
_ORIGINS = {
    "en": {
        "computed": "by law",
        "official": "as set by the authority",
        "given": "as given",
        "limit": "the last lawful day",
    },
    "id": {
        "computed": "menurut hukum",
        "official": "sebagaimana ditetapkan",
        "given": "sebagaimana diberikan",
        "limit": "hari terakhir yang sah",
    },
}


def comparison_text(found: Comparison, *, language: str = "en") -> str:
    """Return the moves as lines of text; languages other than Indonesian are written as English."""
    tongue = "id" if language == "id" else "en"
    words = _WORDS[tongue]
    lines = []
    for move in found.moves:
        was, now = (say(value, tongue) if value else words["no date"] for value in (move.before, move.after))
        shift = f" ({words['days'].format(days=move.days)})" if move.days else ""
        lines.append(f"{move.name[tongue]} ({move.stage}.{move.part}): {was} → {now}{shift}")
        lines += [f"    {_say_cause(cause, tongue)}" for cause in move.causes]
    return "\n".join(lines) if lines else words["none"]


def _say_cause(cause: Cause, tongue: str) -> str:
    words = _WORDS[tongue]
    if cause.kind == "origin":
        names = _ORIGINS[tongue]
        return words["origin"].format(before=names[cause.before], after=names[cause.after])
    if cause.kind == "anchor":
        kind = "anchor" if cause.before == cause.after else "other anchor"
        return words[kind].format(before=cause.before, after=cause.after, days=cause.days)
    kind = f"holiday {'new' if cause.after else 'old'}" if cause.kind == "holiday" else cause.kind
    return words[kind].format(before=cause.before, after=cause.after)
