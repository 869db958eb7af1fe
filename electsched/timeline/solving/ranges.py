"""Ranges of days, tightened by the constraints of the law until none changes.

Every rule is monotone: its result never moves against its anchors. So a range of days goes through a rule end by end,
and back through it by search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from electsched.law.calendar import WorkCalendar
from electsched.timeline.solving.constraints import SIDES, Constraint, Ground, Side, Variable
from electsched.timeline.solving.network import HIGH, LOW, Link, Network

__all__ = ["RangeSolver", "Ranges", "solve"]

LEAST, MOST = 400_000, 3_200_000
"""Ordinals of days (of the years 1096 and 8762) that stand for the absence of a bound."""
LONGEST_STEP_DAYS = 1 << 15
"""Longest step of a search for an anchor's range."""
MOST_STEPS = 50
"""Applications of constraints, for each constraint, after which ranges that still shrink are taken to end empty: such
constraints push each other on without end, like ``a < b`` and ``b < a``."""
Tightening = tuple[int, int, int, tuple[int, ...]]
"""A move of a range's end: the end, its variable, the constraint, and the earlier moves that it rests on, by number."""
Cache = dict[tuple[Constraint, int, tuple[int, ...]], int | None]
"""The days that rules give, by constraint, end and days of the anchors."""


class Ranges:
    """The range of each variable, as ordinals of days, with the derivation of both ends.

    Attributes:
        ends: The earliest and the latest day of each variable, by its number.
        log: All moves of an end, in order.
    """

    def __init__(self, constraints: tuple[Constraint, ...], numbers: Mapping[Variable, int]) -> None:
        """Start without any bound."""
        self._constraints = constraints
        self._numbers = numbers
        self.ends = ([LEAST] * len(numbers), [MOST] * len(numbers))
        self.log: list[Tightening] = []
        self._moves = ([-1] * len(numbers), [-1] * len(numbers))

    def tightens(self, end: int, variable: int, day: int) -> bool:
        """Return whether a day moves an end inward."""
        if end == LOW:
            return self.ends[LOW][variable] < day < MOST
        return LEAST < day < self.ends[HIGH][variable]

    def tighten(self, end: int, variable: int, day: int, constraint: int, parents: tuple[int, ...]) -> None:
        """Move an end to a day, by a constraint and the moves of the ends that it read."""
        self.ends[end][variable] = day
        self._moves[end][variable] = len(self.log)
        self.log.append((end, variable, constraint, parents))

    def moves(self, end: int, variables: Iterable[int]) -> tuple[int, ...]:
        """Return the last moves of the same end of several ranges, if they are bounded."""
        moves = self._moves[end]
        return tuple([moves[variable] for variable in variables if moves[variable] >= 0])

    def all_moves(self, variables: Iterable[int]) -> tuple[int, ...]:
        """Return the last moves of both ends of several ranges, if they are bounded."""
        return tuple([move for variable in variables for end in (LOW, HIGH) for move in self.moves(end, (variable,))])

    def _end(self, variable: Variable, side: Side) -> tuple[int, int] | None:
        """Return the ordinal and the last move of an end, None if it is not bounded."""
        number, end = self._numbers.get(variable), SIDES.index(side)
        if number is None or self._moves[end][number] < 0:
            return None
        return self.ends[end][number], self._moves[end][number]

    def day(self, variable: Variable, side: Side) -> date | None:
        """Return an end as a day; None if it is not bounded."""
        end = self._end(variable, side)
        return date.fromordinal(end[0]) if end else None

    def nearest_ground(self, variable: Variable, side: Side) -> Ground | None:
        """Return the ground that sets an end at once; None if it is not bounded or if every stage has the bound."""
        end = self._end(variable, side)
        return self._constraints[self.log[end[1]][2]].ground if end else None

    def end(self, variable: Variable, side: Side) -> tuple[int, tuple[Ground, ...]] | None:
        """Return the ordinal of an end and its grounds; None if it is not bounded."""
        end = self._end(variable, side)
        return (end[0], self._grounds(end[1])) if end else None

    def _grounds(self, move: int) -> tuple[Ground, ...]:
        grounds: dict[Ground, None] = {}
        pending = [move]
        visited: set[int] = set()
        while pending:
            move = pending.pop()
            if move in visited:
                continue
            visited.add(move)
            _, _, constraint, parents = self.log[move]
            ground = self._constraints[constraint].ground
            if ground is not None:
                grounds.setdefault(ground)
            pending.extend(reversed(parents))
        return tuple(grounds)


def solve(network: Network, days: Iterable[int], hours: Mapping[Variable, int]) -> Ranges | None:
    """Return the ranges of a network for other known dates than its own, or None if one is empty.

    Args:
        network: The constraints.
        days: The ordinals of the known dates, in the order of their constraints.
        hours: The minute of the day of each variable whose hour is known.
    """
    return _Propagation(network, days, hours, {}, set()).ranges()


