"""The application of constraints to ranges of days until none changes.

Every rule is monotone: its result never moves against its anchors. So a range of days goes through a rule end by end,
and back through it by search.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from electsched.timeline.solving.constraints import Constraint, Variable
from electsched.timeline.solving.network import HIGH, LOW, Network, NumberedConstraint
from electsched.timeline.solving.ranges import LEAST, MOST, Ranges

__all__ = ["Cache", "Propagation"]

LONGEST_STEP_DAYS = 1 << 15
"""Longest step of a search for an anchor's range."""
MOST_STEPS = 50
"""Applications of constraints, for each constraint, after which ranges that still shrink are taken to end empty: such
constraints push each other on without end, like ``a < b`` and ``b < a``."""
Cache = dict[tuple[Constraint, int, tuple[int, ...]], int | None]
"""The days that rules give, by constraint, end and days of the anchors."""


class Propagation:
    """The application of a network's constraints to one set of known dates."""

    def __init__(
        self,
        network: Network,
        days: Iterable[int],
        hours: Mapping[Variable, int] | None,
        cache: Cache,
        unread: set[Constraint],
    ) -> None:
        """Start without any bound.

        Args:
            network: The constraints.
            days: The ordinals of the known dates, in the order of their constraints.
            hours: The known hours; by default, those of the constraints.
            cache: The days that rules gave before.
            unread: Receives the constraints whose rules give no day, for it lies beyond the known years.
        """
        self._network = network
        self._days = iter(days)
        self._hours = hours
        self._cache = cache
        self._unread = unread
        self._ranges = Ranges(network.constraints, network.numbers)

    def ranges(self) -> Ranges | None:
        """Apply constraints until no range changes."""
        links, links_on, (low, high) = self._network.links, self._network.links_on, self._ranges.ends
        pending = deque(range(len(links)))
        is_pending = [True] * len(links)
        steps_left = MOST_STEPS * (len(links) + 1)
        while pending:
            number = pending.popleft()
            link = links[number]
            steps_left -= 1
            if steps_left < 0:
                return None
            # After its own move, a bound on one side is met.
            is_pending[number] = link.is_one_sided
            for variable in self._apply(link):
                if low[variable] > high[variable]:
                    return None
                for neighbour in links_on[variable]:
                    if not is_pending[neighbour]:
                        is_pending[neighbour] = True
                        pending.append(neighbour)
            is_pending[number] = is_pending[number] and not link.is_one_sided
        return self._ranges

    def forward(self) -> Ranges:
        """Apply the constraints that read known dates alone, once."""
        constants, bounded = self._ranges, Ranges(self._network.constraints, self._network.numbers)
        links = self._network.links
        for link in links:
            if link.constraint.is_constant:
                self._apply(link)
        for link in links:
            constraint = link.constraint
            if constraint.allows is not None or constraint.is_constant or constraint.options:
                continue
            for end, applies in ((HIGH, constraint.upper), (LOW, constraint.lower)):
                day = self._value(link, end, tuple([constants.ends[end][anchor] for anchor in link.anchors]))
                if applies and day is not None and bounded.tightens(end, link.left, day + link.strict[end]):
                    bounded.tighten(end, link.left, day + link.strict[end], link.number, ())
        return bounded

    def _apply(self, link: NumberedConstraint) -> list[int]:
        """Tighten the ranges by one constraint and return the variables whose range changed."""
        if link.is_leaf:
            return self._bound(link)
        if link.shift is not None:
            tighten = self._shifted
        elif link.constraint.extreme:
            tighten = self._extreme
        elif link.is_rule:
            tighten = self._one_way
        else:
            return self._restrict(link)
        changed = tighten(link, HIGH) if link.upper else []
        return changed + tighten(link, LOW) if link.lower else changed

    def _restrict(self, link: NumberedConstraint) -> list[int]:
        """Tighten the ranges by a known date or by allowed days."""
        if link.constraint.allows is not None:
            return self._filter(link)
        return self._choose(link) if link.options else self._known(link, next(self._days))

    def _known(self, link: NumberedConstraint, day: int) -> list[int]:
        changed = []
        for end in (LOW, HIGH):
            if self._ranges.tightens(end, link.left, day):
                self._ranges.tighten(end, link.left, day, link.number, ())
                changed.append(link.left)
        return changed

    def _bound(self, link: NumberedConstraint) -> list[int]:
        """Bound a variable that no other constraint names by known dates."""
        end = HIGH if link.upper else LOW
        days = tuple([self._ranges.ends[end][anchor] for anchor in link.anchors])
        day = self._value(link, end, days) if link.shift is None else days[0] + link.shift
        if day is not None and LEAST < day + link.strict[end] < MOST:
            moves = self._ranges.moves(end, link.anchors)
            self._ranges.tighten(end, link.left, day + link.strict[end], link.number, moves)
        return []

    def _one_way(self, link: NumberedConstraint, end: int) -> list[int]:
        """Tighten by ``left <= rule`` (the high end) or ``left >= rule`` (the low end), forward and back."""
        ranges, left, opposite, strict = self._ranges, link.left, 1 - end, link.strict[end]
        ends, opposite_ends = ranges.ends[end], ranges.ends[opposite]
        changed = []
        days = tuple([ends[anchor] for anchor in link.anchors])
        day = self._value(link, end, days)
        if day is not None and ranges.tightens(end, left, day + strict):
            ranges.tighten(end, left, day + strict, link.number, ranges.moves(end, link.anchors))
            changed.append(left)
        target = opposite_ends[left] - strict
        if not LEAST < target < MOST:
            return changed
        for index, anchor in enumerate(link.anchors):
            if day is not None and days[index] == opposite_ends[anchor]:
                continue  # of a single day: a contradiction has just left no day on the left side
            reach = self._back(link, end, days, index, target)
            if reach is not None and ranges.tightens(opposite, anchor, reach):
                siblings = [sibling for number, sibling in enumerate(link.anchors) if number != index]
                parents = ranges.moves(opposite, (left,)) + ranges.moves(end, siblings)
                ranges.tighten(opposite, anchor, reach, link.number, parents)
                changed.append(anchor)
        return changed

    def _extreme(self, link: NumberedConstraint, end: int) -> list[int]:
        """Tighten by the latest or the earliest of many anchors, in a time that grows with their number."""
        ranges, left, anchors = self._ranges, link.left, link.anchors
        opposite, strict = 1 - end, link.strict[end]
        is_latest = link.constraint.extreme == "latest"
        days = [ranges.ends[end][anchor] for anchor in anchors]
        day = (max if is_latest else min)(days)
        changed = []
        if LEAST < day < MOST and ranges.tightens(end, left, day + strict):
            ranges.tighten(end, left, day + strict, link.number, ranges.moves(end, anchors))
            changed.append(left)
        target = ranges.ends[opposite][left] - strict
        if not LEAST < ranges.ends[opposite][left] < MOST:
            return changed
        bounded, siblings = anchors, list[int]()
        if is_latest == (end == HIGH):  # one anchor must reach the target; if only one can, it does
            reaches = zip(anchors, days, strict=True)
            bounded = tuple([anchor for anchor, reach in reaches if reach == target or (reach > target) == is_latest])
            if len(bounded) != 1:
                return changed
            siblings = [anchor for anchor in anchors if anchor != bounded[0]]
        for anchor in bounded:
            if ranges.tightens(opposite, anchor, target):
                parents = ranges.moves(opposite, (left,)) + ranges.moves(end, siblings)
                ranges.tighten(opposite, anchor, target, link.number, parents)
                changed.append(anchor)
        return changed

    def _shifted(self, link: NumberedConstraint, end: int) -> list[int]:
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

    def _back(self, link: NumberedConstraint, end: int, days: tuple[int, ...], index: int, target: int) -> int | None:
        """Return the last day of one anchor for which the rule meets the target, the other anchors at their ends."""

        def meets(day: int) -> bool | None:
            value = self._value(link, end, (*days[:index], day, *days[index + 1 :]))
            return None if value is None else value >= target if end == HIGH else value <= target

        if len(days) > 1 and meets(LEAST + 1 if end == HIGH else MOST - 1):
            return None  # another anchor meets the target alone
        value = self._value(link, end, (*days[:index], target, *days[index + 1 :]))
        return None if value is None else _reach(meets, 2 * target - value, towards=-1 if end == HIGH else 1)

    def _value(self, link: NumberedConstraint, end: int, days: tuple[int, ...]) -> int | None:
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

    def _choose(self, link: NumberedConstraint) -> list[int]:
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

    def _filter(self, link: NumberedConstraint) -> list[int]:
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
