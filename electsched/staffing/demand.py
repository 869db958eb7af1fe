"""The demand of a plan: the people needed at each post and polling station on each day, and totals of them.

The headcount is the number of people on duty at a time. The establishment is the number of people that a post takes
altogether, off-duty teams included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, get_args

import attrs

from electsched.errors import Fault, InputError, checked_choice
from electsched.i18n.text import NO_WORDS, Text, translated
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.resources import ForceRatio, StationGuard, Stations
from electsched.operation.shifts import Pattern
from electsched.operation.windows import Window, days_of
from electsched.phrases import phrase, verbatim
from electsched.staffing.chart import headcount_svg
from electsched.staffing.tables import csv_text
from electsched.values import value_text

__all__ = ["POLLING_STATIONS", "Agency", "Demand", "Need", "Total", "demand", "ratio_for"]

Agency = Literal["police", "linmas"]
Grouping = Literal["day", "phase", "unit", "agency"]
POLLING_STATIONS = "stations"
"""The value of `Need.post` for polling stations."""
COLUMNS = ("day", "unit", "agency", "post", "shift", "headcount", "establishment")


@attrs.frozen(kw_only=True)
class Need:
    """The people needed at one place in one shift, on each of some days.

    Attributes:
        unit: The key of the unit that provides them.
        agency: The agency to which they belong.
        post: The key of the post; `POLLING_STATIONS` for polling stations.
        shift: The key of the shift; for polling stations the key of the risk tier.
        name: The name of the place, for people.
        role: The role of the people, such as a controller; empty for an ordinary shift.
        headcount: People on duty in the shift, on each day.
        establishment: People that the place takes altogether, off-duty teams included. A post has it on its first
            shift, and 0 on the others, because its teams take turns at all shifts.
        days: The days, in order.
        resources: How many of each resource the place needs, by key; on the first shift of a post.
    """

    unit: str
    agency: Agency
    post: str
    shift: str
    name: Text = attrs.field(repr=False)
    role: Text = attrs.field(repr=False)
    headcount: int
    establishment: int
    days: tuple[date, ...] = attrs.field(repr=False)
    resources: Mapping[str, int] = attrs.field(factory=dict)

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the need as plain data; ``start`` and ``end`` are its first and last day, both included."""
        return {
            "unit": self.unit,
            "agency": self.agency,
            "post": self.post,
            "shift": self.shift,
            "headcount": self.headcount,
            "establishment": self.establishment,
            "start": self.days[0].isoformat(),
            "end": self.days[-1].isoformat(),
            "days": len(self.days),
            "resources": dict(self.resources),
        }


@attrs.frozen(kw_only=True)
class Total:
    """The sum of a group of needs.

    Attributes:
        group: The values by which the needs were grouped, in the order asked for: days as dates, all else by key.
        peak: The largest headcount of a day.
        establishment: The largest establishment of a day.
        person_days: The headcounts of all days, added up.
    """

    group: tuple[date | str, ...]
    peak: int
    establishment: int
    person_days: int

    __repr__ = value_text


