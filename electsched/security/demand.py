"""Windows, posts and tiers to the people who must be there: the demand, and its totals.

A head is one person at a post in one session of a day, or at polling stations on a day. The people in rotation are
those whom a post takes altogether, with those who rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import attrs

from electsched.errors import Fault, InputError
from electsched.roster.patterns import Pattern
from electsched.security.force import ForceRatio, Phase, Posture, StationGuard, Stations
from electsched.security.operation import Post
from electsched.security.windows import Window
from electsched.text import Text

__all__ = ["Agency", "Demand", "Need", "Total", "days_of", "post_needs", "posture_on", "ratio_for", "station_needs"]

Agency = Literal["police", "linmas"]
Grouping = Literal["day", "phase", "unit", "agency"]
STATIONS = "stations"
"""What a need at polling stations is called instead of the key of a post."""


@attrs.frozen(kw_only=True)
class Need:
    """People who must be at one place in one session, each day of some days.

    Attributes:
        unit: The key of the unit that mans it.
        agency: Whose people they are.
        post: The key of the post; ``stations`` for polling stations.
        session: The key of the session; the key of the tier for polling stations.
        name: What it is, for people.
        role: What they are, where it matters.
        people: How many heads on each day.
        rotation: How many people it takes altogether, with those who rest.
        days: The days, in order.
        resources: How many of each resource the place needs, by key; on the first session of a post.
    """

    unit: str
    agency: Agency
    post: str
    session: str
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
            (pd.Timestamp(day), need.unit, need.agency, need.post, need.session, need.people, need.rotation)
            for need in self.needs
            for day in need.days
        ]
        return pd.DataFrame(rows, columns=["day", "unit", "agency", "post", "session", "heads", "rotation"])


def days_of(windows: Iterable[Window]) -> tuple[date, ...]:
    """Return every day of the windows, each once, in order."""
    return tuple(sorted({window.start + timedelta(days=number) for window in windows for number in range(window.days)}))


def posture_on(
    day: date, phases: Iterable[Phase], windows: Mapping[str, Window], postures: Mapping[str, Posture]
) -> Posture | None:
    """Return the strictest posture of the phases in which the day lies; None where it lies in none."""
    found = [
        postures[phase.posture] for phase in phases if windows[phase.window].start <= day <= windows[phase.window].end
    ]
    return max(found, key=lambda posture: posture.rank, default=None)


def post_needs(
    posts: Iterable[Post], windows: Mapping[str, Window], patterns: Mapping[str, Pattern], postures: Mapping[date, str]
) -> Iterator[Need]:
    """Yield what posts need: each session of the pattern that holds on each day, by that day's posture.

    The days are worked out once for all posts that stand in the same windows and go by the same pattern.
    """
    known: dict[object, dict[str, tuple[date, ...]]] = {}
    lanes = {
        pattern.key: {
            session.key: sum(session.key in lane.cycle for lane in pattern.lane) for session in pattern.session
        }
        for pattern in patterns.values()
    }
    for post in posts:
        key = (post.windows, post.pattern, tuple(post.raised.items()))
        if key not in known:
            known[key] = _days_by_pattern(post, windows, postures)
        for name, days in known[key].items():
            pattern = patterns[name]
            rotation = _in_rotation(post, pattern)
            for number, session in enumerate(pattern.session):
                yield Need(
                    unit=post.unit,
                    agency="police",
                    post=post.key,
                    session=session.key,
                    name=post.name,
                    role=session.role,
                    people=session.people * lanes[name][session.key],
                    # Teams take turns at all sessions, so they are counted once, with the first.
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
    people = {session.key: session.people for session in pattern.session}
    return sum(
        len(teams) * max((people[mark] for mark in lane.cycle if mark in people), default=0)
        for lane, teams in zip(pattern.lane, post.teams, strict=False)
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
                session=group.tier,
                name=name,
                role=Text({}),
                people=people,
                rotation=people,
                days=days,
            )
