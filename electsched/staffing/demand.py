"""Windows, posts and tiers to the people who must be there: the demand, and its totals.

A head is one person at a post in one shift of a day, or at polling stations on a day. The people in rotation are
those whom a post takes altogether, with those who rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.resources import ForceRatio, StationGuard, Stations
from electsched.operation.shifts import Pattern
from electsched.operation.windows import Window, days_of

__all__ = ["Agency", "Demand", "Need", "Total", "demand", "post_needs", "ratio_for", "station_needs"]

Agency = Literal["police", "linmas"]
Grouping = Literal["day", "phase", "unit", "agency"]
STATIONS = "stations"
"""What a need at polling stations is called instead of the key of a post."""


@attrs.frozen(kw_only=True)
class Need:
    """People who must be at one place in one shift, each day of some days.

    Attributes:
        unit: The key of the unit that mans it.
        agency: Whose people they are.
        post: The key of the post; ``stations`` for polling stations.
        shift: The key of the shift; the key of the tier for polling stations.
        name: What it is, for people.
        role: What they are, where it matters.
        people: How many heads on each day.
        rotation: How many people it takes altogether, with those who rest.
        days: The days, in order.
        resources: How many of each resource the place needs, by key; on the first shift of a post.
    """

    unit: str
    agency: Agency
    post: str
    shift: str
    name: Text
    role: Text
    people: int
    rotation: int
    days: tuple[date, ...] = attrs.field(repr=False)
    resources: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Total:
    """What a group of needs comes to.

    Attributes:
        group: What was grouped by, in the order asked for: days as dates, all else by key.
        peak: The most heads on one day.
        rotation: The most people in rotation on one day.
        person_days: The heads of all days together.
    """

    group: tuple[date | str, ...]
    peak: int
    rotation: int
    person_days: int


@attrs.frozen(kw_only=True)
class Demand:
    """All that must be filled.

    Attributes:
        needs: Every need, in the order of the plan; posts first, then polling stations.
        windows: The windows of the operation, in which phases are counted.
    """

    needs: tuple[Need, ...] = attrs.field(repr=False)
    windows: tuple[Window, ...] = attrs.field(repr=False)

    def totals(self, *by: Grouping) -> tuple[Total, ...]:
        """Return the totals of each group, in the order of the needs, days in order of time.

        A day stands in every phase whose window it lies in: the totals of phases do not add up to the whole.
        """
        daily: dict[tuple[date | str, ...], dict[date, list[int]]] = {}
        phases = {day: [w.key for w in self.windows if w.start <= day <= w.end] for day in self._all_days()}
        for unit, agency, days, people, rotation in self._merged(by):
            for day in days:
                for phase in phases[day] if "phase" in by else [""]:
                    told: dict[str, date | str] = {"day": day, "phase": phase, "unit": unit, "agency": agency}
                    group = tuple(told[name] for name in by)
                    heads = daily.setdefault(group, {}).setdefault(day, [0, 0])
                    heads[0] += people
                    heads[1] += rotation
        found = [
            Total(
                group=group,
                peak=max(heads for heads, _ in days.values()),
                rotation=max(rotation for _, rotation in days.values()),
                person_days=sum(heads for heads, _ in days.values()),
            )
            for group, days in daily.items()
        ]
        if "phase" in by:
            order = {window.key: number for number, window in enumerate(self.windows)}
            found.sort(key=lambda total: order[str(total.group[by.index("phase")])])
        if "day" in by:
            found.sort(key=lambda total: str(total.group[by.index("day")]))
        return tuple(found)

    def _merged(self, by: tuple[Grouping, ...]) -> Iterator[tuple[str, str, tuple[date, ...], int, int]]:
        """Yield unit, agency, days, heads and rotation of the needs that count in the same groups on the same days.

        A nation's posts have few lists of days between them, and adding up ten thousand times 75 days takes long.
        """
        merged: dict[tuple[str, str, int], list[int]] = {}
        days = {id(need.days): need.days for need in self.needs}
        for need in self.needs:
            key = (need.unit if "unit" in by else "", need.agency if "agency" in by else "", id(need.days))
            heads = merged.setdefault(key, [0, 0])
            heads[0] += need.people
            heads[1] += need.rotation
        for (unit, agency, place), (people, rotation) in merged.items():
            yield unit, agency, days[place], people, rotation

    def _all_days(self) -> set[date]:
        return set[date]().union(*{id(need.days): need.days for need in self.needs}.values())

    def to_frame(self) -> Any:  # noqa: ANN401  # a pandas.DataFrame, where pandas is installed
        """Return a `pandas.DataFrame` with a row for each day and need: its heads and its people in rotation.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        rows = [
            (pd.Timestamp(day), need.unit, need.agency, need.post, need.shift, need.people, need.rotation)
            for need in self.needs
            for day in need.days
        ]
        return pd.DataFrame(rows, columns=["day", "unit", "agency", "post", "shift", "heads", "rotation"])