@attrs.frozen(kw_only=True, repr=False)
class Demand:
    """Every need of a plan.

    Attributes:
        needs: The needs in the order of the plan: posts first, then polling stations.
        windows: The windows of the operation, which are its phases.
    """

    needs: tuple[Need, ...]
    windows: tuple[Window, ...]

    def __repr__(self) -> str:
        """Return the number of needs and the largest headcount of a day."""
        peak = max((total.peak for total in self.totals()), default=0)
        return f"Demand({len(self.needs):,} needs, at most {peak:,} people on a day)"

    def totals(self, *by: Grouping) -> tuple[Total, ...]:
        """Return the total of each group, in the order of the needs, and days in order of time.

        A day belongs to every phase that includes it, so the totals of phases do not add up to the whole.

        Raises:
            UnknownNameError: A name is none of ``day``, ``phase``, ``unit`` and ``agency``.
        """
        for name in by:
            checked_choice("grouping", name, get_args(Grouping))
        daily: dict[tuple[date | str, ...], dict[date, list[int]]] = {}
        phases = {day: [w.key for w in self.windows if w.start <= day <= w.end] for day in self._all_days()}
        for unit, agency, days, headcount, establishment in self._merged(by):
            for day in days:
                for phase in phases[day] if "phase" in by else [""]:
                    values: dict[str, date | str] = {"day": day, "phase": phase, "unit": unit, "agency": agency}
                    group = tuple(values[name] for name in by)
                    sums = daily.setdefault(group, {}).setdefault(day, [0, 0])
                    sums[0] += headcount
                    sums[1] += establishment
        totals = [
            Total(
                group=group,
                peak=max(headcount for headcount, _ in days.values()),
                establishment=max(establishment for _, establishment in days.values()),
                person_days=sum(headcount for headcount, _ in days.values()),
            )
            for group, days in daily.items()
        ]
        if "phase" in by:
            order = {window.key: number for number, window in enumerate(self.windows)}
            totals.sort(key=lambda total: order[str(total.group[by.index("phase")])])
        if "day" in by:
            totals.sort(key=lambda total: str(total.group[by.index("day")]))
        return tuple(totals)

    def _merged(self, by: tuple[Grouping, ...]) -> Iterator[tuple[str, str, tuple[date, ...], int, int]]:
        """Yield unit, agency, days, headcount and establishment of needs that share their group and their days."""
        # The posts of a nation share few tuples of days. To add up each post on each of 75 days would take long.
        merged: dict[tuple[str, str, int], list[int]] = {}
        days = {id(need.days): need.days for need in self.needs}
        for need in self.needs:
            key = (need.unit if "unit" in by else "", need.agency if "agency" in by else "", id(need.days))
            sums = merged.setdefault(key, [0, 0])
            sums[0] += need.headcount
            sums[1] += need.establishment
        for (unit, agency, days_id), (headcount, establishment) in merged.items():
            yield unit, agency, days[days_id], headcount, establishment

    def _all_days(self) -> set[date]:
        return set[date]().union(*{id(need.days): need.days for need in self.needs}.values())

    def to_dict(self) -> dict[str, Any]:
        """Return every need, and the totals of each day, phase, unit and agency, as plain data."""
        return {
            "needs": [need.to_dict() for need in self.needs],
            "days": [
                {
                    "day": str(total.group[0]),
                    "agency": total.group[1],
                    "headcount": total.peak,
                    "establishment": total.establishment,
                }
                for total in self.totals("day", "agency")
            ],
            "phases": [
                {
                    "phase": total.group[0],
                    "unit": total.group[1],
                    "agency": total.group[2],
                    "peak": total.peak,
                    "establishment": total.establishment,
                    "person_days": total.person_days,
                }
                for total in self.totals("phase", "unit", "agency")
            ],
        }

    def to_csv(self) -> str:
        """Return the needs as CSV, a row for each day and need, with the columns of `to_frame`."""
        return csv_text(COLUMNS, ((day.isoformat(), *cells) for day, *cells in self._rows()))

    def to_frame(self) -> Any:  # noqa: ANN401  # a pandas.DataFrame; pandas is optional
        """Return a `pandas.DataFrame` with a row for each day and need.

        Raises:
            ModuleNotFoundError: pandas is not installed.
        """
        import pandas as pd  # noqa: PLC0415  # optional, and heavy

        return pd.DataFrame([(pd.Timestamp(day), *cells) for day, *cells in self._rows()], columns=COLUMNS)

    def to_svg(self, language: str = "en") -> str:
        """Return a bar chart of the headcount of each day as SVG, with a panel for each agency."""
        headcounts: dict[str, dict[date, int]] = {}
        for total in self.totals("day", "agency"):
            day, agency = total.group
            if isinstance(day, date):
                headcounts.setdefault(str(agency), {})[day] = total.peak
        return headcount_svg(headcounts, language=language)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for need in self.needs:
            for day in need.days:
                yield day, need.unit, need.agency, need.post, need.shift, need.headcount, need.establishment


def demand(plan: Plan) -> Demand:
    """Return the demand: each shift of each post, and the police and linmas at polling stations.

    Raises:
        InputError: The plan has polling stations without a ratio, or a ratio with a zero.
    """
    needs = list(_post_needs(plan))
    if plan.station_guard is not None:
        needs += _station_needs(plan, plan.station_guard)
    return Demand(needs=tuple(needs), windows=plan.windows)


# --- posts --------------------------------------------------------------------------------------------------------


