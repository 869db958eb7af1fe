"""The rules of a cyclic plan, and the states through which they let a team pass from day to day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from electsched.errors import Fault
from electsched.operation.shifts import OFF
from electsched.phrases import phrase, quoted, verbatim
from electsched.values import value_text

__all__ = [
    "WEEK_DAYS",
    "CyclicProblem",
    "CyclicRule",
    "DayLimits",
    "ForbiddenSequence",
    "StateGraph",
    "TeamState",
    "cyclic_rules",
    "problem_faults",
]

WEEK_DAYS = 7


@attrs.frozen
class DayLimits:
    """The lengths in days that a block may have.

    Attributes:
        least: The least number of days.
        most: The largest number of days, included; None for no limit.
    """

    least: int
    most: int | None = None

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class ForbiddenSequence:
    """Two shifts that must not follow each other.

    Attributes:
        first: The key of the earlier shift.
        second: The key of the later shift.
        day_off_between: Whether the sequence with a single day off between is forbidden, instead of the direct one.
    """

    first: str
    second: str
    day_off_between: bool = False

    __repr__ = value_text

    def __str__(self) -> str:
        """Return the rule in words."""
        between = " with a single day off between" if self.day_off_between else ""
        return f"{self.second} may not follow {self.first}{between}"


@attrs.frozen(kw_only=True)
class CyclicProblem:
    """The needs and rules of a cyclic plan.

    Attributes:
        teams: How many teams, or persons, go through the plan, one week apart; the plan has as many weeks.
        need: How many teams each shift needs from Monday to Sunday, exactly.
        off: The length of a block of days off.
        work: The length of a stretch of work, in any shifts.
        blocks: The length of a block of one shift, by the key of the shift.
        forbidden: The forbidden sequences of shifts.
    """

    teams: int
    need: Mapping[str, tuple[int, ...]]
    off: DayLimits
    work: DayLimits
    blocks: Mapping[str, DayLimits]
    forbidden: tuple[ForbiddenSequence, ...] = ()

    __repr__ = value_text


# --- single rules, so that each can be dropped --------------------------------------------------------------------

BlockKind = Literal["off", "work", "shift"]


@attrs.frozen
class CyclicRule:
    """A single rule of a problem: a limit of the length of a block, or a forbidden sequence.

    Attributes:
        block: The kind of block that it limits; empty for a forbidden sequence.
        shift: The key of the shift, for blocks of one shift; else empty.
        bound: Whether it is the least or the largest length; empty for a forbidden sequence.
        days: The limit in days.
        sequence: The forbidden sequence; None for a limit.
    """

    block: BlockKind | Literal[""] = ""
    shift: str = ""
    bound: Literal["least", "most", ""] = ""
    days: int = 0
    sequence: ForbiddenSequence | None = None

    __repr__ = value_text

    def __str__(self) -> str:
        """Return the rule in words."""
        if self.sequence is not None:
            return str(self.sequence)
        days = {"off": "days off", "work": "days of work"}.get(self.block, f"days of {self.shift}")
        return f"at {self.bound} {self.days} {days} in a row"


def cyclic_rules(problem: CyclicProblem) -> Iterator[CyclicRule]:
    """Yield every rule of the problem; a least length of one day is no rule, and neither is a missing limit."""
    limits: list[tuple[BlockKind, str, DayLimits]] = [
        ("off", "", problem.off),
        ("work", "", problem.work),
        *(("shift", shift, block) for shift, block in problem.blocks.items()),
    ]
    for block, shift, limit in limits:
        if limit.least > 1:
            yield CyclicRule(block, shift, "least", limit.least)
        if limit.most is not None:
            yield CyclicRule(block, shift, "most", limit.most)
    for sequence in problem.forbidden:
        yield CyclicRule(sequence=sequence)


# --- states -------------------------------------------------------------------------------------------------------


@attrs.frozen
class TeamState:
    """The shift of a team on a day, and the days in a row so far.

    Attributes:
        mark: The key of the shift, or ``-`` for a day off.
        block: Days of the shift in a row, or days off in a row; not counted beyond the largest limit.
        stretch: Days of work in a row; 0 on a day off.
        previous_shift: On a first day off, the key of the shift of the day before; else empty.
    """

    mark: str
    block: int
    stretch: int = 0
    previous_shift: str = ""

    __repr__ = value_text


class StateGraph:
    """The states of a team, and the states that may follow each on the next day under some rules."""

    def __init__(self, problem: CyclicProblem, rules: tuple[CyclicRule, ...]) -> None:
        """Keep the shifts of the problem, and the rules that apply."""
        self._least = {(rule.block, rule.shift): rule.days for rule in rules if rule.bound == "least"}
        self._most = {(rule.block, rule.shift): rule.days for rule in rules if rule.bound == "most"}
        sequences = [rule.sequence for rule in rules if rule.sequence is not None]
        self._direct = {(entry.first, entry.second) for entry in sequences if not entry.day_off_between}
        self._spaced = {(entry.first, entry.second) for entry in sequences if entry.day_off_between}
        self._shifts = tuple(problem.need)

    def arcs(self) -> list[tuple[TeamState, TeamState]]:
        """Return every step from one day to the next, always in the same order."""
        pending = [self._first_day_off(shift) for shift in self._shifts]
        pending += [TeamState(shift, 1, 1) for shift in self._shifts]
        visited = set(pending)
        arcs = []
        while pending:
            state = pending.pop()
            for following in self._after_off(state) if state.mark == OFF else self._after_work(state):
                arcs.append((state, following))
                if following not in visited:
                    visited.add(following)
                    pending.append(following)
        return arcs

    def _first_day_off(self, shift: str) -> TeamState:
        return TeamState(OFF, 1, previous_shift=shift if self._spaced else "")

    def _lengthened(self, block: BlockKind, shift: str, days: int) -> int | None:
        """Return the length of the block with one day more; None if it would be too long."""
        most = self._most.get((block, shift))
        if most is not None:
            return days + 1 if days < most else None
        # Days beyond the limits make no difference, and a state for each would make the graph endless.
        return min(days + 1, max(self._least.get((block, shift), 1), 2))

    def _may_end(self, block: BlockKind, shift: str, days: int) -> bool:
        return days >= self._least.get((block, shift), 1)

    def _after_off(self, state: TeamState) -> Iterator[TeamState]:
        days_off = self._lengthened("off", "", state.block)
        if days_off is not None:
            yield TeamState(OFF, days_off)
        if self._may_end("off", "", state.block):
            for shift in self._shifts:
                if (state.previous_shift, shift) not in self._spaced:
                    yield TeamState(shift, 1, 1)

    def _after_work(self, state: TeamState) -> Iterator[TeamState]:
        block_may_end = self._may_end("shift", state.mark, state.block)
        stretch = self._lengthened("work", "", state.stretch)
        if stretch is not None:
            block = self._lengthened("shift", state.mark, state.block)
            if block is not None and (state.mark, state.mark) not in self._direct:
                yield TeamState(state.mark, block, stretch)
            for shift in self._shifts if block_may_end else ():
                if shift != state.mark and (state.mark, shift) not in self._direct:
                    yield TeamState(shift, 1, stretch)
        if block_may_end and self._may_end("work", "", state.stretch):
            yield self._first_day_off(state.mark)


# --- faults -------------------------------------------------------------------------------------------------------


def problem_faults(problem: CyclicProblem) -> Iterator[Fault]:
    """Yield every fault of the problem itself."""
    if problem.teams < 1:
        yield Fault("teams", verbatim(problem.teams), phrase("at least 1"))
    if not problem.need:
        yield Fault("need", phrase("no shift"), phrase("at least one"))
    yield from _need_faults(problem)
    yield from _rule_faults(problem)


def _need_faults(problem: CyclicProblem) -> Iterator[Fault]:
    for shift, days in problem.need.items():
        if shift == OFF:
            yield Fault("need", quoted(OFF), phrase("a key other than {off!r}, which is a day off", off=OFF))
        if len(days) != WEEK_DAYS:
            yield Fault(
                f"need.{shift}", phrase("{count} {count:day|days}", count=len(days)), phrase("seven, Monday to Sunday")
            )
        for number, teams in enumerate(days):
            if teams < 0:
                yield Fault(f"need.{shift}[{number}]", verbatim(teams), phrase("a number that is not negative"))


def _rule_faults(problem: CyclicProblem) -> Iterator[Fault]:
    limits = [("off", problem.off), ("work", problem.work)]
    limits += [(f"blocks.{shift}", block) for shift, block in problem.blocks.items()]
    for path, limit in limits:
        if limit.least < 1 or (limit.most is not None and limit.most < limit.least):
            yield Fault(
                path,
                phrase("{least} to {most}", least=limit.least, most=limit.most),
                phrase("from at least 1 to no fewer than that"),
            )
    shifts = [("blocks", shift) for shift in problem.blocks]
    for number, sequence in enumerate(problem.forbidden):
        path = f"forbidden[{number}]"
        shifts += [(f"{path}.first", sequence.first), (f"{path}.second", sequence.second)]
    for path, shift in shifts:
        if shift not in problem.need:
            yield Fault(path, quoted(shift), phrase("a shift that is needed: {names}", names=", ".join(problem.need)))
