"""The readiness of a plan: the strength of each unit is compared with its demand in each phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from electsched.i18n.text import Text, translated
from electsched.operation.plan import Plan
from electsched.operation.resources import Strength
from electsched.operation.windows import Window
from electsched.staffing.demand import Demand, demand
from electsched.staffing.report import PEOPLE, Readiness, ReadinessLine

__all__ = ["readiness"]


@attrs.define
class _DailyNeed:
    """The police that a unit needs on a day, and the resources of its posts by key."""

    headcount: int = 0
    establishment: int = 0
    resources: dict[str, int] = attrs.field(factory=dict)


def readiness(plan: Plan) -> Readiness:
    """Return the need and the stock of each unit in each phase: people, vehicles, radios, personal kit.

    Only the police are compared: the strength of linmas is no part of a plan.

    Raises:
        InputError: The plan has polling stations without a ratio.
    """
    needed = demand(plan)
    strengths = {strength.unit: strength for strength in plan.strengths}
    units = tuple(dict.fromkeys(need.unit for need in needed.needs if need.agency == "police"))
    lines = [
        line
        for window in plan.windows
        for unit in units
        if unit in strengths
        for line in _unit_lines(plan, needed, window, strengths[unit])
    ]
    return Readiness(
        lines=tuple(lines),
        uncounted=tuple(unit for unit in units if unit not in strengths),
        strengths=plan.strengths,
        names=plan.names,
    )


def _unit_lines(plan: Plan, needed: Demand, window: Window, strength: Strength) -> Iterator[ReadinessLine]:
    daily = _daily_needs(needed, window, strength.unit)
    if not daily:
        return
    yield _people_line(plan, daily, window, strength)
    for resource in plan.resources:
        usable = strength.usable(resource.key)
        balance = {
            day: (need.establishment if resource.per_person else need.resources.get(resource.key, 0), usable)
            for day, need in daily.items()
        }
        if any(need for need, _ in balance.values()):
            line = _worst_day(window, strength.unit, resource.key, resource.name, balance)
            yield line if resource.per_person else attrs.evolve(line, posts=_posts_of(needed, line))


def _daily_needs(needed: Demand, window: Window, unit: str) -> Mapping[date, _DailyNeed]:
    daily: dict[date, _DailyNeed] = {}
    for need in needed.needs:
        if need.unit != unit or need.agency != "police":
            continue
        for day in need.days:
            if window.start <= day <= window.end:
                total = daily.setdefault(day, _DailyNeed())
                total.headcount += need.headcount
                total.establishment += need.establishment
                for key, number in need.resources.items():
                    total.resources[key] = total.resources.get(key, 0) + number
    return daily


def _people_line(plan: Plan, daily: Mapping[date, _DailyNeed], window: Window, strength: Strength) -> ReadinessLine:
    balance: dict[date, tuple[int, int]] = {}
    unmanned = unsent = 0
    for day, need in daily.items():
        posture = plan.postures.get(day)
        have = strength.present + (strength.leave if posture is not None and posture.leave_embargo else 0)
        have += _reinforced(plan, strength.unit, day)
        # People to be sent to others that the unit does not have are missing in addition to its need.
        lacking, have = max(-have, 0), max(have, 0)
        balance[day] = (need.establishment + lacking, have)
        unsent = max(unsent, lacking)
        if need.establishment:
            unmanned += -(-need.headcount * max(need.establishment - have, 0) // need.establishment)
    line = _worst_day(window, strength.unit, PEOPLE, translated("readiness.people"), balance)
    on_duty = max(need.headcount for need in daily.values())
    return attrs.evolve(line, on_duty=on_duty, unmanned=unmanned, unsent=unsent)


def _reinforced(plan: Plan, unit: str, day: date) -> int:
    """Return the people that the unit gets from others on the day, less those that it sends."""
    windows = {window.key for window in plan.windows if window.start <= day <= window.end}
    return sum(
        reinforcement.people * ((reinforcement.to == unit) - (reinforcement.home == unit))
        for reinforcement in plan.reinforcements
        if windows & set(reinforcement.windows)
    )


def _worst_day(
    window: Window, unit: str, resource: str, name: Text, balance: Mapping[date, tuple[int, int]]
) -> ReadinessLine:
    """Return the line of the day with the largest shortage; ``balance`` has need and stock of each day."""
    need, have = max(balance.values(), key=lambda pair: (pair[0] - pair[1], pair[0]))
    short_days = [day for day, pair in balance.items() if pair[0] > pair[1]]
    days = short_days or [day for day, pair in balance.items() if pair[0]]
    return ReadinessLine(
        phase=window.key,
        unit=unit,
        resource=resource,
        name=name,
        need=need,
        have=have,
        on_duty=0,
        start=min(days),
        end=max(days),
        unmanned=0,
    )


def _posts_of(needed: Demand, line: ReadinessLine) -> Mapping[str, Text]:
    """Return the names of the unit's posts that need the resource on days of the line, by key."""
    return {
        need.post: need.name
        for need in needed.needs
        if need.unit == line.unit
        and need.resources.get(line.resource, 0)
        and any(line.start <= day <= line.end for day in need.days)
    }