def _post_needs(plan: Plan) -> Iterator[Need]:
    """Yield each shift of each post, by the pattern that is in force on each day."""
    # The days are computed once for all posts that have the same windows and patterns.
    shared_days: dict[object, dict[_Manning, tuple[date, ...]]] = {}
    lines = {
        pattern.key: {shift.key: sum(shift.key in line.cycle for line in pattern.line) for shift in pattern.shift}
        for pattern in plan.patterns
    }
    amended = {amendment.post for amendment in plan.amendments}
    for post in plan.posts:
        amended_key = post.key if post.key in amended else ""
        key = (amended_key, post.windows, post.start, post.pattern, tuple(post.pattern_by_posture.items()))
        if key not in shared_days:
            shared_days[key] = _days_by_pattern(post, plan)
        for (pattern_key, *_), days in shared_days[key].items():
            pattern, on_day = plan.pattern(pattern_key), plan.post_on(post.key, days[0])
            for number, shift in enumerate(pattern.shift):
                yield Need(
                    unit=post.unit,
                    agency="police",
                    post=post.key,
                    shift=shift.key,
                    name=post.name,
                    role=shift.role,
                    headcount=on_day.people_in(shift) * lines[pattern_key][shift.key],
                    establishment=_establishment(on_day, pattern) if number == 0 else 0,
                    days=days,
                    resources=post.needs if number == 0 else {},
                )


_Manning = tuple[str, int | None, tuple[int, ...]]
"""The pattern of a post, the people in each shift if they are not those of the pattern, and the teams of each line."""


def _days_by_pattern(post: Post, plan: Plan) -> dict[_Manning, tuple[date, ...]]:
    days: dict[_Manning, list[date]] = {}
    for day, on_day, _ in plan.manned_days(post):
        manning = (on_day.pattern_under(plan.postures.get(day)), on_day.people, tuple(map(len, on_day.teams)))
        days.setdefault(manning, []).append(day)
    return {manning: tuple(manned_days) for manning, manned_days in days.items()}


def _establishment(post: Post, pattern: Pattern) -> int:
    """Return the people of all teams: each team of a line has as many as the largest shift of its cycle needs."""
    people = {shift.key: post.people_in(shift) for shift in pattern.shift}
    return sum(
        len(teams) * max((people[mark] for mark in line.cycle if mark in people), default=0)
        for line, teams in zip(pattern.line, post.teams, strict=False)
    )


# --- polling stations ---------------------------------------------------------------------------------------------


def ratio_for(stations: Stations, ratios: Iterable[ForceRatio]) -> ForceRatio:
    """Return the ratio for a unit's polling stations of a tier and terrain.

    The ratio of the unit comes before the ratio of the terrain, and that before the general one.

    Raises:
        InputError: No ratio fits.
    """
    fitting = [
        ratio
        for ratio in ratios
        if ratio.tier == stations.tier and ratio.terrain in {"", stations.terrain} and ratio.unit in {"", stations.unit}
    ]
    if not fitting:
        found = phrase(
            "no ratio for {tier!r}{value}",
            tier=stations.tier,
            value=(phrase(" in terrain {terrain!r}", terrain=stations.terrain) if stations.terrain else ""),
        )
        raise InputError(Fault("ratio", found, phrase("a [[ratio]] for the stations of {unit!r}", unit=stations.unit)))
    return max(fitting, key=lambda ratio: (bool(ratio.unit), bool(ratio.terrain)))


def _station_needs(plan: Plan, guard: StationGuard) -> Iterator[Need]:
    days = days_of(plan.window(key) for key in guard.windows)
    for stations in plan.stations:
        ratio = ratio_for(stations, plan.ratios)
        triple = (ratio.police, ratio.stations, ratio.linmas)
        if min(triple) < 1:
            expected = phrase("at least 1 of each for {tier!r}", tier=ratio.tier)
            raise InputError(Fault("ratio", verbatim("-".join(map(str, triple))), expected))
        name = (
            translated("demand.stations_in_terrain", count=stations.count, terrain=stations.terrain)
            if stations.terrain
            else translated("demand.stations", count=stations.count)
        )
        headcounts: dict[Agency, int] = {
            "police": ratio.police_for(stations.count),
            "linmas": ratio.linmas_for(stations.count),
        }
        for agency, headcount in headcounts.items():
            yield Need(
                unit=stations.unit,
                agency=agency,
                post=POLLING_STATIONS,
                shift=stations.tier,
                name=name,
                role=NO_WORDS,
                headcount=headcount,
                establishment=headcount,
                days=days,
            )
