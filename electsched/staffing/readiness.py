"""The real strength against the demand of each phase: where it falls short, by how many, when, and what that does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.operation.resources import Reinforcement, Resource, Strength
from electsched.operation.windows import Window
from electsched.staffing.demand import Demand, demand

__all__ = ["PEOPLE", "Readiness", "ReadinessLine", "readiness", "readiness_lines"]

PEOPLE = "people"
"""What a line on people is called instead of the key of a resource."""
PEOPLE_NAME = Text({"id": "Personel", "en": "People"})


@attrs.frozen(kw_only=True)
class ReadinessLine:
    """One unit in one phase: what it needs of one thing, and what it has.

    Attributes:
        phase: The key of the window.
        unit: The key of the unit.
        item: ``people``, or the key of a resource.
        name: What it is, for people.
        need: How many it takes on the worst day: for people those in rotation, and those to be sent whom it has not.
        have: How many there are on that day: for people those present, those on leave under an embargo, and those whom
            other units sent, without those who were sent to others.
        on_duty: For people, the heads of the heaviest day; else 0.
        start: The first day of the phase that falls short; where none does, the first on which there is need.
        end: The last such day.
        unmanned: For people, about how many heads of the phase stay empty where it falls short, in proportion.
        unsent: For people, how many of those whom it is to send to others are not there to be sent, on the worst day.
        posts: For means that posts need, which do on the days from start to end, by key, with their names.
    """

    phase: str
    unit: str
    item: str
    name: Text
    need: int
    have: int
    on_duty: int
    start: date
    end: date
    unmanned: int
    unsent: int = 0
    posts: Mapping[str, Text] = attrs.field(factory=dict)

    @property
    def short(self) -> int:
        """By how many it falls short; 0 where it does not."""
        return max(self.need - self.have, 0)


@attrs.frozen(kw_only=True)
class Readiness:
    """Every line, by phase and unit in the order of the plan, people first.

    Attributes:
        lines: The lines.
        uncounted: The keys of the units that have a demand, but whose strength nobody counted.
    """

    lines: tuple[ReadinessLine, ...] = attrs.field(repr=False)
    uncounted: tuple[str, ...] = ()

    @property
    def short(self) -> tuple[ReadinessLine, ...]:
        """The lines that fall short."""
        return tuple(line for line in self.lines if line.short)


def readiness_lines(
    demand: Demand,
    strengths: Iterable[Strength],
    resources: tuple[Resource, ...],
    reinforcements: tuple[Reinforcement, ...],
    embargoed: frozenset[date],
) -> Readiness:
    """Return what each unit needs and has in each phase; ``embargoed`` are the days on which nobody is on leave.

    Only the police are counted: the strength of linmas stands in no unit of the police.
    """
    counted = {strength.unit: strength for strength in strengths}
    units = tuple(dict.fromkeys(need.unit for need in demand.needs if need.agency == "police"))
    lines = [
        line
        for window in demand.windows
        for unit in units
        if unit in counted
        for line in _unit_lines(demand, window, counted[unit], resources, reinforcements, embargoed)
    ]
    return Readiness(lines=tuple(lines), uncounted=tuple(unit for unit in units if unit not in counted))


def _unit_lines(  # noqa: PLR0913, PLR0917  # what a line is made from
    demand: Demand,
    window: Window,
    strength: Strength,
    resources: tuple[Resource, ...],
    reinforcements: tuple[Reinforcement, ...],
    embargoed: frozenset[date],
) -> Iterator[ReadinessLine]:
    daily = _daily(demand, window, strength.unit)
    if not daily:
        return
    people: dict[date, tuple[int, int]] = {}
    unmanned = unsent = 0
    for day, (heads, rotation, _) in daily.items():
        have = strength.present + (strength.leave if day in embargoed else 0)
        have += _sent(strength.unit, day, demand, reinforcements)
        # Who is to be sent, and is not there, is missing besides all who take turns here.
        lacking, have = max(-have, 0), max(have, 0)
        people[day] = (rotation + lacking, have)
        unsent = max(unsent, lacking)
        unmanned += -(-heads * max(rotation - have, 0) // rotation) if rotation else 0
    heads = max(heads for heads, _, _ in daily.values())
    line = _line(window, strength.unit, PEOPLE, PEOPLE_NAME, people)
    yield attrs.evolve(line, on_duty=heads, unmanned=unmanned, unsent=unsent)
    for resource in resources:
        usable = strength.usable(resource.key)
        wanted = {
            day: (rotation if resource.per_person else each.get(resource.key, 0), usable)
            for day, (_, rotation, each) in daily.items()
        }
        if any(need for need, _ in wanted.values()):
            line = _line(window, strength.unit, resource.key, resource.name, wanted)
            yield line if resource.per_person else attrs.evolve(line, posts=_posts(demand, line))


def _posts(demand: Demand, line: ReadinessLine) -> Mapping[str, Text]:
    """Return the posts of the unit that need the resource on days of the line."""
    return {
        need.post: need.name
        for need in demand.needs
        if need.unit == line.unit
        and need.resources.get(line.item, 0)
        and any(line.start <= day <= line.end for day in need.days)
    }


def _line(window: Window, unit: str, item: str, name: Text, daily: Mapping[date, tuple[int, int]]) -> ReadinessLine:
    """Return the line of the worst day, with the days that fall short, or with those of the need where none does."""
    worst = max(daily.values(), key=lambda pair: (pair[0] - pair[1], pair[0]))
    short = [day for day, (need, have) in daily.items() if need > have]
    days = short or [day for day, (need, _) in daily.items() if need]
    return ReadinessLine(
        phase=window.key,
        unit=unit,
        item=item,
        name=name,
        need=worst[0],
        have=worst[1],
        on_duty=0,
        start=min(days),
        end=max(days),
        unmanned=0,
    )


def _daily(demand: Demand, window: Window, unit: str) -> Mapping[date, tuple[int, int, Mapping[str, int]]]:
    """Return for each day of the window the heads, the people in rotation, and the resources that the unit needs."""
    found: dict[date, tuple[int, int, dict[str, int]]] = {}
    for need in demand.needs:
        if need.unit != unit or need.agency != "police":
            continue
        for day in need.days:
            if window.start <= day <= window.end:
                heads, rotation, resources = found.get(day, (0, 0, {}))
                for key, number in need.resources.items():
                    resources[key] = resources.get(key, 0) + number
                found[day] = (heads + need.people, rotation + need.rotation, resources)
    return found


def _sent(unit: str, day: date, demand: Demand, reinforcements: tuple[Reinforcement, ...]) -> int:
    """Return how many more, or fewer, are there on the day for what units send each other."""
    open_windows = {window.key for window in demand.windows if window.start <= day <= window.end}
    there = [each for each in reinforcements if open_windows & set(each.windows)]
    return sum(each.people * ((each.to == unit) - (each.home == unit)) for each in there)


def readiness(plan: Plan) -> Readiness:
    """Return what each unit needs in each phase, and what it has: people, vehicles, radios, personal kit.

    Raises:
        InputError: There are stations for which the plan has no ratio.
    """
    embargoed = frozenset(day for day, posture in plan.postures.items() if posture.leave_embargo)
    return readiness_lines(demand(plan), plan.strengths, plan.resources, plan.reinforcements, embargoed)
