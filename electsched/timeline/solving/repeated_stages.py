"""The stages of a repeated course: their days at once, and their reasons when they are first read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import attrs

from electsched.law.date_arithmetic import MINUTES_PER_DAY
from electsched.law.rules.compiled import BITS, NO_HOUR, Slots, unpack
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError, evaluate
from electsched.law.rules.trace import AnchorStep, Covering, Part, ResolvedDate, Ruled, Value
from electsched.timeline.dates import Dates
from electsched.timeline.solving.limits import LimitCheck, extreme, keeps
from electsched.timeline.solving.network import HIGH, LOW
from electsched.timeline.solving.ranges import LEAST, MOST, Ranges
from electsched.timeline.solving.variant import SlotPair, StageSlots, Variant
from electsched.timeline.stage import Stage

__all__ = ["CONSTANT_FIELDS", "DATED_FIELDS", "RepeatedStages"]


class RepeatedStages:
    """The fields of the stages of a repeated course, for `LazyFields`."""

    __slots__ = ("_dates", "_ranges", "_values", "_variant")

    def __init__(self, variant: Variant, values: list[int], ranges: Ranges | None) -> None:
        """Read the packed dates of all slots, and the ranges of the open dates."""
        self._variant = variant
        self._values = values
        self._ranges = ranges
        self._dates: dict[int, ResolvedDate] = {}

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages, whose days, status and citations are known at once."""
        variant = self._variant
        return Stage.of_source(self, len(variant.stages), {**variant.columns, "_period": self._periods()})

    def field(self, number: int, name: str) -> object:
        """Return a field, or a derived field, of the stage of that number."""
        compute = DATED_FIELDS.get(name)
        if compute is not None:
            return compute(self, self._variant.stage_slots[number])
        if name in CONSTANT_FIELDS:
            return getattr(self._variant.stages[number], name)
        raise AttributeError(name, name=name, obj=self)

    def _periods(self) -> list[tuple[date, date] | None]:
        values, periods = self._values, list[tuple[date, date] | None]()
        day_of = date.fromordinal
        for stage_slots in self._variant.stage_slots:
            if stage_slots.values is None:
                periods.append(None)
                continue
            first, last = values[stage_slots.values[0]], values[stage_slots.values[1]]
            start, end = first >> BITS, last >> BITS
            if first & NO_HOUR == MINUTES_PER_DAY and start < end:
                start += 1  # a start at 24:00 belongs to the next day
            last_day = day_of(end)
            periods.append((last_day if start == end else day_of(start), last_day))
        return periods

    def pair(self, slots: StageSlots) -> tuple[Value, Value] | None:
        """Return the first and the last day or moment of a stage; None if it is undated."""
        if slots.values is None:
            return None
        first, last = slots.values
        last_value = unpack(self._values[last])
        return (last_value if first == last else unpack(self._values[first])), last_value

    def dates(self, slots: SlotPair) -> Dates:
        """Return two dates with their reasons."""
        first, last = slots
        return Dates(None if first is None else self._date(first), None if last is None else self._date(last))

    def _date(self, slot: int) -> ResolvedDate:
        """Return the date of a slot with its reason, which is made once."""
        if slot not in self._dates:
            self._dates[slot] = self._traced(slot)
        return self._dates[slot]

    def _traced(self, slot: int) -> ResolvedDate:
        source = self._variant.sources[slot]
        reason, value = source.recorded.reason, unpack(self._values[slot])
        if isinstance(reason, Covering):
            pairs = zip(reason.members, source.members, strict=True)
            members = tuple([AnchorStep(member.key, member.part, self._date(number)) for member, number in pairs])
            reason = Covering(members, members[source.chosen])
        elif isinstance(reason, Ruled) and source.expr is not None and source.calendar is not None:
            context = EvaluationContext(
                look_up=partial(self._look_up, source.anchors),
                calendar=source.calendar,
                zone=self._variant.statute.zone,
                provisional=self._variant.provisional,
            )
            value, steps = evaluate(source.expr, context)
            reason = Ruled(reason.rule, reason.law, steps, limit=reason.limit)
        elif isinstance(reason, Ruled) and source.anchors:  # the end of a range, from known dates
            anchor_steps = [AnchorStep(key, part, self._date(number)) for (key, part), number in source.anchors.items()]
            reason = Ruled(reason.rule, reason.law, tuple(anchor_steps), limit=reason.limit)
        return ResolvedDate(value, source.recorded.origin, reason)

    def _look_up(self, anchors: Slots, key: str, part: Part) -> ResolvedDate:
        return self._date(anchors[key, part])

    def checks(self, slots: StageSlots) -> tuple[LimitCheck, ...]:
        """Return the limits on a stage, compared with its dates."""
        if not slots.checks:
            return ()
        variant = self._variant
        context = EvaluationContext(
            look_up=_no_date,
            calendar=slots.calendar,
            zone=variant.statute.zone,
            provisional=variant.provisional,
        )
        checks = []
        for limit, bound, actual in slots.checks:
            bound_date, actual_date = (None if slot is None else self._date(slot) for slot in (bound, actual))
            check = LimitCheck(limit, bound_date, actual_date)
            checks.append(attrs.evolve(check, kept=keeps(check, variant.statute, context)))
        return tuple(checks)

    def extreme(self, slots: StageSlots, end: int) -> date | None:
        """Return the earliest or the latest lawful last day."""
        if slots.is_fixed:
            return extreme(self.checks(slots), earliest=end == LOW)
        return self.end_of_range(slots.variable, end)

    def end_of_range(self, variable: int | None, end: int) -> date | None:
        """Return an end of the range of a variable; None if it has none."""
        if self._ranges is None or variable is None:
            return None
        day = self._ranges.ends[end][variable]
        return date.fromordinal(day) if LEAST < day < MOST else None


def _no_date(key: str, _: Part) -> ResolvedDate:
    raise MissingAnchorError(key)


CONSTANT_FIELDS = frozenset(
    [
        *("key", "kind", "name", "zone", "clock", "branch", "note", "official", "planned", "changes", "occurrences"),
        *("status", "holidays", "provisional", "missing", "undated_rules", "alternatives", "gaps", "_provisions"),
    ]
)
"""The fields that do not depend on the days if all decisions are the same; no law with gaps is repeated."""
DATED_FIELDS: Mapping[str, Callable[[RepeatedStages, StageSlots], object]] = {
    "_values": RepeatedStages.pair,
    "effective": lambda stages, slots: stages.dates(slots.effective),
    "computed": lambda stages, slots: stages.dates(slots.computed),
    "limits": RepeatedStages.checks,
    "earliest": lambda stages, slots: stages.extreme(slots, LOW),
    "latest": lambda stages, slots: stages.extreme(slots, HIGH),
    "earliest_start": lambda stages, slots: stages.end_of_range(slots.first_variable, LOW),
    "latest_start": lambda stages, slots: stages.end_of_range(slots.first_variable, HIGH),
}
"""The fields of a stage that depend on the days."""