def post_needs(
    posts: Iterable[Post], windows: Mapping[str, Window], patterns: Mapping[str, Pattern], postures: Mapping[date, str]
) -> Iterator[Need]:
    """Yield what posts need: each shift of the pattern that holds on each day, by that day's posture.

    The days are worked out once for all posts that stand in the same windows and go by the same pattern.
    """
    known: dict[object, dict[str, tuple[date, ...]]] = {}
    lines = {
        pattern.key: {shift.key: sum(shift.key in line.cycle for line in pattern.line) for shift in pattern.shift}
        for pattern in patterns.values()
    }
    for post in posts:
        key = (post.windows, post.pattern, tuple(post.raised.items()))
        if key not in known:
            known[key] = _days_by_pattern(post, windows, postures)
        for name, days in known[key].items():
            pattern = patterns[name]
            rotation = _in_rotation(post, pattern)
            for number, shift in enumerate(pattern.shift):
                yield Need(
                    unit=post.unit,
                    agency="police",
                    post=post.key,
                    shift=shift.key,
                    name=post.name,
                    role=shift.role,
                    people=shift.people * lines[name][shift.key],
                    # Teams take turns at all shifts, so they are counted once, with the first.
                    rotation=rotation if number == 0 else 0,
                    days=days,
                    resources=post.needs if number == 0 else {},
                )


def _days_by_pattern(
    post: Post, windows: Mapping[str, Window], postures: Mapping[date, str]
) -> dict[str, tuple[date, ...]]:
    found: dict[str, list[date]] = {}
    for day in days_of(windows[key] for key in post.windows):
        found.setdefault(post.raised.get(postures.get(day, ""), post.pattern), []).append(day)
    return {key: tuple(days) for key, days in found.items()}


def _in_rotation(post: Post, pattern: Pattern) -> int:
    people = {shift.key: shift.people for shift in pattern.shift}
    return sum(
        len(teams) * max((people[mark] for mark in line.cycle if mark in people), default=0)
        for line, teams in zip(pattern.line, post.teams, strict=False)
    )


def ratio_for(stations: Stations, ratios: Iterable[ForceRatio]) -> ForceRatio:
    """Return the ratio for stations of a unit, tier and terrain: the unit's own first, then that of the terrain.

    Raises:
        InputError: None fits.
    """
    fitting = [
        ratio
        for ratio in ratios
        if ratio.tier == stations.tier and ratio.terrain in {"", stations.terrain} and ratio.unit in {"", stations.unit}
    ]
    if not fitting:
        found = f"no ratio for {stations.tier!r}" + (f" in terrain {stations.terrain!r}" if stations.terrain else "")
        raise InputError(Fault("ratio", found, f"a [[ratio]] for the stations of {stations.unit!r}"))
    return max(fitting, key=lambda ratio: (bool(ratio.unit), bool(ratio.terrain)))


def station_needs(
    groups: Iterable[Stations], ratios: tuple[ForceRatio, ...], guard: StationGuard, windows: Mapping[str, Window]
) -> Iterator[Need]:
    """Yield the police and the linmas for the stations of each unit, tier and terrain (police in whole groups).

    Raises:
        InputError: There are stations for which there is no ratio, or one with a zero.
    """
    days = days_of(windows[key] for key in guard.windows)
    for group in groups:
        ratio = ratio_for(group, ratios)
        triple = (ratio.police, ratio.stations, ratio.linmas)
        if min(triple) < 1:
            raise InputError(Fault("ratio", "-".join(map(str, triple)), f"at least 1 of each for {ratio.tier!r}"))
        terrain = f", {group.terrain}" if group.terrain else ""
        name = Text({"id": f"{group.count} TPS{terrain}", "en": f"{group.count} polling stations{terrain}"})
        agencies: tuple[tuple[Agency, int], ...] = (
            ("police", ratio.police_for(group.count)),
            ("linmas", ratio.linmas_for(group.count)),
        )
        for agency, people in agencies:
            yield Need(
                unit=group.unit,
                agency=agency,
                post=STATIONS,
                shift=group.tier,
                name=name,
                role=Text({}),
                people=people,
                rotation=people,
                days=days,
            )


def demand(plan: Plan) -> Demand:
    """Return all that must be filled: each shift of each post, and the police and linmas at polling stations.

    Raises:
        InputError: There are stations for which the plan has no ratio.
    """
    windows = {window.key: window for window in plan.windows}
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    postures = {day: posture.key for day, posture in plan.postures.items()}
    needs = list(post_needs(plan.posts, windows, patterns, postures))
    if plan.station_guard is not None:
        needs += station_needs(plan.stations, plan.ratios, plan.station_guard, windows)
    return Demand(needs=tuple(needs), windows=tuple(windows.values()))