class _Propagation:
    """The application of a network's constraints to one set of known dates."""

    def __init__(
        self,
        network: Network,
        days: Iterable[int],
        hours: Mapping[Variable, int] | None,
        cache: Cache,
        unread: set[Constraint],
    ) -> None:
        self._network = network
        self._days = iter(days)
        self._hours = hours
        self._cache = cache
        self._unread = unread
        self._ranges = Ranges(network.constraints, network.numbers)

    def ranges(self) -> Ranges | None:
        """Apply constraints until no range changes."""
        links, links_on, (low, high) = self._network.links, self._network.links_on, self._ranges.ends
        pending = dict.fromkeys(range(len(links)))
        steps_left = MOST_STEPS * (len(links) + 1)
        while pending:
            number = next(iter(pending))
            del pending[number]
            steps_left -= 1
            if steps_left < 0:
                return None
            changed = self._apply(links[number])
            for variable in changed:
                if low[variable] > high[variable]:
                    return None
                pending.update(links_on[variable])
            if changed and links[number].is_one_sided:
                del pending[number]  # after its own move it is met
        return self._ranges

    def forward(self) -> Ranges:
        """Apply the constraints that read known dates alone, once."""
        known, bounded = self._ranges, Ranges(self._network.constraints, self._network.numbers)
        links = self._network.links
        for link in links:
            if link.constraint.is_constant:
                self._apply(link)
        for link in links:
            constraint = link.constraint
            if constraint.allows is not None or constraint.is_constant or constraint.options:
                continue
            for end, applies in ((HIGH, constraint.upper), (LOW, constraint.lower)):
                day = self._value(link, end, tuple([known.ends[end][anchor] for anchor in link.anchors]))
                if applies and day is not None and bounded.tightens(end, link.left, day + link.strict[end]):
                    bounded.tighten(end, link.left, day + link.strict[end], link.number, ())
        return bounded

    def _apply(self, link: Link) -> list[int]:
        """Tighten the ranges by one constraint and return the variables whose range changed."""
        if link.shift is not None:
            tighten = self._shifted
        elif link.is_rule:
            tighten = self._one_way
        else:
            return self._restrict(link)
        changed = tighten(link, HIGH) if link.upper else []
        return changed + tighten(link, LOW) if link.lower else changed

    def _restrict(self, link: Link) -> list[int]:
        """Tighten the ranges by a known date or by allowed days."""
        if link.constraint.allows is not None:
            return self._filter(link)
        return self._choose(link) if link.options else self._known(link, next(self._days))

    def _known(self, link: Link, day: int) -> list[int]:
        changed = []
        for end in (LOW, HIGH):
            if self._ranges.tightens(end, link.left, day):
                self._ranges.tighten(end, link.left, day, link.number, ())
                changed.append(link.left)
        return changed

    def _one_way(self, link: Link, end: int) -> list[int]:
        """Tighten by ``left <= rule`` (the high end) or ``left >= rule`` (the low end), forward and back."""
        ranges, left, opposite, strict = self._ranges, link.left, 1 - end, link.strict[end]
        own, other = ranges.ends[end], ranges.ends[opposite]
        changed = []
        days = tuple([own[anchor] for anchor in link.anchors])
        day = self._value(link, end, days)
        if day is not None and ranges.tightens(end, left, day + strict):
            ranges.tighten(end, left, day + strict, link.number, ranges.moves(end, link.anchors))
            changed.append(left)
        target = other[left] - strict
        if not LEAST < target < MOST:
            return changed
        for index, anchor in enumerate(link.anchors):
            if day is not None and days[index] == other[anchor]:
                continue  # of a single day: a contradiction has just left no day on the left side
            reach = self._back(link, end, days, index, target)
            if reach is not None and ranges.tightens(opposite, anchor, reach):
                siblings = [sibling for number, sibling in enumerate(link.anchors) if number != index]
                parents = ranges.moves(opposite, (left,)) + ranges.moves(end, siblings)
                ranges.tighten(opposite, anchor, reach, link.number, parents)
                changed.append(anchor)
        return changed

    def _shifted(self, link: Link, end: int) -> list[int]:
        """Tighten by a rule that only moves its one anchor by days."""
        ranges, left, anchor, opposite = self._ranges, link.left, link.anchors[0], 1 - end
        shift = link.shifts[end]
        changed = []
        day = ranges.ends[end][anchor]
        if LEAST < day < MOST and ranges.tightens(end, left, day + shift):
            ranges.tighten(end, left, day + shift, link.number, ranges.moves(end, link.anchors))
            changed.append(left)
        day = ranges.ends[opposite][left]
        if LEAST < day < MOST and ranges.tightens(opposite, anchor, day - shift):
            ranges.tighten(opposite, anchor, day - shift, link.number, ranges.moves(opposite, (left,)))
            changed.append(anchor)
        return changed

    def _back(self, link: Link, end: int, days: tuple[int, ...], index: int, target: int) -> int | None:
        """Return the last day of one anchor for which the rule meets the target, the other anchors at their ends."""

        def meets(day: int) -> bool | None:
            value = self._value(link, end, (*days[:index], day, *days[index + 1 :]))
            return None if value is None else value >= target if end == HIGH else value <= target

        if len(days) > 1 and meets(LEAST + 1 if end == HIGH else MOST - 1):
            return None  # another anchor meets the target alone
        value = self._value(link, end, (*days[:index], target, *days[index + 1 :]))
        return None if value is None else _reach(meets, 2 * target - value, towards=-1 if end == HIGH else 1)

    def _value(self, link: Link, end: int, days: tuple[int, ...]) -> int | None:
        """Return the day that the rule gives, None if it is not known."""
        if (key := (link.constraint, end, days)) not in self._cache:
            unbounded = sum([not LEAST < day < MOST for day in days])
            if unbounded and not (link.constraint.chooses and unbounded < len(days)):
                self._cache[key] = None
            else:
                day = self._network.day(link, end, days, self._hours)
                if day is None and not unbounded:
                    self._unread.add(link.constraint)
                self._cache[key] = day if day is not None and LEAST < day < MOST else None
        return self._cache[key]

    def _choose(self, link: Link) -> list[int]:
        """Move both ends of a range into one of several allowed ranges."""
        ranges, changed = self._ranges, []
        spans: list[tuple[int, int]] = []
        for first, last in link.options:
            low = self._value(first, LOW, tuple([ranges.ends[LOW][anchor] for anchor in first.anchors]))
            high = self._value(last, HIGH, tuple([ranges.ends[HIGH][anchor] for anchor in last.anchors]))
            if low is None or high is None:
                return []
            spans.append((low, high))
        for end in (LOW, HIGH):
            day = ranges.ends[end][link.left]
            if not LEAST < day < MOST or any(low <= day <= high for low, high in spans):
                continue
            firsts, lasts = [low for low, _ in spans if low > day], [high for _, high in spans if high < day]
            nearest = min(firsts, default=day) if end == LOW else max(lasts, default=day)
            if ranges.tightens(end, link.left, nearest):
                parents = (*ranges.moves(end, (link.left,)), *ranges.all_moves(link.anchors))
                ranges.tighten(end, link.left, nearest, link.number, parents)
                changed.append(link.left)
        return changed

    def _filter(self, link: Link) -> list[int]:
        """Move both ends of a range to an allowed day."""
        ranges, changed = self._ranges, []
        for end, step in ((LOW, 1), (HIGH, -1)):
            day = ranges.ends[end][link.left]
            if not LEAST < day < MOST:
                continue
            nearest = self._network.nearest(link, day, step)
            if nearest is None:
                self._unread.add(link.constraint)
            elif ranges.tightens(end, link.left, nearest):
                ranges.tighten(end, link.left, nearest, link.number, ranges.moves(end, (link.left,)))
                changed.append(link.left)
        return changed


