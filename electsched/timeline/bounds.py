"""With only some dates known, the earliest and the latest lawful day of every stage; or what contradicts what.

Every rule moves its result with its anchors and never against them, so a range of days goes through a rule end by end,
and back through it by search. Ranges are tightened until none changes. They are sound always: no lawful day lies
outside. They are tight where no rule chooses among several (`latest`, `earliest`, a hull).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from electsched.errors import Fault, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import WorkCalendar
from electsched.law.statute import Facts, Statute
from electsched.law.trace import Part, Value
from electsched.timeline.assumptions import asked_of, given_pair
from electsched.timeline.constraints import Constraint, Ground, Side, Variable, constraints_of
from electsched.timeline.election import Election

__all__ = ["Bound", "Bounds", "Ground", "StageBounds", "bounds"]

LEAST, MOST = 400_000, 3_200_000
"""Ordinals of days so far away (the years 1096 and 8762) that they stand for no bound at all."""


@attrs.frozen(kw_only=True)
class Bound:
    """The range of one day.

    Attributes:
        earliest: The first lawful day; None where nothing bounds it.
        latest: The last lawful day; None where nothing bounds it.
        earliest_by: The provisions and known dates that lead to the first lawful day.
        latest_by: Those that lead to the last.
    """

    earliest: date | None = None
    latest: date | None = None
    earliest_by: tuple[Ground, ...] = ()
    latest_by: tuple[Ground, ...] = ()


@attrs.frozen(kw_only=True)
class StageBounds:
    """The ranges of a stage's first and last day.

    Attributes:
        key: The stage.
        name: Its name for people.
        start: The range of its first day.
        end: The range of its last day.
    """

    key: str
    name: Text
    start: Bound
    end: Bound


@attrs.frozen(kw_only=True)
class Bounds:
    """What the law leaves open.

    Attributes:
        id: The statute or election.
        stages: Every stage in the order of the law; with a conflict none.
        conflict: Provisions and known dates that contradict each other: without any one of them it is possible. Empty
            where a lawful timetable is not excluded.
        unread: Provisions left aside, for they count working days of years whose holidays are not known.
    """

    id: str
    stages: tuple[StageBounds, ...] = ()
    conflict: tuple[Ground, ...] = ()
    unread: tuple[Ground, ...] = ()

    def __getitem__(self, key: str) -> StageBounds:
        """Return the ranges of the stage.

        Raises:
            UnknownNameError: There is no such stage, or the wish is impossible.
        """
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise UnknownNameError(Fault("", f"the stage {key!r}", "a stage of a law that can be kept"), source=self.id)

    @property
    def feasible(self) -> bool:
        """Whether a lawful timetable is not excluded."""
        return not self.conflict

    @property
    def fastest(self) -> Mapping[str, tuple[date | None, date | None]]:
        """First and last day of each stage where everything comes as early as it lawfully can."""
        return {stage.key: (stage.start.earliest, stage.end.earliest) for stage in self.stages}

    @property
    def slowest(self) -> Mapping[str, tuple[date | None, date | None]]:
        """First and last day of each stage where everything comes as late as it lawfully can."""
        return {stage.key: (stage.start.latest, stage.end.latest) for stage in self.stages}


def bounds(  # noqa: PLR0913  # each is a question of its own, and named
    subject: Election | Statute,
    *,
    polling: date | None = None,
    given: Mapping[str, date | Value | tuple[Value, Value]] | None = None,
    facts: Facts | None = None,
    nation: str | None = None,
    provisional: bool = False,
) -> Bounds:
    """Return the earliest and latest lawful day of every stage, given some dates.

    An election's decreed dates are known, but for those that ``polling`` or ``given`` replace. Where polling day is not
    known the law as it stands last is taken. With ``provisional`` working days are counted on past the years whose
    holidays are known; without it such provisions are left aside, and named.

    Raises:
        UnknownNameError: A key of ``given`` is no stage.
        MissingFactError: The law depends on a fact that was not given.
        InputError: A given date is none, a fact is none of this law, or polling day lies before the first or after the
            last version of a rule.
    """
    law, election, told = asked_of(subject, facts, nation)
    wishes = dict(given or {}) | ({"polling": polling} if polling is not None else {})
    known = {key: given_pair(law[key].key, value) for key, value in wishes.items()}
    decreed = {item.stage: (item.first, item.last) for item in election.dates} if election else {}
    constraints = constraints_of(law, told, {**decreed, **known})
    calendars = {stage.key: law.calendar_of(told, stage.key) for stage in law.stages}
    solver = _Solver(calendars, law.zone, provisional=provisional)
    found = solver.solve(constraints)
    unread = tuple(dict.fromkeys(each.ground for each in constraints if each in solver.unread and each.ground))
    if found is None:
        return Bounds(id=subject.id, conflict=_irreducible(solver, constraints), unread=unread)
    stages = tuple(
        StageBounds(
            key=stage.key, name=stage.name, start=found.bound(stage.key, "start"), end=found.bound(stage.key, "end")
        )
        for stage in law.stages
        if law.holds(stage.when, told)
    )
    return Bounds(id=subject.id, stages=stages, unread=unread)


def _irreducible(solver: _Solver, constraints: tuple[Constraint, ...]) -> tuple[Ground, ...]:
    """Return grounds that contradict each other; without any one of them the rest does not."""
    kept = tuple(dict.fromkeys(each.ground for each in constraints if each.ground is not None))
    for ground in kept:
        fewer = tuple(each for each in kept if each != ground)
        if solver.solve(_resting_on(constraints, fewer)) is None:
            kept = fewer
    return kept


def _resting_on(constraints: Iterable[Constraint], grounds: tuple[Ground, ...]) -> tuple[Constraint, ...]:
    wanted = set(grounds)
    return tuple(each for each in constraints if each.ground is None or each.ground in wanted)


@attrs.frozen
class _Why:
    """Why a range ends where it does: the constraint that set it, and why those it rests on end where they do."""

    ground: Ground | None
    parents: tuple[_Why, ...]

    def grounds(self) -> tuple[Ground, ...]:
        found: dict[Ground, None] = {}
        left = [self]
        while left:
            why = left.pop()
            if why.ground is not None:
                found.setdefault(why.ground)
            left.extend(reversed(why.parents))
        return tuple(found)


class _Ranges:
    """The range of each variable, as ordinals of days, and why it ends where it does."""

    def __init__(self) -> None:
        self._ends: dict[tuple[Variable, Side], tuple[int, _Why]] = {}

    def at(self, variable: Variable, side: Side) -> int:
        found = self._ends.get((variable, side))
        return found[0] if found else LEAST if side == "low" else MOST

    def why(self, variable: Variable, side: Side) -> tuple[_Why, ...]:
        found = self._ends.get((variable, side))
        return (found[1],) if found else ()

    def tighten(self, variable: Variable, side: Side, day: int, why: _Why) -> bool:
        if not LEAST < day < MOST or (
            day <= self.at(variable, side) if side == "low" else day >= self.at(variable, side)
        ):
            return False
        self._ends[variable, side] = (day, why)
        return True

    def is_empty(self, variable: Variable) -> bool:
        return self.at(variable, "low") > self.at(variable, "high")

    def bound(self, key: str, part: Part) -> Bound:
        low, high = self._ends.get(((key, part), "low")), self._ends.get(((key, part), "high"))
        return Bound(
            earliest=date.fromordinal(low[0]) if low else None,
            latest=date.fromordinal(high[0]) if high else None,
            earliest_by=low[1].grounds() if low else (),
            latest_by=high[1].grounds() if high else (),
        )


class _Solver:
    """Tightens ranges until none changes; what a rule gives for a day is remembered between runs."""

    def __init__(self, calendars: Mapping[str, WorkCalendar], zone: str, *, provisional: bool) -> None:
        self._calendars = calendars
        self._zone = zone
        self._provisional = provisional
        self._memo: dict[tuple[Constraint, Side, tuple[int, ...]], int | None] = {}
        self.unread: set[Constraint] = set()

    def solve(self, constraints: tuple[Constraint, ...]) -> _Ranges | None:
        """Return the ranges, or None where one is empty."""
        ranges = _Ranges()
        watching: dict[Variable, list[Constraint]] = {}
        for each in constraints:
            for variable in {each.left, *each.anchors}:
                watching.setdefault(variable, []).append(each)
        waiting = dict.fromkeys(constraints)
        while waiting:
            each = next(iter(waiting))
            del waiting[each]
            for variable in self._apply(each, ranges):
                if ranges.is_empty(variable):
                    return None
                waiting.update(dict.fromkeys(watching[variable]))
        return ranges

    def _apply(self, each: Constraint, ranges: _Ranges) -> list[Variable]:
        """Tighten by one constraint and return the variables whose range changed."""
        if each.allows is not None:
            return self._filter(each, ranges)
        changed: list[Variable] = []
        if each.upper:
            changed += self._one_way(each, ranges, "high")
        if each.lower:
            changed += self._one_way(each, ranges, "low")
        return changed

    def _one_way(self, each: Constraint, ranges: _Ranges, side: Side) -> list[Variable]:
        """Tighten by ``left <= rule`` (side high) or ``left >= rule`` (side low), forward and back."""
        changed: list[Variable] = []
        ends = tuple(ranges.at(anchor, side) for anchor in each.anchors)
        shift = -each.strict if side == "high" else each.strict
        day = self._value(each, side, ends)
        if day is not None:
            parents = tuple(why for anchor in each.anchors for why in ranges.why(anchor, side))
            if ranges.tighten(each.left, side, day + shift, _Why(each.ground, parents)):
                changed.append(each.left)
        other: Side = "low" if side == "high" else "high"
        target = ranges.at(each.left, other) - shift
        if LEAST < target < MOST:
            for index, anchor in enumerate(each.anchors):
                found = self._back(each, side, ends, index, target)
                why = _Why(each.ground, (*ranges.why(each.left, other), *_others(each, ranges, side, index)))
                if found is not None and ranges.tighten(anchor, other, found, why):
                    changed.append(anchor)
        return changed

    def _back(self, each: Constraint, side: Side, ends: tuple[int, ...], index: int, target: int) -> int | None:
        """Return how far one anchor reaches while the rule still meets the target, the others at their ends."""

        def meets(day: int) -> bool | None:
            value = self._value(each, side, (*ends[:index], day, *ends[index + 1 :]))
            return None if value is None else value >= target if side == "high" else value <= target

        if len(ends) > 1 and meets(LEAST + 1 if side == "high" else MOST - 1):
            return None  # another anchor meets the target alone
        value = self._value(each, side, (*ends[:index], target, *ends[index + 1 :]))
        return None if value is None else _reach(meets, 2 * target - value, towards=-1 if side == "high" else 1)

    def _value(self, each: Constraint, side: Side, days: tuple[int, ...]) -> int | None:
        """Return the day that the rule gives, None where it cannot be known."""
        asked = (each, side, days)
        if asked not in self._memo:
            far = [not LEAST < day < MOST for day in days]
            if any(far) and not (each.chooses and not all(far)):
                self._memo[asked] = None
            else:
                calendar = self._calendars[each.left[0]]
                found = each.day(days, side, calendar, self._zone, provisional=self._provisional)
                if found is None and not any(far):
                    self.unread.add(each)
                self._memo[asked] = found if found is not None and LEAST < found < MOST else None
        return self._memo[asked]

    def _filter(self, each: Constraint, ranges: _Ranges) -> list[Variable]:
        """Move both ends to a day on which the stage may fall."""
        changed = []
        for side in ("low", "high"):
            day, step = ranges.at(each.left, side), 1 if side == "low" else -1
            if not LEAST < day < MOST:
                continue
            found = each.nearest(day, step, self._calendars[each.left[0]], provisional=self._provisional)
            if found is None:
                self.unread.add(each)
            elif ranges.tighten(each.left, side, found, _Why(each.ground, ranges.why(each.left, side))):
                changed.append(each.left)
        return changed


def _others(each: Constraint, ranges: _Ranges, side: Side, index: int) -> tuple[_Why, ...]:
    return tuple(
        why for number, anchor in enumerate(each.anchors) if number != index for why in ranges.why(anchor, side)
    )


def _reach(meets: Callable[[int], bool | None], guess: int, *, towards: int) -> int | None:
    """Return the last day, going in a direction, on which the condition holds; it holds on every day before that.

    The guess is right for rules that move a day by a fixed length; else the search doubles its steps, then halves them.
    """
    step = 1
    near, far = guess, guess
    if meets(guess):
        while meets(far):
            near, far, step = far, far + towards * step, step * 2
            if step > 1 << 15:
                return None
    else:
        while not meets(near):
            if meets(near) is None or step > 1 << 15:
                return None
            far, near, step = near, near - towards * step, step * 2
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if meets(middle) else (near, middle)
    return near
