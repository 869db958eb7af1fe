"""The rules of a cyclic plan, one by one, and the states between which they let a team pass from day to day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from electsched.errors import Fault
from electsched.operation.shifts import OFF

__all__ = ["WEEK", "Between", "CyclicProblem", "Machine", "Rule", "State", "Succession", "problem_faults", "rules_of"]

WEEK = 7


@attrs.frozen
class Between:
    """From so many days to so many, both included; without an upper bound where ``most`` is None."""

    least: int
    most: int | None = None


@attrs.frozen(kw_only=True)
class Succession:
    """A shift that may not follow another.

    Attributes:
        before: The key of the shift before.
        after: The key of the shift after.
        day_off_between: Whether it may not follow with a single day off between; else, not directly.
    """

    before: str
    after: str
    day_off_between: bool = False


@attrs.frozen(kw_only=True)
class CyclicProblem:
    """What a cyclic plan must meet.

    Attributes:
        teams: How many teams, or persons, go through the plan, one week apart; the plan has as many weeks.
        need: How many are needed of each shift, Monday to Sunday, exactly.
        off: How many days a block of days off has.
        work: How many days a stretch of work has.
        blocks: How many days a block of one shift has, by shift.
        forbidden: Which shifts may not follow which.
    """

    teams: int
    need: Mapping[str, tuple[int, ...]]
    off: Between
    work: Between
    blocks: Mapping[str, Between]
    forbidden: tuple[Succession, ...] = ()


# --- rules one by one, so that each can be dropped ----------------------------------------------------------------

RuleKind = Literal["off least", "off most", "work least", "work most", "block least", "block most", "forbidden"]


@attrs.frozen
class Rule:
    """One rule of a problem, which can be dropped.

    Attributes:
        kind: What it bounds or forbids.
        days: The bound.
        shift: The key of the shift whose blocks it bounds; empty for others.
        succession: What it forbids.
    """

    kind: RuleKind
    days: int = 0
    shift: str = ""
    succession: Succession | None = None

    def __str__(self) -> str:
        """Return the rule in words."""
        if self.succession is not None:
            between = " with a single day off between" if self.succession.day_off_between else ""
            return f"{self.succession.after} may not follow {self.succession.before}{between}"
        what, _, bound = self.kind.partition(" ")
        named = {"off": "days off", "work": "days of work", "block": f"days of {self.shift}"}[what]
        return f"at {bound} {self.days} {named} in a row"


def rules_of(problem: CyclicProblem) -> Iterator[Rule]:
    """Yield every rule of the problem; a bound of one day, or of none, is no rule."""
    bounds: list[tuple[Literal["off", "work", "block"], str, Between]] = [
        ("off", "", problem.off),
        ("work", "", problem.work),
        *(("block", shift, block) for shift, block in problem.blocks.items()),
    ]
    for what, shift, bound in bounds:
        if bound.least > 1:
            yield Rule(f"{what} least", bound.least, shift)  # type: ignore[arg-type]  # put together of its parts
        if bound.most is not None:
            yield Rule(f"{what} most", bound.most, shift)  # type: ignore[arg-type]  # as above
    for succession in problem.forbidden:
        yield Rule("forbidden", succession=succession)


# --- states -------------------------------------------------------------------------------------------------------


@attrs.frozen
class State:
    """Where a team stands on a day: a shift or off, and for how long.

    Attributes:
        mark: The key of the shift, or ``-``.
        block: Days of the shift in a row, or days off in a row; counted no further than a rule can ask.
        stretch: Days of work in a row; 0 on a day off.
        before: On a first day off, the shift before it; else empty.
    """

    mark: str
    block: int
    stretch: int = 0
    before: str = ""


class Machine:
    """Which state may follow which, under some of the rules."""

    def __init__(self, problem: CyclicProblem, rules: tuple[Rule, ...]) -> None:
        """Take the shifts of the problem, and those of its rules that hold."""
        self._least: dict[tuple[str, str], int] = {}
        self._most: dict[tuple[str, str], int] = {}
        for rule in rules:
            what, _, bound = rule.kind.partition(" ")
            if bound:
                (self._least if bound == "least" else self._most)[what, rule.shift] = rule.days
        given = [rule.succession for rule in rules if rule.succession is not None]
        self._direct = {(each.before, each.after) for each in given if not each.day_off_between}
        self._spaced = {(each.before, each.after) for each in given if each.day_off_between}
        self._shifts = tuple(problem.need)

    def arcs(self) -> list[tuple[State, State]]:
        """Return every step from one day to the next, in an order that is the same every time."""
        todo = [self._off(shift) for shift in self._shifts] + [State(shift, 1, 1) for shift in self._shifts]
        seen = set(todo)
        found = []
        while todo:
            state = todo.pop()
            for following in self._next(state):
                found.append((state, following))
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return found

    def _off(self, before: str) -> State:
        return State(OFF, 1, before=before if self._spaced else "")

    def _more(self, what: str, shift: str, days: int) -> int | None:
        """Return one day more of it; None where that is too many. Beyond what a rule can ask no day is counted."""
        most = self._most.get((what, shift))
        if most is not None:
            return days + 1 if days < most else None
        return min(days + 1, max(self._least.get((what, shift), 1), 2))

    def _enough(self, what: str, shift: str, days: int) -> bool:
        return days >= self._least.get((what, shift), 1)

    def _next(self, state: State) -> Iterator[State]:
        return self._after_off(state) if state.mark == OFF else self._after_work(state)

    def _after_off(self, state: State) -> Iterator[State]:
        longer = self._more("off", "", state.block)
        if longer is not None:
            yield State(OFF, longer)
        if self._enough("off", "", state.block):
            for shift in self._shifts:
                if (state.before, shift) not in self._spaced:
                    yield State(shift, 1, 1)

    def _after_work(self, state: State) -> Iterator[State]:
        done = self._enough("block", state.mark, state.block)
        stretch = self._more("work", "", state.stretch)
        if stretch is not None:
            block = self._more("block", state.mark, state.block)
            if block is not None and (state.mark, state.mark) not in self._direct:
                yield State(state.mark, block, stretch)
            for shift in self._shifts if done else ():
                if shift != state.mark and (state.mark, shift) not in self._direct:
                    yield State(shift, 1, stretch)
        if done and self._enough("work", "", state.stretch):
            yield self._off(state.mark)


# --- what is no problem at all -----------------------------------------------------------------------------------


def problem_faults(problem: CyclicProblem) -> Iterator[Fault]:
    """Yield every fault of the problem itself."""
    if problem.teams < 1:
        yield Fault("teams", str(problem.teams), "at least 1")
    if not problem.need:
        yield Fault("need", "no shift", "at least one")
    yield from _need_faults(problem)
    yield from _rule_faults(problem)


def _need_faults(problem: CyclicProblem) -> Iterator[Fault]:
    for shift, days in problem.need.items():
        if shift == OFF:
            yield Fault("need", repr(OFF), f"a key other than {OFF!r}, which is a day off")
        if len(days) != WEEK:
            yield Fault(f"need.{shift}", f"{len(days)} days", "seven, Monday to Sunday")
        for number, people in enumerate(days):
            if people < 0:
                yield Fault(f"need.{shift}[{number}]", str(people), "a number that is not negative")


def _rule_faults(problem: CyclicProblem) -> Iterator[Fault]:
    bounds = [("off", problem.off), ("work", problem.work)]
    bounds += [(f"blocks.{shift}", block) for shift, block in problem.blocks.items()]
    for path, bound in bounds:
        if bound.least < 1 or (bound.most is not None and bound.most < bound.least):
            yield Fault(path, f"{bound.least} to {bound.most}", "from at least 1 to no fewer than that")
    named = [("blocks", shift) for shift in problem.blocks]
    for number, each in enumerate(problem.forbidden):
        named += [(f"forbidden[{number}].before", each.before), (f"forbidden[{number}].after", each.after)]
    for path, shift in named:
        if shift not in problem.need:
            yield Fault(path, repr(shift), "a shift that is needed: " + ", ".join(problem.need))