class RangeSolver:
    """Solves networks of constraints; the days that rules give are cached between runs.

    Attributes:
        unread: The constraints whose rules gave no day, for it lies in a year whose holidays are not known.
    """

    def __init__(self, calendars: Mapping[str, WorkCalendar], zone: str, *, provisional: bool) -> None:
        """Solve with the calendar of each stage, by key, and the zone in which hours are counted."""
        self._calendars = calendars
        self._zone = zone
        self._provisional = provisional
        self._cache: Cache = {}
        self.unread: set[Constraint] = set()

    def solve(self, constraints: tuple[Constraint, ...]) -> Ranges | None:
        """Return the ranges, or None if one is empty."""
        return self._propagation(constraints).ranges()

    def forward(self, constraints: tuple[Constraint, ...]) -> Ranges:
        """Return the ranges that follow from known dates at once, contradictory or not."""
        return self._propagation(constraints).forward()

    def _propagation(self, constraints: tuple[Constraint, ...]) -> _Propagation:
        network = Network(constraints, self._calendars, self._zone, provisional=self._provisional)
        days = [rule.low.toordinal() for rule in constraints if isinstance(rule.low, date)]
        return _Propagation(network, days, None, self._cache, self.unread)


def _reach(meets: Callable[[int], bool | None], guess: int, *, towards: int) -> int | None:
    """Return the last day in a direction for which a monotone condition holds.

    The guess is exact for rules that move a day by a fixed length; else the search doubles its steps, then halves them.
    """
    step = 1
    near, far = guess, guess
    if meets(guess):
        while meets(far):
            near, far, step = far, far + towards * step, step * 2
            if step > LONGEST_STEP_DAYS:
                return None
    else:
        while not meets(near):
            if meets(near) is None or step > LONGEST_STEP_DAYS:
                return None
            far, near, step = near, near - towards * step, step * 2
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if meets(middle) else (near, middle)
    return near
