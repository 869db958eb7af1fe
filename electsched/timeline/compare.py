"""The comparison of two timelines: the days that moved, by how much, and the causes.

A moved polling day, another version of the law, other facts, a late holiday: each changes the traces, and the first
step in which they differ is the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.law.calendar import Skipped
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of
from electsched.law.rules.steps import CountStep, RollStep
from electsched.law.rules.trace import AnchorStep, Covering, Decreed, Given, Part, ResolvedDate, Ruled, Value
from electsched.law.statute import PARTS
from electsched.timeline.dates import Gap
from electsched.timeline.serialize import plain
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.timeline.wording.step_words import say
from electsched.values import value_text

__all__ = ["Cause", "Comparison", "Move", "compare"]

CauseKind = Literal["anchor", "rule", "holiday", "given", "decreed", "origin"]
"""anchor: a day from which is counted moved; rule: another rule or version; holiday: other days are not worked; given:
the caller gave the day; decreed: the authority set another day; origin: the day has another origin (the law, the
authority, a limit, the caller)."""

Range = tuple[date | None, date | None]
"""The earliest and the latest lawful day, both included; None for an end that the law does not limit."""


@attrs.frozen(kw_only=True)
class Cause:
    """The cause of a move.

    Attributes:
        kind: Kind of the cause.
        before: The anchor, the rule, or the holiday in the first timeline; empty if there is none.
        after: The same in the second timeline.
        days: Days by which an anchor moved; None for other kinds.
        laws: The provisions of the rules in the first and in the second timeline; empty for other kinds.
    """

    kind: CauseKind
    before: str = ""
    after: str = ""
    days: int | None = None
    laws: tuple[Citation, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Move:
    """A day that differs between two timelines.

    Attributes:
        stage: Key of the stage.
        name: Its name for people; of a gap, the name of the gap.
        part: Its first or its last day, or a day on which it does not take place (``gap``).
        before: The day or moment in the first timeline, of an open date the last lawful day; None if there is none.
        after: The same in the second timeline.
        days: Days by which the day, or the whole range of an open date, moved, positive if it is later; None if one of
            them is missing, if only one is open, or if the ends of the range did not move alike.
        causes: The causes.
        before_range: The lawful days in the first timeline, if the date is open; None if it is not.
        after_range: The same in the second timeline.
    """

    stage: str
    name: Text
    part: Part | Literal["gap"]
    before: Value | None
    after: Value | None
    days: int | None
    causes: tuple[Cause, ...]
    before_range: Range | None = None
    after_range: Range | None = None

    def __repr__(self) -> str:
        """Return the stage and both days."""
        return f"<Move {self.stage}.{self.part}: {self.before} to {self.after}>"


@attrs.frozen(kw_only=True)
class Comparison:
    """The differences between two timelines.

    Attributes:
        before: The first timeline.
        after: The second timeline.
        moves: The days that differ, in the order of the law.
    """

    before: Timeline
    after: Timeline
    moves: tuple[Move, ...]

    def __repr__(self) -> str:
        """Return the ids of both timelines and the number of moves."""
        return f"<Comparison {self.before.id} -> {self.after.id}: {len(self.moves)} moves>"

    def to_dict(self) -> dict[str, Any]:
        """Return the moves with their causes as data for JSON."""
        return {"before": self.before.id, "after": self.after.id, "moves": plain(self.moves)}

    def to_text(self, language: str = "en") -> str:
        """Return the moves with their causes, as lines of text.

        Raises:
            UnknownNameError: The package has no words in that language.
        """
        phrases = words(language)
        lines = []
        for move in self.moves:
            old, new = (
                _dates_text(*dates, language)
                for dates in ((move.before, move.before_range), (move.after, move.after_range))
            )
            shift = f" ({_days_text(phrases, move.days)})" if move.days else ""
            lines.append(f"{move.name[language]} ({move.stage}.{move.part}): {old} → {new}{shift}")
            lines += [f"    {_cause_text(cause, language)}" for cause in move.causes]
        return "\n".join(lines) if lines else phrases["comparison.none"]


def compare(before: Timeline, after: Timeline) -> Comparison:
    """Return the days that moved from one timeline to the other, and the causes.

    For a stage that only one of the timelines has, or has dates for, one of the days is missing.

    Args:
        before: The earlier timeline. `electsched.compare` takes laws as well: elections, statutes, ids or paths.
        after: The later timeline.

    Raises:
        UnknownNameError: There is no law with that id.
        InputError: The file is no law, or the value is none of these.
    """
    keys = dict.fromkeys([*(stage.key for stage in before), *(stage.key for stage in after)])
    moves = tuple(move for key in keys for move in _moves(before.get(key), after.get(key)))
    return Comparison(before=before, after=after, moves=moves)


def _moves(old_stage: Stage | None, new_stage: Stage | None) -> Iterator[Move]:
    stage = new_stage or old_stage
    if stage is None:
        return
    pair = (old_stage, new_stage)
    any_dated = any(stage is not None and stage.dated for stage in pair)
    one_day = any_dated and all(stage is None or not stage.dated or stage.start == stage.end for stage in pair)
    for part in PARTS[1:] if one_day else PARTS:
        old, new = (_effective(stage, part, one_day=one_day) for stage in pair)
        old_range, new_range = (_range(stage, part, one_day=one_day) for stage in pair)
        if (old and old.value) == (new and new.value) and old_range == new_range:
            continue
        causes = _causes(old_stage, new_stage, part, old, new) if old_stage and new_stage else ()
        yield Move(
            stage=stage.key,
            name=stage.name,
            part=part,
            before=old.value if old else None,
            after=new.value if new else None,
            days=_days_moved(old.day if old else None, new.day if new else None, old_range, new_range),
            causes=tuple(dict.fromkeys(causes)),
            before_range=old_range,
            after_range=new_range,
        )
    yield from _moved_gaps(stage.key, _gaps(old_stage), _gaps(new_stage))


def _gaps(stage: Stage | None) -> Mapping[str, Gap]:
    return {gap.key: gap for gap in stage.gaps} if stage else {}


def _moved_gaps(stage: str, old_gaps: Mapping[str, Gap], new_gaps: Mapping[str, Gap]) -> Iterator[Move]:
    for key in dict.fromkeys([*old_gaps, *new_gaps]):
        old, new = old_gaps.get(key), new_gaps.get(key)
        gap = new or old
        if gap is None or (old and new and old.day == new.day):
            continue
        causes = tuple(dict.fromkeys(_reason_causes(old.resolved, new.resolved))) if old and new else ()
        yield Move(
            stage=stage,
            name=gap.name,
            part="gap",
            before=old.day if old else None,
            after=new.day if new else None,
            days=(new.day - old.day).days if old and new else None,
            causes=causes,
        )


def _effective(stage: Stage | None, part: Part, *, one_day: bool) -> ResolvedDate | None:
    if stage is None or not stage.dated or stage.status == "not_held":
        return None
    return stage.effective.of(part) or (stage.effective.of("start") if one_day else None)


def _range(stage: Stage | None, part: Part, *, one_day: bool) -> Range | None:
    """Return the lawful days of a date that is not fixed; None if it is fixed, or if the law does not limit it."""
    if stage is None or stage.status == "not_held":
        return None
    if one_day and stage.effective.of(part) is None and stage.dated:
        part = "start"
    resolved = stage.effective.of(part)
    if resolved is not None and resolved.origin != "limit":
        return None
    days = (stage.earliest_start, stage.latest_start) if part == "start" else (stage.earliest, stage.latest)
    return None if days == (None, None) else days


def _days_moved(old: date | None, new: date | None, old_range: Range | None, new_range: Range | None) -> int | None:
    """Return the days by which a fixed date, or all ends of the range of an open one, moved; None if neither did."""
    pairs: list[tuple[date | None, date | None]] = [(old, new)]
    if old_range is not None and new_range is not None:
        pairs = list(zip(old_range, new_range, strict=True))
    elif old_range is not None or new_range is not None:
        return None
    days = {
        (new_day - old_day).days if old_day and new_day else None for old_day, new_day in pairs if old_day or new_day
    }
    return days.pop() if len(days) == 1 else None


def _causes(
    old_stage: Stage, new_stage: Stage, part: Part, old: ResolvedDate | None, new: ResolvedDate | None
) -> Iterator[Cause]:
    if old and new:
        yield from _reason_causes(old, new)
    if not (old or new) or (old and new and (old.origin != new.origin or old.value == new.value)):
        # The date by law may have moved as well, or a limit on an open date.
        for old_law, new_law in _dates_by_law(old_stage, new_stage, part):
            yield from _reason_causes(old_law, new_law)


def _dates_by_law(old: Stage, new: Stage, part: Part) -> Iterator[tuple[ResolvedDate, ResolvedDate]]:
    computed = old.computed.of(part), new.computed.of(part)
    if computed[0] and computed[1]:
        yield computed[0], computed[1]
    bounds = {check.limit.rule: check.bound for check in old.limits if check.limit.expr.left.part == part}
    for check in new.limits:
        bound = bounds.get(check.limit.rule)
        if bound and check.bound:
            yield bound, check.bound


def _reason_causes(old: ResolvedDate, new: ResolvedDate) -> Iterator[Cause]:
    if old.origin != new.origin:
        yield Cause(kind="origin", before=old.origin, after=new.origin)
    match old.reason, new.reason:
        case Ruled() as old_rule, Ruled() as new_rule:
            yield from _rule_causes(old_rule, new_rule)
        case Covering(chosen=old_member), Covering(chosen=new_member):
            yield from _anchor_causes(old_member, new_member)
        case _, Given():
            yield Cause(kind="given", after=str(new.value))
        case Decreed() as old_decree, Decreed() as new_decree:
            yield Cause(kind="decreed", before=old_decree.by, after=new_decree.by)


def _rule_causes(old: Ruled, new: Ruled) -> Iterator[Cause]:
    if (old.rule, old.law) != (new.rule, new.law):
        yield Cause(kind="rule", before=old.rule, after=new.rule, laws=(old.law, new.law))
    new_anchors = {(step.key, step.part): step for step in new.steps if isinstance(step, AnchorStep)}
    for step in old.steps:
        if isinstance(step, AnchorStep) and (step.key, step.part) in new_anchors:
            yield from _anchor_causes(step, new_anchors[step.key, step.part])
    for old_step, new_step in zip(old.steps, new.steps, strict=False):
        if isinstance(old_step, CountStep | RollStep) and isinstance(new_step, CountStep | RollStep):
            yield from _holiday_causes(old_step, new_step)


def _anchor_causes(old: AnchorStep, new: AnchorStep) -> Iterator[Cause]:
    if old.resolved.value != new.resolved.value or old.key != new.key:
        yield Cause(
            kind="anchor",
            before=f"{old.key}.{old.part}",
            after=f"{new.key}.{new.part}",
            days=(new.resolved.day - old.resolved.day).days,
        )


def _holiday_causes(old: CountStep | RollStep, new: CountStep | RollStep) -> Iterator[Cause]:
    """Yield the days that one count left out, and that the other passed and counted."""
    yield from (Cause(kind="holiday", before=_holiday(skipped)) for skipped in _only_in_first(old, new))
    yield from (Cause(kind="holiday", after=_holiday(skipped)) for skipped in _only_in_first(new, old))


def _only_in_first(first: CountStep | RollStep, second: CountStep | RollStep) -> Iterator[Skipped]:
    start, end = sorted((day_of(second.start), day_of(second.end)))
    second_days = {skipped.day for skipped in second.skipped}
    for skipped in first.skipped:
        if start <= skipped.day <= end and skipped.day not in second_days:
            yield skipped


def _holiday(skipped: Skipped) -> str:
    return f"{skipped.day.isoformat()} {skipped.reason['en']}"


def _dates_text(value: Value | None, days: Range | None, language: str) -> str:
    """Return a date in words, or the range of an open one, with the hour at which the last lawful day ends."""
    phrases = words(language)
    if days is None:
        return say(value, language) if value else phrases["comparison.no_date"]
    earliest, latest = days
    ends: list[str] = []
    if earliest:
        ends.append(f"{phrases['explanation.earliest']} {say(earliest, language)}")
    if latest:
        last = value if value and day_of(value) == latest else latest
        ends.append(f"{phrases['explanation.latest']} {say(last, language)}")
    return ", ".join(ends)


def _days_text(phrases: Mapping[str, str], days: int) -> str:
    return phrases["comparison.days"].format(days=days)


def _cause_text(cause: Cause, language: str) -> str:
    phrases = words(language)
    if cause.kind == "origin":
        old_origin, new_origin = phrases[f"origin.{cause.before}"], phrases[f"origin.{cause.after}"]
        return phrases["comparison.origin"].format(before=old_origin, after=new_origin)
    if cause.kind == "anchor":
        if cause.before == cause.after and cause.days is not None:
            return phrases["comparison.anchor"].format(after=cause.after, days=cause.days)
        return phrases["comparison.other_anchor"].format(before=cause.before, after=cause.after)
    if cause.kind == "rule":
        provisions = [law.in_words(language) for law in cause.laws]
        rules = [f"{rule} ({law})" for rule, law in zip((cause.before, cause.after), provisions, strict=True)]
        return phrases["comparison.rule"].format(before=rules[0], after=rules[1])
    if cause.kind == "holiday":
        phrase = phrases["comparison.holiday_new" if cause.after else "comparison.holiday_old"]
    else:
        phrase = phrases[f"comparison.{cause.kind}"]
    return phrase.format(before=cause.before, after=cause.after)
